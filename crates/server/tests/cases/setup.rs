//! What a setup says, in words that recur.

use steersman_server::{Compat, Config};
use tempfile::TempDir;

use super::Case;
use super::bodies::{body_of, form_of};
use super::flags::flags_of;
use super::steps::{Step, steps_of};
use super::tokens::{expand, secret_header, token_of};
use crate::support::{FORM, fixture, form, provenance, split_label};

/// What was understood of a setup.
pub(super) struct Setup {
    /// Everything of this row is in here.
    pub(super) folder: TempDir,
    pub(super) config: Config,
    /// The flags as the command line has them.
    pub(super) flags: String,
    /// The path of the request.
    pub(super) path: String,
    /// Files in the storage before the start.
    pub(super) files: Vec<(String, Vec<u8>)>,
    /// Uploads before the request: repository and label.
    pub(super) before: Vec<(String, String)>,
    pub(super) provs: Vec<(String, String)>,
    pub(super) deleted: Vec<(String, String)>,
    /// What else happens before the request.
    pub(super) steps: Vec<Step>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    /// What the answer holds, and what it does not.
    pub(super) wants: Vec<String>,
    pub(super) lacks: Vec<String>,
}

impl Setup {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            config: Config::default(),
            flags: String::new(),
            path: String::new(),
            files: Vec::new(),
            before: Vec::new(),
            provs: Vec::new(),
            deleted: Vec::new(),
            steps: Vec::new(),
            headers: Vec::new(),
            body: Vec::new(),
            wants: Vec::new(),
            lacks: Vec::new(),
        }
    }
}

/// What a setup says, when all of its words are known.
pub(super) fn understand(case: &Case<'_>) -> Option<Setup> {
    let mut setup = Setup::new();
    case.path.clone_into(&mut setup.path);
    setup.config.compat = if case.kind == "quirk" {
        Compat::Strict
    } else {
        Compat::Sensible
    };
    if case.method != "FILE" && case.path.contains(['<', ' ']) {
        return None;
    }
    let mut repo = String::new();
    let mut clauses: Vec<&str> = case.setup.split("; ").collect();
    // Headers hold semicolons.
    clauses.retain(|clause| !clause.is_empty());
    for clause in clauses {
        clause_of(&mut setup, &mut repo, case, clause)?;
    }
    super::wanted::wanted_of(&mut setup, case);
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

pub(super) fn basic(password: &str) -> (String, String) {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(format!("u:{password}"));
    ("authorization".into(), format!("Basic {text}"))
}

pub(super) fn login(setup: &str) -> Option<(String, String)> {
    if setup.contains("--bearer-auth") {
        let token = format!("Bearer {}", super::tokens::push_token());
        return Some(("authorization".into(), token));
    }
    setup.contains("--basic-auth").then(|| basic("p"))
}

pub(super) fn server_context(setup: &str) -> String {
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
        setup.flags = expand(flags, setup.folder.path())?;
        let flags = setup.flags.clone();
        return flags_of(&mut setup.config, &flags);
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
        if let Some(value) = secret_header(value) {
            setup.headers.push((name.to_lowercase(), value));
            return Some(());
        }
        if value == "<ETag of the last answer>" {
            setup.steps.push(Step::TakeTag);
            return Some(());
        }
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
    if let Some(token) = clause.strip_prefix("token").or_else(|| {
        clause
            .strip_prefix("valid token")
            .filter(|rest| rest.ends_with("without an access claim"))
    }) {
        let token = token_of(token.trim_start_matches(": ").trim(), setup)?;
        setup
            .headers
            .push(("authorization".into(), format!("Bearer {token}")));
        return Some(());
    }
    if let Some(()) = steps_of(setup, clause) {
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
