use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use fs_err as fs;
use ureq::http;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};

use super::message::Incoming;

/// Headers that are about the connection and not about the request.
const OF_CONNECTION: [&str; 5] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "accept-encoding",
];

/// The way to the API server, as the user whose files are in the folder of the cluster.
#[derive(Clone)]
pub(super) struct Upstream {
    agent: ureq::Agent,
    address: String,
}

impl Upstream {
    /// As `user`, such as `admin`, of the cluster in `folder`.
    pub(super) fn new(folder: &Path, user: &str) -> Result<Self> {
        let read = |name: &str| fs::read(folder.join(name));
        let authority = Certificate::from_pem(&read("ca.crt")?)?.to_owned();
        let chain = [Certificate::from_pem(&read(&format!("{user}.crt"))?)?.to_owned()];
        let key = PrivateKey::from_pem(&read(&format!("{user}.key"))?)?.to_owned();
        let tls = TlsConfig::builder()
            .root_certs(RootCerts::Specific(Arc::new(vec![authority])))
            .client_cert(Some(ClientCert::new_with_certs(&chain, key)))
            .build();
        let config = ureq::Agent::config_builder()
            .tls_config(tls)
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        let kubeconfig = fs::read_to_string(folder.join(format!("{user}.kubeconfig")))?;
        let address = kubeconfig
            .split("server: '")
            .nth(1)
            .and_then(|rest| rest.split('\'').next())
            .context("the kubeconfig names no server")?;
        Ok(Self {
            agent: config.into(),
            address: address.to_owned(),
        })
    }

    /// Sends a request on.
    pub(super) fn send(&self, incoming: &Incoming) -> Result<http::Response<ureq::Body>> {
        let mut request = http::Request::builder()
            .method(incoming.method.as_str())
            .uri(format!("{}{}", self.address, incoming.target));
        for (name, value) in &incoming.headers {
            if !OF_CONNECTION.contains(&name.as_str()) {
                request = request.header(name, value);
            }
        }
        let answer = if incoming.body.is_empty() {
            self.agent.run(request.body(())?)?
        } else {
            let agent = self
                .agent
                .configure_request(request.body(incoming.body.clone())?);
            self.agent
                .run(agent.allow_non_standard_methods(true).build())?
        };
        Ok(answer)
    }
}
