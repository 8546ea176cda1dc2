//! What commands that change a cluster need of this machine.

mod clock;
mod holder;
mod json;
mod observer;
mod ports;
mod screen;
mod signals;
mod style;
mod tree;
mod waiting;

pub(crate) use clock::SystemClock;
pub(crate) use holder::ProcessHolder;
pub(crate) use observer::LiveObserver;
pub(crate) use ports::ClusterPorts;
pub(crate) use signals::Signals;
pub(crate) use style::EventStyle;
pub(crate) use waiting::evidence_text;
