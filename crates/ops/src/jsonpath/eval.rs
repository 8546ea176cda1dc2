//! Running a template over a document.

use std::borrow::Cow;

use steersman_value::Tree;

use super::print::print_items;
use super::template::{Filter, Node, Part, Slice, Template};

/// A value on the way through an expression; nothing stands for the items of an empty range.
type Item<'a> = Option<Cow<'a, Tree>>;

/// Why there is no result. kubectl has words for it; `show` does not say them.
#[derive(Debug)]
pub(super) struct NoResult;

impl Template {
    /// What the template prints over `tree`, or nothing when it asks for what is not there.
    pub(crate) fn print(&self, tree: &Tree) -> Vec<u8> {
        let mut results = Vec::new();
        let mut out = Vec::new();
        if run(&self.0, &Some(Cow::Borrowed(tree)), 0, &mut results).is_ok() {
            for items in &results {
                print_items(items, &mut out);
            }
        }
        out
    }
}

/// Runs parts up to the `end` of the range at this depth, and answers how many there were.
fn run<'a>(
    parts: &[Part],
    dot: &Item<'a>,
    depth: usize,
    results: &mut Vec<Vec<Item<'a>>>,
) -> Result<usize, NoResult> {
    let mut at = 0;
    while let Some(part) = parts.get(at) {
        at += 1;
        let nodes = match part {
            Part::Text(text) => {
                results.push(vec![Some(string(text))]);
                continue;
            }
            Part::Action(nodes) => nodes,
        };
        let items = walk(vec![dot.clone()], nodes)?;
        let is = |word: &str| {
            nodes
                .iter()
                .any(|node| matches!(node, Node::Word(w) if w == word))
        };
        if is("end") {
            return if depth > 0 { Ok(at) } else { Err(NoResult) };
        }
        if !is("range") {
            results.push(items);
            continue;
        }
        let mut length = None;
        for item in &items {
            length = Some(run(&parts[at..], item, depth + 1, results)?);
        }
        let length = match length {
            Some(length) => length,
            // Nothing to go through: the parts are run for their errors.
            None => run(&parts[at..], &None, depth + 1, &mut Vec::new())?,
        };
        let closed = matches!(parts.get(at + length - 1), Some(Part::Action(nodes))
            if nodes.iter().any(|node| matches!(node, Node::Word(w) if w == "end")));
        // After a range that is not closed, its parts are run once more outside of it.
        at += if closed { length } else { 0 };
    }
    Ok(at)
}

fn string<'a>(text: &str) -> Cow<'a, Tree> {
    Cow::Owned(Tree::Str(text.into()))
}

fn walk<'a>(mut items: Vec<Item<'a>>, nodes: &[Node]) -> Result<Vec<Item<'a>>, NoResult> {
    for node in nodes {
        items = step(items, node)?;
    }
    Ok(items)
}

fn step<'a>(items: Vec<Item<'a>>, node: &Node) -> Result<Vec<Item<'a>>, NoResult> {
    let repeated = |tree: Tree| {
        Ok(items
            .iter()
            .map(|_| Some(Cow::Owned(tree.clone())))
            .collect())
    };
    match node {
        Node::Text(text) => Ok(vec![Some(string(text))]),
        Node::Int(int) => repeated(Tree::Int(*int)),
        Node::Float(float) => repeated(Tree::Float(*float)),
        Node::Bool(value) => repeated(Tree::Bool(*value)),
        Node::Field(name) => fields(&items, name),
        Node::Wildcard => Ok(items.iter().flat_map(children).collect()),
        Node::Descent => {
            let mut found = Vec::new();
            for item in &items {
                descend(item, &mut found);
            }
            Ok(found)
        }
        Node::Slice(slice) => {
            let mut found = Vec::new();
            for item in &items {
                found.extend(sliced(item, *slice)?);
            }
            Ok(found)
        }
        Node::Union(members) => {
            let mut found = Vec::new();
            for member in members {
                found.extend(walk(items.clone(), member)?);
            }
            Ok(found)
        }
        Node::Filter(filter) => filtered(&items, filter),
        Node::Word(word) if word == "range" => Ok(items),
        Node::Word(word) if word == "end" => Ok(Vec::new()),
        Node::Word(_) => Err(NoResult),
    }
}

/// A part of an item, borrowed where the item is.
fn part<'a>(
    item: &Item<'a>,
    get: impl for<'t> Fn(&'t Tree) -> Option<&'t Tree>,
) -> Option<Item<'a>> {
    match item.as_ref()? {
        Cow::Borrowed(tree) => get(tree).map(|part| Some(Cow::Borrowed(part))),
        Cow::Owned(tree) => get(tree).map(|part| Some(Cow::Owned(part.clone()))),
    }
}

