//! What a module asks over HTTP, of hosts it may ask.

use std::collections::BTreeMap;

use serde::Deserialize;
use wasmi::{Caller, Error};

use crate::HttpRequest;
use crate::extism::refuse;
use crate::state::State;

/// What is kept of the last answer.
#[derive(Debug, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: BTreeMap<String, String>,
}

/// A request as modules write it.
#[derive(Deserialize)]
struct Asked {
    #[serde(alias = "Url")]
    url: String,
    #[serde(default, alias = "Headers")]
    headers: Option<BTreeMap<String, String>>,
    #[serde(default, alias = "Method")]
    method: Option<String>,
}

/// `http_request`: where the body of the answer is, zero when it is empty.
pub(crate) fn request(
    mut caller: Caller<'_, State>,
    request: u64,
    body: u64,
) -> Result<u64, Error> {
    let state = caller.data_mut();
    state.answer = Answer::default();
    let asked: Asked = serde_json::from_slice(state.kernel.block(request))
        .map_err(|error| refuse(format!("invalid http request: {error}")))?;
    state.kernel.free(request);
    let host = state.host.host_of(&asked.url);
    let patterns = &state.settings.allowed_hosts;
    let is_allowed = host.is_some_and(|host| {
        patterns
            .iter()
            .any(|pattern| matches(pattern.as_bytes(), host.as_bytes()))
    });
    if !is_allowed {
        return Err(refuse(format!(
            "HTTP request to '{}' is not allowed",
            asked.url
        )));
    }
    let content = (body != 0).then(|| state.kernel.block(body).to_vec());
    state.kernel.free(body);
    let method = asked.method.filter(|method| !method.is_empty());
    let answer = state.host.send(&HttpRequest {
        method: method.map_or_else(|| "GET".to_owned(), |method| method.to_uppercase()),
        url: asked.url,
        headers: asked.headers.unwrap_or_default(),
        body: content,
        limit: state.settings.max_http_response,
    });
    let answer = answer.map_err(refuse)?;
    if answer.body.len() as u64 > state.settings.max_http_response {
        return Err(refuse("http: request body too large"));
    }
    state.answer = Answer {
        status: answer.status,
        headers: answer.headers,
    };
    let offset = state.kernel.put(&answer.body);
    if offset == 0 && !answer.body.is_empty() {
        return Err(refuse("there is no memory left for an answer"));
    }
    Ok(offset)
}

/// `http_headers`: where the headers of the last answer are, as JSON.
pub(crate) fn headers(mut caller: Caller<'_, State>) -> u64 {
    let state = caller.data_mut();
    let text = serde_json::to_vec(&state.answer.headers).unwrap_or_default();
    state.kernel.put(&text)
}

/// Whether a name fits a pattern, where `*` is any letters and `?` is one.
fn matches(pattern: &[u8], name: &[u8]) -> bool {
    let (mut at, mut tried) = (0, 0);
    let mut star: Option<usize> = None;
    let mut from = 0;
    while from < name.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some(at);
                tried = from;
                at += 1;
            }
            Some(&letter) if letter == b'?' || letter == name[from] => {
                at += 1;
                from += 1;
            }
            _ => {
                let Some(star) = star else {
                    return false;
                };
                tried += 1;
                from = tried;
                at = star + 1;
            }
        }
    }
    pattern[at..].iter().all(|&letter| letter == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_of_hosts() {
        for (pattern, name, fits) in [
            ("example.com", "example.com", true),
            ("example.com", "example.com.evil", false),
            ("*.example.com", "a.b.example.com", true),
            ("*.example.com", "example.com", false),
            ("*", "anything", true),
            ("host?", "host1", true),
            ("host?", "host", false),
            ("", "a", false),
            ("a*b*c", "aXbYbZc", true),
        ] {
            assert_eq!(
                matches(pattern.as_bytes(), name.as_bytes()),
                fits,
                "{pattern} {name}"
            );
        }
    }
}
