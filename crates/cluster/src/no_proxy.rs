use std::net::IpAddr;

use http::Uri;

/// Whether a server is reached without the proxy of the environment, by the rules of Go's programs: those of this
/// machine always, the others when the list names them.
pub(crate) fn bypasses(list: &str, server: &Uri) -> bool {
    let host = server.host().unwrap_or_default().trim_matches(['[', ']']);
    let host = host.to_ascii_lowercase();
    let address: Option<IpAddr> = host.parse().ok();
    if host == "localhost" || address.is_some_and(|address| address.is_loopback()) {
        return true;
    }
    let port = server.port_u16().unwrap_or(443);
    list.split(',')
        .map(|entry| entry.trim().to_ascii_lowercase())
        .any(|entry| names(&entry, &host, address, port))
}

fn names(entry: &str, host: &str, address: Option<IpAddr>, port: u16) -> bool {
    if entry == "*" {
        return true;
    }
    if let (Some((network, bits)), Some(address)) = (entry.split_once('/'), address) {
        return is_in_network(network, bits, address);
    }
    let (name, wanted) = match entry.rsplit_once(':') {
        Some((name, text)) if !name.contains(':') => (name, text.parse().ok()),
        _ => (entry, None),
    };
    if name.is_empty() || wanted.is_some_and(|wanted: u16| wanted != port) {
        return false;
    }
    if let (Some(address), Ok(named)) = (address, name.parse::<IpAddr>()) {
        return address == named;
    }
    let (suffix, own) = match name.strip_prefix("*.").or_else(|| name.strip_prefix('.')) {
        Some(suffix) => (suffix, false),
        None => (name, true),
    };
    let is_below = host
        .strip_suffix(suffix)
        .is_some_and(|head| head.ends_with('.'));
    is_below || (own && host == suffix)
}

fn is_in_network(network: &str, bits: &str, address: IpAddr) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    let prefix = |octets: &[u8]| {
        let mut value = 0u128;
        for octet in octets {
            value = value << 8 | u128::from(*octet);
        }
        let width = u32::try_from(octets.len() * 8).unwrap_or(u32::MAX);
        (bits <= width).then(|| value.checked_shr(width - bits).unwrap_or(0))
    };
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) => {
            prefix(&network.octets()).is_some_and(|p| Some(p) == prefix(&address.octets()))
        }
        (IpAddr::V6(network), IpAddr::V6(address)) => {
            prefix(&network.octets()).is_some_and(|p| Some(p) == prefix(&address.octets()))
        }
        _ => false,
    }
}
