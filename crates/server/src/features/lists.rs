//! The items of the lists.

use steersman_diag::Span;

use super::fields::{Fields, problem};
use super::model::{MirrorSource, WebhookTarget};
use super::problem::SettingsError;
use crate::events::EVENTS;
use crate::names::RepoPath;
use crate::policy::{ImmutableRule, Pattern, Prereleases, QuotaRule, RetentionRule};

/// How often a message is sent, unless the file says otherwise.
const ATTEMPTS: u64 = 8;
/// Seconds that an attempt may take, unless the file says otherwise.
const TIMEOUT: u64 = 10;
/// Seconds between looks at the source of a mirror, unless the file says otherwise.
const INTERVAL: u64 = 3600;

type Read<T> = Result<T, SettingsError>;

pub(super) fn quota<'a>(of: impl Fn(&[&str]) -> Read<Fields<'a>>) -> Read<QuotaRule> {
    let fields = of(&["repos", "bytes", "charts", "versions"])?;
    let rule = QuotaRule {
        repos: fields.pattern("repos")?,
        bytes: fields.bytes("bytes")?,
        charts: fields.number("charts")?,
        versions: fields.number("versions")?,
    };
    if rule.bytes.is_none() && rule.charts.is_none() && rule.versions.is_none() {
        return Err(fields.wrong("it limits nothing: give bytes, charts or versions"));
    }
    Ok(rule)
}

pub(super) fn immutable<'a>(of: impl Fn(&[&str]) -> Read<Fields<'a>>) -> Read<ImmutableRule> {
    let fields = of(&["repos", "charts", "versions", "tags"])?;
    Ok(ImmutableRule {
        repos: fields.pattern("repos")?,
        charts: fields.pattern("charts")?,
        versions: fields.constraint("versions")?,
        tags: fields.regex("tags")?,
    })
}

pub(super) fn retention<'a>(of: impl Fn(&[&str]) -> Read<Fields<'a>>) -> Read<RetentionRule> {
    let fields = of(&[
        "repos",
        "charts",
        "prereleases",
        "keep-last",
        "keep-newer-than",
        "keep-tag",
        "keep-versions",
    ])?;
    let prereleases = match fields.text("prereleases")? {
        None => Prereleases::Too,
        Some((text, span)) => match text.as_str() {
            "too" => Prereleases::Too,
            "only" => Prereleases::Only,
            "never" => Prereleases::Never,
            _ => {
                let message = format!("prereleases: {text:?} is not too, only or never");
                return Err(fields.problem(span, message));
            }
        },
    };
    let rule = RetentionRule {
        repos: fields.pattern("repos")?,
        charts: fields.pattern("charts")?,
        prereleases,
        keep_last: fields
            .number("keep-last")?
            .map(|number| usize::try_from(number).unwrap_or(usize::MAX)),
        keep_newer_than: fields.seconds("keep-newer-than")?,
        keep_tag: fields.regex("keep-tag")?,
        keep_versions: fields.constraint("keep-versions")?,
    };
    let keeps = rule.keep_last.is_some()
        || rule.keep_newer_than.is_some()
        || rule.keep_tag.is_some()
        || rule.keep_versions.is_some();
    if !keeps {
        return Err(fields.wrong("it keeps nothing: give a keep line"));
    }
    Ok(rule)
}

fn web_url(fields: &Fields<'_>, schemes: &[&str]) -> Read<String> {
    let (url, span) = fields.required("url")?;
    if schemes.iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(url);
    }
    let message = match schemes {
        [one, other] => format!("url: {url:?} is neither {one} nor {other}"),
        _ => format!("url: {url:?} begins with none of {}", schemes.join(", ")),
    };
    Err(fields.problem(span, message))
}

pub(super) fn webhook<'a>(of: impl Fn(&[&str]) -> Read<Fields<'a>>) -> Read<WebhookTarget> {
    let fields = of(&[
        "url",
        "secret-file",
        "events",
        "repos",
        "attempts",
        "timeout",
        "ca-file",
    ])?;
    let url = web_url(&fields, &["http://", "https://"])?;
    let mut events = Vec::new();
    for (event, span) in fields.texts("events")? {
        if !EVENTS.contains(&&*event) {
            let hint = format!("events are {}", EVENTS.join(", "));
            return Err(fields.hinted(span, format!("{event:?} is no event"), hint));
        }
        events.push(event);
    }
    Ok(WebhookTarget {
        url,
        secret: fields.secret("secret-file")?,
        events,
        repos: fields.pattern("repos")?,
        attempts: u32::try_from(fields.number("attempts")?.unwrap_or(ATTEMPTS)).unwrap_or(u32::MAX),
        timeout: fields.seconds("timeout")?.unwrap_or(TIMEOUT),
        ca_file: fields.path("ca-file")?,
    })
}

pub(super) fn mirror<'a>(of: impl Fn(&[&str]) -> Read<Fields<'a>>) -> Read<MirrorSource> {
    let fields = of(&[
        "repo",
        "url",
        "charts",
        "versions",
        "schedule",
        "prefetch",
        "username",
        "password-file",
        "ca-file",
        "plain-http",
    ])?;
    let url = web_url(&fields, &["http://", "https://", "oci://"])?;
    let repo = match fields.text("repo")? {
        None => RepoPath::default(),
        Some((text, span)) => repo_path(&fields, &text, span)?,
    };
    let is_registry = url.starts_with("oci://");
    let mut charts = Vec::new();
    for (text, span) in fields.texts("charts")? {
        let pattern = Pattern::new(&text);
        if is_registry && !pattern.is_literal() {
            let message = "registries do not list their charts".to_owned();
            return Err(fields.hinted(span, message, "name each of them".into()));
        }
        charts.push(pattern);
    }
    if charts.is_empty() {
        if is_registry {
            return Err(fields.wrong("registries do not list their charts: name them in charts"));
        }
        charts.push(Pattern::any());
    }
    Ok(MirrorSource {
        repo,
        url,
        charts,
        versions: fields.constraint("versions")?,
        interval: fields.seconds("schedule")?.unwrap_or(INTERVAL),
        prefetch: fields.switch("prefetch")?,
        username: fields
            .text("username")?
            .map(|(text, _)| text)
            .unwrap_or_default(),
        password: fields.secret("password-file")?,
        ca_file: fields.path("ca-file")?,
        plain_http: fields.switch("plain-http")?,
    })
}

fn repo_path(fields: &Fields<'_>, text: &str, span: Span) -> Read<RepoPath> {
    let segments: Vec<_> = text
        .split('/')
        .filter(|segment| !segment.is_empty())
        .collect();
    RepoPath::new(&segments).map_err(|error| fields.problem(span, error.to_string()))
}

impl Fields<'_> {
    /// Something is wrong with all of it.
    fn wrong(&self, message: &str) -> SettingsError {
        self.problem(self.node_span(), message.to_owned())
    }

    fn hinted(&self, span: Span, message: String, hint: String) -> SettingsError {
        problem(self.source(), span, message, Some(hint))
    }
}
