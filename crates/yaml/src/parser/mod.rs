//! From tokens to events: the grammar of YAML 1.1 as go-yaml v2 implements it.

mod block;
mod document;
mod event;
mod flow;
mod node;
mod state;

pub(crate) use event::{Event, EventKind, Properties};
pub(crate) use state::Parser;

/// What every tag of YAML's own begins with.
const LONG_TAG_PREFIX: &[u8] = b"tag:yaml.org,2002:";
