//! By what a chart is known again.

use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use steersman_chart::archive::Limits;
use steersman_names::Sha256;
use steersman_store::{read_folder, read_regular};

/// Where a chart was, and what was in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChartMark {
    path: String,
    digest: String,
}

impl ChartMark {
    /// The mark of the chart at a path; none of one that cannot be read.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let path = fs_err::canonicalize(path).ok()?;
        Some(Self {
            digest: digest(&path)?,
            path: path.to_string_lossy().into_owned(),
        })
    }

    /// What is to be told when the chart is another one now. One that is not there is not missed: the plan has it.
    pub(crate) fn changed(&self) -> Option<String> {
        let now = digest(Path::new(&self.path))?;
        (now != self.digest).then(|| format!("the chart at {} was changed", self.path))
    }
}

fn digest(path: &Path) -> Option<String> {
    let mut hash = sha2::Sha256::new();
    if path.is_dir() {
        let files = read_folder(path, &Limits::default(), &mut Vec::new()).ok()?;
        for file in files {
            for part in [file.name.as_bytes(), &file.data] {
                hash.update(part.len().to_be_bytes());
                hash.update(part);
            }
        }
    } else {
        hash.update(read_regular(path).ok()?);
    }
    Some(Sha256::from_bytes(hash.finalize().into()).to_string())
}
