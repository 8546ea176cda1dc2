//! Pages for people: plain HTML, no scripts, no styles from elsewhere.

use std::fmt::Write as _;

use axum::http::{HeaderValue, StatusCode, header};
use serde_json::Value;

use super::answer::{Answer, sized};
use super::archive::unsupported;
use super::list::find;
use crate::catalog::{Entry, Inspector, MAX_STORED, Repo};
use crate::package::load;
use crate::storage::Storage;

/// Charts that one page lists.
const MAX_LISTED: usize = 1000;

const STYLE: &str = "body{font:16px/1.5 sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem;color:#222;background:#fff}\
pre{background:#f4f4f4;padding:1rem;overflow:auto}table{border-collapse:collapse}td,th{text-align:left;padding:.2rem 1rem .2rem 0}\
@media(prefers-color-scheme:dark){body{color:#ddd;background:#181818}a{color:#8cf}pre{background:#222}}";

/// The first page: what is there, and how to use it.
pub(super) fn welcome(repo: Option<&Repo>, base: &str) -> Answer {
    let mut body = String::from("<h1>Chart repository</h1>");
    if let Some(repo) = repo {
        let index = repo.index();
        let count = index.names().count();
        write!(body, "<p>{count} charts, {} versions.</p>", index.len())
            .expect("writing to a string cannot fail");
        body.push_str("<pre>helm repo add charts URL\nhelm push chart.tgz oci://HOST</pre><table>");
        for name in index.names().take(MAX_LISTED) {
            let Some(entry) = index.versions(name).next() else {
                continue;
            };
            let link = escape(&path_segment(name));
            let (name, version) = (escape(name), escape(&entry.version));
            write!(
                body,
                "<tr><td><a href=\"{base}/charts/{link}\">{name}</a></td><td>{version}</td></tr>"
            )
            .expect("writing to a string cannot fail");
        }
        body.push_str("</table>");
    } else {
        body.push_str("<p>Each repository has an <code>index.yaml</code> below its path.</p>");
    }
    page("Chart repository", &body)
}

/// The page about a chart.
pub(super) async fn chart(
    repo: &Repo,
    storage: &dyn Storage,
    inspector: &Inspector,
    (name, version): (&str, Option<&str>),
    (strict, base): (bool, &str),
) -> Answer {
    let newest = repo
        .index()
        .versions(name)
        .next()
        .map(|entry| entry.version.to_string());
    let entry = match (newest, version) {
        (None, _) => return unsupported(strict),
        (Some(_), Some(version)) => find(repo, name, version),
        (Some(newest), None) => find(repo, name, "latest").or_else(|_| find(repo, name, &newest)),
    };
    let entry = match entry {
        Ok(entry) => entry,
        Err(answer) => return *answer,
    };
    let read = storage.read(&repo.path.key(&entry.file), MAX_STORED).await;
    let readme = match read {
        Ok(Some(bytes)) => inspector
            .with(bytes, |bytes| {
                let chart = load(bytes)?;
                let text = |name: &str| {
                    chart
                        .raw_file(name)
                        .map(|file| file.data.to_text().into_owned())
                };
                Ok((text("README.md"), text("values.yaml")))
            })
            .await
            .unwrap_or_default(),
        _ => (None, None),
    };
    let body = chart_body(repo, &entry, base, readme);
    page(&format!("{} {}", entry.name, entry.version), &body)
}

fn chart_body(
    repo: &Repo,
    entry: &Entry,
    base: &str,
    texts: (Option<String>, Option<String>),
) -> String {
    let json = entry.to_json(repo.url_base());
    let field = |name: &str| {
        json.get(name)
            .and_then(Value::as_str)
            .map(escape)
            .unwrap_or_default()
    };
    let link = escape(&path_segment(&entry.name));
    let name = escape(&entry.name);
    let mut body = format!(
        "<h1>{name} <small>{}</small></h1><p>{}</p><table>",
        escape(&entry.version),
        field("description")
    );
    let mut row = |label: &str, text: &str| {
        if !text.is_empty() {
            write!(body, "<tr><th>{label}</th><td>{text}</td></tr>")
                .expect("writing to a string cannot fail");
        }
    };
    row("Application", &field("appVersion"));
    row("Kubernetes", &field("kubeVersion"));
    row("Created", &field("created"));
    row(
        "Digest",
        &format!("<code>sha256:{}</code>", entry.digest_hex()),
    );
    let file = escape(&path_segment(&entry.file));
    row(
        "Package",
        &format!(
            "<a href=\"{base}/charts/{file}\">{}</a>, {} bytes",
            escape(&entry.file),
            entry.size
        ),
    );
    body.push_str("</table>");
    for (title, text) in [("Read me", texts.0), ("Values", texts.1)] {
        if let Some(text) = text {
            write!(body, "<h2>{title}</h2><pre>{}</pre>", escape(&text))
                .expect("writing to a string cannot fail");
        }
    }
    body.push_str("<h2>Versions</h2><ul>");
    for other in repo.index().versions(&entry.name).take(MAX_LISTED) {
        let version = escape(&path_segment(&other.version));
        write!(
            body,
            "<li><a href=\"{base}/charts/{link}/{version}\">{}</a></li>",
            escape(&other.version)
        )
        .expect("writing to a string cannot fail");
    }
    body.push_str("</ul>");
    body
}

fn page(title: &str, body: &str) -> Answer {
    let title = escape(title);
    let text = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style></head><body>{body}</body></html>\n"
    );
    let mut answer = sized(StatusCode::OK, "text/html; charset=utf-8", text);
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");
    answer
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn path_segment(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
