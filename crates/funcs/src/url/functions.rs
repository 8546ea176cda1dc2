use std::collections::BTreeMap;

use steersman_names::HelmDialect;
use steersman_value::{CallError, GoType, Map, Str, Value};

use super::{Colons, Url};
use crate::entry::{Entry, Outcome};
use crate::{Options, args};

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::with_options("urlParse", &[GoType::String], url_parse),
    Entry::with_options("urlJoin", &[GoType::AnyMap], url_join),
];

fn colons(options: &Options) -> Colons {
    if options.dialect == HelmDialect::V4_1 {
        Colons::Lenient
    } else {
        Colons::Strict
    }
}

fn url_parse(options: &Options, args: &[Value]) -> Outcome {
    let url = Url::parse(args::text(args, 0)?, colons(options))
        .map_err(|reason| args::panic(format!("unable to parse url: {reason}")))?;
    let user = url
        .user
        .as_ref()
        .map(super::User::to_text)
        .unwrap_or_default();
    let parts = [
        ("scheme", url.scheme.clone()),
        ("host", url.host.clone()),
        ("hostname", url.hostname().into()),
        ("path", url.path.clone()),
        ("query", url.query.clone()),
        ("opaque", url.opaque.clone()),
        ("fragment", url.fragment.clone()),
        ("userinfo", user),
    ];
    let entries = parts
        .into_iter()
        .map(|(key, text)| (Str::from(key), Value::str(text)));
    Ok(Map::any(entries.collect::<BTreeMap<_, _>>()).into())
}

fn url_join(options: &Options, args: &[Value]) -> Outcome {
    let parts = args::map(args, 0)?;
    let mut url = Url {
        scheme: part(&parts, "scheme")?,
        host: part(&parts, "host")?,
        path: part(&parts, "path")?,
        query: part(&parts, "query")?,
        opaque: part(&parts, "opaque")?,
        fragment: part(&parts, "fragment")?,
        user: None,
    };
    let user = part(&parts, "userinfo")?;
    if !user.is_empty() {
        let whole = [b"proto://", &*user, b"@host"].concat();
        let parsed = Url::parse(&whole, colons(options))
            .map_err(|reason| args::panic(format!("unable to parse userinfo in dict: {reason}")))?;
        url.user = parsed.user;
    }
    Ok(Value::str(url.to_text()))
}

/// The text under `key`, empty when there is none.
fn part(parts: &Map, key: &str) -> Result<Vec<u8>, CallError> {
    match parts.get(key.as_bytes()) {
        None => Ok(Vec::new()),
        Some(Value::Str(text)) => Ok(text.to_vec()),
        Some(value) if value.is_nil() => Err(args::panic(args::NIL_POINTER)),
        Some(value) => {
            let kind = value.kind().name();
            Err(args::panic(format!(
                "unable to parse {key} key, must be of type string, but {kind} found"
            )))
        }
    }
}
