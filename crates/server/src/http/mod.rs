//! HTTP: from a request to a route, from a route to an answer.

mod access;
mod admin;
mod answer;
mod archive;
mod chart_files;
mod cors;
mod delete;
mod dispatch;
mod index;
mod list;
mod metrics;
mod page;
mod patient;
mod probe;
mod query;
mod request;
mod route;
mod route_facts;
mod serve;
mod statics;
mod tls;
mod upload;
mod upload_form;

pub(crate) use access::may_pull;
pub(crate) use answer::{Answer, json, not_found, set_header, sized};
pub(crate) use archive::{ByteSource, send_object};
pub(crate) use dispatch::answer;
pub(crate) use metrics::Metrics;
pub(crate) use query::Query;
pub(crate) use request::Call;
pub(crate) use route::{OciCall, OciRoute, Reference, Route};
pub use serve::{Bound, serve};
