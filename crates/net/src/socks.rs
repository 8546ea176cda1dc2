use ureq::unversioned::transport::{ConnectionDetails, Connector, SocksConnector, Transport};

use crate::connect::{StepError, system_text};
use crate::{Cause, Step};

/// Connects through proxies that speak SOCKS, and tells a proxy that is not there from one that refuses.
#[derive(Debug, Default)]
pub(crate) struct NamedSocks(SocksConnector);

impl<In: Transport> Connector<In> for NamedSocks {
    type Out = <SocksConnector as Connector<In>>::Out;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, ureq::Error> {
        self.0.connect(details, chained).map_err(|error| {
            let ureq::Error::Io(error) = error else {
                return error;
            };
            let proxy = address(details).unwrap_or_default();
            let is_silence = matches!(
                error.kind(),
                std::io::ErrorKind::ConnectionRefused
                    | std::io::ErrorKind::HostUnreachable
                    | std::io::ErrorKind::NetworkUnreachable
            );
            if is_silence {
                let refused = error.kind() == std::io::ErrorKind::ConnectionRefused;
                let text = system_text(&error);
                let cause = Cause::Connect {
                    address: proxy,
                    text,
                    refused,
                };
                return StepError::boxed(Step::Connect, cause);
            }
            let host = details.uri.host().unwrap_or_default();
            let port = match (details.uri.port_u16(), details.needs_tls()) {
                (Some(port), _) => port,
                (None, true) => 443,
                (None, false) => 80,
            };
            let cause = Cause::SocksRefused {
                proxy,
                target: format!("{host}:{port}"),
                text: go_text(&error),
            };
            StepError::boxed(Step::Proxy, cause)
        })
    }
}

/// The address of the proxy.
fn address(details: &ConnectionDetails<'_>) -> Option<String> {
    let proxy = details.config.proxy()?;
    let addresses = details
        .resolver
        .resolve(proxy.uri(), details.config, details.timeout);
    Some(addresses.ok()?.iter().last()?.to_string())
}

/// What Go says for what the library says.
fn go_text(error: &std::io::Error) -> String {
    let text = system_text(error);
    match text.as_str() {
        "no acceptable auth methods" => "no acceptable authentication methods".into(),
        "password authentication failed" => "username/password authentication failed".into(),
        "general SOCKS server failure"
        | "connection not allowed by ruleset"
        | "network unreachable"
        | "host unreachable"
        | "connection refused"
        | "TTL expired"
        | "command not supported" => format!("unknown error {text}"),
        "address kind not supported" => "unknown error address type not supported".into(),
        "failed to fill whole buffer" | "unexpected end of file" => "EOF".into(),
        _ => text,
    }
}
