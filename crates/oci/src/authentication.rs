//! Credentials and tokens for requests, by docker's token specification and OAuth 2.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde::Deserialize;
use steersman_net::{Body, Method, Request, Response, SafeUrl};

use crate::challenge::{Challenge, merge_scopes};
use crate::error::AuthenticationError;
use crate::registry::{Source, refused};
use crate::{Credentials, OciError, Registry};

/// How long the answer of a token server may be: tokens go into headers, which are shorter than this.
const MAX_TOKEN: u64 = 128 << 10;
/// The name this client has at token servers.
const CLIENT: &str = "oras-go";

/// How a token is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Grant {
    /// As docker does it.
    #[default]
    Distribution,
    /// With name and password in a form, as OAuth 2 does it.
    Password,
}

/// What registries took before, by their hosts.
#[derive(Default)]
pub(crate) struct Tokens {
    hosts: BTreeMap<String, Known>,
    /// How tokens are asked for now.
    pub(crate) grant: Grant,
}

#[derive(Clone)]
enum Known {
    Basic(steersman_net::Credentials),
    /// By what they allow.
    Bearer(BTreeMap<String, String>),
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.hosts.keys()).finish()
    }
}

impl Registry {
    /// Sends a request, with what the registry was told before, and tells it what it wants to know when that is not
    /// enough. A wish from another server than the one that was asked is not heard.
    pub(crate) fn send(&self, request: &Request, scope: &str) -> Result<Response, OciError> {
        let url = request.url();
        let known = self.known(url.host(), scope);
        let response = self.client.send(&request.clone().credentials(known))?;
        if response.status() != 401 || !response.url().same_origin(url) {
            return Ok(response);
        }
        let challenge = Challenge::parse(response.header("www-authenticate").unwrap_or_default());
        let answer = match challenge {
            Challenge::Unknown => return Ok(response),
            Challenge::Basic => self.basic(url.host()),
            Challenge::Bearer(parameters) => self.bearer(url, scope, &parameters),
        };
        let credentials = answer.map_err(|cause| OciError::Unauthenticated {
            method: request.method().name(),
            url: Box::new(url.clone()),
            cause: Box::new(cause),
        })?;
        Ok(self
            .client
            .send(&request.clone().credentials(Some(credentials)))?)
    }

    fn known(&self, host: &str, scope: &str) -> Option<steersman_net::Credentials> {
        let tokens = self.lock();
        match tokens.hosts.get(host)? {
            Known::Basic(credentials) => Some(credentials.clone()),
            Known::Bearer(by_scope) => by_scope
                .get(&merge_scopes([scope]).join(" "))
                .cloned()
                .map(steersman_net::Credentials::Bearer),
        }
    }

    pub(crate) fn lock(&self) -> std::sync::MutexGuard<'_, Tokens> {
        let tokens = self.tokens.lock();
        tokens.unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn credentials(&self, host: &str) -> Result<Credentials, AuthenticationError> {
        match &self.source {
            Source::Given(credentials) => Ok(credentials.clone()),
            Source::Store(store) => store
                .get(host)
                .map_err(|error| AuthenticationError::Store(Box::new(error))),
        }
    }

    fn basic(&self, host: &str) -> Result<steersman_net::Credentials, AuthenticationError> {
        let credentials = self.credentials(host)?;
        if credentials.is_empty() {
            return Err(AuthenticationError::NoCredentials);
        }
        let basic = steersman_net::Credentials::basic(&credentials.username, &credentials.password);
        let basic = basic.ok_or(AuthenticationError::Incomplete("basic"))?;
        let known = Known::Basic(basic.clone());
        self.lock().hosts.insert(host.into(), known);
        Ok(basic)
    }

    fn bearer(
        &self,
        url: &SafeUrl,
        scope: &str,
        parameters: &BTreeMap<String, String>,
    ) -> Result<steersman_net::Credentials, AuthenticationError> {
        let parameter = |name| parameters.get(name).map_or("", String::as_str);
        let wanted = [scope].into_iter().chain(parameter("scope").split(' '));
        let scopes = merge_scopes(wanted);
        let realm = check_realm(parameter("realm"), url)?;
        let credentials = self.credentials(url.host())?;
        let grant = self.lock().grant;
        let service = parameter("service");
        let token = if !credentials.access_token.is_empty() {
            credentials.access_token
        } else if credentials.is_empty()
            || (credentials.refresh_token.is_empty() && grant == Grant::Distribution)
        {
            self.distribution_token(realm, service, &scopes, &credentials)?
        } else {
            self.oauth_token(realm, service, &scopes, &credentials)?
        };
        let mut tokens = self.lock();
        let known = tokens
            .hosts
            .entry(url.host().into())
            .or_insert_with(|| Known::Bearer(BTreeMap::new()));
        if !matches!(known, Known::Bearer(_)) {
            *known = Known::Bearer(BTreeMap::new());
        }
        if let Known::Bearer(by_scope) = known {
            by_scope.insert(scopes.join(" "), token.clone());
            by_scope.insert(merge_scopes([scope]).join(" "), token.clone());
        }
        Ok(steersman_net::Credentials::Bearer(token))
    }

    fn distribution_token(
        &self,
        realm: SafeUrl,
        service: &str,
        scopes: &[String],
        credentials: &Credentials,
    ) -> Result<String, AuthenticationError> {
        let mut query = realm.query().unwrap_or_default().to_owned();
        let mut add = |name: &str, value: &str| {
            if !query.is_empty() {
                query.push('&');
            }
            query.push_str(name);
            query.push('=');
            query.push_str(&escape(value));
        };
        for scope in scopes {
            add("scope", scope);
        }
        if !service.is_empty() {
            add("service", service);
        }
        let url = realm.with_query(Some(&query).filter(|query| !query.is_empty()).map(|q| &**q));
        let known = !credentials.username.is_empty() || !credentials.password.is_empty();
        let basic = known.then(|| steersman_net::Credentials::Basic {
            username: credentials.username.clone(),
            password: credentials.password.clone(),
        });
        self.token(&Request::get(url).credentials(basic))
    }

