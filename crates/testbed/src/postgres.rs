use std::env;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;
use rustix::process::{Pid, Signal, kill_process};

use crate::certificates::Authority;
use crate::cluster::free_port;

/// Whoever runs the server when a superuser starts it, as it refuses to run as one: `nobody`.
const NOBODY: u32 = 65534;

/// A `PostgreSQL` server on loopback, with TLS, for the user `helm` with the password `secret` and the database
/// `postgres`. It ends when it is dropped.
#[derive(Debug)]
pub struct Postgres {
    child: Child,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// The user's password.
    pub const PASSWORD: &str = "secret";

    /// Starts a server in an empty folder. `None` where its programs are not installed.
    ///
    /// # Errors
    /// What its programs say.
    pub fn start(folder: &Path) -> Result<Option<Self>> {
        let Some(programs) = programs() else {
            return Ok(None);
        };
        let folder = fs::canonicalize(folder)?;
        let authority = Authority::create(&folder)?;
        authority.server(&folder, "server")?;
        let password = folder.join("password");
        fs::write(&password, Self::PASSWORD)?;
        for name in ["", "password", "server.key"] {
            give_away(&folder.join(name))?;
        }
        let data = folder.join("data");
        let made = unprivileged(&programs.join("initdb"), &folder)
            .args(["--username=helm", "--auth=scram-sha-256", "--no-sync"])
            .arg("--pwfile")
            .arg(&password)
            .arg("-D")
            .arg(&data)
            .output()
            .context("failed to run initdb")?;
        if !made.status.success() {
            bail!("initdb: {}", String::from_utf8_lossy(&made.stderr));
        }
        let port = free_port()?;
        let log = std::fs::File::create(folder.join("server.log"))?;
        let path = |name: &str| folder.join(name).display().to_string();
        let settings = [
            format!("port={port}"),
            "listen_addresses=127.0.0.1".to_owned(),
            format!("unix_socket_directories={}", folder.display()),
            "fsync=off".to_owned(),
            "ssl=on".to_owned(),
            format!("ssl_cert_file={}", path("server.crt")),
            format!("ssl_key_file={}", path("server.key")),
        ];
        let child = unprivileged(&programs.join("postgres"), &folder)
            .arg("-D")
            .arg(&data)
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .context("failed to start postgres")?;
        let mut server = Self {
            child,
            folder,
            port,
        };
        server.wait()?;
        Ok(Some(server))
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificate of the authority that signed the server's, which is for `localhost` and `127.0.0.1`.
    pub fn authority(&self) -> PathBuf {
        self.folder.join("ca.crt")
    }

    /// The folder its socket is in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn wait(&mut self) -> Result<()> {
        let socket = self.folder.join(format!(".s.PGSQL.{}", self.port));
        let log = self.folder.join("server.log");
        for _ in 0..600 {
            let said = fs::read_to_string(&log).unwrap_or_default();
            if socket.exists() && said.contains("ready to accept connections") {
                return Ok(());
            }
            if self.child.try_wait()?.is_some() {
                bail!("postgres ended: {said}");
            }
            sleep(Duration::from_millis(50));
        }
        bail!("postgres was not ready within 30 s")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        // One that has ended already is as good.
        let _told = pid.map(|pid| kill_process(pid, Signal::INT));
        let _ended = self.child.wait();
    }
}

/// Where the programs are: in the `PATH`, or where Debian has them, the newest version.
fn programs() -> Option<PathBuf> {
    let search = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    folders.sort();
    let folders = folders.into_iter().rev().chain(env::split_paths(&search));
    let mut folders = folders.filter(|folder| folder.join("initdb").is_file());
    folders.find(|folder| folder.join("postgres").is_file())
}

fn is_superuser() -> bool {
    rustix::process::geteuid().is_root()
}

fn give_away(path: &Path) -> Result<()> {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    if is_superuser() {
        chown(path, Some(NOBODY), Some(NOBODY))?;
    }
    if path.is_file() {
        fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

fn unprivileged(program: &Path, folder: &Path) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env_clear()
        .env("LC_ALL", "C")
        .stdin(Stdio::null());
    if is_superuser() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}
