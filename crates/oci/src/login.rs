//! Logging in and out.

use steersman_net::{Method, Request};

use crate::authentication::Grant;
use crate::reference::{check_registry, host};
use crate::registry::{MAX_METADATA, refused};
use crate::{OciError, Registry};

impl Registry {
    /// Asks the registry whether it takes the credentials.
    ///
    /// # Errors
    /// [`OciError`]: it does not, or cannot be asked.
    pub fn check_login(&self, registry: &str) -> Result<(), OciError> {
        check_registry(registry)?;
        self.lock().grant = Grant::Password;
        let first = self.ping(registry);
        self.lock().grant = Grant::Distribution;
        let result = first.or_else(|_| self.ping(registry));
        result.map_err(|cause| OciError::Login {
            host: registry.into(),
            cause: Box::new(cause),
        })
    }

    fn ping(&self, registry: &str) -> Result<(), OciError> {
        let url = self.root(host(registry), "")?;
        let request = Request::get(url).limit(MAX_METADATA);
        let response = self.send(&request, "")?;
        match response.status() {
            200 => Ok(()),
            404 => Err(OciError::NoRegistry),
            _ => Err(refused(Method::Get, request.url(), response)),
        }
    }
}
