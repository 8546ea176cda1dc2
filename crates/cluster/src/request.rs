use std::fmt::Write as _;

use http::Method;
use serde_json::{Value, json};
use steersman_plan::{Call, DryRun, Gvk, ObjectRef, PatchKind, Propagation, Selector};

use crate::kinds::Resource;

/// How many objects one page of a list has.
const PAGE: usize = 100;

/// An HTTP request to the API server.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Request {
    /// The method.
    pub(crate) method: Method,
    /// The path, with the query.
    pub(crate) target: String,
    /// The body; empty for none.
    pub(crate) body: Vec<u8>,
    /// What the body is.
    pub(crate) content_type: &'static str,
    /// What is accepted as an answer.
    pub(crate) accept: &'static str,
    /// What may be done after a failure that leaves open whether the request was carried out.
    pub(crate) repeat: Repeat,
}

/// What may be done after a failure that leaves open whether a request was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// Make it again: twice is the same as once.
    Safe,
    /// Make it again; that the object exists then is success if it is the one that was sent.
    Create,
    /// Make it again; that the object is gone then is success.
    Delete,
    /// Nothing.
    Never,
}

impl Request {
    /// A read of a path.
    pub(crate) fn get(target: String) -> Self {
        Self {
            method: Method::GET,
            target,
            body: Vec::new(),
            content_type: "",
            accept: "application/json",
            repeat: Repeat::Safe,
        }
    }

    fn with_body(
        method: Method,
        target: String,
        body: &impl serde::Serialize,
        content_type: &'static str,
    ) -> Self {
        Self {
            method,
            target,
            body: serde_json::to_vec(body).expect("maps with text keys can be written as JSON"),
            content_type,
            accept: "application/json",
            repeat: Repeat::Safe,
        }
    }
}

/// The kind that a call is about; none for a call that is not known here.
pub(crate) fn kind_of(call: &Call) -> Option<Gvk> {
    Some(match call {
        Call::Get(target)
        | Call::Table { target, .. }
        | Call::Patch { target, .. }
        | Call::Delete { target, .. } => target.gvk.clone(),
        Call::List { gvk, .. } | Call::Collection { gvk, .. } => gvk.clone(),
        Call::Create { object, .. } | Call::Apply { object, .. } | Call::Replace { object, .. } => {
            object.gvk()
        }
        _ => return None,
    })
}

/// The request that makes a call about a kind with this resource; none for a call that is not known here.
pub(crate) fn request_for(call: &Call, resource: &Resource) -> Option<Request> {
    Some(match call {
        Call::Get(target) => Request::get(object_path(target, resource)),
        Call::List { .. } => list_request(call, resource, PAGE)?,
        Call::Collection {
            gvk,
            namespace,
            selector,
        } => {
            let path = collection_path(gvk, namespace.as_deref(), resource);
            Request::get(with_query(path, &selecting(selector)))
        }
        Call::Table { target, selector } => table(target, selector, resource),
        Call::Create {
            object,
            namespace,
            manager,
            dry_run,
        } => {
            let place = object.reference(namespace);
            let target = collection_path(&place.gvk, place.namespace.as_deref(), resource);
            let target = with_query(target, &writing(manager, *dry_run));
            let mut request = Request::with_body(Method::POST, target, object, JSON);
            request.repeat = if object.name().is_empty() {
                Repeat::Never
            } else {
                Repeat::Create
            };
            request
        }
        Call::Apply {
            object,
            namespace,
            manager,
            force,
            dry_run,
        } => {
            let mut query = writing(manager, *dry_run);
            query.push(("fieldValidation", "Strict".to_owned()));
            query.push(("force", force.to_string()));
            let target = with_query(object_path(&object.reference(namespace), resource), &query);
            Request::with_body(
                Method::PATCH,
                target,
                object,
                "application/apply-patch+yaml",
            )
        }
        Call::Patch {
            target,
            kind,
            patch,
            manager,
            dry_run,
        } => patch_request(target, *kind, patch, &writing(manager, *dry_run), resource),
        Call::Replace {
            object,
            namespace,
            manager,
            dry_run,
        } => {
            let path = object_path(&object.reference(namespace), resource);
            let mut query = writing(manager, *dry_run);
            query.push(("fieldValidation", "Strict".to_owned()));
            let target = with_query(path, &query);
            let mut request = Request::with_body(Method::PUT, target, object, JSON);
            // A second try would fail on the version that the first one made.
            if !object.text(&["metadata", "resourceVersion"]).is_empty() {
                request.repeat = Repeat::Never;
            }
            request
        }
        Call::Delete {
            target,
            propagation,
            uid,
            dry_run,
        } => delete(target, *propagation, uid.as_deref(), *dry_run, resource),
        _ => return None,
    })
}

