use steersman_net::Client;
use steersman_oci::{Credentials, Registry};

use crate::features::MirrorSource;

/// A client of the registry that a mirror has as its source.
pub(super) fn registry_of(client: Client, source: &MirrorSource) -> Registry {
    let credentials = if source.username.is_empty() {
        Credentials::default()
    } else {
        Credentials::basic(&source.username, source.password.reveal())
    };
    Registry::with_credentials(client, credentials)
}
