use std::collections::BTreeSet;

use serde::Deserialize;
use steersman_plan::{ClusterError, ServerVersion};

use crate::answer::from_code;
use crate::attempt::{attempt, once};
use crate::client::Connection;
use crate::request::Request;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
    application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/// Asks the server for its version. It is asked once: this is how commands find out whether there is a server.
pub(crate) async fn server_version(connection: &Connection) -> Result<ServerVersion, ClusterError> {
    #[derive(Deserialize)]
    struct Version {
        #[serde(rename = "gitVersion")]
        full: String,
        #[serde(default)]
        major: String,
        #[serde(default)]
        minor: String,
    }
    let reply = once(connection, &Request::get("/version".to_owned())).await?;
    if !reply.status.is_success() {
        let text = String::from_utf8_lossy(&reply.body);
        return Err(from_code(reply.status, &text).into());
    }
    let version: Version = serde_json::from_slice(&reply.body).map_err(|error| {
        ClusterError::Config(format!("unable to parse the server version: {error}"))
    })?;
    Ok(ServerVersion {
        git_version: version.full,
        major: version.major,
        minor: version.minor,
    })
}

/// Everything the server serves: `apps/v1` and `apps/v1/Deployment`.
pub(crate) async fn api_versions(connection: &Connection) -> Result<Vec<String>, ClusterError> {
    let mut names = BTreeSet::new();
    for path in ["/api", "/apis"] {
        let mut request = Request::get(path.to_owned());
        request.accept = AGGREGATED;
        let body = attempt(connection, &request).await?;
        let answer: Discovery = serde_json::from_slice(&body)
            .map_err(|error| ClusterError::Config(error.to_string()))?;
        for group in &answer.items {
            for version in &group.versions {
                add(&mut names, &group.metadata.name, version);
            }
        }
        for name in answer.versions {
            add_listed(connection, &mut names, format!("/api/{name}"), &name).await?;
        }
        for version in answer.groups.into_iter().flat_map(|group| group.versions) {
            let name = version.group_version;
            add_listed(connection, &mut names, format!("/apis/{name}"), &name).await?;
        }
    }
    Ok(names.into_iter().collect())
}

/// The answer of a server that tells everything at once (`items`), or of an old one.
#[derive(Deserialize)]
struct Discovery {
    #[serde(default)]
    items: Vec<Group>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    groups: Vec<OldGroup>,
}

#[derive(Deserialize)]
struct Group {
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Default, Deserialize)]
struct Metadata {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
struct Version {
    version: String,
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Resource {
    response_kind: Option<Kind>,
    #[serde(default)]
    subresources: Vec<Self>,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    kind: String,
}

#[derive(Deserialize)]
struct OldGroup {
    #[serde(default)]
    versions: Vec<OldVersion>,
}

#[derive(Deserialize)]
struct OldVersion {
    #[serde(rename = "groupVersion")]
    group_version: String,
}

fn add(names: &mut BTreeSet<String>, group: &str, version: &Version) {
    let own = if group.is_empty() {
        version.version.clone()
    } else {
        format!("{group}/{}", version.version)
    };
    let resources = version.resources.iter();
    let all =
        resources.flat_map(|resource| std::iter::once(resource).chain(&resource.subresources));
    for kind in all.filter_map(|resource| resource.response_kind.as_ref()) {
        names.insert(format!("{own}/{}", kind.kind));
    }
    names.insert(own);
}

/// Adds an API version that has to be asked for by itself.
async fn add_listed(
    connection: &Connection,
    names: &mut BTreeSet<String>,
    path: String,
    name: &str,
) -> Result<(), ClusterError> {
    #[derive(Deserialize)]
    struct List {
        #[serde(default)]
        resources: Vec<Kind>,
    }
    let body = match attempt(connection, &Request::get(path)).await {
        Ok(body) => body,
        // A group whose own server is away must not keep the others from being known.
        Err(ClusterError::Api(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let list: List =
        serde_json::from_slice(&body).map_err(|error| ClusterError::Config(error.to_string()))?;
    names.insert(name.to_owned());
    let kinds = list.resources.into_iter();
    names.extend(kinds.map(|kind| format!("{name}/{}", kind.kind)));
    Ok(())
}
