//! `steer serve` under load, killed, on failing buckets, as several replicas, and with other programs' clients.

mod clients;
mod crash;
mod http;
mod load;
mod minio;
mod model;
mod package;
mod registry;
mod replicas;
mod run;
mod server;
mod tool;
mod trouble;

use run::check;
pub(crate) use run::{Serving, serving};
