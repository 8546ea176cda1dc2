//! `serve` as a process, with Helm as its client.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The program.
fn steer() -> &'static str {
    env!("CARGO_BIN_EXE_steer")
}

/// A server that is killed when this value goes.
pub(crate) struct Serving {
    child: Child,
    pub(crate) url: String,
    pub(crate) host: String,
}

impl Serving {
    pub(crate) fn start(folder: &Path, flags: &[&str]) -> Self {
        let mut child = Command::new(steer())
            .args(["serve", "--port", "0", "--dir"])
            .arg(folder)
            .args(flags)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        lines.read_line(&mut line).unwrap();
        let url = line
            .trim_end()
            .split_once(" url=")
            .expect("it says its address")
            .1
            .to_owned();
        // Somebody has to read the log, or the pipe is full one day.
        std::thread::spawn(move || lines.read_to_string(&mut String::new()));
        let host = url
            .trim_start_matches("http://")
            .trim_end_matches('/')
            .to_owned();
        Self { child, url, host }
    }

    /// Status and body of an answer; nothing when the connection broke.
    fn ask(&self, method: &str, path: &str, body: &[u8]) -> Option<(u16, Vec<u8>)> {
        let mut stream = TcpStream::connect(&self.host).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        stream.write_all(head.as_bytes()).ok()?;
        stream.write_all(body).ok()?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).ok()?;
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
        let status = std::str::from_utf8(answer.get(9..12)?).ok()?.parse().ok()?;
        Some((status, answer[end + 4..].to_vec()))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A package made by the program itself.
fn package(folder: &Path, version: &str) -> PathBuf {
    let run = |words: &[&str]| {
        let output = Command::new(steer())
            .args(words)
            .current_dir(folder)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    if !folder.join("web").exists() {
        run(&["create", "web"]);
    }
    run(&["package", "web", "--version", version]);
    folder.join(format!("web-{version}.tgz"))
}

#[test]
fn packages_go_in_and_out() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = fs_err::read(package(folder.path(), "0.1.0")).unwrap();
    let serving = Serving::start(&folder.path().join("charts"), &["--enable-metrics"]);
    assert_eq!(
        serving.ask("POST", "/api/charts", &bytes).unwrap(),
        (201, b"{\"saved\":true}".to_vec())
    );
    assert_eq!(serving.ask("POST", "/api/charts", &bytes).unwrap().0, 409);
    assert_eq!(
        serving.ask("GET", "/charts/web-0.1.0.tgz", b"").unwrap(),
        (200, bytes)
    );
    for path in [
        "/health",
        "/livez",
        "/readyz",
        "/metrics",
        "/index.yaml",
        "/",
        "/charts/web",
        "/v2/",
    ] {
        assert_eq!(serving.ask("GET", path, b"").unwrap().0, 200, "{path}");
    }
    let output = Command::new(steer())
        .args(["serve", "--gen-index", "--dir"])
        .arg(folder.path().join("charts"))
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("version: 0.1.0"));
}

#[test]
fn what_was_answered_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let charts = folder.path().join("charts");
    let packages: Vec<_> = (0..40)
        .map(|n| fs_err::read(package(folder.path(), &format!("0.1.{n}"))).unwrap())
        .collect();
    let mut acknowledged = Vec::new();
    for (round, part) in packages.chunks(8).enumerate() {
        let serving = Serving::start(&charts, &[]);
        let pid = serving.child.id().to_string();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(std::time::Duration::from_millis(3 + 7 * round as u64));
            // SIGKILL leaves no time for anything.
            drop(Command::new("kill").args(["-KILL", &pid]).status());
        });
        for (n, bytes) in part.iter().enumerate() {
            if let Some((201, _)) = serving.ask("POST", "/api/charts", bytes) {
                acknowledged.push(round * 8 + n);
            }
        }
        killer.join().unwrap();
    }
    let serving = Serving::start(&charts, &[]);
    let index = serving.ask("GET", "/index.yaml", b"").unwrap().1;
    let index = String::from_utf8(index).unwrap();
    for n in &acknowledged {
        assert!(
            index.contains(&format!("\n    version: 0.1.{n}\n")),
            "0.1.{n} was acknowledged"
        );
    }
    // Whatever is there is whole.
    for (n, bytes) in packages.iter().enumerate() {
        let (status, found) = serving
            .ask("GET", &format!("/charts/web-0.1.{n}.tgz"), b"")
            .unwrap();
        assert!(status == 404 || found == *bytes, "0.1.{n}");
        assert_eq!(
            status == 200,
            index.contains(&format!("\n    version: 0.1.{n}\n")),
            "0.1.{n}"
        );
    }
}

