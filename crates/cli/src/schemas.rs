//! Documents that schemas refer to by URL: files, and what servers have.

use std::time::Duration;

use steersman_chart::schema::LoadUrl;
use steersman_net::{Client, ClientOptions, FetchError, Proxies, Request, SafeUrl};

use crate::watch::read_bounded;

/// How long a server may take, as in Helm.
const PATIENCE: Duration = Duration::from_secs(15);

/// How large a document may be.
const MAX_BYTES: u64 = 8 << 20;

/// Reads files and asks servers.
#[derive(Debug)]
pub(crate) struct SchemaReader {
    /// The ways to servers.
    pub(crate) proxies: Proxies,
}

impl LoadUrl for SchemaReader {
    fn load(&self, url: &str) -> Result<Vec<u8>, String> {
        match url.strip_prefix("file://") {
            Some(path) => read_bounded(&decoded(path)),
            None => self.fetch(url),
        }
    }
}

impl SchemaReader {
    fn fetch(&self, url: &str) -> Result<Vec<u8>, String> {
        let failed = |cause: String| format!("HTTP request failed for {url}: {cause}");
        let parsed = SafeUrl::parse(url).map_err(|error| failed(error.to_string()))?;
        let options = ClientOptions {
            timeout: PATIENCE,
            stall: PATIENCE,
            attempts: 1,
            proxies: self.proxies.clone(),
            ..ClientOptions::default()
        };
        let client = Client::new(options).map_err(|error| failed(error.to_string()))?;
        client
            .fetch(&Request::get(parsed).limit(MAX_BYTES))
            .map_err(|error| match error {
                FetchError::Status { status, reason, .. } => {
                    format!("HTTP request to {url} returned status {status} ({reason})")
                }
                FetchError::Send(error) => failed(error.to_string()),
            })
    }
}

/// A path of a URL as the system has it. What is no escape stays.
fn decoded(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let [first, after @ ..] = rest {
        let escaped = match rest {
            [b'%', high, low, ..] => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            out.push(high << 4 | low);
            rest = &rest[3..];
        } else {
            out.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    let value = char::from(digit).to_digit(16)?;
    u8::try_from(value).ok()
}