    fn oauth_token(
        &self,
        realm: SafeUrl,
        service: &str,
        scopes: &[String],
        credentials: &Credentials,
    ) -> Result<String, AuthenticationError> {
        let mut fields = vec![
            ("client_id", CLIENT.to_owned()),
            ("service", service.into()),
        ];
        if !scopes.is_empty() {
            fields.push(("scope", scopes.join(" ")));
        }
        if !credentials.refresh_token.is_empty() {
            fields.push(("grant_type", "refresh_token".into()));
            fields.push(("refresh_token", credentials.refresh_token.clone()));
        } else if !credentials.username.is_empty() && !credentials.password.is_empty() {
            fields.push(("grant_type", "password".into()));
            fields.push(("username", credentials.username.clone()));
            fields.push(("password", credentials.password.clone()));
        } else {
            return Err(AuthenticationError::Incomplete("bearer"));
        }
        let form: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", escape(value)))
            .collect();
        let request = Request::new(Method::Post, realm)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(Body::Bytes(form.join("&").into_bytes().into()));
        self.token(&request)
    }

    fn token(&self, request: &Request) -> Result<String, AuthenticationError> {
        let failed = |error: OciError| AuthenticationError::Token(Box::new(error));
        let answer = |cause: String| {
            failed(OciError::Answer {
                method: request.method().name(),
                url: Box::new(request.url().clone()),
                cause,
            })
        };
        let request = request.clone().limit(MAX_TOKEN);
        let response = self
            .client
            .send(&request)
            .map_err(|error| failed(error.into()))?;
        if response.status() != 200 {
            return Err(failed(refused(request.method(), request.url(), response)));
        }
        let body = response.bytes().map_err(|error| failed(error.into()))?;
        // What the parser says could quote the token.
        let body: TokenBody = serde_json::from_slice(&body)
            .map_err(|_| answer("failed to decode response: invalid JSON".into()))?;
        let tokens = [body.access_token, body.token];
        let mut tokens = tokens.into_iter().flatten();
        tokens
            .find(|token| !token.is_empty())
            .ok_or_else(|| answer("empty token returned".into()))
    }
}

#[derive(Deserialize)]
struct TokenBody {
    token: Option<String>,
    access_token: Option<String>,
}

/// Whether credentials may go to a token server: not without encryption when the registry has it, not to addresses of
/// this machine or the local network unless the registry is there as well.
fn check_realm(realm: &str, registry: &SafeUrl) -> Result<SafeUrl, AuthenticationError> {
    let unsafe_realm = AuthenticationError::Realm;
    let url = SafeUrl::parse(realm).map_err(|error| {
        unsafe_realm(format!("failed to parse bearer realm {realm:?}: {error}"))
    })?;
    match url.scheme() {
        "https" => {}
        "http" if registry.scheme() != "https" => {}
        "http" => {
            return Err(unsafe_realm(format!(
                "bearer realm {realm:?} uses http but registry was contacted over https"
            )));
        }
        scheme => {
            return Err(unsafe_realm(format!(
                "bearer realm {realm:?} uses unsupported scheme {scheme:?}"
            )));
        }
    }
    let name = url.host_name();
    let is_local = name.parse::<IpAddr>().is_ok_and(is_local);
    if is_local && name != registry.host_name() {
        return Err(unsafe_realm(format!(
            "bearer realm host {name:?} is a loopback, link-local, private, or unspecified address"
        )));
    }
    Ok(url)
}

fn is_local(address: IpAddr) -> bool {
    let address = address.to_canonical();
    let closed = match address {
        IpAddr::V4(address) => {
            address.is_link_local()
                || address.is_private()
                || (address.is_multicast() && address.octets()[..3] == [224, 0, 0])
        }
        IpAddr::V6(address) => {
            address.is_unicast_link_local()
                || address.is_unique_local()
                || (address.segments()[0] & 0xff0f) == 0xff02
        }
    };
    closed || address.is_loopback() || address.is_unspecified()
}

/// A text as part of a query or form.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(byte.into());
            }
            b' ' => out.push('+'),
            byte => {
                let digit = |nibble: u8| char::from(b"0123456789ABCDEF"[usize::from(nibble)]);
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn token_servers_are_checked() {
        let rows = [
            (
                "https://auth.example/token",
                "https://reg.example/v2/",
                true,
            ),
            (
                "http://auth.example/token",
                "https://reg.example/v2/",
                false,
            ),
            ("http://auth.example/token", "http://reg.example/v2/", true),
            ("http://127.0.0.1:1/token", "http://127.0.0.1:2/v2/", true),
            ("http://169.254.169.254/", "http://reg.example/v2/", false),
            ("https://[::1]/", "https://reg.example/v2/", false),
            (
                "https://[::ffff:10.0.0.1]/",
                "https://reg.example/v2/",
                false,
            ),
            ("ftp://auth.example/", "https://reg.example/v2/", false),
            ("", "https://reg.example/v2/", false),
        ];
        for (realm, registry, fine) in rows {
            let registry = SafeUrl::parse(registry).unwrap();
            assert_eq!(check_realm(realm, &registry).is_ok(), fine, "{realm}");
        }
    }
}
