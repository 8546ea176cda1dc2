//! From a path of the registry to its answer.

use axum::http::{Method, StatusCode};
use serde_json::json as value;

use super::{blobs, delete, listing, pull, push, uploads};
use crate::auth::{Access, Action};
use crate::config::Config;
use crate::http::{Answer, Call, OciCall, OciRoute, Reference, Route, json};
use crate::service::Service;

/// What a request of this method needs; `None` when there is no such method.
pub(crate) fn access(method: &Method, route: &Route, config: &Config) -> Option<Access> {
    let Route::Oci(route) = route else {
        return None;
    };
    let reads = matches!(*method, Method::GET | Method::HEAD);
    let writes = !config.read_only;
    let may = match &route.call {
        OciCall::Manifest(_) if *method == Method::PUT => writes,
        OciCall::Manifest(_) | OciCall::Blob(_) if *method == Method::DELETE => {
            writes && config.delete
        }
        OciCall::Uploads => writes && *method == Method::POST,
        OciCall::Upload(_) => {
            writes
                && matches!(
                    *method,
                    Method::GET | Method::PATCH | Method::PUT | Method::DELETE
                )
        }
        _ => reads,
    };
    let pulls = reads && !matches!(route.call, OciCall::Upload(_));
    let action = if pulls { Action::Pull } else { Action::Push };
    may.then_some(Access::Needs(action))
}

/// Answers a request to the registry.
pub(crate) async fn answer(service: &Service, call: &mut Call, route: OciRoute) -> Answer {
    let method = call.parts.method.clone();
    call.actor.via = "oci";
    if route.call == OciCall::Root {
        return json(StatusCode::OK, &value!({}));
    }
    let result = match (&route.call, &method) {
        (OciCall::Root | OciCall::Catalog, _) => listing::catalog(service, call).await,
        (OciCall::Tags, _) => listing::tags(service, call, &route).await,
        (OciCall::Referrers(digest), _) => listing::referrers(service, call, &route, digest).await,
        (OciCall::Manifest(reference), &Method::PUT) => {
            push::manifest(service, call, &route, reference).await
        }
        (OciCall::Manifest(reference), &Method::DELETE) => {
            delete::manifest(service, call, &route, reference).await
        }
        (OciCall::Manifest(Reference::Tag(tag)), _) => pull::by_tag(service, &route, tag).await,
        (OciCall::Manifest(Reference::Digest(digest)), _) => {
            pull::by_digest(service, &route, digest).await
        }
        (OciCall::Blob(digest), &Method::DELETE) => delete::blob(service, &route, digest).await,
        (OciCall::Blob(digest), _) => blobs::blob(service, call, &route, digest).await,
        (OciCall::Uploads, _) => uploads::begin(service, call, &route).await,
        (OciCall::Upload(id), &Method::PATCH) => uploads::append(service, call, &route, id).await,
        (OciCall::Upload(id), &Method::PUT) => uploads::finish(service, call, &route, id).await,
        (OciCall::Upload(id), &Method::DELETE) => uploads::cancel(service, &route, id).await,
        (OciCall::Upload(id), _) => uploads::status(service, &route, id).await,
    };
    result.unwrap_or_else(|error| error.answer())
}
