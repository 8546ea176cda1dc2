//! Words of a fact that an answer has to hold, or must not.

use super::Case;
use super::setup::Setup;
use super::tokens::UUID;

/// How a fact begins, what the answer holds, and what it lacks.
const WANTED: &[(&str, &[&str], &[&str])] = &[
    ("entries has no ghost", &["entries"], &["ghost"]),
    ("entries has no broken", &["mychart"], &["broken"]),
    ("entries has no zero", &["entries"], &["zero"]),
    ("0.2.0 listed", &["version: 0.2.0"], &[]),
    ("0.1.0 not listed", &["entries"], &["version: 0.1.0"]),
    ("not listed until restart", &["entries"], &["mychart"]),
    ("listed at once", &["mychart"], &[]),
    ("the garbage is ignored", &["mychart"], &["garbage"]),
    (
        "ours: the new version is in B's body",
        &["version: 0.1.0"],
        &[],
    ),
    (
        "ours: /r/index.yaml lists both at once",
        &["mychart", "otherchart"],
        &[],
    ),
    ("ours: job id", &["\"job\":\""], &[]),
    (
        "only what was uploaded at depth 0",
        &["version: 0.1.0"],
        &["0.2.0", "0.3.0", "otherchart"],
    ),
    (
        "read as the list of a repo called charts",
        &["{}"],
        &["0.1.0"],
    ),
    (
        "text has chartmuseum_charts_served_total",
        &[
            "chartmuseum_charts_served_total{repo=\"a\"} 2",
            "chartmuseum_charts_served_total{repo=\"b\"} 1",
            "chartmuseum_chart_versions_served_total{repo=\"a\"} 2",
        ],
        &[],
    ),
    (
        "chartmuseum_requests_total has a sample",
        &[
            "code=\"200\",method=\"GET\",handler=\"steer\",host=\"\",url=\"/api/charts/:name/:version\"",
        ],
        &[],
    ),
    (
        "404 answers are not counted",
        &["chartmuseum_requests_total"],
        &["nothing-here", "404"],
    ),
    ("the rendered index.html", &["<h1>ours</h1>"], &[]),
    (
        "the default welcome page",
        &["Chart repository"],
        &["<h1>ours</h1>"],
    ),
    (
        "no chart version found",
        &["no chart version found for mychart-0.0.1"],
        &[],
    ),
    (
        "scope == artifact-repository:repo:pull",
        &["unauthorized"],
        &[],
    ),
    (
        "nothing outside the static folder",
        &[],
        &["root", "localhost"],
    ),
    (
        "ours: who pushed and deleted what",
        &[
            "chart.pushed",
            "chart.deleted",
            "\"who\"",
            "\"from\"",
            "\"time\"",
        ],
        &["otherchart"],
    ),
    ("message says which one is missing", &["--auth-realm"], &[]),
    (
        "ours: a half-set credential is a configuration error",
        &["--basic-auth-pass"],
        &[],
    ),
    ("ours: full preflight answer", &[], &[]),
];

/// What another request answers afterwards.
pub(super) struct After {
    pub(super) path: &'static str,
    pub(super) wants: &'static [&'static str],
    pub(super) lacks: &'static [&'static str],
}

/// How a fact begins, and what is asked afterwards.
const AFTER: &[(&str, After)] = &[
    (
        "after it 0.0.1 is gone",
        After {
            path: "/api/charts/mychart",
            wants: &["0.1.0", "0.2.0"],
            lacks: &["0.0.1"],
        },
    ),
    (
        "the oldest is pruned here too",
        After {
            path: "/api/charts/mychart",
            wants: &["0.1.0", "0.2.0"],
            lacks: &["0.0.1"],
        },
    ),
    (
        "ours: both stored; a pruned version takes its prov",
        After {
            path: "/charts/mychart-0.0.1.tgz.prov",
            wants: &["object not found"],
            lacks: &[],
        },
    ),
    (
        "ours: nothing pruned, the count does not grow",
        After {
            path: "/api/charts/mychart",
            wants: &["0.1.0", "0.2.0"],
            lacks: &[],
        },
    ),
    (
        "ours: SNAPSHOT-1 pruned",
        After {
            path: "/api/charts/mychart2",
            wants: &["SNAPSHOT-2"],
            lacks: &["SNAPSHOT-1"],
        },
    ),
    (
        "ours: only versions outside every keep rule",
        After {
            path: "/api/v1/audit?chart=mychart&limit=20",
            wants: &[
                "retention",
                "chart.deleted",
                "\"version\":\"0.1.0\"",
                "\"version\":\"3.1.0\"",
            ],
            lacks: &[],
        },
    ),
    (
        "ours: yanked version leaves",
        After {
            path: "/index.yaml",
            wants: &["mychart-0.2.0.tgz"],
            lacks: &["mychart-0.1.0.tgz"],
        },
    ),
    (
        "ours: job id",
        After {
            path: "/r/index.yaml",
            wants: &["mychart"],
            lacks: &[],
        },
    ),
];

/// What is asked after the request of a row.
pub(super) fn after(case: &Case<'_>) -> Option<&'static After> {
    let found = AFTER.iter().find(|(fact, _)| case.fact.starts_with(fact));
    found.map(|(_, after)| after)
}

/// Puts what a fact wants into the setup.
pub(super) fn wanted_of(setup: &mut Setup, case: &Case<'_>) {
    let owned = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<_>>()
    };
    for (fact, wants, lacks) in WANTED {
        if case.fact.starts_with(fact) {
            setup.wants = owned(wants);
            setup.lacks = owned(lacks);
        }
    }
    if case.fact.contains("repositoryID == the uuid") {
        setup.wants.push(format!("repositoryID: {UUID}"));
    }
    if case.fact == "the file" {
        setup.wants.push("a { color: red }".into());
    }
}

/// How many items an answer that is a list has.
pub(super) fn count_of(case: &Case<'_>) -> Option<usize> {
    match case.fact.split(' ').nth(1)? {
        "ten" => Some(10),
        "nine" => Some(9),
        _ => None,
    }
}
