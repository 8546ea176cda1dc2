//! From the text of manifests to objects.

use std::collections::HashMap;

use serde_json::Value;
use steersman_manifest::{SplitRule, is_blank, split_documents};
use steersman_yaml::{Numbers, Options};
use thiserror::Error;

use crate::json::tree_to_json;
use crate::{Cluster, ClusterError, Gvk, Object, ObjectRef, Resource};

/// Why a manifest means no objects.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A document is no YAML.
    #[error("error parsing : error converting YAML to JSON: {0}")]
    Yaml(String),
    /// A document does not say what it is.
    #[error("error validating \"\": error validating data: {0}")]
    Unnamed(&'static str),
    /// The cluster does not serve the kind of an object in a list.
    #[error("unable to recognize {0}")]
    NoMatchInList(ClusterError),
    /// A document is no object.
    #[error("unable to decode \"\": {0}")]
    NoObject(String),
    /// The cluster does not serve a kind.
    #[error(
        "resource mapping not found for name: {name:?} namespace: {namespace:?} from \"\": no matches for kind {:?} in version {:?}\nensure CRDs are installed first",
        .gvk.kind,
        .gvk.api_version()
    )]
    NoMatch {
        /// The name of the object.
        name: String,
        /// The namespace the object says it is in.
        namespace: String,
        /// The kind.
        gvk: Gvk,
    },
    /// The cluster can not say what it serves.
    #[error("unable to recognize \"\": {0}")]
    Cluster(#[from] ClusterError),
    /// Several documents have something wrong.
    #[error("[{}]", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Several(Vec<Self>),
}

impl BuildError {
    /// Whether the cluster does not serve a kind, or more than one.
    pub fn is_no_match(&self) -> bool {
        match self {
            Self::NoMatch { .. } | Self::NoMatchInList(_) => true,
            Self::Several(errors) => errors.iter().any(Self::is_no_match),
            _ => false,
        }
    }
}

/// Reads the objects of a manifest, those in lists one by one, and finds out where they belong: what does not say its
/// namespace goes to `namespace`.
///
/// # Errors
/// [`BuildError`], with everything that is wrong.
pub fn build(
    cluster: &dyn Cluster,
    manifest: &[u8],
    namespace: &str,
) -> Result<Vec<Resource>, BuildError> {
    let mut scopes = HashMap::new();
    let mut resources = Vec::new();
    let mut errors = Vec::new();
    for read in read_documents(manifest) {
        let placed = read.and_then(|read| place(cluster, read, namespace, &mut scopes));
        match placed {
            Ok(resource) => resources.push(resource),
            Err(error) => errors.push(error),
        }
    }
    one_error(errors).map_or(Ok(resources), Err)
}

/// Reads the objects of a manifest without asking a cluster: which are in no namespace is not known.
///
/// # Errors
/// [`BuildError`], with everything that is wrong.
pub fn read_objects(manifest: &[u8]) -> Result<Vec<Object>, BuildError> {
    let mut objects = Vec::new();
    let mut errors = Vec::new();
    for object in read_documents(manifest) {
        match object {
            Ok(read) => objects.push(read.object),
            Err(error) => errors.push(error),
        }
    }
    one_error(errors).map_or(Ok(objects), Err)
}

fn one_error(mut errors: Vec<BuildError>) -> Option<BuildError> {
    match errors.len() {
        0 | 1 => errors.pop(),
        _ => Some(BuildError::Several(errors)),
    }
}

fn place(
    cluster: &dyn Cluster,
    Read {
        mut object,
        is_in_list,
    }: Read,
    namespace: &str,
    scopes: &mut HashMap<Gvk, bool>,
) -> Result<Resource, BuildError> {
    let gvk = object.gvk();
    let is_namespaced = match scopes.get(&gvk) {
        Some(known) => *known,
        None => match cluster.is_namespaced(&gvk) {
            Ok(known) => *scopes.entry(gvk.clone()).or_insert(known),
            Err(error @ ClusterError::NoMatch(_)) if is_in_list => {
                return Err(BuildError::NoMatchInList(error));
            }
            Err(ClusterError::NoMatch(gvk)) => {
                return Err(BuildError::NoMatch {
                    name: object.name().to_owned(),
                    namespace: object.namespace().unwrap_or_default().to_owned(),
                    gvk,
                });
            }
            Err(error) => return Err(error.into()),
        },
    };
    if is_namespaced && object.namespace().is_none() {
        object
            .metadata_mut()
            .insert("namespace".to_owned(), Value::String(namespace.to_owned()));
    }
    let target = ObjectRef {
        gvk,
        namespace: object
            .namespace()
            .filter(|_| is_namespaced)
            .map(str::to_owned),
        name: object.name().to_owned(),
    };
    Ok(Resource { target, object })
}