const JSON: &str = "application/json";

/// The request for the first page of a list with so many objects; none for a call that is no list.
pub(crate) fn list_request(call: &Call, resource: &Resource, limit: usize) -> Option<Request> {
    let Call::List {
        gvk,
        namespace,
        selector,
    } = call
    else {
        return None;
    };
    let mut query = vec![("limit", limit.to_string())];
    query.extend(selecting(selector));
    let path = collection_path(gvk, namespace.as_deref(), resource);
    Some(Request::get(with_query(path, &query)))
}

fn table(target: &ObjectRef, selector: &Selector, resource: &Resource) -> Request {
    let path = if target.name.is_empty() {
        let path = collection_path(&target.gvk, target.namespace.as_deref(), resource);
        with_query(path, &selecting(selector))
    } else {
        object_path(target, resource)
    };
    Request {
        accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
        ..Request::get(path)
    }
}

/// The parameters of a selector.
pub(crate) fn selecting(selector: &Selector) -> Vec<(&'static str, String)> {
    [
        ("labelSelector", &selector.labels),
        ("fieldSelector", &selector.fields),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .map(|(name, text)| (name, text.clone()))
    .collect()
}

fn patch_request(
    target: &ObjectRef,
    kind: PatchKind,
    patch: &Value,
    query: &[(&'static str, String)],
    resource: &Resource,
) -> Request {
    let content_type = match kind {
        PatchKind::Merge => "application/merge-patch+json",
        PatchKind::StrategicMerge => "application/strategic-merge-patch+json",
        PatchKind::Json => "application/json-patch+json",
    };
    let target = with_query(object_path(target, resource), query);
    let mut request = Request::with_body(Method::PATCH, target, patch, content_type);
    if kind == PatchKind::Json {
        request.repeat = Repeat::Never;
    }
    request
}

fn delete(
    target: &ObjectRef,
    propagation: Propagation,
    uid: Option<&str>,
    dry_run: DryRun,
    resource: &Resource,
) -> Request {
    let policy = match propagation {
        Propagation::Background => "Background",
        Propagation::Foreground => "Foreground",
        Propagation::Orphan => "Orphan",
    };
    let mut options =
        json!({"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": policy});
    if let Some(uid) = uid {
        options["preconditions"] = json!({"uid": uid});
    }
    if dry_run == DryRun::On {
        options["dryRun"] = json!(["All"]);
    }
    let mut request = Request::with_body(
        Method::DELETE,
        object_path(target, resource),
        &options,
        JSON,
    );
    request.repeat = Repeat::Delete;
    request
}

/// What every write says about itself.
fn writing(manager: &str, dry_run: DryRun) -> Vec<(&'static str, String)> {
    let mut query = vec![("fieldManager", manager.to_owned())];
    if dry_run == DryRun::On {
        query.push(("dryRun", "All".to_owned()));
    }
    query
}

/// The path of an object.
pub(crate) fn object_path(target: &ObjectRef, resource: &Resource) -> String {
    let mut path = collection_path(&target.gvk, target.namespace.as_deref(), resource);
    path.push('/');
    escape(&target.name, &mut path);
    path
}

/// The path of all objects of a kind, in a namespace when one is given and the kind has them.
pub(crate) fn collection_path(gvk: &Gvk, namespace: Option<&str>, resource: &Resource) -> String {
    let mut path = version_path(gvk);
    if let Some(namespace) = namespace.filter(|name| resource.namespaced && !name.is_empty()) {
        path.push_str("/namespaces/");
        escape(namespace, &mut path);
    }
    path.push('/');
    path.push_str(&resource.plural);
    path
}

/// The path of an API version.
pub(crate) fn version_path(gvk: &Gvk) -> String {
    let mut path = if gvk.group.is_empty() {
        "/api/".to_owned()
    } else {
        let mut path = "/apis/".to_owned();
        escape(&gvk.group, &mut path);
        path.push('/');
        path
    };
    escape(&gvk.version, &mut path);
    path
}

/// A path with a query.
pub(crate) fn with_query(mut path: String, query: &[(&str, String)]) -> String {
    let mut separator = '?';
    for (name, value) in query {
        path.push(separator);
        path.push_str(name);
        path.push('=');
        escape(value, &mut path);
        separator = '&';
    }
    path
}

/// A text as it may stand in a URL.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}

/// Escapes everything that means something in a URL. Roles have colons in their names, and a colon means nothing.
fn escape(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~:,=!".contains(&byte) {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a string can always be written to");
        }
    }
}
