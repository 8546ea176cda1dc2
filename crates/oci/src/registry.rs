//! Requests to a registry, with what it wants to know about who asks.

use std::sync::Mutex;

use steersman_net::{Client, Method, Request, Response, SafeUrl};

use crate::authentication::Tokens;
use crate::descriptor::check_digest;
use crate::error::Reasons;
use crate::mirror::MirrorClients;
use crate::{CredentialStore, Credentials, OciError, Reference, media_type};

/// How large a manifest, a list of tags or an answer to a question may be.
pub(crate) const MAX_METADATA: u64 = 4 << 20;
/// How much of a refusal is read.
const MAX_REFUSAL: usize = 8 << 10;

/// A client of registries.
#[derive(Debug)]
pub struct Registry {
    pub(crate) client: Client,
    pub(crate) source: Source,
    pub(crate) tokens: Mutex<Tokens>,
    pub(crate) mirrors: Option<MirrorClients>,
}

/// Where credentials come from.
#[derive(Debug)]
pub(crate) enum Source {
    /// The user gave them with the command.
    Given(Credentials),
    /// They are looked up.
    Store(CredentialStore),
}

/// What is done to a repository, as token servers call it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    Pull,
    Push,
}

impl Registry {
    /// A client with the credentials of a store.
    pub fn new(client: Client, store: CredentialStore) -> Self {
        Self::of(client, Source::Store(store))
    }

    /// A client with these credentials, whatever the registry.
    pub fn with_credentials(client: Client, credentials: Credentials) -> Self {
        Self::of(client, Source::Given(credentials))
    }

    fn of(client: Client, source: Source) -> Self {
        Self {
            client,
            source,
            tokens: Mutex::default(),
            mirrors: None,
        }
    }

    /// The manifest at a reference: its media type, its digest and its bytes, which have that digest.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn fetch_manifest(
        &self,
        reference: &Reference,
    ) -> Result<(String, String, Vec<u8>), OciError> {
        self.through(reference, Self::fetch_manifest_here)
    }

    fn fetch_manifest_here(
        &self,
        reference: &Reference,
    ) -> Result<(String, String, Vec<u8>), OciError> {
        let response = self.ask_manifest(Method::Get, reference)?;
        let url = response.url().clone();
        let content_type = response.header("content-type").unwrap_or_default();
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        let kind = kind.to_owned();
        let named = response.header("docker-content-digest").map(str::to_owned);
        let content = response.bytes()?;
        let digest = steersman_names::Sha256::of(&content).to_string();
        for wanted in [reference.digest(), named.as_deref()].into_iter().flatten() {
            check_digest(wanted, &content)?;
        }
        if kind.is_empty() {
            return Err(OciError::Answer {
                method: "GET",
                url: Box::new(url),
                cause: "invalid response `Content-Type` header; mime: no media type".into(),
            });
        }
        Ok((kind, digest, content))
    }

    /// The digest of the manifest at a reference, without fetching it.
    ///
    /// # Errors
    /// [`OciError`].
    pub fn resolve_digest(&self, reference: &Reference) -> Result<String, OciError> {
        self.through(reference, Self::resolve_digest_here)
    }

    fn resolve_digest_here(&self, reference: &Reference) -> Result<String, OciError> {
        let response = self.ask_manifest(Method::Head, reference)?;
        match response.header("docker-content-digest") {
            Some(digest) => Ok(digest.into()),
            None => self
                .fetch_manifest_here(reference)
                .map(|(_, digest, _)| digest),
        }
    }

    fn ask_manifest(&self, method: Method, reference: &Reference) -> Result<Response, OciError> {
        let path = format!("manifests/{}", reference.manifest());
        let request = Request::new(method, self.url(reference, &path)?)
            .header("Accept", media_type::ACCEPTED)
            .limit(MAX_METADATA);
        let response = self.send(&request, &scope(reference, Action::Pull))?;
        match response.status() {
            200 => Ok(response),
            404 => Err(OciError::NotFound(reference.to_string())),
            _ => Err(refused(method, request.url(), response)),
        }
    }

    /// The URL of something in a repository.
    pub(crate) fn url(&self, reference: &Reference, path: &str) -> Result<SafeUrl, OciError> {
        let repository = reference.repository();
        self.root(reference.host(), &format!("{repository}/{path}"))
    }

    /// The URL of something in a registry.
    pub(crate) fn root(&self, host: &str, path: &str) -> Result<SafeUrl, OciError> {
        let scheme = self.client.registry_scheme();
        SafeUrl::parse(&format!("{scheme}://{host}/v2/{path}"))
            .map_err(|error| OciError::InvalidReference(error.to_string()))
    }
}

/// What a token has to allow.
pub(crate) fn scope(reference: &Reference, action: Action) -> String {
    let actions = match action {
        Action::Pull => "pull",
        Action::Push => "pull,push",
    };
    format!("repository:{}:{actions}", reference.repository())
}

/// An answer that is none of those wanted.
pub(crate) fn refused(method: Method, url: &SafeUrl, mut response: Response) -> OciError {
    let mut body = vec![0; MAX_REFUSAL];
    let mut length = 0;
    while length < body.len() {
        // What can be read is enough: the refusal is the error to tell of.
        match response.read(&mut body[length..]) {
            Ok(0) | Err(_) => break,
            Ok(read) => length += read,
        }
    }
    OciError::Response {
        method: method.name(),
        url: Box::new(url.clone()),
        status: response.status(),
        reasons: Reasons::read(&body[..length], response.reason()),
    }
}
