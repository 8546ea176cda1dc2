use std::collections::HashMap;

use serde::Deserialize;
use steersman_plan::{ClusterError, Gvk};

use crate::attempt::attempt;
use crate::client::Connection;
use crate::kinds::{Resource, built_in};
use crate::request::{Request, version_path};

/// Where objects of a kind are. Only for kinds that are not built in is the server asked, once for each API version.
///
/// # Errors
/// [`ClusterError::NoMatch`] for a kind that the server does not serve.
pub(crate) async fn resolve(connection: &Connection, gvk: &Gvk) -> Result<Resource, ClusterError> {
    if let Some(resource) = built_in(gvk) {
        return Ok(resource);
    }
    if let Some(resource) = connection.known_resource(gvk) {
        return Ok(resource);
    }
    let found = ask(connection, gvk).await?;
    found.ok_or_else(|| ClusterError::NoMatch(gvk.clone()))
}

#[derive(Deserialize)]
struct ResourceList {
    #[serde(default)]
    resources: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    name: String,
    kind: String,
    #[serde(default)]
    namespaced: bool,
}

async fn ask(connection: &Connection, gvk: &Gvk) -> Result<Option<Resource>, ClusterError> {
    let body = match attempt(connection, &Request::get(version_path(gvk))).await {
        Ok(body) => body,
        Err(error) if error.is_not_found() => return Ok(None),
        Err(error) => return Err(error),
    };
    let list: ResourceList =
        serde_json::from_slice(&body).map_err(|error| ClusterError::Config(error.to_string()))?;
    let kinds: HashMap<String, Resource> = list
        .resources
        .into_iter()
        // What has a slash is a part of another resource.
        .filter(|entry| !entry.name.contains('/'))
        .map(|entry| {
            let resource = Resource {
                plural: entry.name,
                namespaced: entry.namespaced,
            };
            (entry.kind, resource)
        })
        .collect();
    let found = kinds.get(&gvk.kind).cloned();
    // A definition may just have been made and not be served yet, so only what is there is kept.
    if found.is_some() {
        connection
            .resources
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .insert(gvk.api_version(), kinds);
    }
    Ok(found)
}
