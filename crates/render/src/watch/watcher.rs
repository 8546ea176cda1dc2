use std::rc::Rc;

use steersman_funcs::Env;
use steersman_gotmpl::{Position, Tracer};
use steersman_value::{Map, Str, Value};

use super::profile::{ProfileNodeKind, ProfileTracer};
use super::reads::ReadTracer;
use super::{Watch, Watched};

/// Everybody who watches a render.
#[derive(Debug)]
pub(crate) struct Watcher {
    reads: Option<ReadTracer>,
    profile: Option<ProfileTracer>,
}

impl Watcher {
    /// Watches what is asked for; `values` are the root's, `set_name` the name of the template set.
    pub(crate) fn new(watch: Watch, values: &Value, set_name: &str, env: Rc<dyn Env>) -> Self {
        Self {
            reads: watch.reads.then(|| ReadTracer::new(values, set_name)),
            profile: watch.profile.then(|| ProfileTracer::new(env)),
        }
    }

    /// Whether anything is watched at all.
    pub(crate) fn is_idle(&self) -> bool {
        self.reads.is_none() && self.profile.is_none()
    }

    pub(crate) fn finish(self) -> Watched {
        Watched {
            reads: self.reads.map(ReadTracer::finish),
            profile: self.profile.map(ProfileTracer::finish),
        }
    }
}

impl Tracer for Watcher {
    fn read_key(&mut self, map: &Map, key: &[u8], at: Position<'_>) {
        if let Some(reads) = &mut self.reads {
            reads.read_key(map, key, at);
        }
    }

    fn use_value(&mut self, value: &Value, at: Position<'_>) {
        if let Some(reads) = &mut self.reads {
            reads.use_value(value, at);
        }
    }

    fn enter_function(&mut self, name: &str, arguments: &[Value], at: Position<'_>) {
        if let Some(reads) = &mut self.reads {
            reads.enter_function(name, arguments, at);
        }
        if let Some(profile) = &mut self.profile {
            profile.enter(ProfileNodeKind::Function, &name.into());
        }
    }

    fn leave_function(&mut self) {
        if let Some(reads) = &mut self.reads {
            reads.leave_function();
        }
        if let Some(profile) = &mut self.profile {
            profile.leave();
        }
    }

    fn enter_template(&mut self, name: &Str, _at: Position<'_>) {
        if let Some(profile) = &mut self.profile {
            profile.enter(ProfileNodeKind::Template, name);
        }
    }

    fn leave_template(&mut self) {
        if let Some(profile) = &mut self.profile {
            profile.leave();
        }
    }
}
