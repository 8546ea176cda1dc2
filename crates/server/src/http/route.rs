//! What a path means. Pure text, no storage.

use percent_encoding::percent_decode_str;

use crate::config::{Config, Depth};
use crate::names::RepoPath;

/// The longest path that is looked at.
const MAX_PATH: usize = 4096;

/// What a path means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Welcome,
    Info,
    Health,
    Live,
    Ready,
    Metrics,
    Static(Vec<String>),
    Index(RepoPath),
    /// A package, a provenance file, or something that looks like one.
    Archive(RepoPath, String),
    /// A page about a chart, of the version if one is given.
    Page(RepoPath, String, Option<String>),
    ArtifactHub(RepoPath),
    Charts(RepoPath),
    Chart(RepoPath, String),
    Version(RepoPath, String, String),
    /// A part of a version: `templates`, `values` and so on.
    Part(RepoPath, String, String, String),
    /// A version that nobody should choose any more.
    Yank(RepoPath, String, String),
    Prov(RepoPath),
    Rescan(RepoPath),
    /// The versions that the rules keep no longer.
    Retention(RepoPath),
    /// The source of a mirror.
    Mirror(RepoPath),
    Audit,
    Oci(OciRoute),
}

/// A path of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OciRoute {
    /// The whole name, such as `team/web`; empty for the root.
    pub(crate) name: String,
    /// The repository part of it.
    pub(crate) repo: RepoPath,
    /// The last segment: the chart.
    pub(crate) chart: String,
    pub(crate) call: OciCall,
}

/// What is asked of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum OciCall {
    Root,
    Catalog,
    Tags,
    Manifest(Reference),
    Blob(String),
    Uploads,
    Upload(String),
    Referrers(String),
}

/// A manifest by tag or digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    Tag(String),
    Digest(String),
}

/// Why a path means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoRoute {
    NotFound,
    /// A static file outside its folder.
    BadStaticPath,
}

/// Parts of a version that have a path.
const PARTS: [&str; 7] = [
    "templates",
    "values",
    "readme",
    "schema",
    "changelog",
    "files",
    "dependencies",
];

/// Reads a path as it stood in the request.
pub(crate) fn parse(path: &str, config: &Config) -> Result<Route, NoRoute> {
    if path.len() > MAX_PATH {
        return Err(NoRoute::NotFound);
    }
    if path == "/metrics" && config.metrics {
        return Ok(Route::Metrics);
    }
    let path = path
        .strip_prefix(&*config.context_path)
        .ok_or(NoRoute::NotFound)?;
    if matches!(path, "" | "/") {
        return Ok(Route::Welcome);
    }
    let segments = path.strip_prefix('/').ok_or(NoRoute::NotFound)?;
    let segments: Vec<String> = segments
        .split('/')
        .map(decode)
        .collect::<Option<_>>()
        .ok_or(NoRoute::NotFound)?;
    let words: Vec<&str> = segments.iter().map(String::as_str).collect();
    if words[0] == "static" && config.web_templates.is_some() {
        return static_route(&words[1..]);
    }
    repository(&words, config)
        .or_else(|| fixed(&words))
        .or_else(|| {
            if words[0] == "v2" {
                oci(&words[1..], config)
            } else {
                None
            }
        })
        .or_else(|| {
            if words[0] == "api" && config.api {
                api(&words[1..], config)
            } else {
                None
            }
        })
        .or_else(|| page(&words, config))
        .or_else(|| strict(&words, config))
        .ok_or(NoRoute::NotFound)
}

/// A segment with its escapes resolved; `None` when it is no text, or holds what separates segments.
fn decode(segment: &str) -> Option<String> {
    let text = percent_decode_str(segment).decode_utf8().ok()?;
    (!text.contains(['/', '\\', '\0'])).then(|| text.into_owned())
}

fn static_route(rest: &[&str]) -> Result<Route, NoRoute> {
    if rest.iter().any(|word| matches!(*word, "." | "..")) {
        return Err(NoRoute::BadStaticPath);
    }
    Ok(Route::Static(
        rest.iter().map(|word| (*word).to_owned()).collect(),
    ))
}

