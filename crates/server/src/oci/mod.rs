//! The registry: charts as OCI artifacts, over the same packages.
//!
//! A version of a chart is a tag of its name (`+` becomes `_`, as Helm does it). What was pushed as an artifact keeps its
//! manifest; for packages that came another way one is made when it is asked for the first time. The package in the
//! repository is the truth: a manifest whose package is gone does not exist.

mod answer;
mod blobs;
mod delete;
mod dispatch;
mod keys;
mod listing;
mod made;
mod manifest;
mod pull;
mod push;
mod sessions;
mod shared_uploads;
mod uploads;

pub(crate) use answer::unauthorized;
pub(crate) use delete::{forget, forget_tag};
pub(crate) use dispatch::{access, answer};
pub(crate) use sessions::Sessions;
pub(crate) use shared_uploads::{keep_tidy, remove_old as remove_old_uploads};
