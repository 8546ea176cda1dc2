//! The decision.

use super::basic;
use super::bearer::Bearer;
use super::config::{AuthConfig, BasicCredentials};
use super::token_file::{TokenAction, TokenFile};
use crate::error::ServerError;

/// What a request is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Read.
    Pull,
    /// Change, deleting included.
    Push,
    /// See what others did, and set the server to work.
    Admin,
}

/// What a request needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Nothing: anybody may do it.
    Open,
    /// The right to do that.
    Needs(Action),
}

impl Action {
    /// As tokens name it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Push => "push",
            Self::Admin => "admin",
        }
    }

    /// As our own tokens have it.
    fn of_token(self) -> TokenAction {
        match self {
            Self::Pull => TokenAction::Pull,
            Self::Push => TokenAction::Push,
            Self::Admin => TokenAction::Admin,
        }
    }
}

/// Who may do it without saying who they are.
const ANYBODY: &str = "anonymous";

/// What a request is about to do it to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Scope<'a> {
    /// The path of the repository.
    pub(crate) repo: &'a str,
    /// The name in the registry, when the request is one to a registry.
    pub(crate) registry_name: Option<&'a str>,
}

/// The request may not do that.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Denied {
    /// The content of `WWW-Authenticate`.
    pub(crate) challenge: String,
}

/// Decides.
#[derive(Debug)]
pub(crate) struct Authorizer {
    basic: Option<BasicCredentials>,
    bearer: Option<Bearer>,
    tokens: Option<TokenFile>,
    anonymous_get: bool,
    strict: bool,
}

impl Authorizer {
    /// Reads the keys that the configuration names.
    ///
    /// # Errors
    /// [`ServerError`] when a key cannot be read, or credentials are half set.
    pub(crate) fn new(config: &AuthConfig, strict: bool) -> Result<Self, ServerError> {
        let mut basic = config.basic.clone();
        if let Some(credentials) = &basic {
            let half = credentials.user.is_empty() || credentials.password.is_empty();
            if half && !strict {
                return Err(ServerError::Config(
                    "--basic-auth-user and --basic-auth-pass have to be given together".into(),
                ));
            }
            if half {
                basic = None;
            }
        }
        Ok(Self {
            basic,
            bearer: config.bearer.as_ref().map(Bearer::new).transpose()?,
            tokens: config.tokens.as_deref().map(TokenFile::open).transpose()?,
            anonymous_get: config.anonymous_get,
            strict,
        })
    }

    /// Who sent this `Authorization` header, when they may do that.
    ///
    /// # Errors
    /// [`Denied`], with how to identify oneself.
    pub(crate) fn check(
        &self,
        header: Option<&str>,
        scope: &Scope<'_>,
        action: Action,
        now: i64,
    ) -> Result<String, Denied> {
        if action == Action::Pull && self.anonymous_get {
            return Ok(ANYBODY.to_owned());
        }
        let header = header.unwrap_or_default();
        if let Some(who) = self.token(header, scope, action, now) {
            return Ok(who);
        }
        if let Some(bearer) = &self.bearer {
            return bearer
                .allows(header, scope, action, now)
                .ok_or_else(|| Denied {
                    challenge: bearer.challenge(scope, action),
                });
        }
        match &self.basic {
            Some(credentials) if basic::matches(header, credentials, self.strict) => {
                Ok(credentials.user.clone())
            }
            None if self.tokens.is_none() => Ok(ANYBODY.to_owned()),
            _ => Err(Denied {
                challenge: basic::CHALLENGE.to_owned(),
            }),
        }
    }

    /// The name of the token of our own that a header holds, when it allows that. Clients that know only passwords
    /// send it as one.
    fn token(&self, header: &str, scope: &Scope<'_>, action: Action, now: i64) -> Option<String> {
        let tokens = self.tokens.as_ref()?;
        let (scheme, given) = header.split_once(' ')?;
        let token = if scheme.eq_ignore_ascii_case("Bearer") {
            given.trim().to_owned()
        } else {
            basic::password(header)?
        };
        tokens.allows(&token, scope.repo, action.of_token(), now)
    }
}
