//! A real Kubernetes control plane on loopback, for tests and for people who want to try something.
//!
//! etcd, kube-apiserver, kube-controller-manager and kube-scheduler run as ordinary processes; kwok plays the nodes and
//! their kubelets by the stages of `testbed/stages.yaml`, so pods run, fail and log within milliseconds.
//!
//! ```no_run
//! use steersman_testbed::{Cluster, Programs};
//!
//! let programs = Programs::find_or_build("testbed".as_ref(), "/var/cache/testbed".as_ref())?;
//! let cluster = Cluster::up(&programs, "testbed".as_ref(), "target/testbed/cluster".as_ref())?;
//! println!("export KUBECONFIG={}", cluster.admin_kubeconfig().display());
//! Cluster::down(cluster.folder())?;
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! # Invariants
//! - Everything listens on 127.0.0.1 only.
//! - A process is stopped by the pid that was written when it was started, after checking that the pid is still that
//!   program; nothing else is ever signalled.
//! - All state of a cluster is in its folder; `down` removes it.

mod certificates;
mod cluster;
mod found;
mod objects;
mod postgres;
mod process;
mod programs;
mod proxy;

pub use cluster::{Cluster, Status, free_port};
pub use found::{kubeconfig, kubeconfig_for_tests, skip};
pub use postgres::Postgres;
pub use programs::{KUBERNETES_VERSION, Programs};
pub use proxy::{Fault, FaultProxy, Seen};
