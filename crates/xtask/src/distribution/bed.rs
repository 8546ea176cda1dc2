use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use super::certificates::write_certificates;
use super::forward::start_proxy;
use steersman_testbed::free_port;

use super::play::Stage;
use super::scenario::Scenario;
use super::snapshot::{Snapshot, Veil};
use super::token::start_issuer;
use crate::peer::{Peer, find_program};
use crate::process::Job;
use crate::scratch::Scratch;

/// Servers, keys and charts for the scenarios. Everything ends with the value.
#[derive(Debug)]
pub(super) struct Bed {
    stage: Stage,
    _peers: Vec<Peer>,
    _scratch: Scratch,
}

impl Bed {
    /// Starts the servers, and lets Helm make the charts that they serve.
    pub(super) fn start(helm: &Path) -> Result<Self> {
        let scratch = Scratch::new()?;
        let root = scratch.path().to_path_buf();
        let keys = root.join("keys");
        write_certificates(&keys)?;
        let web = Web {
            plain: free_port()?,
            tls: free_port()?,
            elsewhere: free_port()?,
            expired: free_port()?,
            other: free_port()?,
            own: free_port()?,
        };
        let mut peers = vec![web.start(&root)?];
        let issuer = start_issuer(&keys, &root.join("issuer.log"))?;
        let passwords = keys.join("passwords");
        let token = format!(
            "auth: {{token: {{realm: 'http://localhost:{issuer}/token', service: test, issuer: issuer, rootcertbundle: {}}}}}",
            keys.join("token.pem").display()
        );
        let basic = format!(
            "auth: {{htpasswd: {{realm: test, path: {}}}}}",
            passwords.display()
        );
        for (name, auth) in [("open", ""), ("auth", &*basic), ("token", &*token)] {
            peers.push(registry(&root, name, auth)?);
        }
        let proxy = start_proxy([web.plain, web.tls], &root.join("proxy.log"))?;
        let local = |scheme: &str, port: u16| OsString::from(format!("{scheme}localhost:{port}"));
        let mut variables: Vec<(String, OsString)> = [
            ("WEB", local("http://", web.plain)),
            ("TLS", local("https://", web.tls)),
            ("ELSEWHERE", local("http://", web.elsewhere)),
            ("EXPIRED", local("https://", web.expired)),
            ("OTHER", local("https://", web.other)),
            ("OWN", local("https://", web.own)),
            ("CLOSED", local("http://", free_port()?)),
            ("OPEN", local("", peers[1].port)),
            ("AUTH", local("", peers[2].port)),
            ("TOKEN", local("", peers[3].port)),
            ("PROXY", format!("127.0.0.1:{proxy}").into()),
            ("SITE", root.join("site").into()),
            ("KEYS", keys.into()),
            ("LOG", root.join("web.log").into()),
            ("ISSUED", root.join("issuer.log").into()),
            ("PROXIED", root.join("proxy.log").into()),
            ("SOURCE_DATE_EPOCH", "1700000000".into()),
            ("STEER_DIAGNOSTICS", "off".into()),
            ("GNUPGHOME", root.join("gnupg").into()),
            ("GIT_CONFIG_GLOBAL", "/dev/null".into()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let programs = root.join("programs");
        let mut path = programs.clone().into_os_string();
        path.push(":/usr/local/bin:/usr/bin:/bin");
        variables.extend([
            ("PATH".to_owned(), path),
            ("HOME".to_owned(), root.join("stage").into()),
        ]);
        let stage = Stage {
            folder: root.join("stage"),
            programs,
            environment: scratch.environment(&variables),
            veil: Veil::new()?,
        };
        let bed = Self {
            stage,
            _peers: peers,
            _scratch: scratch,
        };
        bed.furnish(&root, helm)?;
        Ok(bed)
    }

    /// Plays a scenario with these tools in turn.
    pub(super) fn play(&self, scenario: &Scenario, cast: &[&Path]) -> Result<Vec<Snapshot>> {
        self.stage.play(scenario, cast)
    }

    /// Lets Helm make charts, indexes and plugins.
    fn furnish(&self, root: &Path, helm: &Path) -> Result<()> {
        fs::create_dir_all(&self.stage.programs)?;
        fs::create_dir_all(root.join("gnupg"))?;
        fs::os::unix::fs::symlink(helm, self.stage.programs.join("helm"))?;
        let mut job = Job::new("/bin/sh", root)
            .arguments(["-c", include_str!("furnish.sh")])
            .environment(&self.stage.environment);
        job.deadline = std::time::Duration::from_mins(3);
        let made = job.run()?;
        if made.exit() != 0 {
            bail!("no charts: {}", String::from_utf8_lossy(&made.stderr));
        }
        Ok(())
    }
}

/// The ports of the web server.
struct Web {
    plain: u16,
    tls: u16,
    elsewhere: u16,
    expired: u16,
    other: u16,
    own: u16,
}

impl Web {
    fn start(&self, root: &Path) -> Result<Peer> {
        fs::create_dir_all(root.join("site"))?;
        let words = [
            ("ROOT", root.display().to_string()),
            ("PLAIN", self.plain.to_string()),
            ("TLS", self.tls.to_string()),
            ("ELSEWHERE", self.elsewhere.to_string()),
            ("EXPIRED", self.expired.to_string()),
            ("OTHER", self.other.to_string()),
            ("OWN", self.own.to_string()),
        ];
        let text = words.iter().fold(
            include_str!("nginx.conf").to_owned(),
            |text, (name, value)| text.replace(&format!("@{name}@"), value),
        );
        Peer::nginx(root, &text, self.plain)
    }
}

/// Starts a registry whose configuration ends in `auth`.
fn registry(root: &Path, name: &str, auth: &str) -> Result<Peer> {
    let program = find_program("docker-registry").context("no docker-registry")?;
    let port = free_port()?;
    let file = root.join(format!("{name}.yml"));
    let storage = root.join(format!("registry-{name}"));
    let text = format!(
        "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
         http: {{addr: '127.0.0.1:{port}'}}\n{auth}\n",
        storage.display()
    );
    fs::write(&file, text)?;
    let mut command = Command::new(program);
    command.arg("serve").arg(file);
    Peer::start(&mut command, port, &root.join(format!("{name}.log")))
}