/// Real Helm: the program that `STEER_ORACLE` names, or the one in the cache of `cargo xtask oracle`.
pub(crate) fn helm() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    let named = variable("STEER_ORACLE");
    let cache = variable("HOME").map(|home| home.join(".cache/steersman/helm"));
    let folders = named.clone().into_iter().chain(cache);
    let inside = folders.map(|folder| folder.join("v4.3.1/helm"));
    named.into_iter().chain(inside).find(|path| path.is_file())
}

#[test]
fn helm_is_a_client_of_both_protocols() {
    let Some(helm) = helm() else {
        println!("skipped: real Helm is not there (`cargo xtask oracle`)");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let first = package(folder.path(), "0.1.0");
    package(folder.path(), "0.2.0+b1");
    let serving = Serving::start(&folder.path().join("charts"), &[]);
    let run = |words: &str, expected: bool| {
        let output = Command::new(&helm)
            .args(words.split(' '))
            .current_dir(folder.path())
            .env_clear()
            .env("HOME", &home)
            .output()
            .unwrap();
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert_eq!(output.status.success(), expected, "{words}: {text}");
        text
    };
    let upload = fs_err::read(&first).unwrap();
    assert_eq!(serving.ask("POST", "/api/charts", &upload).unwrap().0, 201);
    run(&format!("repo add here {}", serving.url), true);
    let host = &serving.host;
    run(
        &format!("push web-0.2.0+b1.tgz oci://{host} --plain-http"),
        true,
    );
    run("repo update", true);
    let found = run("search repo here/web --versions", true);
    assert!(
        found.contains("0.2.0+b1") && found.contains("0.1.0"),
        "{found}"
    );
    // Each version comes back by the way it did not come in.
    for (words, file) in [
        (
            "pull here/web --version 0.2.0+b1 -d by-http".to_owned(),
            "web-0.2.0+b1.tgz",
        ),
        (
            format!("pull oci://{host}/web --version 0.1.0 --plain-http -d by-oci"),
            "web-0.1.0.tgz",
        ),
        (
            format!("pull oci://{host}/web --version >=0.2.0-0 --plain-http -d by-range"),
            "web-0.2.0+b1.tgz",
        ),
    ] {
        let target = words.rsplit(' ').next().unwrap().to_owned();
        fs_err::create_dir_all(folder.path().join(&target)).unwrap();
        run(&words, true);
        let read = |path: PathBuf| fs_err::read(path).unwrap();
        assert_eq!(
            read(folder.path().join(target).join(file)),
            read(folder.path().join(file)),
            "{words}"
        );
    }
    run("pull here/web --version 9.9.9", false);
    assert_eq!(
        serving
            .ask("DELETE", "/api/charts/web/0.2.0+b1", b"")
            .unwrap()
            .0,
        200
    );
    run(
        &format!("pull oci://{host}/web --version 0.2.0+b1 --plain-http"),
        false,
    );
}

#[test]
fn the_chart_of_the_server_renders() {
    let chart = concat!(env!("CARGO_MANIFEST_DIR"), "/../../deploy/chart");
    for (flags, expected) in [
        (vec![], "claimName: repo"),
        (vec!["--set", "persistence.enabled=false"], "emptyDir: {}"),
        (
            vec!["--set", "env.CONTEXT_PATH=/charts"],
            "path: /charts/livez",
        ),
        (vec!["--set", "envFromSecret=login"], "name: login"),
    ] {
        let output = Command::new(steer())
            .args(["template", "repo", chart])
            .args(&flags)
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(text.contains(expected), "{flags:?}: {text}");
        assert!(
            text.contains("name: LISTEN_HOST\n              value: \"0.0.0.0\""),
            "{text}"
        );
    }
}
