//! The shared table of `ChartMuseum`'s cases, read and run: `../shared/spec/chartmuseum-cases.tsv`.
//!
//! A row is a request, the state before it and what has to come back, in words. The words that recur are understood
//! here; rows that say it another way are counted and named, not guessed at.

use std::collections::BTreeMap;

use steersman_server::{
    AuthConfig, BasicCredentials, Compat, Config, Depth, OverwriteRule, RepoPath,
};

use crate::support::{
    FORM, Got, Server, archive, fixture, form, gzip, package, provenance, provenance_of, shared,
    split_label,
};

/// Rows that are run by other tests of this program, or need what an answer alone cannot show.
const ELSEWHERE: [&str; 5] = ["CLI", "LOAD", "START", "FILE", "-"];

/// Rows that this program does not follow, with the reason.
const NOT_FOLLOWED: [(&str, &str, &str); 2] = [
    (
        "/api/v1/charts/mychart/0.1.0/yank",
        "better",
        "versions cannot be yanked",
    ),
    (
        "the multipart route does not check the limit",
        "quirk",
        "a limit is a limit",
    ),
];

/// A row, split up.
struct Case<'a> {
    method: &'a str,
    path: &'a str,
    setup: &'a str,
    status: u16,
    fact: &'a str,
    kind: &'a str,
}

