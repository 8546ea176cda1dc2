//! Names, tags and referrers.

use std::collections::BTreeSet;

use axum::http::{HeaderName, StatusCode, header};
use serde_json::{Value, json as value};

use super::answer::OciError;
use super::keys::{Keys, is_tag, parse_digest, tag_of};
use super::manifest::{INDEX, MAX_MANIFEST};
use super::pull::find_tag;
use crate::http::{Answer, Call, OciRoute, json, set_header, sized};
use crate::service::Service;

/// Names or tags in one answer.
const MAX_PAGE: usize = 10_000;
/// Referrers in one answer.
const MAX_REFERRERS: usize = 1000;

/// `/v2/_catalog`: the names of all charts in repositories that were used since the start.
pub(super) async fn catalog(service: &Service, call: &Call) -> Result<Answer, OciError> {
    service
        .prepare()
        .await
        .map_err(|error| OciError::Storage(error.to_string()))?;
    let mut names = BTreeSet::new();
    for repo in service.known_repos() {
        names.extend(repo.index().names().map(|name| repo.path.key(name)));
    }
    let (page, next) = paged(call, names);
    let mut answer = json(StatusCode::OK, &value!({ "repositories": page }));
    link(&mut answer, "/v2/_catalog", next);
    Ok(answer)
}

/// `/v2/NAME/tags/list`.
pub(super) async fn tags(
    service: &Service,
    call: &Call,
    route: &OciRoute,
) -> Result<Answer, OciError> {
    let repo = service.repo(&route.repo);
    repo.freshen().await?;
    let mut tags: BTreeSet<String> = repo
        .index()
        .versions(&route.chart)
        .map(|entry| tag_of(&entry.version))
        .collect();
    for record in service.storage.list(&Keys::of(route).tags()).await? {
        let other = is_tag(&record.name) && !tags.contains(&record.name);
        if other && find_tag(service, route, &record.name).await?.is_some() {
            tags.insert(record.name);
        }
    }
    if tags.is_empty() {
        return Err(OciError::NameUnknown);
    }
    let (page, next) = paged(call, tags);
    let mut answer = json(
        StatusCode::OK,
        &value!({ "name": route.name, "tags": page }),
    );
    link(&mut answer, &format!("/v2/{}/tags/list", route.name), next);
    Ok(answer)
}

/// The names after `last`, at most `n`, and where the next page begins.
fn paged(call: &Call, names: BTreeSet<String>) -> (Vec<String>, Option<(usize, String)>) {
    let count = call
        .query
        .get("n")
        .and_then(|n| n.parse().ok())
        .unwrap_or(MAX_PAGE)
        .min(MAX_PAGE);
    let last = call.query.get("last").unwrap_or_default().to_owned();
    let mut rest = names
        .into_iter()
        .filter(|name| last.is_empty() || *name > last);
    let page: Vec<String> = rest.by_ref().take(count).collect();
    let next = rest
        .next()
        .and_then(|_| Some((count, page.last()?.clone())));
    (page, next)
}

fn link(answer: &mut Answer, path: &str, next: Option<(usize, String)>) {
    if let Some((count, last)) = next {
        set_header(
            answer,
            header::LINK,
            &format!("<{path}?n={count}&last={last}>; rel=\"next\""),
        );
    }
}

/// `/v2/NAME/referrers/DIGEST`.
pub(super) async fn referrers(
    service: &Service,
    call: &Call,
    route: &OciRoute,
    digest: &str,
) -> Result<Answer, OciError> {
    const FILTERS: HeaderName = HeaderName::from_static("oci-filters-applied");
    let subject = parse_digest(digest).ok_or(OciError::DigestInvalid)?;
    let keys = Keys::of(route);
    let folder = keys.referrers(&subject);
    let wanted = call.query.get("artifactType");
    let mut manifests: Vec<Value> = Vec::new();
    let mut records = service.storage.list(&folder).await?;
    records.sort_by(|left, right| left.name.cmp(&right.name));
    for record in records.into_iter().take(MAX_REFERRERS) {
        let key = format!("{folder}/{}", record.name);
        let content = service
            .storage
            .read(&key, MAX_MANIFEST as u64)
            .await?
            .unwrap_or_default();
        let Ok(descriptor) = serde_json::from_slice::<Value>(&content) else {
            continue;
        };
        if wanted.is_none_or(|wanted| descriptor["artifactType"] == wanted) {
            manifests.push(descriptor);
        }
    }
    let list = value!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": manifests });
    let mut answer = sized(StatusCode::OK, INDEX, list.to_string());
    if wanted.is_some() {
        set_header(&mut answer, FILTERS, "artifactType");
    }
    Ok(answer)
}