fn fixed(words: &[&str]) -> Option<Route> {
    match words {
        ["info"] => Some(Route::Info),
        ["health"] => Some(Route::Health),
        ["livez"] => Some(Route::Live),
        ["readyz"] => Some(Route::Ready),
        _ => None,
    }
}

/// The repository that these segments name, when there are as many as the configuration says.
fn repo(words: &[&str], config: &Config) -> Option<RepoPath> {
    match config.depth {
        Depth::Fixed(depth) if depth != words.len() => None,
        _ => RepoPath::new(words).ok(),
    }
}

fn repository(words: &[&str], config: &Config) -> Option<Route> {
    match words {
        [path @ .., "index.yaml"] => repo(path, config).map(Route::Index),
        [path @ .., "artifacthub-repo.yml"] if !config.artifact_hub.is_empty() => {
            repo(path, config).map(Route::ArtifactHub)
        }
        [path @ .., "charts", file] if is_file(file) => {
            Some(Route::Archive(repo(path, config)?, (*file).to_owned()))
        }
        _ => None,
    }
}

fn is_file(name: &str) -> bool {
    [".tgz", ".prov"].iter().any(|end| name.ends_with(end))
}

fn page(words: &[&str], config: &Config) -> Option<Route> {
    match words {
        [path @ .., "charts", name] if repo(path, config).is_some() => {
            Some(Route::Page(repo(path, config)?, (*name).to_owned(), None))
        }
        [path @ .., "charts", name, version] => Some(Route::Page(
            repo(path, config)?,
            (*name).to_owned(),
            Some((*version).to_owned()),
        )),
        _ => None,
    }
}

fn api(words: &[&str], config: &Config) -> Option<Route> {
    if words == ["v1", "audit"] {
        return Some(Route::Audit);
    }
    if let ["v1", "repos", path @ .., verb] = words
        && let Some(route) = own_verb(path, verb)
    {
        return Some(route);
    }
    if let ["v1", "charts", name, version, "yank"] = words
        && let Some(repo) = repo(&[], config)
    {
        return Some(Route::Yank(repo, (*name).into(), (*version).into()));
    }
    if let [path @ .., "prov"] = words
        && let Some(repo) = repo(path, config)
    {
        return Some(Route::Prov(repo));
    }
    let at = |at: usize| -> Option<Route> {
        let repo = repo(&words[..at], config)?;
        let text = |word: &str| word.to_owned();
        match &words[at + 1..] {
            [] => Some(Route::Charts(repo)),
            // An empty name is the name of no chart; ChartMuseum says so.
            [""] if !config.strict() => None,
            [name] => Some(Route::Chart(repo, text(name))),
            [name, version] => Some(Route::Version(repo, text(name), text(version))),
            [name, version, "yank"] => Some(Route::Yank(repo, text(name), text(version))),
            [name, version, part] if PARTS.contains(part) => {
                Some(Route::Part(repo, text(name), text(version), text(part)))
            }
            _ => None,
        }
    };
    let mut places = words
        .iter()
        .enumerate()
        .filter(|(_, word)| **word == "charts")
        .map(|(at, _)| at);
    if config.strict() && config.depth == Depth::Dynamic {
        return places.filter_map(at).next_back();
    }
    places.find_map(at)
}

/// What can be done to a repository that `ChartMuseum` has no words for.
fn own_verb(path: &[&str], verb: &str) -> Option<Route> {
    let route: fn(RepoPath) -> Route = match verb {
        "rescan" => Route::Rescan,
        "retention" => Route::Retention,
        "mirror" => Route::Mirror,
        _ => return None,
    };
    RepoPath::new(path).ok().map(route)
}

