//! What commands that change a cluster need of this machine.

mod clock;
mod holder;
mod observer;
mod ports;
mod waiting;

pub(crate) use clock::SystemClock;
pub(crate) use holder::ProcessHolder;
pub(crate) use observer::LiveObserver;
pub(crate) use ports::ClusterPorts;
