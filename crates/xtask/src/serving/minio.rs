//! A bucket of `MinIO` on loopback.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Result, bail};
use fs_err as fs;
use steersman_testbed::free_port;

use super::http::ask;
use super::tool::MINIO;
use crate::peer::Peer;
use crate::workspace::Workspace;

const USER: &str = "steersman";
const PASSWORD: &str = "only-on-loopback";
const BUCKET: &str = "charts";

/// A server that ends with the value.
#[derive(Debug)]
pub(super) struct Minio {
    _peer: Peer,
    /// Where it listens.
    pub(super) host: String,
}

impl Minio {
    /// Starts a server with an empty bucket, whose data are below `folder`.
    pub(super) fn start(workspace: &Workspace, folder: &Path) -> Result<Self> {
        let program = MINIO.find_or_build(workspace)?;
        let data = folder.join("minio");
        // A folder of the data is a bucket.
        fs::create_dir_all(data.join(BUCKET))?;
        let port = free_port()?;
        let host = format!("127.0.0.1:{port}");
        let mut command = Command::new(program);
        command
            .args(["server", "--quiet", "--address", &host, "--console-address"])
            .arg(format!("127.0.0.1:{}", free_port()?))
            .arg(&data)
            .env_clear()
            .env("HOME", folder)
            .env("MINIO_ROOT_USER", USER)
            .env("MINIO_ROOT_PASSWORD", PASSWORD)
            .env("MINIO_BROWSER", "off")
            .env("MINIO_UPDATE", "off");
        let log = folder.join("minio.log");
        let peer = Peer::start(&mut command, port, &log)?;
        let minio = Self { _peer: peer, host };
        for _ in 0..600 {
            let ready = ask(&minio.host, "GET", "/minio/health/ready", b"");
            if ready.is_some_and(|answer| answer.status == 200) {
                return Ok(minio);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let text = fs::read_to_string(log)?;
        bail!("minio is not ready: {}", text.trim());
    }

    /// The flags and variables with which `steer serve` uses its bucket, reached at `host`.
    pub(super) fn settings(host: &str, prefix: &str) -> (Vec<String>, Vec<(String, String)>) {
        let flags = [
            "--storage=amazon".to_owned(),
            format!("--storage-amazon-bucket={BUCKET}"),
            format!("--storage-amazon-prefix={prefix}"),
            format!("--storage-amazon-endpoint=http://{host}"),
            "--storage-amazon-region=us-east-1".to_owned(),
        ];
        let variables = [
            ("AWS_ACCESS_KEY_ID", USER),
            ("AWS_SECRET_ACCESS_KEY", PASSWORD),
        ];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        (flags.into(), variables.into())
    }
}
