use crate::request::{Body, Method, Request};
use crate::{Cause, SafeUrl};

/// How many redirects are followed.
pub(crate) const MOST: u32 = 10;

/// The request that a redirect asks for; nothing when the answer is none, or not one to follow.
pub(crate) fn redirected(
    request: &Request,
    status: u16,
    location: Option<&str>,
) -> Result<Option<Request>, Cause> {
    if !request.follows || !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = location else {
        return Ok(None);
    };
    let location = SafeUrl::parse(location)
        .map_err(|error| Cause::Protocol(format!("failed to parse Location header: {error}")))?;
    let url = request.url.resolve(&location);
    let mut next = request.clone();
    if matches!(status, 301..=303) && next.method != Method::Head {
        next.method = Method::Get;
        next.body = Body::Empty;
        next.headers
            .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("content-"));
    }
    if !request.pass_credentials && !keeps_credentials(&request.url, &url) {
        next.credentials = None;
    }
    next.headers.retain(|(name, _)| {
        !matches!(
            name.to_ascii_lowercase().as_str(),
            "authorization" | "cookie"
        ) || keeps_credentials(&request.url, &url)
    });
    next.url = url;
    Ok(Some(next))
}

/// The same server, or the same host changing to encryption on the usual ports.
fn keeps_credentials(from: &SafeUrl, to: &SafeUrl) -> bool {
    let upgrades = from.scheme() == "http"
        && to.scheme() == "https"
        && from.port() == 80
        && to.port() == 443
        && from.host_name().eq_ignore_ascii_case(to.host_name());
    from.same_origin(to) || upgrades
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Credentials;

    #[test]
    fn credentials_stay_where_they_belong() {
        let rows = [
            ("http://h/a", "/b", true),
            ("http://h/a", "https://h/b", true),
            ("http://h:8080/a", "https://h:8443/b", false),
            ("https://h/a", "http://h/b", false),
            ("http://h/a", "http://h:8080/b", false),
            ("http://h/a", "http://a.h/b", false),
            ("http://h/a", "//other/b", false),
        ];
        for (from, to, kept) in rows {
            let request = Request::get(SafeUrl::parse(from).unwrap())
                .credentials(Credentials::basic("me", "secret"))
                .header("Cookie", "a=b");
            let next = redirected(&request, 302, Some(to)).unwrap().unwrap();
            assert_eq!(next.credentials.is_some(), kept, "{from} to {to}");
            assert_eq!(next.headers.len() == 1, kept, "{from} to {to}");
            let next = redirected(&request.pass_credentials(true), 302, Some(to));
            assert!(next.unwrap().unwrap().credentials.is_some());
        }
    }
}
