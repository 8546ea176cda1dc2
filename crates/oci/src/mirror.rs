//! Reading from mirrors in place of registries.

use std::sync::{Arc, Mutex, PoisonError};

use steersman_mirrors::{Mirror, Mirrors};
use steersman_net::{Cause, Client, ClientOptions, SendError, Step};

use crate::{CredentialStore, OciError, Reference, Registry};

/// Mirrors of registries, and how they are reached: with credentials of their own, whatever was given for the original.
#[derive(Debug)]
pub(crate) struct MirrorClients {
    rules: Arc<Mirrors>,
    options: ClientOptions,
    store: CredentialStore,
    clients: Mutex<Vec<(Mirror, Arc<Registry>)>>,
}

impl Registry {
    /// With mirrors for everything that is read. They are asked with these options, apart from what the rules say
    /// about certificates, and with the credentials of the store.
    #[must_use]
    pub fn mirrored(
        mut self,
        rules: Arc<Mirrors>,
        options: ClientOptions,
        store: CredentialStore,
    ) -> Self {
        self.mirrors = (!rules.is_empty()).then(|| MirrorClients {
            rules,
            options,
            store,
            clients: Mutex::default(),
        });
        self
    }

    /// Asks the mirrors of a reference one after another and then the registry itself, as long as what is wrong with
    /// one says nothing about the next.
    pub(crate) fn through<T>(
        &self,
        reference: &Reference,
        ask: impl Fn(&Self, &Reference) -> Result<T, OciError>,
    ) -> Result<T, OciError> {
        let Some(mirrors) = &self.mirrors else {
            return ask(self, reference);
        };
        let repository = format!("{}/{}", reference.registry(), reference.repository());
        let routes = mirrors
            .rules
            .reference(&repository)
            .map_err(|error| OciError::NoMirror(error.0))?;
        let mut failure = None;
        for route in routes {
            let asked = match route.mirror {
                None => ask(self, reference),
                Some(mirror) => {
                    let place = reference.moved(&route.target)?;
                    let client = mirrors.client(mirror)?;
                    ask(&client, &place)
                }
            };
            match asked {
                Err(error) if passes_on(&error) => failure = Some(error),
                other => return other,
            }
        }
        Err(failure.unwrap_or(OciError::NoMirror(repository)))
    }
}

impl MirrorClients {
    fn client(&self, mirror: &Mirror) -> Result<Arc<Registry>, OciError> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(known, _)| known == mirror) {
            return Ok(Arc::clone(client));
        }
        let file = |path: &String| (!path.is_empty()).then(|| path.into());
        let options = ClientOptions {
            ca_file: file(&mirror.ca_file),
            cert_file: file(&mirror.cert_file),
            key_file: file(&mirror.key_file),
            insecure_skip_tls_verify: mirror.insecure_skip_tls_verify,
            plain_http: mirror.plain_http,
            ..self.options.clone()
        };
        let client = Client::new(options).map_err(|error| OciError::MirrorClient {
            mirror: mirror.to.clone(),
            cause: error.to_string(),
        })?;
        let client = Arc::new(Registry::new(client, self.store.clone()));
        clients.push((mirror.clone(), Arc::clone(&client)));
        Ok(client)
    }
}

/// Whether the next one is asked: what was asked for is not there, or the registry is out of reach or busy.
fn passes_on(error: &OciError) -> bool {
    match error {
        OciError::NotFound(_) => true,
        OciError::Response { status, .. } => matches!(status, 404 | 408 | 410 | 429 | 500..),
        OciError::Send(error) => sends_on(error),
        OciError::Transfer { cause, .. } => passes_on(cause),
        _ => false,
    }
}

fn sends_on(error: &SendError) -> bool {
    match error.step() {
        Step::Resolve | Step::Connect | Step::Proxy => true,
        Step::Answer | Step::Body => !matches!(error.cause(), Cause::TooLarge(_)),
        Step::Url | Step::Tls => false,
    }
}