/// What was understood of a setup.
#[derive(Default)]
struct Setup {
    config: Config,
    /// Uploads before the request: repository and label.
    before: Vec<(String, String)>,
    provs: Vec<(String, String)>,
    deleted: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

#[tokio::test]
async fn the_shared_table() {
    let Some(path) = shared("spec/chartmuseum-cases.tsv") else {
        println!("skipped: the table of ChartMuseum's cases is not beside the project");
        return;
    };
    let table = fs_err::read_to_string(path).unwrap();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [method, path, setup, status, fact, kind, _] = columns[..] else {
            panic!("a row has seven columns: {line}");
        };
        let Ok(status) = status.parse() else {
            *counts.entry("elsewhere").or_default() += 1;
            continue;
        };
        let case = Case {
            method,
            path,
            setup,
            status,
            fact,
            kind,
        };
        if ELSEWHERE.contains(&method) {
            *counts.entry("elsewhere").or_default() += 1;
            continue;
        }
        let row = |words: &str| case.path == words || case.fact == words;
        if let Some((_, _, why)) = NOT_FOLLOWED
            .iter()
            .find(|(words, of, _)| row(words) && *of == kind)
        {
            println!("not followed, {why}: {line}");
            *counts.entry("not followed").or_default() += 1;
            continue;
        }
        let Some(setup) = understand(&case) else {
            println!("not understood: {line}");
            *counts.entry("not understood").or_default() += 1;
            continue;
        };
        match run(&case, setup).await {
            Ok(()) => *counts.entry(kind).or_default() += 1,
            Err(text) => wrong.push(format!("{line}\n    {text}")),
        }
    }
    println!("chartmuseum cases: {counts:?}, wrong {}", wrong.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(counts["parity"] >= 185, "{counts:?}");
}

async fn run(case: &Case<'_>, setup: Setup) -> Result<(), String> {
    let server = Server::new(setup.config);
    let api = |repo: &str, end: &str| {
        if repo.is_empty() {
            format!("/api/{end}")
        } else {
            format!("/api/{repo}/{end}")
        }
    };
    let context = server_context(case.setup);
    let credentials: Vec<_> = login(case.setup).into_iter().collect();
    let headers: Vec<(&str, &str)> = credentials
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    for (repo, label) in &setup.before {
        let path = format!("{context}{}?force", api(repo, "charts"));
        let got = server.ask("POST", &path, &headers, fixture(label)).await;
        if !got.status.is_success() {
            // Where the API is off, packages lie in the folder.
            fs_err::create_dir_all(server.root().join(repo)).unwrap();
            let (name, version) = split_label(label);
            let file = server
                .root()
                .join(repo)
                .join(format!("{name}-{version}.tgz"));
            fs_err::write(file, fixture(label)).unwrap();
        }
    }
    for (repo, label) in &setup.provs {
        let got = server
            .ask(
                "POST",
                &format!("{context}{}?force", api(repo, "prov")),
                &headers,
                provenance(label),
            )
            .await;
        if !got.status.is_success() {
            return Err(format!("setup: {}", got.text()));
        }
    }
    for (repo, label) in &setup.deleted {
        let (name, version) = split_label(label);
        let path = format!(
            "{context}{}",
            api(repo, &format!("charts/{name}/{version}"))
        );
        server.ask("DELETE", &path, &headers, "").await;
    }
    let headers: Vec<_> = setup
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    let got = server
        .ask(case.method, case.path, &headers, setup.body)
        .await;
    if got.status.as_u16() != case.status {
        return Err(format!("status {}: {}", got.status, got.text()));
    }
    check_fact(case, &got)
}

/// What the words of a fact say of an answer.
fn check_fact(case: &Case<'_>, got: &Got) -> Result<(), String> {
    let fact = case.fact;
    let fail = |what: &str| Err(format!("{what}: {:?} {}", got.headers, got.text()));
    if fact.starts_with('{') && !fact.contains('<') && !fact.contains('*') {
        let end = fact.rfind('}').map_or(fact.len(), |at| at + 1);
        if let Ok(expected) = serde_json::from_str::<serde_json::Value>(&fact[..end])
            && case.method != "HEAD"
            && got.json() != expected
        {
            return fail("body");
        }
    }
    if fact.contains("empty body") && !got.body.is_empty() {
        return fail("not empty");
    }
    if (fact == "entries: {}" || fact.starts_with("entries: {} "))
        && !got.text().contains("entries: {}")
    {
        return fail("entries");
    }
    if let Some(kind) = fact.split("Content-Type ").nth(1) {
        let kind = kind.split([';', ' ']).next().unwrap_or_default();
        if kind != "stays" && !got.header("content-type").starts_with(kind) {
            return fail("type");
        }
    }
    if fact.contains("byte-identical") {
        let file = case
            .path
            .rsplit('/')
            .next()
            .unwrap_or_default()
            .replace("%2B", "+");
        let label = file.strip_suffix(".tgz").map(str::to_owned);
        if let Some(label) = label
            && got.body != fixture(&label)
        {
            return fail("bytes");
        }
    }
    if let Some(version) = fact.split("version == ").nth(1) {
        let version = version.split([' ', ';', ',']).next().unwrap_or_default();
        let json = got.json();
        let found = if json.is_array() {
            json[0]["version"].clone()
        } else {
            json["version"].clone()
        };
        if !json.is_null() && found != version {
            return fail("version");
        }
    }
    if fact.contains("request too large")
        && case.kind == "parity"
        && got.text() != "request too large"
    {
        return fail("text");
    }
    if fact.contains("entries.mychart present") && !got.text().contains("\n  mychart:\n") {
        return fail("entry");
    }
    if let Some(url) = fact.split("urls[0] == ").nth(1) {
        let url = url.split([' ', ';']).next().unwrap_or_default();
        if !got.text().contains(url) {
            return fail("url");
        }
    }
    if let Some((_, header)) = fact.split_once("header Access-Control-Allow-Origin: ")
        && got.header("access-control-allow-origin") != header
    {
        return fail("origin");
    }
    if fact.contains("no CORS header") && got.headers.contains_key("access-control-allow-origin") {
        return fail("origin");
    }
    Ok(())
}

/// What a setup says, when all of its words are known.
fn understand(case: &Case<'_>) -> Option<Setup> {
    let mut setup = Setup::default();
    setup.config.compat = if case.kind == "quirk" {
        Compat::Strict
    } else {
        Compat::Sensible
    };
    if case.path.contains(['<', ' ']) {
        return None;
    }
    let mut repo = String::new();
    let mut clauses: Vec<&str> = case.setup.split("; ").collect();
    // Headers hold semicolons.
    clauses.retain(|clause| !clause.is_empty());
    for clause in clauses {
        clause_of(&mut setup, &mut repo, case, clause)?;
    }
    if case.setup.contains("credentials u:") {
        let password = if case.setup.contains("u:wrong") {
            "wrong"
        } else {
            "p"
        };
        setup.headers.push(basic(password));
    }
    Some(setup)
}

fn basic(password: &str) -> (String, String) {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(format!("u:{password}"));
    ("authorization".into(), format!("Basic {text}"))
}

fn login(setup: &str) -> Option<(String, String)> {
    setup.contains("--basic-auth").then(|| basic("p"))
}

fn server_context(setup: &str) -> String {
    let text = setup.split("--context-path=").nth(1).unwrap_or_default();
    text.split([' ', ';']).next().unwrap_or_default().to_owned()
}

fn clause_of(setup: &mut Setup, repo: &mut String, case: &Case<'_>, clause: &str) -> Option<()> {
    const UPLOADS: [&str; 4] = [
        "uploaded before: ",
        "uploaded in this order: ",
        "uploaded: ",
        "storage holds ",
    ];
    if let Some(flags) = clause.strip_prefix("flags: ") {
        return flags_of(&mut setup.config, flags);
    }
    if let Some(body) = clause
        .strip_prefix("body: ")
        .or_else(|| clause.strip_prefix("body "))
    {
        setup.body = body_of(body)?;
        return Some(());
    }
    if let Some(fields) = clause
        .strip_prefix("multipart ")
        .filter(|fields| *fields != "both again")
    {
        setup.body = form_of(fields)?;
        setup.headers.push((FORM.0.into(), FORM.1.into()));
        return Some(());
    }
    if let Some(header) = clause.strip_prefix("header ") {
        let (name, value) = header.split_once(": ")?;
        if value.contains('<') {
            return None;
        }
        setup.headers.push((name.to_lowercase(), value.to_owned()));
        return Some(());
    }
    if matches!(
        clause,
        "no credentials"
            | "credentials u:p"
            | "credentials u:wrong"
            | "sent with path-as-is"
            | "wait 2 s"
    ) || clause.starts_with("no X-Request-Id")
        || clause.starts_with("a file secret.tgz")
    {
        return Some(());
    }
    if clause == "empty body" {
        return Some(());
    }
    if let Some(list) = clause.strip_prefix("uploaded there: ") {
        let path = case.path.trim_start_matches('/');
        let end = path.find("/index.yaml").or_else(|| path.find("/charts/"))?;
        path[..end].clone_into(repo);
        return uploads(setup, repo, list);
    }
    if let Some(rest) = clause.strip_prefix("repo ") {
        let (path, list) = rest.split_once(" holds ")?;
        return uploads(setup, path, list);
    }
    if clause.starts_with("one chart uploaded to each of a, a/b, a/b/c") {
        let each = [
            ("a", "mychart-0.1.0"),
            ("a/b", "mychart-0.2.0"),
            ("a/b/c", "otherchart-0.1.0"),
        ];
        setup
            .before
            .extend(each.map(|(repo, label)| (repo.to_owned(), label.to_owned())));
        return Some(());
    }
    if clause == "Accept: application/json" {
        setup
            .headers
            .push(("accept".into(), "application/json".into()));
        return Some(());
    }
    if clause == "multipart both again" {
        setup.body = form(&[
            ("chart", &fixture("mychart-0.1.0")),
            ("prov", &provenance("mychart-0.1.0")),
        ]);
        setup.headers.push((FORM.0.into(), FORM.1.into()));
        return Some(());
    }
    if clause == "the fixture has a README.md" {
        return Some(());
    }
    if let Some(rest) = clause.strip_prefix("uploaded to ") {
        let (path, list) = rest.split_once(": ")?;
        let path = path.trim_start_matches("repo ").split(' ').next()?;
        path.clone_into(repo);
        return uploads(setup, repo, list);
    }
    if let Some(list) = UPLOADS.iter().find_map(|start| clause.strip_prefix(start)) {
        return uploads(setup, repo, list);
    }
    if let Some(label) = clause
        .strip_prefix("then DELETE ")
        .map(|text| text.trim_end_matches(" answered 200"))
    {
        let label = match label.strip_prefix("/api/charts/") {
            Some(path) => path.replace('/', "-"),
            None => label.replace(' ', "-"),
        };
        setup.deleted.push((String::new(), label));
        return Some(());
    }
    if clause.starts_with("the same delete was done before") {
        setup.deleted.push((String::new(), "mychart-0.1.0".into()));
        return Some(());
    }
    None
}

/// `mychart-0.1.0, mychart-0.2.0 (each with no prov)`, `mychart-0.1.0 and its prov`.
fn uploads(setup: &mut Setup, repo: &str, list: &str) -> Option<()> {
    let list = list
        .replace(" (each with no prov)", "")
        .replace(" put there by hand before start", "");
    if list.contains(" and then ") || list.contains("garbage") {
        return None;
    }
    for item in list.split(", ") {
        let item = item.trim_start_matches("a ").trim_start_matches("chart ");
        let (label, prov) = match item
            .strip_suffix(" and its prov")
            .or_else(|| item.strip_suffix(" + prov"))
        {
            Some(label) => (label, true),
            None => (item, false),
        };
        let label = label
            .trim_end_matches(".tgz")
            .replace(" version ", "-")
            .replace(' ', "-");
        let (name, version) = split_label(&label);
        let plain = |text: &str| {
            text.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-.+".contains(&byte))
        };
        if version.is_empty() || !plain(&label) || name.is_empty() {
            return None;
        }
        setup.before.push((repo.to_owned(), label.clone()));
        if prov {
            setup.provs.push((repo.to_owned(), label));
        }
    }
    Some(())
}

fn body_of(text: &str) -> Option<Vec<u8>> {
    let label = text
        .trim_end_matches(".tgz")
        .trim_end_matches(" (over 100 bytes)");
    match label {
        "gzip of an empty tar" => Some(gzip(&[0; 1024])),
        "tgz with no Chart.yaml" => Some(archive(&[("c/values.yaml", b"a: 1")])),
        "tgz whose Chart.yaml lies at the archive root" => {
            Some(archive(&[("Chart.yaml", b"name: c")]))
        }
        "tgz with version: not.semver" => Some(package("c", "not.semver")),
        "tgz with no name in Chart.yaml" => Some(archive(&[(
            "c/Chart.yaml",
            b"apiVersion: v2\nversion: 1.0.0\n",
        )])),
        "tgz with name ../../../../charts/org2/repo2/evil" => Some(archive(&[(
            "c/Chart.yaml",
            b"apiVersion: v2\nname: ../../../../charts/org2/repo2/evil\nversion: 1.0.0\n",
        )])),
        "tgz holding an entry called ../x or /etc/x" => Some(archive(&[("c/../../x", b"x")])),
        "tgz with one file of 6 MiB" => Some(archive(&[
            ("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1.0.0\n"),
            ("c/big", &vec![0; 6 << 20]),
        ])),
        "prov whose name holds ../" => Some(provenance_of("../evil", "1.0.0", &"ab".repeat(32))),
        "prov whose digest is not that of the stored package" => {
            Some(provenance_of("mychart", "0.1.0", &"ab".repeat(32)))
        }
        "the text abc" => Some(b"abc".to_vec()),
        "random bytes" => Some(b"random bytes".to_vec()),
        "20971521 bytes" => Some(vec![0; 20_971_521]),
        "the prov" | "a prov over 100 bytes" | "prov of a chart that was never uploaded" => {
            Some(provenance("mychart-0.1.0"))
        }
        _ => {
            if let Some(label) = label.strip_prefix("prov of ") {
                return (!label.contains(' ')).then(|| provenance(label));
            }
            let whole = label
                .strip_prefix("bytes of ")
                .unwrap_or(label)
                .split([',', ' '])
                .next()?;
            let whole = whole.trim_end_matches(".tgz");
            (whole.starts_with("mychart-") && split_label(whole).1.len() >= 5)
                .then(|| fixture(whole))
        }
    }
}

/// `field chart = mychart-0.1.0`, `fields chart = mychart-0.1.0.tgz and prov = its prov`.
fn form_of(text: &str) -> Option<Vec<u8>> {
    let text = text
        .strip_prefix("fields ")
        .or_else(|| text.strip_prefix("field "))
        .unwrap_or(text);
    if text == "with only the field other" {
        return Some(form(&[("other", b"x")]));
    }
    let mut last = "mychart-0.1.0".to_owned();
    let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
    for part in text.split([',']).flat_map(|part| part.split(" and ")) {
        let (name, value) = part.trim().split_once(" = ")?;
        let value = value
            .trim_end_matches(".tgz")
            .trim_end_matches(" only")
            .trim_end_matches(" sent just before");
        let content = match value {
            "random bytes" => b"random bytes".to_vec(),
            "its prov" | "prov" => provenance(&last),
            _ => match value.strip_prefix("prov of ") {
                Some(label) => {
                    provenance(&format!("mychart-{}", label.trim_start_matches("mychart-")))
                }
                None if split_label(value).1.len() >= 5 => {
                    value.clone_into(&mut last);
                    fixture(value)
                }
                None => return None,
            },
        };
        fields.push((name.to_owned(), content));
    }
    let fields: Vec<(&str, &[u8])> = fields
        .iter()
        .map(|(name, content)| (name.as_str(), content.as_slice()))
        .collect();
    Some(form(&fields))
}

/// Flags as the table writes them.
fn flags_of(config: &mut Config, flags: &str) -> Option<()> {
    if matches!(
        flags,
        "default" | "--depth=0 (default), empty local storage"
    ) {
        return Some(());
    }
    let (mut user, mut password) = (None, None);
    for flag in flags.split(' ') {
        let (name, value) = flag
            .strip_prefix("--")?
            .split_once('=')
            .unwrap_or((flag.strip_prefix("--")?, ""));
        let text = value.to_owned();
        match name {
            "depth" => config.depth = Depth::Fixed(value.parse().ok()?),
            "depth-dynamic" => config.depth = Depth::Dynamic,
            "context-path" => config.context_path = text,
            "chart-url" => config.chart_url = text,
            "disable-api" => config.api = false,
            "disable-delete" => config.delete = false,
            "disable-statefiles" => config.state_files = false,
            "disable-force-overwrite" if config.overwrite == OverwriteRule::Always => {}
            "disable-force-overwrite" => config.overwrite = OverwriteRule::Never,
            "allow-overwrite" => config.overwrite = OverwriteRule::Always,
            "json-index" => config.json_index = true,
            "enable-metrics" => config.metrics = true,
            "max-upload-size" => return late(flags, config, value),
            "max-storage-objects" => config.max_objects = value.parse().ok()?,
            "per-chart-limit" => config.per_chart_limit = value.parse().ok()?,
            "chart-post-form-field-name" => config.chart_field = text,
            "prov-post-form-field-name" => config.prov_field = text,
            "cors-alloworigin" => config.cors_origin = text,
            "basic-auth-user" => user = Some(text),
            "basic-auth-pass" => password = Some(text),
            "auth-anonymous-get" => config.auth.anonymous_get = true,
            "artifact-hub-repo-id" => {
                let (repo, id) = value.split_once('=').unwrap_or(("", value));
                let segments: Vec<_> = repo
                    .split('/')
                    .filter(|segment| !segment.is_empty())
                    .collect();
                config
                    .artifact_hub
                    .push((RepoPath::new(&segments).ok()?, id.to_owned()));
            }
            _ => return None,
        }
    }
    if let (Some(user), Some(password)) = (user, password) {
        let basic = Some(BasicCredentials { user, password });
        config.auth = AuthConfig {
            basic,
            ..config.auth.clone()
        };
    }
    Some(())
}

/// A limit that the uploads before the request would not pass: none are needed in those rows.
fn late(flags: &str, config: &mut Config, value: &str) -> Option<()> {
    (!flags.contains(' ')).then_some(())?;
    config.max_upload = value.parse().ok()?;
    Some(())
}
