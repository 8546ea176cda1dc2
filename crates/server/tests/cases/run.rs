//! Runs a row.

use std::path::Path;
use std::time::{Duration, Instant};

use super::Case;
use super::fact::check_fact;
use super::setup::{Setup, login, server_context};
use super::steps::Step;
use super::target::{Start, Target};
use super::wanted::{after, count_of};
use crate::support::{Got, fixture, package, provenance, split_label};

/// How long what others did to the storage may take to be seen.
const PATIENCE: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);

/// A row on its way.
struct Running<'a> {
    target: Target,
    /// One that goes on beside it.
    other: Option<Target>,
    setup: &'a Setup,
    program: Option<&'a Path>,
    /// Credentials of whoever prepares.
    credentials: Vec<(String, String)>,
    context: String,
    /// The index before a restart.
    remembered: Option<Got>,
    /// The entity tag that the request has.
    tag: Option<String>,
}

fn start(setup: &Setup, program: Option<&Path>) -> Result<Target, String> {
    Target::start(&Start {
        folder: setup.folder.path(),
        config: &setup.config,
        flags: &setup.flags,
        program,
    })
}

fn borrowed(headers: &[(String, String)]) -> Vec<(&str, &str)> {
    let pairs = headers.iter();
    pairs
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// Prepares what a row says, sends its request and compares the answer.
pub(super) async fn run(
    case: &Case<'_>,
    setup: Setup,
    program: Option<&Path>,
) -> Result<(), String> {
    let root = setup.folder.path().join("root");
    for (path, content) in &setup.files {
        let path = root.join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, content).unwrap();
    }
    let mut running = Running {
        target: start(&setup, program)?,
        other: None,
        setup: &setup,
        program,
        credentials: login(case.setup).into_iter().collect(),
        context: server_context(case.setup),
        remembered: None,
        tag: None,
    };
    running.prepare().await?;
    for step in &setup.steps {
        running.step(step).await?;
    }
    if case.method == "FILE" {
        return running.file(case).await;
    }
    running.check(case).await
}