fn fields<'a>(items: &[Item<'a>], name: &str) -> Result<Vec<Item<'a>>, NoResult> {
    let found: Vec<_> = items
        .iter()
        .filter_map(|item| part(item, |tree| tree.get(name)))
        .collect();
    if found.is_empty() && !items.is_empty() {
        Err(NoResult)
    } else {
        Ok(found)
    }
}

fn children<'a>(item: &Item<'a>) -> Vec<Item<'a>> {
    let Some(tree) = item else {
        return Vec::new();
    };
    match &**tree {
        Tree::Map(map) => map
            .keys()
            .filter_map(|key| part(item, |tree| tree.as_map()?.get(key)))
            .collect(),
        Tree::List(list) => (0..list.len())
            .filter_map(|n| part(item, |tree| tree.as_list()?.get(n)))
            .collect(),
        Tree::Str(text) => text
            .iter()
            .map(|byte| Some(Cow::Owned(Tree::Int(i64::from(*byte)))))
            .collect(),
        _ => Vec::new(),
    }
}

/// Collects everything at and below an item that has parts, parts of texts being their bytes.
fn descend<'a>(item: &Item<'a>, found: &mut Vec<Item<'a>>) {
    let mut open = vec![item.clone()];
    while let Some(item) = open.pop() {
        let children = children(&item);
        if !children.is_empty() {
            found.push(item);
            open.extend(children.into_iter().rev());
        }
    }
}

fn sliced<'a>(item: &Item<'a>, slice: Slice) -> Result<Vec<Item<'a>>, NoResult> {
    let Some(tree) = item else {
        return Err(NoResult);
    };
    if tree.is_null() {
        return Ok(Vec::new());
    }
    let list = tree.as_list().ok_or(NoResult)?;
    let length = i64::try_from(list.len()).map_err(|_| NoResult)?;
    let from_end = |index: i64| if index < 0 { index + length } else { index };
    let start = from_end(slice.start.unwrap_or_default());
    let end = match slice.end {
        None => length,
        Some(0) if slice.single => length,
        Some(end) => from_end(end),
    };
    if start == end {
        return Ok(Vec::new());
    }
    let step = slice.step.unwrap_or(1);
    if start < 0 || start >= length || end < 0 || end > length || start > end || step < 1 {
        return Err(NoResult);
    }
    let places = (start..end).step_by(usize::try_from(step).map_err(|_| NoResult)?);
    Ok(places
        .filter_map(|n| part(item, |tree| tree.as_list()?.get(usize::try_from(n).ok()?)))
        .collect())
}

fn filtered<'a>(items: &[Item<'a>], filter: &Filter) -> Result<Vec<Item<'a>>, NoResult> {
    let mut found = Vec::new();
    for item in items {
        let Some(list) = item.as_ref().and_then(|tree| tree.as_list()) else {
            return Err(NoResult);
        };
        for n in 0..list.len() {
            let Some(member) = part(item, |tree| tree.as_list()?.get(n)) else {
                continue;
            };
            if passes(&member, filter)? {
                found.push(member);
            }
        }
    }
    Ok(found)
}

fn passes(member: &Item<'_>, filter: &Filter) -> Result<bool, NoResult> {
    let lefts = walk(vec![member.clone()], &filter.left);
    let Some((operator, right)) = &filter.comparison else {
        return Ok(lefts.is_ok_and(|lefts| !lefts.is_empty()));
    };
    let lefts = lefts?;
    if lefts.is_empty() {
        return Ok(false);
    }
    let rights = walk(vec![member.clone()], right)?;
    match (&lefts[..], &rights[..]) {
        (_, []) => Ok(false),
        ([Some(left)], [Some(right)]) => compare(left, operator, right),
        _ => Err(NoResult),
    }
}

/// Compares two values of one kind; Go has no order between an integer and a floating-point number.
fn compare(left: &Tree, operator: &str, right: &Tree) -> Result<bool, NoResult> {
    let order = match (left, right) {
        (Tree::Bool(left), Tree::Bool(right)) if matches!(operator, "==" | "!=") => {
            Some(left.cmp(right))
        }
        (Tree::Int(left), Tree::Int(right)) => Some(left.cmp(right)),
        (Tree::Float(left), Tree::Float(right)) => left.partial_cmp(right),
        (Tree::Str(left), Tree::Str(right)) => Some(left.cmp(right)),
        _ => return Err(NoResult),
    };
    Ok(match operator {
        "==" => order.is_some_and(std::cmp::Ordering::is_eq),
        "!=" => order.is_none_or(std::cmp::Ordering::is_ne),
        "<" => order.is_some_and(std::cmp::Ordering::is_lt),
        "<=" => order.is_some_and(std::cmp::Ordering::is_le),
        ">" => order.is_some_and(std::cmp::Ordering::is_gt),
        ">=" => order.is_some_and(std::cmp::Ordering::is_ge),
        _ => return Err(NoResult),
    })
}
