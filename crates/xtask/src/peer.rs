use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use crate::workspace::variable;

/// A server that ends with the value.
#[derive(Debug)]
pub(crate) struct Peer {
    child: Child,
    pub(crate) port: u16,
}

impl Peer {
    /// Starts a server that will listen on this port of loopback, and waits until it does.
    pub(crate) fn start(command: &mut Command, port: u16, log: &Path) -> Result<Self> {
        let file = fs::File::create(log)?.into_parts().0;
        let program = command.get_program().display().to_string();
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("failed to start {program}"))?;
        let mut peer = Self { child, port };
        for _ in 0..600 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Ok(peer);
            }
            if peer.child.try_wait()?.is_some() {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        bail!(
            "{program} does not listen:\n{}",
            fs::read_to_string(log).unwrap_or_default()
        )
    }

    /// Starts nginx with this configuration, all of whose files are to be below `root`, and waits until it listens on the
    /// port.
    pub(crate) fn nginx(root: &Path, configuration: &str, port: u16) -> Result<Self> {
        let program = find_program("nginx").context("no nginx")?;
        let file = root.join("nginx.conf");
        fs::write(&file, configuration)?;
        let mut command = Command::new(program);
        command.arg("-c").arg(file).arg("-p").arg(root);
        command.args(["-e", "stderr"]);
        Self::start(&mut command, port, &root.join("nginx.log"))
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // One that is gone already needs no end.
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}

/// A program in the folders of `PATH`, or where systems keep servers.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    let path = variable("PATH").unwrap_or_default();
    let folders =
        std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}