impl Running<'_> {
    async fn ask(&self, method: &str, path: &str, body: Vec<u8>) -> Got {
        let path = format!("{}{path}", self.context);
        self.target
            .ask(method, &path, &borrowed(&self.credentials), body)
            .await
    }

    /// Uploads and deletes what was there before.
    async fn prepare(&self) -> Result<(), String> {
        let root = self.setup.folder.path().join("root");
        for (repo, label) in &self.setup.before {
            let path = format!("{}?force", api(repo, "charts"));
            if !self
                .ask("POST", &path, fixture(label))
                .await
                .status
                .is_success()
            {
                // Where the API is off, packages lie in the folder.
                let (name, version) = split_label(label);
                fs_err::create_dir_all(root.join(repo)).unwrap();
                let file = root.join(repo).join(format!("{name}-{version}.tgz"));
                fs_err::write(file, fixture(label)).unwrap();
            }
        }
        for (repo, label) in &self.setup.provs {
            let path = format!("{}?force", api(repo, "prov"));
            let got = self.ask("POST", &path, provenance(label)).await;
            if !got.status.is_success() {
                return Err(format!("setup: {}", got.text()));
            }
        }
        for (repo, label) in &self.setup.deleted {
            let (name, version) = split_label(label);
            let path = api(repo, &format!("charts/{name}/{version}"));
            self.ask("DELETE", &path, Vec::new()).await;
        }
        Ok(())
    }

    async fn step(&mut self, step: &Step) -> Result<(), String> {
        let root = self.setup.folder.path().join("root");
        match step {
            Step::Ask(method, path) => {
                self.ask(method, path, Vec::new()).await;
            }
            Step::Upload(repo, content) => {
                let got = self
                    .ask("POST", &api(repo, "charts"), content.clone())
                    .await;
                if !got.status.is_success() {
                    return Err(format!("upload: {}", got.text()));
                }
            }
            Step::Put(file, content) => {
                let path = root.join(file);
                fs_err::create_dir_all(path.parent().unwrap()).unwrap();
                // As people copy: a file that grows under its name would be read too early.
                let draft = self.setup.folder.path().join("draft");
                fs_err::write(&draft, content).unwrap();
                fs_err::rename(draft, path).unwrap();
            }
            Step::Remove(file) => fs_err::remove_file(root.join(file)).unwrap(),
            Step::Restart => {
                self.remembered = Some(self.ask("GET", "/index.yaml", Vec::new()).await);
                self.target = start(self.setup, self.program)?;
            }
            Step::Other => {
                let other = start(self.setup, self.program)?;
                self.other = Some(std::mem::replace(&mut self.target, other));
            }
            Step::TakeTag => {
                let got = self.ask("GET", "/index.yaml", Vec::new()).await;
                self.tag = Some(got.header("etag").to_owned());
            }
            Step::ManyUploads(count) => {
                for n in 0..*count {
                    let version = format!("1.0.{n}");
                    let body = package("mychart", &version);
                    let got = self.ask("POST", "/api/charts", body).await;
                    let index = self.ask("GET", "/index.yaml", Vec::new()).await.text();
                    let line = format!("version: {version}\n");
                    if got.status.as_u16() != 201 || !index.contains(&line) {
                        return Err(format!("{version} is not there"));
                    }
                }
            }
        }
        Ok(())
    }

    async fn request(&self, case: &Case<'_>) -> Got {
        let mut headers = borrowed(&self.setup.headers);
        if let Some(tag) = &self.tag {
            headers.push(("if-none-match", tag));
        }
        let body = self.setup.body.clone();
        self.target
            .ask(case.method, &self.setup.path, &headers, body)
            .await
    }

    async fn check(&self, case: &Case<'_>) -> Result<(), String> {
        let begin = Instant::now();
        let got = loop {
            let begun = Instant::now();
            let got = self.request(case).await;
            if case.fact.contains("under 50 ms") && begun.elapsed() > Duration::from_millis(50) {
                return Err(format!("took {:?}", begun.elapsed()));
            }
            // What comes into the storage by hand is seen a moment later.
            let waits = !self.setup.steps.is_empty() && case.method == "GET";
            if !waits || self.holds(case, &got).is_ok() || begin.elapsed() > PATIENCE {
                break got;
            }
            tokio::time::sleep(PAUSE).await;
        };
        if got.status.as_str() != case.status && case.status != "201 once, 409 for the rest" {
            return Err(format!("status {}: {}", got.status, got.text()));
        }
        check_fact(case, &got)?;
        self.holds(case, &got)?;
        let Some(after) = after(case) else {
            return Ok(());
        };
        let begin = Instant::now();
        loop {
            let text = self.ask("GET", after.path, Vec::new()).await.text();
            let fits = after.wants.iter().all(|word| text.contains(word))
                && !after.lacks.iter().any(|word| text.contains(word));
            if fits {
                return Ok(());
            }
            if begin.elapsed() > PATIENCE {
                return Err(format!("afterwards: {text}"));
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Whether an answer holds what the row wants.
    fn holds(&self, case: &Case<'_>, got: &Got) -> Result<(), String> {
        let text = got.text();
        if let Some(word) = self
            .setup
            .wants
            .iter()
            .find(|word| !text.contains(word.as_str()))
        {
            return Err(format!("no {word:?}: {text}"));
        }
        if let Some(word) = self
            .setup
            .lacks
            .iter()
            .find(|word| text.contains(word.as_str()))
        {
            return Err(format!("{word:?}: {text}"));
        }
        if let Some(count) = count_of(case)
            && got.json().as_array().map(Vec::len) != Some(count)
        {
            return Err(format!("not {count}: {text}"));
        }
        if let Some(before) = &self.remembered {
            let entries = |text: String| -> String {
                let lines = text.lines().filter(|line| !line.starts_with("generated:"));
                lines.collect::<Vec<_>>().join("\n")
            };
            if entries(before.text()) != entries(text.clone()) {
                return Err(format!("{}\nthen\n{text}", before.text()));
            }
        }
        Ok(())
    }

    /// Whether a file of the storage is there, or is not.
    async fn file(&self, case: &Case<'_>) -> Result<(), String> {
        let file = case.path.rsplit('/').next().unwrap_or_default();
        let path = self.setup.folder.path().join("root").join(file);
        let begin = Instant::now();
        while !path.exists() && begin.elapsed() < Duration::from_secs(2) {
            tokio::time::sleep(PAUSE).await;
        }
        if path.exists() != (case.status == "exists") {
            return Err(format!("{file} is not {}", case.status));
        }
        Ok(())
    }
}

fn api(repo: &str, end: &str) -> String {
    if repo.is_empty() {
        format!("/api/{end}")
    } else {
        format!("/api/{repo}/{end}")
    }
}
