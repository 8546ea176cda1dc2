use std::collections::HashMap;
use std::rc::Rc;

use steersman_funcs::Env;
use steersman_value::Str;

/// What a node of a profile stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ProfileNodeKind {
    /// The whole render.
    Root,
    /// A template.
    Template,
    /// A function.
    Function,
}

/// A template or function in one chain of callers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileNode {
    /// What it is.
    pub kind: ProfileNodeKind,
    /// Its name.
    pub name: String,
    /// Its caller: an index into the nodes, always below its own.
    pub parent: usize,
    /// How often it ran.
    pub calls: u64,
    /// Nanoseconds spent in it and in what it called.
    pub total: u64,
    /// Nanoseconds spent in it alone.
    pub own: u64,
}

/// Calls and times as a tree of callers; the first node is the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The nodes, callers before what they call.
    pub nodes: Vec<ProfileNode>,
}

/// Measures calls.
pub(super) struct ProfileTracer {
    env: Rc<dyn Env>,
    nodes: Vec<ProfileNode>,
    children: HashMap<(usize, ProfileNodeKind, Str), usize>,
    /// The running calls: node, when it began, and time spent in what it called.
    running: Vec<(usize, i64, u64)>,
    began: i64,
}

impl std::fmt::Debug for ProfileTracer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProfileTracer")
            .field("nodes", &self.nodes.len())
            .finish_non_exhaustive()
    }
}

impl ProfileTracer {
    pub(super) fn new(env: Rc<dyn Env>) -> Self {
        let began = env.now().monotonic_nanos;
        let root = ProfileNode {
            kind: ProfileNodeKind::Root,
            name: "render".to_owned(),
            parent: 0,
            calls: 1,
            total: 0,
            own: 0,
        };
        Self {
            env,
            nodes: vec![root],
            children: HashMap::new(),
            running: Vec::new(),
            began,
        }
    }

    pub(super) fn enter(&mut self, kind: ProfileNodeKind, name: &Str) {
        let parent = self.running.last().map_or(0, |call| call.0);
        let next = self.nodes.len();
        let node = *self
            .children
            .entry((parent, kind, name.clone()))
            .or_insert(next);
        if node == next {
            let name = name.to_text().into_owned();
            self.nodes.push(ProfileNode {
                kind,
                name,
                parent,
                calls: 0,
                total: 0,
                own: 0,
            });
        }
        self.nodes[node].calls += 1;
        self.running.push((node, self.env.now().monotonic_nanos, 0));
    }

    pub(super) fn leave(&mut self) {
        let Some((node, began, inner)) = self.running.pop() else {
            return;
        };
        let took = u64::try_from(self.env.now().monotonic_nanos - began).unwrap_or(0);
        self.nodes[node].total += took;
        self.nodes[node].own += took.saturating_sub(inner);
        if let Some(caller) = self.running.last_mut() {
            caller.2 += took;
        }
    }

    pub(super) fn finish(mut self) -> Profile {
        while !self.running.is_empty() {
            self.leave();
        }
        let took = u64::try_from(self.env.now().monotonic_nanos - self.began).unwrap_or(0);
        let inner: u64 = self.nodes[1..]
            .iter()
            .filter(|node| node.parent == 0)
            .map(|node| node.total)
            .sum();
        self.nodes[0].total = took;
        self.nodes[0].own = took.saturating_sub(inner);
        Profile { nodes: self.nodes }
    }
}