fn oci(words: &[&str], config: &Config) -> Option<Route> {
    let text = |word: &str| word.to_owned();
    let root = |call| {
        Some(Route::Oci(OciRoute {
            name: String::new(),
            repo: RepoPath::default(),
            chart: String::new(),
            call,
        }))
    };
    let (name, call) = match words {
        [] | [""] => return root(OciCall::Root),
        ["_catalog"] => return root(OciCall::Catalog),
        [name @ .., "tags", "list"] => (name, OciCall::Tags),
        [name @ .., "manifests", reference] if reference.contains(':') => {
            (name, OciCall::Manifest(Reference::Digest(text(reference))))
        }
        [name @ .., "manifests", reference] => {
            (name, OciCall::Manifest(Reference::Tag(text(reference))))
        }
        [name @ .., "blobs", "uploads"] | [name @ .., "blobs", "uploads", ""] => {
            (name, OciCall::Uploads)
        }
        [name @ .., "blobs", "uploads", id] => (name, OciCall::Upload(text(id))),
        [name @ .., "blobs", digest] => (name, OciCall::Blob(text(digest))),
        [name @ .., "referrers", digest] => (name, OciCall::Referrers(text(digest))),
        _ => return None,
    };
    let (chart, path) = name.split_last()?;
    RepoPath::new(name).ok()?;
    Some(Route::Oci(OciRoute {
        name: name.join("/"),
        repo: repo(path, config)?,
        chart: text(chart),
        call,
    }))
}

/// Paths that `ChartMuseum` reads as names of repositories.
fn strict(words: &[&str], config: &Config) -> Option<Route> {
    let Depth::Fixed(depth @ 1..) = config.depth else {
        return None;
    };
    if !config.strict() {
        return None;
    }
    match words {
        [path @ .., "health"] if path.len() == depth => Some(Route::Health),
        path if path.len() == depth => Some(Route::Welcome),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{NoRoute, Route, parse};
    use crate::config::{Config, Depth};

    fn of(depth: Depth, path: &str) -> Result<String, NoRoute> {
        let config = Config {
            depth,
            ..Config::default()
        };
        parse(path, &config).map(|route| format!("{route:?}").replace("RepoPath", ""))
    }

    #[test]
    fn paths_by_depth() {
        let [zero, one, two] = [0, 1, 2].map(Depth::Fixed);
        for (depth, path, expected) in [
            (zero, "/index.yaml", "Index((\"\"))"),
            (one, "/index.yaml", ""),
            (one, "/api/index.yaml", "Index((\"api\"))"),
            (
                one,
                "/api/charts/x-1.0.0.tgz",
                "Archive((\"api\"), \"x-1.0.0.tgz\")",
            ),
            (one, "/health/index.yaml", "Index((\"health\"))"),
            (one, "/charts/index.yaml", "Index((\"charts\"))"),
            (two, "/a/b/index.yaml", "Index((\"a/b\"))"),
            (one, "/a/b/index.yaml", ""),
            (Depth::Dynamic, "/a/b/c/index.yaml", "Index((\"a/b/c\"))"),
            (Depth::Dynamic, "/favicon", ""),
            (zero, "/health/", ""),
            (one, "/../charts/secret.tgz", ""),
            (one, "/%2e%2e/charts/secret.tgz", ""),
            (one, "/%00/charts/x.tgz", ""),
            (zero, "/charts/..%2Fsecret.tgz", ""),
            (one, "/api/../charts", ""),
            (
                zero,
                "/api/charts/web/1.0.0%2Bb1",
                "Version((\"\"), \"web\", \"1.0.0+b1\")",
            ),
            (one, "/api/charts", ""),
            (Depth::Dynamic, "/api/a/b/charts", "Charts((\"a/b\"))"),
            (
                Depth::Dynamic,
                "/api/charts/charts",
                "Chart((\"\"), \"charts\")",
            ),
        ] {
            let found = of(depth, path).unwrap_or_default();
            assert_eq!(found, expected, "{depth:?} {path}");
        }
    }

    #[test]
    fn registry_names_follow_the_depth() {
        let config = Config {
            depth: Depth::Fixed(1),
            ..Config::default()
        };
        let Ok(Route::Oci(route)) = parse("/v2/team/web/manifests/1.0.0", &config) else {
            panic!("it is a manifest");
        };
        assert_eq!((route.repo.as_str(), &*route.chart), ("team", "web"));
        assert_eq!(
            parse("/v2/web/manifests/1.0.0", &config),
            Err(NoRoute::NotFound)
        );
        assert_eq!(
            parse("/v2/../web/manifests/1.0.0", &config),
            Err(NoRoute::NotFound)
        );
    }
}
