//! Bearers of tokens.

use super::check::{Action, Scope};
use super::config::BearerConfig;
use super::search_path::SearchPath;
use super::token::{Claims, Verifier};
use crate::error::ServerError;

/// The type of rights that `ChartMuseum`'s tokens have.
const REPOSITORY: &str = "artifact-repository";
/// The type of rights that tokens of OCI registries have.
const REGISTRY: &str = "repository";
/// The name of the one repository at depth 0.
const ROOT_NAME: &str = "repo";

/// Checks tokens and says how to get one.
#[derive(Debug)]
pub(super) struct Bearer {
    realm: String,
    service: String,
    verifier: Verifier,
    /// Where the actions are, when it is not the claim `access`.
    search_path: Option<SearchPath>,
}

impl Bearer {
    /// Reads the key.
    pub(super) fn new(config: &BearerConfig) -> Result<Self, ServerError> {
        const WHAT: &str = "public key of tokens";
        for (value, flag) in [
            (&config.realm, "--auth-realm"),
            (&config.service, "--auth-service"),
        ] {
            if value.is_empty() {
                return Err(ServerError::Config(format!("--bearer-auth needs {flag}")));
            }
        }
        if config.public_key.as_os_str().is_empty() {
            return Err(ServerError::Config(
                "--bearer-auth needs --auth-cert-path".into(),
            ));
        }
        let path = config.public_key.clone();
        let pem = fs_err::read(&path).map_err(|cause| ServerError::File {
            what: WHAT,
            path: path.clone(),
            cause,
        })?;
        let verifier = Verifier::from_pem(&pem).map_err(|cause| ServerError::Content {
            what: WHAT,
            path,
            cause,
        })?;
        let search_path = config
            .actions_search_path
            .as_deref()
            .map(SearchPath::new)
            .transpose()?;
        Ok(Self {
            realm: config.realm.clone(),
            service: config.service.clone(),
            verifier,
            search_path,
        })
    }

    /// Whose token a header holds, when it has the right to do that.
    pub(super) fn allows(
        &self,
        header: &str,
        scope: &Scope<'_>,
        action: Action,
        now: i64,
    ) -> Option<String> {
        let (scheme, token) = header.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("Bearer") {
            return None;
        }
        let claims = self.verifier.verify(token.trim(), now)?;
        let allowed = match &self.search_path {
            Some(path) => path_allows(path, &claims, scope, action),
            None => access_allows(&claims, scope, action),
        };
        allowed.then(|| claims.sub.unwrap_or_else(|| "token".to_owned()))
    }

    /// How to get a token for that.
    pub(super) fn challenge(&self, scope: &Scope<'_>, action: Action) -> String {
        let (kind, name) = match scope.registry_name {
            Some(name) => (REGISTRY, name),
            None => (REPOSITORY, name_of(scope.repo)),
        };
        // A registry gives the right to push with that to pull.
        let actions = match (scope.registry_name, action) {
            (Some(_), Action::Push) => "pull,push",
            _ => action.name(),
        };
        let quoted = |text: &str| text.replace(['"', '\\'], "");
        format!(
            "Bearer realm=\"{}\",service=\"{}\",scope=\"{kind}:{}:{actions}\"",
            quoted(&self.realm),
            quoted(&self.service),
            quoted(name)
        )
    }
}

/// Whether the claim `access` gives the right.
fn access_allows(claims: &Claims, scope: &Scope<'_>, action: Action) -> bool {
    claims.access().iter().any(|access| {
        let named = match &*access.kind {
            REPOSITORY => access.name == name_of(scope.repo),
            REGISTRY => scope.registry_name == Some(access.name.as_str()),
            _ => false,
        };
        named
            && access
                .actions
                .iter()
                .any(|allowed| allowed == action.name())
    })
}

/// Whether what the path leads to gives the right, under the name that either kind of client knows.
fn path_allows(path: &SearchPath, claims: &Claims, scope: &Scope<'_>, action: Action) -> bool {
    let of_registry = scope.registry_name.map(|name| (REGISTRY, name));
    [(REPOSITORY, name_of(scope.repo))]
        .into_iter()
        .chain(of_registry)
        .any(|(kind, name)| path.leads_to(action.name(), &claims.all, kind, name))
}

fn name_of(repo: &str) -> &str {
    if repo.is_empty() { ROOT_NAME } else { repo }
}
