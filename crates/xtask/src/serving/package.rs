//! Tiny charts, made in memory.

use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

/// A package of a chart.
#[derive(Clone, Debug)]
pub(super) struct Package {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) bytes: Vec<u8>,
}

impl Package {
    /// A chart of that name and version. Another `mark`, other bytes.
    pub(super) fn new(name: &str, version: &str, mark: &str) -> Result<Self> {
        let chart = format!(
            "apiVersion: v2\nname: {name}\nversion: {version}\nappVersion: \"1.2.3\"\n\
             description: A chart that the checks of the server upload\ntype: application\n\
             home: https://charts.example.com/{name}\nkeywords:\n- check\n- {name}\n\
             maintainers:\n- name: Ann Example\n  email: ann@example.com\n"
        );
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let values = format!("mark: {mark:?}\n");
        for (file, text) in [
            ("Chart.yaml", &*chart),
            ("values.yaml", &*values),
            ("templates/map.yaml", "apiVersion: v1\nkind: ConfigMap\n"),
        ] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            header.set_mtime(1_700_000_000);
            archive.append_data(&mut header, format!("{name}/{file}"), text.as_bytes())?;
        }
        let mut file = archive.into_inner()?;
        file.flush()?;
        Ok(Self {
            name: name.to_owned(),
            version: version.to_owned(),
            bytes: file.finish()?,
        })
    }

    /// Its file in a repository.
    pub(super) fn file(&self) -> String {
        format!("{}-{}.tgz", self.name, self.version)
    }

    /// The SHA-256 of its bytes in hexadecimal digits.
    pub(super) fn digest(&self) -> String {
        digest(&self.bytes)
    }
}

/// The SHA-256 of bytes in hexadecimal digits.
pub(super) fn digest(bytes: &[u8]) -> String {
    crate::case::hex(&Sha256::digest(bytes))
}
