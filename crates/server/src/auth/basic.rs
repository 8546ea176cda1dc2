//! Users with passwords.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::ConstantTimeEq as _;

use super::BasicCredentials;

/// The challenge that browsers and Helm answer.
pub(super) const CHALLENGE: &str = "Basic realm=\"ChartMuseum\"";

/// The longest header that is looked at.
const MAX_HEADER: usize = 16 * 1024;

/// The password of a header, whoever the user says they are.
pub(super) fn password(header: &str) -> Option<String> {
    let (scheme, given) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("Basic") || given.len() > MAX_HEADER {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(given.trim()).ok()?).ok()?;
    let (_, password) = text.split_once(':')?;
    Some(password.to_owned())
}

/// Whether a header holds these credentials; how long it takes tells nothing of them.
pub(super) fn matches(header: &str, credentials: &BasicCredentials, strict: bool) -> bool {
    let expected = STANDARD.encode(format!("{}:{}", credentials.user, credentials.password));
    let Some((scheme, given)) = header.split_once(' ') else {
        return false;
    };
    let scheme_fits = if strict {
        scheme == "Basic"
    } else {
        scheme.eq_ignore_ascii_case("Basic")
    };
    scheme_fits & bool::from(given.trim().as_bytes().ct_eq(expected.as_bytes()))
}
