//! Files and secrets that the table names in angle brackets.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};

use super::setup::Setup;
use crate::tokens::{PUBLIC_KEY, access, token};

pub(super) const UUID: &str = "0b8e7d2c-5a41-4f6e-9a63-1c2d3e4f5a6b";
const REPOSITORY: &str = "artifact-repository";

/// Flags with real files in place of those in angle brackets.
pub(super) fn expand(flags: &str, folder: &Path) -> Option<String> {
    let key = folder.join("key.pem");
    fs_err::write(&key, PUBLIC_KEY).unwrap();
    let web = folder.join("web");
    let mut flags = flags
        .replace(
            " ...",
            " --auth-realm=R --auth-service=S --auth-cert-path=<RSA public key>",
        )
        .replace(
            " with --basic-auth-user/--basic-auth-pass also set",
            " --basic-auth-user=u --basic-auth-pass=p",
        )
        .replace(" with no password", "")
        .replace(
            " without --auth-realm, --auth-service or --auth-cert-path",
            "",
        )
        .replace("<RSA public key>", &key.display().to_string())
        .replace(" (depth 0)", "")
        .replace(
            "<JMESPath over another claim using $NAMESPACE>",
            "rights.\"$NAMESPACE\"",
        )
        .replace("<uuid>", UUID);
    for (words, file, content) in [
        ("<dir with index.html>", "index.html", "<h1>ours</h1>"),
        (
            "<dir with static/main.css>",
            "static/main.css",
            "a { color: red }",
        ),
        (
            "<dir without a static folder>",
            "index.html",
            "<h1>ours</h1>",
        ),
        ("<empty dir>", "", ""),
        ("<dir>", "static/main.css", "a { color: red }"),
    ] {
        if flags.contains(words) {
            let path = web.join(file);
            fs_err::create_dir_all(if file.is_empty() {
                &path
            } else {
                path.parent()?
            })
            .unwrap();
            if !file.is_empty() {
                fs_err::write(path, content).unwrap();
            }
            flags = flags.replace(words, &web.display().to_string());
        }
    }
    (!flags.contains('<')).then_some(flags)
}

/// The claims of most rows.
fn pull() -> Value {
    access(REPOSITORY, "org1/repo1", &["pull"])
}

fn rs() -> Value {
    json!({ "alg": "RS256", "typ": "JWT" })
}

/// A token that may do everything in the repository of most rows.
pub(super) fn push_token() -> String {
    token(&rs(), &access(REPOSITORY, "org1/repo1", &["pull", "push"]))
}

/// The token that a clause describes.
pub(super) fn token_of(text: &str, _: &Setup) -> Option<String> {
    let good = || token(&rs(), &pull());
    let unsigned = |header: &Value| {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}", part(header), part(&pull()))
    };
    Some(match text {
        "with actions [pull, push]" => push_token(),
        "signed by another RSA key" => {
            let good = good();
            let (signed, _) = good.rsplit_once('.')?;
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode([7; 256]))
        }
        "alg none" => format!("{}.", unsigned(&json!({ "alg": "none" }))),
        "HS256 signed with the public key text" => {
            let signed = unsigned(&json!({ "alg": "HS256" }));
            let key = hmac::Key::new(hmac::HMAC_SHA256, PUBLIC_KEY.as_bytes());
            let tag = hmac::sign(&key, signed.as_bytes());
            format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
        }
        "with access name: repo, actions [pull]" => {
            token(&rs(), &access(REPOSITORY, "repo", &["pull"]))
        }
        "with that claim granting pull" => {
            token(&rs(), &json!({ "rights": { "org1/repo1": ["pull"] } }))
        }
        "without an access claim" => token(&rs(), &json!({})),
        _ if text.starts_with(
            "RS256, claims access=[{type: artifact-repository, name: org1/repo1, actions: [pull]}]",
        ) =>
        {
            let mut claims = pull();
            if text.ends_with("with exp in the past") {
                claims["exp"] = 1.into();
            }
            token(&rs(), &claims)
        }
        _ => return None,
    })
}

/// A header with a secret in angle brackets.
pub(super) fn secret_header(value: &str) -> Option<String> {
    match value {
        "bearer <good token> (lower-case scheme)" => {
            Some(format!("bearer {}", token(&rs(), &pull())))
        }
        "basic <b64 of u:p> (lower-case scheme)" => {
            let (_, value) = super::setup::basic("p");
            Some(value.replace("Basic ", "basic "))
        }
        _ => None,
    }
}
