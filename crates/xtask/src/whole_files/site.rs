use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use fs_err as fs;
use steersman_testbed::free_port;

use crate::peer::Peer;
use crate::process::{Finished, Job};
use crate::scratch::Scratch;

/// A web server with a repository.
#[derive(Debug)]
pub(super) struct Site {
    helm: PathBuf,
    scratch: Scratch,
    web: Peer,
}

/// Bytes in the large charts that do not get smaller.
const LARGE: usize = 900_000;

impl Site {
    /// Starts the server with the first version of the charts.
    pub(super) fn start(helm: &Path) -> Result<Self> {
        let scratch = Scratch::new()?;
        let root = scratch.path();
        let folder = root.join("site");
        fs::create_dir_all(&folder)?;
        let port = free_port()?;
        let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
        let places = places.map(|name| format!("{name}_temp_path {}/{name};\n", root.display()));
        // Slow enough that there is a middle in which to be killed.
        let text = format!(
            "user root;\ndaemon off;\npid {root}/nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\n{}\
             server {{ listen 127.0.0.1:{port}; root {site}; limit_rate 8m; }}\n}}\n",
            places.concat(),
            root = root.display(),
            site = folder.display(),
        );
        let web = Peer::nginx(root, &text, port)?;
        let site = Self {
            helm: helm.to_owned(),
            scratch,
            web,
        };
        for name in ["large", "larger"] {
            site.chart(name, "1.0.0", LARGE)?;
        }
        site.publish(1)?;
        Ok(site)
    }

    /// The server's address.
    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.web.port)
    }

    /// A folder beside what is served.
    pub(super) fn place(&self, name: &str) -> Result<PathBuf> {
        let place = self.scratch.path().join(name);
        fs::create_dir_all(&place)?;
        Ok(place)
    }

    /// Adds this version of the small chart, and replaces the index in one step.
    pub(super) fn publish(&self, version: usize) -> Result<()> {
        self.chart("small", &format!("{version}.0.0"), 0)?;
        let made = self.scratch.path().join("index");
        fs::create_dir_all(&made)?;
        let folder = self.served();
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.extension().is_some_and(|end| end == "tgz") {
                let link = made.join(path.file_name().unwrap_or_default());
                if !link.exists() {
                    fs::hard_link(&path, link)?;
                }
            }
        }
        let words = ["repo", "index", ".", "--url", &self.url()];
        let done = self.job(&self.helm, &made, &made, words).run()?;
        ensure!(done.exit() == 0, "no index: {}", said(&done));
        fs::rename(made.join("index.yaml"), folder.join("index.yaml"))?;
        Ok(())
    }

    fn served(&self) -> PathBuf {
        self.scratch.path().join("site")
    }

    fn chart(&self, name: &str, version: &str, ballast: usize) -> Result<()> {
        let place = self.place("charts")?;
        let chart = place.join(name);
        fs::create_dir_all(chart.join("templates"))?;
        let head = format!("apiVersion: v2\nname: {name}\nversion: {version}\n");
        fs::write(chart.join("Chart.yaml"), head)?;
        let mut random = crate::random::Random::new(1);
        let bytes: Vec<u8> =
            std::iter::repeat_with(|| u8::try_from(random.below(256)).unwrap_or(0))
                .take(ballast)
                .collect();
        fs::write(chart.join("ballast"), bytes)?;
        let served = self.served();
        let words = ["package", name, "-d", &served.display().to_string()];
        let done = self.job(&self.helm, &place, &place, words).run()?;
        ensure!(done.exit() == 0, "no chart: {}", said(&done));
        Ok(())
    }

    /// A run of a program in `folder`, with all that it keeps below `home`.
    pub(super) fn job<'a>(
        &self,
        program: &Path,
        home: &Path,
        folder: &Path,
        words: impl IntoIterator<Item = &'a str>,
    ) -> Job {
        let kept = |name: &str| OsString::from(home.join(name));
        let variables = [
            ("HOME", kept("home")),
            ("TMPDIR", kept("tmp")),
            ("HELM_CACHE_HOME", kept("cache")),
            ("HELM_CONFIG_HOME", kept("config")),
            ("HELM_DATA_HOME", kept("data")),
            ("STEER_DIAGNOSTICS", "off".into()),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value));
        let mut job = Job::new(program, folder)
            .arguments(words)
            .environment(&self.scratch.environment(&variables));
        job.deadline = Duration::from_mins(1);
        job
    }

    /// Runs words that are separated by spaces, with `URL` for the server's address, and expects them to succeed.
    pub(super) fn succeed(&self, program: &Path, home: &Path, line: &str) -> Result<()> {
        let done = self.run(program, home, line)?;
        ensure!(done.exit() == 0, "{line}: {}", said(&done));
        Ok(())
    }

    /// Runs words that are separated by spaces, with `URL` for the server's address.
    pub(super) fn run(&self, program: &Path, home: &Path, line: &str) -> Result<Finished> {
        let line = line.replace("URL", &self.url());
        self.job(program, home, home, line.split(' '))
            .run()
            .with_context(|| line.clone())
    }
}

/// What a program said on standard error.
pub(super) fn said(done: &Finished) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}
