//! Completers that several commands share.

use steersman_names::HelmDialect;
use steersman_ops::records::{ListRequest, history, list};
use steersman_release::{Release, Summary};

use crate::command::{Candidates, CompletionRequest, Directive, no_more_operands};
use crate::release_output::{app_version, chart_name};
use crate::releases::{Releases, Scope};
use crate::repositories::{ChartVersion, charts as charts_of, repositories, versions};

/// For commands that take no operands.
pub(super) fn nothing(_: &CompletionRequest<'_>) -> Candidates {
    no_more_operands()
}

/// Names of releases that are no operand yet, with their charts and states. The shell chooses among all of them.
pub(super) fn releases(request: &CompletionRequest<'_>) -> Candidates {
    let Some(found) = listed(request) else {
        return (Vec::new(), Directive::DEFAULT);
    };
    let names = found
        .iter()
        .filter(|release| !request.operands.contains(&release.name))
        .map(|release| {
            let chart = chart_name(release.chart.as_ref());
            format!("{}\t{chart} -> {}", release.name, release.status)
        });
    (names.collect(), Directive::NO_FILES)
}

/// The name of a release, for commands that take one.
pub(super) fn release(request: &CompletionRequest<'_>) -> Candidates {
    if request.operands.is_empty() {
        releases(request)
    } else {
        no_more_operands()
    }
}

/// Revisions of the release that is the only operand.
pub(super) fn revision(request: &CompletionRequest<'_>) -> Candidates {
    match request.operands {
        [name] => revisions(request, name),
        _ => (Vec::new(), Directive::NO_FILES),
    }
}

/// Revisions of a release, with their charts.
pub(super) fn revisions(request: &CompletionRequest<'_>, name: &str) -> Candidates {
    let found = Releases::open(request.settings, request.environment, Scope::Namespace)
        .ok()
        .and_then(|releases| {
            history(&releases.source(HelmDialect::default()), name, i64::MAX).ok()
        });
    let Some(found) = found else {
        return (Vec::new(), Directive::ERROR);
    };
    let describe = |release: &Release| {
        let chart = release.chart_name();
        let app = app_version(chart.as_ref());
        let chart = chart_name(chart.as_ref());
        format!("{}\tApp: {app}, Chart: {chart}", release.version)
    };
    (found.iter().map(describe).collect(), Directive::NO_FILES)
}

fn listed(request: &CompletionRequest<'_>) -> Option<Vec<Summary>> {
    let releases = Releases::open(request.settings, request.environment, Scope::Namespace).ok()?;
    let source = releases.source(HelmDialect::default());
    list(&source, &ListRequest::default()).ok()
}

/// Names of contexts in the kubeconfig files, with their clusters.
pub(super) fn contexts(request: &CompletionRequest<'_>) -> Candidates {
    let names = crate::kubeconfig::contexts(request.settings, request.environment)
        .into_iter()
        .map(|(name, cluster)| format!("{name}\t{cluster}"))
        .collect();
    (names, Directive::NO_FILES)
}

/// How a reference to a chart can begin.
const SCHEMES: [(&str, &str); 4] = [
    ("oci://", "Chart OCI prefix"),
    ("https://", "Chart URL prefix"),
    ("http://", "Chart URL prefix"),
    ("file://", "Chart local URL prefix"),
];

/// References to charts: in repositories, by URL, in files.
pub(super) fn charts(request: &CompletionRequest<'_>) -> Candidates {
    references(request, true)
}

/// References to charts that are not on this machine.
pub(super) fn charts_elsewhere(request: &CompletionRequest<'_>) -> Candidates {
    references(request, false)
}

fn references(request: &CompletionRequest<'_>, with_files: bool) -> Candidates {
    let word = request.word;
    let mut candidates = Vec::new();
    let mut directive = Directive::DEFAULT;
    for repository in repositories(request.settings) {
        let prefix = format!("{}/", repository.name);
        if word.starts_with(&prefix) {
            let names = charts_of(request.settings, &repository.name);
            candidates.extend(names.iter().map(|name| format!("{prefix}{name}")));
            directive = Directive::DEFAULT;
            break;
        }
        if repository.name.starts_with(word) {
            candidates.push(format!("{prefix}\t{}", repository.url));
            directive = Directive::NO_SPACE;
        }
    }
    for (scheme, description) in SCHEMES {
        if scheme.starts_with(word) {
            candidates.push(format!("{scheme}\t{description}"));
            directive = directive.and(Directive::NO_SPACE);
        }
    }
    if !with_files {
        return (candidates, directive.and(Directive::NO_FILES));
    }
    if word.is_empty() {
        candidates.push("./\tRelative path prefix to local chart".into());
        candidates.push("/\tAbsolute path prefix to local chart".into());
    } else if !candidates.is_empty() {
        candidates.extend(files_starting_with(word));
    }
    (candidates, directive)
}

/// Files of the working folder. Only needed beside other candidates: without any the shell itself offers files.
fn files_starting_with(word: &str) -> Vec<String> {
    let mut names: Vec<_> = fs_err::read_dir(".")
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.starts_with(word))
        .collect();
    names.sort();
    names
}

/// Versions of the chart that stands at `place` of the operands, which has to be the last one.
pub(super) fn versions_of(place: usize, request: &CompletionRequest<'_>) -> Candidates {
    let nothing = (Vec::new(), Directive::NO_FILES);
    if request.operands.len() != place + 1 {
        return nothing;
    }
    let Some((repository, chart)) = request.operands[place].split_once('/') else {
        return nothing;
    };
    if chart.contains('/') {
        return nothing;
    }
    let versions = versions(request.settings, repository, chart);
    (versions.iter().map(describe).collect(), Directive::NO_FILES)
}

fn describe(version: &ChartVersion) -> String {
    let app = match version.app_version.as_str() {
        "" => String::new(),
        app => format!("App: {app}, "),
    };
    let deprecated = if version.deprecated {
        "(deprecated)"
    } else {
        ""
    };
    let created = long_date(&version.created);
    format!("{}\t{app}Created: {created} {deprecated}", version.version)
}

/// The day of a time in RFC 3339 as `January 2, 2006`.
fn long_date(time: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let mut parts = time.split(['-', 'T']);
    let year = parts.next().and_then(|text| text.parse::<u16>().ok());
    let month = parts.next().and_then(|text| text.parse::<usize>().ok());
    let day = parts.next().and_then(|text| text.parse::<u8>().ok());
    match (year, month, day) {
        (Some(year), Some(month @ 1..=12), Some(day)) => {
            format!("{} {day}, {year:04}", MONTHS[month - 1])
        }
        // What an index without a time means.
        _ => "January 1, 0001".into(),
    }
}
