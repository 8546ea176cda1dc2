use std::fmt;
use std::net::IpAddr;

use crate::SafeUrl;

/// The proxies for each scheme, and the hosts that are reached without, as Go reads `HTTP_PROXY`, `HTTPS_PROXY` and
/// `NO_PROXY`.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    http: String,
    https: String,
    without: String,
}

impl Proxies {
    /// Proxies from an environment. The upper-case form of a variable wins, except in CGI programs, where a client
    /// could set `HTTP_PROXY`.
    pub fn from_environment<'v>(get: impl Fn(&str) -> Option<&'v str>) -> Self {
        let either = |upper: &str, lower: &str| {
            let filled = |name| get(name).filter(|value: &&str| !value.is_empty());
            let value = filled(upper).or_else(|| filled(lower));
            value.unwrap_or_default().to_owned()
        };
        let http = if get("REQUEST_METHOD").is_some_and(|method| !method.is_empty()) {
            String::new()
        } else {
            either("HTTP_PROXY", "http_proxy")
        };
        Self {
            http,
            https: either("HTTPS_PROXY", "https_proxy"),
            without: either("NO_PROXY", "no_proxy"),
        }
    }

    /// The proxy for a URL.
    ///
    /// # Errors
    /// When the proxy is no URL.
    pub(crate) fn of(&self, url: &SafeUrl) -> Result<Option<SafeUrl>, String> {
        let proxy = match url.scheme() {
            "https" => &self.https,
            _ => &self.http,
        };
        if proxy.is_empty() || self.bypasses(url) {
            return Ok(None);
        }
        let parsed = match SafeUrl::parse(proxy) {
            Ok(parsed) if !parsed.host().is_empty() => parsed,
            _ => match SafeUrl::parse(&format!("http://{proxy}")) {
                Ok(parsed) if !parsed.host().is_empty() => parsed,
                _ => return Err("invalid proxy address".into()),
            },
        };
        Ok(Some(parsed))
    }

    /// Whether a host is reached without a proxy: this machine, and what `NO_PROXY` names.
    fn bypasses(&self, url: &SafeUrl) -> bool {
        let host = url.host_name().trim_end_matches('.').to_ascii_lowercase();
        let address = host.parse::<IpAddr>().ok();
        if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
            return true;
        }
        let entries = self.without.split(',').map(str::trim);
        entries
            .filter(|entry| !entry.is_empty())
            .any(|entry| covers(&entry.to_ascii_lowercase(), &host, address, url.port()))
    }
}

fn covers(entry: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    if entry == "*" {
        return true;
    }
    if let Some((network, bits)) = entry.split_once('/') {
        return match (network.parse(), bits.parse(), address) {
            (Ok(network), Ok(bits), Some(address)) => in_network(address, network, bits),
            _ => false,
        };
    }
    let (entry, entry_port) = match entry.rsplit_once(':') {
        Some((name, text)) if !name.contains(':') || name.ends_with(']') => {
            (name, text.parse::<u16>().ok())
        }
        _ => (entry, None),
    };
    if entry_port.is_some_and(|wanted| wanted != port) {
        return false;
    }
    let entry = entry.trim_matches(['[', ']']);
    if let Ok(wanted) = entry.parse::<IpAddr>() {
        return address == Some(wanted);
    }
    let domain = entry.strip_prefix('*').unwrap_or(entry);
    match domain.strip_prefix('.') {
        // Only what is below the domain.
        Some(_) => host.ends_with(domain),
        None => host == domain || host.ends_with(&format!(".{domain}")),
    }
}

fn in_network(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let same = |left: u128, right: u128, width: u32| {
        bits <= width && (bits == 0 || left >> (width - bits) == right >> (width - bits))
    };
    match (address, network) {
        (IpAddr::V4(left), IpAddr::V4(right)) => {
            same(left.to_bits().into(), right.to_bits().into(), 32)
        }
        (IpAddr::V6(left), IpAddr::V6(right)) => same(left.to_bits(), right.to_bits(), 128),
        _ => false,
    }
}

impl fmt::Debug for Proxies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &str| SafeUrl::parse(text).unwrap_or_default().to_string();
        f.debug_struct("Proxies")
            .field("http", &shown(&self.http))
            .field("https", &shown(&self.https))
            .field("without", &self.without)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_chosen_as_go_does() {
        let proxies = Proxies::from_environment(|name| match name {
            "HTTP_PROXY" => Some("proxy.example:3128"),
            "https_proxy" => Some("http://me:secret@secure.example:3128"),
            "NO_PROXY" => Some(".inner.example, other.example,10.0.0.0/8,192.168.1.7:8080"),
            _ => None,
        });
        let rows = [
            ("http://charts.example/", "http://proxy.example:3128"),
            (
                "https://charts.example/",
                "http://me:***@secure.example:3128",
            ),
            ("http://localhost:1/", ""),
            ("http://127.0.0.1:1/", ""),
            ("http://a.inner.example/", ""),
            ("http://inner.example/", "http://proxy.example:3128"),
            ("http://other.example/", ""),
            ("http://a.other.example/", ""),
            ("http://another.example/", "http://proxy.example:3128"),
            ("http://10.1.2.3/", ""),
            ("http://11.1.2.3/", "http://proxy.example:3128"),
            ("http://192.168.1.7:8080/", ""),
            ("http://192.168.1.7/", "http://proxy.example:3128"),
        ];
        for (url, wanted) in rows {
            let proxy = proxies.of(&SafeUrl::parse(url).unwrap()).unwrap();
            let proxy = proxy.map(|proxy| proxy.to_string()).unwrap_or_default();
            assert_eq!(proxy, wanted, "{url}");
        }
        assert!(!format!("{proxies:?}").contains("secret"));
    }
}
