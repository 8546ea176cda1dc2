use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use steersman_net::{Client, ClientOptions, Credentials, FetchError, Request, SafeUrl};

use crate::detour::{Way, passes_on};
use crate::{Access, Detours, GetError};

/// Something to get.
#[derive(Clone, Debug)]
pub struct Get<'g> {
    /// Where it is.
    pub url: &'g str,
    /// How to reach the server.
    pub access: &'g Access,
    /// The kinds of content to ask for, or nothing.
    pub accept: &'g str,
    /// The server may compress it on the way: it is a text, and has no digest.
    pub compressed: bool,
    /// How many bytes it may have.
    pub limit: u64,
}

/// Gets things from the servers of some schemes: plug-ins are getters.
pub trait Getter: fmt::Debug + Send + Sync {
    /// The schemes that it knows.
    fn schemes(&self) -> &[String];

    /// Gets something.
    ///
    /// # Errors
    /// [`GetError`]
    fn get(&self, get: &Get<'_>) -> Result<Vec<u8>, GetError>;
}

/// The ways to get things: HTTP, and those of plug-ins.
#[derive(Debug, Default)]
pub struct Getters {
    options: ClientOptions,
    clients: Mutex<HashMap<Access, Client>>,
    others: Vec<Arc<dyn Getter>>,
    detours: Detours,
}

impl Getters {
    /// Getters over HTTP with these options for every connection.
    pub fn new(options: ClientOptions) -> Self {
        Self {
            options,
            ..Self::default()
        }
    }

    /// With one more getter.
    #[must_use]
    pub fn with(mut self, getter: Arc<dyn Getter>) -> Self {
        self.others.push(getter);
        self
    }

    /// With these mirrors for what comes over HTTP.
    #[must_use]
    pub fn mirrored(mut self, detours: Detours) -> Self {
        self.detours = detours;
        self
    }

    /// With this limit for the time of a request.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.options.timeout = timeout;
        self
    }

    /// Whether there is a getter for a scheme.
    pub fn knows(&self, scheme: &str) -> bool {
        matches!(scheme, "http" | "https") || self.other(scheme).is_some()
    }

    fn other(&self, scheme: &str) -> Option<&dyn Getter> {
        let knows =
            |getter: &&Arc<dyn Getter>| getter.schemes().iter().any(|known| known == scheme);
        self.others.iter().find(knows).map(|getter| &**getter)
    }

    /// Gets something, in the way of its scheme.
    ///
    /// # Errors
    /// [`GetError`]
    pub fn get(&self, get: &Get<'_>) -> Result<Vec<u8>, GetError> {
        let url = SafeUrl::parse(get.url).map_err(|error| GetError::new(error.to_string()))?;
        if let Some(getter) = self.other(url.scheme()) {
            return getter.get(get);
        }
        if !matches!(url.scheme(), "http" | "https") {
            return Err(GetError::new(format!(
                "scheme {:?} not supported",
                url.scheme()
            )));
        }
        self.along(get, &self.ways(get)?)
    }

    /// The ways to something that comes over HTTP.
    pub(crate) fn ways(&self, get: &Get<'_>) -> Result<Vec<Way>, GetError> {
        self.detours.ways(get.url, get.access)
    }

    /// Tries one way after another, as long as what is wrong with one says nothing about the next.
    fn along(&self, get: &Get<'_>, ways: &[Way]) -> Result<Vec<u8>, GetError> {
        let mut failure = GetError::new("there is no way to it");
        for way in ways {
            match self.get_on(get, way)? {
                Ok(bytes) => return Ok(bytes),
                Err(error) => {
                    let goes_on = passes_on(&error);
                    failure = GetError {
                        message: error.to_string(),
                        hint: error.hint(),
                        status: error.status(),
                    };
                    if !goes_on {
                        break;
                    }
                }
            }
        }
        Err(failure)
    }

    /// Gets something on one way.
    pub(crate) fn get_on(
        &self,
        get: &Get<'_>,
        way: &Way,
    ) -> Result<Result<Vec<u8>, FetchError>, GetError> {
        let url = SafeUrl::parse(&way.url).map_err(|error| GetError::new(error.to_string()))?;
        let access = &way.access;
        let client = self.client(access)?;
        let base = SafeUrl::parse(&access.base).unwrap_or_default();
        let is_same = base.scheme() == url.scheme() && base.host() == url.host();
        let credentials = (access.pass_credentials || is_same)
            .then(|| Credentials::basic(&access.username, &access.password))
            .flatten();
        let mut request = Request::get(url)
            .credentials(credentials)
            .pass_credentials(access.pass_credentials)
            .limit(get.limit);
        if !get.accept.is_empty() {
            request = request.header("Accept", get.accept);
        }
        if get.compressed {
            request = request.compressed();
        }
        Ok(client.fetch(&request))
    }

    /// The client for a way to reach servers; clients are kept, with their connections.
    pub(crate) fn client(&self, access: &Access) -> Result<Client, GetError> {
        let key = Access {
            base: String::new(),
            username: String::new(),
            password: String::new(),
            pass_credentials: false,
            ..access.clone()
        };
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&key) {
            return Ok(client.clone());
        }
        let mut options = self.options.clone();
        access.apply(&mut options);
        let client = Client::new(options).map_err(|error| GetError::new(error.to_string()))?;
        clients.insert(key, client.clone());
        Ok(client)
    }
}
