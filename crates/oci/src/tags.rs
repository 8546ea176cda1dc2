//! The versions in a repository.

use serde::Deserialize;
use steersman_net::{Method, Request, SafeUrl};
use steersman_semver::Version;

use crate::registry::{Action, MAX_METADATA, refused, scope};
use crate::{OciError, Reference, Registry};

/// How many pages of tags are asked for.
const MAX_PAGES: usize = 1000;

#[derive(Deserialize)]
struct Page {
    tags: Option<Vec<String>>,
}

impl Registry {
    /// The tags of a repository that are versions, newest first, with `+` where the tag has `_`.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn versions(&self, repository: &Reference) -> Result<Vec<String>, OciError> {
        let tags = self.tags(repository)?;
        let versions = tags.iter().map(|tag| tag.replace('_', "+"));
        let mut versions: Vec<_> = versions
            .filter_map(|text| Version::parse_strict(&text).ok())
            .collect();
        versions.sort_by(|left, right| right.cmp(left));
        Ok(versions.iter().map(ToString::to_string).collect())
    }

    /// All tags of a repository, in the order of the registry.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn tags(&self, repository: &Reference) -> Result<Vec<String>, OciError> {
        self.through(repository, Self::tags_here)
    }

    fn tags_here(&self, repository: &Reference) -> Result<Vec<String>, OciError> {
        let mut url = self.url(repository, "tags/list")?;
        let mut tags = Vec::new();
        for _ in 0..MAX_PAGES {
            let request = Request::get(url.clone()).limit(MAX_METADATA);
            let response = self.send(&request, &scope(repository, Action::Pull))?;
            if response.status() != 200 {
                return Err(refused(Method::Get, &url, response));
            }
            let next = response.header("link").and_then(next_page);
            let next = next.map(str::to_owned);
            let answer = |cause: String| OciError::Answer {
                method: "GET",
                url: Box::new(url.clone()),
                cause,
            };
            let page: Page = serde_json::from_slice(&response.bytes()?)
                .map_err(|error| answer(format!("failed to decode response: {error}")))?;
            tags.extend(page.tags.into_iter().flatten());
            let Some(next) = next else {
                return Ok(tags);
            };
            let next = SafeUrl::parse(&next).map_err(|error| answer(error.to_string()))?;
            let next = url.resolve(&next);
            if !next.same_origin(&url) {
                return Err(answer(format!(
                    "the next page of tags is on another server: {}",
                    next.host()
                )));
            }
            url = next;
        }
        Ok(tags)
    }
}

/// The URL in a header `Link: <URL>; rel="next"`.
fn next_page(link: &str) -> Option<&str> {
    let (url, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
    rest.contains("rel=\"next\"").then_some(url)
}
