//! Real Kubernetes clusters, behind the port of [`steersman_plan`]: connections, requests, watches.
//!
//! ```no_run
//! use steersman_cluster::{ConnectOptions, KubeCluster};
//! use steersman_plan::Cluster as _;
//!
//! let cluster = KubeCluster::new(ConnectOptions {
//!     kubeconfig: vec!["config".into()],
//!     ..ConnectOptions::default()
//! });
//! println!("{}", cluster.version()?.git_version);
//! # Ok::<(), steersman_plan::ClusterError>(())
//! ```
//!
//! # Invariants
//! - Nothing is read and nothing is sent before the first call: a command that needs no cluster pays nothing.
//! - Callers are not asynchronous. The runtime lives in [`KubeCluster`], and no lock of it is held while a caller's
//!   closure runs.
//! - Tokens, keys and passwords are in no error text and in no `Debug` output.
//! - A call is made again after a failure only when that can not do anything twice.
//! - How many requests are under way at once has one limit, [`KubeCluster::MAX_CONCURRENT`].

mod answer;
mod api_versions;
mod attempt;
mod cancellable;
mod client;
mod config;
mod cutter;
mod failure;
mod kinds;
mod kube_cluster;
mod kubeconfig;
mod lookup;
mod no_proxy;
mod options;
mod pages;
mod records;
mod request;
mod resolve;
mod throttle;
mod transport;
mod tree;
mod warnings;
mod watch;

pub use cancellable::CancellableCluster;
pub use kube_cluster::KubeCluster;
pub use lookup::{ClusterLookup, NOT_SERVED, Unserved};
pub use options::ConnectOptions;
pub use records::{ObjectStore, RecordKind};
