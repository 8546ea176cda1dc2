//! Bringing content into a registry: at once when it is small, in pieces when it is large.

use std::sync::Arc;

use steersman_net::{Body, Method, Request, Response, SafeUrl};

use crate::registry::{Action, refused, scope};
use crate::{Descriptor, OciError, Reference, Registry};

/// Content of more bytes goes in pieces of this size.
const PIECE: usize = 32 << 20;
const BYTES: &str = "application/octet-stream";

impl Registry {
    /// Whether the registry has the content already.
    pub(crate) fn has_blob(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
    ) -> Result<bool, OciError> {
        let path = format!("blobs/{}", descriptor.digest);
        self.exists(reference, &path, None)
    }

    /// Whether the registry has the manifest already.
    pub(crate) fn has_manifest(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
    ) -> Result<bool, OciError> {
        let path = format!("manifests/{}", descriptor.digest);
        self.exists(reference, &path, Some(crate::media_type::ACCEPTED))
    }

    fn exists(
        &self,
        reference: &Reference,
        path: &str,
        accept: Option<&str>,
    ) -> Result<bool, OciError> {
        let mut request = Request::new(Method::Head, self.url(reference, path)?);
        if let Some(accept) = accept {
            request = request.header("Accept", accept);
        }
        let response = self.send(&request, &scope(reference, Action::Push))?;
        match response.status() {
            200 => Ok(true),
            404 => Ok(false),
            _ => Err(refused(Method::Head, request.url(), response)),
        }
    }

    /// Uploads content.
    pub(crate) fn upload(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
        content: &[u8],
    ) -> Result<(), OciError> {
        let url = self.url(reference, "blobs/uploads/")?;
        let allowed = scope(reference, Action::Push);
        let response = self.send(&Request::new(Method::Post, url.clone()), &allowed)?;
        if response.status() != 202 {
            return Err(refused(Method::Post, &url, response));
        }
        let mut location = next_location(&url, &response)?;
        let mut rest = content;
        if content.len() > PIECE {
            let mut offset = 0;
            for piece in content.chunks(PIECE) {
                location = self.upload_piece(&location, &allowed, offset, piece)?;
                offset += piece.len();
            }
            rest = &[];
        }
        let separator = match location.query() {
            None | Some("") => String::new(),
            Some(query) => format!("{query}&"),
        };
        let query = format!(
            "{separator}digest={}",
            descriptor.digest.replace(':', "%3A")
        );
        let url = location.with_query(Some(&query));
        let request = Request::new(Method::Put, url)
            .header("Content-Type", BYTES)
            .body(Body::Bytes(Arc::from(rest)));
        let response = self.send(&request, &allowed)?;
        match response.status() {
            201 => Ok(()),
            _ => Err(refused(Method::Put, request.url(), response)),
        }
    }

    fn upload_piece(
        &self,
        location: &SafeUrl,
        allowed: &str,
        offset: usize,
        piece: &[u8],
    ) -> Result<SafeUrl, OciError> {
        let last = offset + piece.len() - 1;
        let request = Request::new(Method::Patch, location.clone())
            .header("Content-Type", BYTES)
            .header("Content-Range", &format!("{offset}-{last}"))
            .body(Body::Bytes(Arc::from(piece)));
        let response = self.send(&request, allowed)?;
        match response.status() {
            201 | 202 | 204 => next_location(location, &response),
            _ => Err(refused(Method::Patch, location, response)),
        }
    }

    /// Puts a manifest under a tag or its digest.
    pub(crate) fn put_manifest(
        &self,
        reference: &Reference,
        descriptor: &Descriptor,
        content: &[u8],
    ) -> Result<(), OciError> {
        let path = format!("manifests/{}", reference.manifest());
        let request = Request::new(Method::Put, self.url(reference, &path)?)
            .header("Content-Type", &descriptor.media_type)
            .body(Body::Bytes(Arc::from(content)));
        let response = self.send(&request, &scope(reference, Action::Push))?;
        if response.status() != 201 {
            return Err(refused(Method::Put, request.url(), response));
        }
        match response.header("docker-content-digest") {
            Some(found) if found != descriptor.digest => Err(OciError::Digest {
                name: descriptor.digest.clone(),
                found: found.into(),
            }),
            _ => Ok(()),
        }
    }
}

/// Where an upload goes on: on the same server, and not with less encryption.
fn next_location(url: &SafeUrl, response: &Response) -> Result<SafeUrl, OciError> {
    let answer = |cause: String| OciError::Answer {
        method: "POST",
        url: Box::new(url.clone()),
        cause,
    };
    let location = response
        .header("location")
        .ok_or_else(|| answer("http: no Location header in response".into()))?;
    let location = SafeUrl::parse(location).map_err(|error| answer(error.to_string()))?;
    let location = url.resolve(&location);
    let same_host = location.host_name().eq_ignore_ascii_case(url.host_name());
    if !same_host || location.port() != url.port() {
        return Err(answer(format!(
            "blob upload Location {:?} is on a different host than the registry {:?}",
            location.host(),
            url.host()
        )));
    }
    if url.scheme() == "https" && location.scheme() != "https" {
        return Err(answer(format!(
            "blob upload Location {:?} downgrades scheme from https",
            location.host()
        )));
    }
    Ok(location)
}