/// An object of a manifest.
struct Read {
    object: Object,
    /// Whether it stands in a list.
    is_in_list: bool,
}

fn read_documents(manifest: &[u8]) -> Vec<Result<Read, BuildError>> {
    let mut objects = Vec::new();
    for range in split_documents(manifest, SplitRule::Lines) {
        let text = &manifest[range];
        if is_blank(text) {
            continue;
        }
        match read_document(text) {
            Ok(None) => {}
            Ok(Some(object)) => flatten(object, 0, &mut objects),
            Err(error) => objects.push(Err(error)),
        }
    }
    objects
}

/// The object of a document; none when it holds nothing but comments.
fn read_document(text: &[u8]) -> Result<Option<Object>, BuildError> {
    let options = Options {
        numbers: Numbers::Typed,
        ..Options::default()
    };
    let tree = steersman_yaml::parse_with(text, options)
        .map_err(|error| BuildError::Yaml(error.to_string()))?;
    let value = tree_to_json(tree);
    match value {
        Value::Null => Ok(None),
        Value::Object(map) => {
            let object = Object(map);
            match (object.api_version(), object.kind()) {
                ("", "") => Err(BuildError::Unnamed("[apiVersion not set, kind not set]")),
                ("", _) => Err(BuildError::Unnamed("apiVersion not set")),
                (_, "") => Err(BuildError::Unnamed("kind not set")),
                _ => check_metadata(object).map(Some),
            }
        }
        other => Err(BuildError::NoObject(format!(
            "Object 'Kind' is missing in '{other}'"
        ))),
    }
}

/// Refuses metadata that the API has as text and the manifest has not.
fn check_metadata(object: Object) -> Result<Object, BuildError> {
    let refused = |value: &Value, field: &str, wanted: &str| {
        BuildError::NoObject(format!(
            "json: cannot unmarshal {} into Go struct field ObjectMeta.metadata.{field} of type {wanted}",
            json_kind(value)
        ))
    };
    for field in ["annotations", "labels"] {
        match object.at(&["metadata", field]) {
            None | Some(Value::Null) => {}
            Some(Value::Object(entries)) => {
                let stranger = entries
                    .values()
                    .find(|value| !value.is_string() && !value.is_null());
                if let Some(stranger) = stranger {
                    return Err(refused(stranger, field, "string"));
                }
            }
            Some(other) => return Err(refused(other, field, "map[string]string")),
        }
    }
    for field in ["name", "namespace"] {
        match object.at(&["metadata", field]) {
            None | Some(Value::Null | Value::String(_)) => {}
            Some(other) => return Err(refused(other, field, "string")),
        }
    }
    Ok(object)
}

/// Go's name for the kind of a value.
fn json_kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// How deep lists may stand in lists.
const MAX_LISTS: usize = 16;

/// Takes lists apart. An item that does not say its kind has that of the list, without `List`.
fn flatten(mut object: Object, depth: usize, objects: &mut Vec<Result<Read, BuildError>>) {
    if depth > MAX_LISTS || !matches!(object.0.get("items"), Some(Value::Array(_))) {
        objects.push(Ok(Read {
            object,
            is_in_list: depth > 0,
        }));
        return;
    }
    let Some(Value::Array(items)) = object.0.remove("items") else {
        return;
    };
    let kind = object.kind().strip_suffix("List").unwrap_or_default();
    for item in items {
        match item {
            Value::Object(map) => {
                let mut item = Object(map);
                if item.kind().is_empty() && !kind.is_empty() {
                    let api_version = object.api_version().to_owned();
                    item.0
                        .insert("kind".to_owned(), Value::String(kind.to_owned()));
                    item.0
                        .insert("apiVersion".to_owned(), Value::String(api_version));
                }
                flatten(item, depth + 1, objects);
            }
            other => objects.push(Err(BuildError::NoObject(format!(
                "Object 'Kind' is missing in '{other}'"
            )))),
        }
    }
}
