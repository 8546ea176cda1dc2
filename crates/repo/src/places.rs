use std::path::PathBuf;

use steersman_names::Sha256;

/// Where files of repositories are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The file of configured repositories.
    pub config: PathBuf,
    /// The folder of indexes.
    pub cache: PathBuf,
    /// The folder of archives by their digest.
    pub content: PathBuf,
    /// The folder of indexes in their compact form; for nobody but us.
    pub catalogs: PathBuf,
}

impl Places {
    /// The index of a repository.
    pub fn index(&self, repository: &str) -> PathBuf {
        self.cache.join(index_name(repository))
    }

    /// The list of the charts of a repository.
    pub fn chart_list(&self, repository: &str) -> PathBuf {
        self.cache.join(chart_list_name(repository))
    }

    /// The compact form of an index, under a name made of where the index is.
    pub fn catalog(&self, repository: &str) -> PathBuf {
        let index = self.index(repository);
        let index = std::path::absolute(&index).unwrap_or(index);
        let name = Sha256::of(index.to_string_lossy().as_bytes()).to_hex();
        self.catalogs.join(format!("{}.catalog", &name[..32]))
    }
}

/// The name of the file of an index.
pub fn index_name(repository: &str) -> String {
    format!("{}index.yaml", prefix(repository))
}

/// The name of the file of a list of charts.
pub fn chart_list_name(repository: &str) -> String {
    format!("{}charts.txt", prefix(repository))
}

fn prefix(repository: &str) -> String {
    if repository.is_empty() {
        String::new()
    } else {
        format!("{repository}-")
    }
}
