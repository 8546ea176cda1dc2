//! The folder `charts/` on disk.

use std::path::Path;

use steersman_chart::Chart;
use steersman_chart::archive::Limits;
use steersman_names::HelmDialect;
use steersman_ops::dependency::ChartsFolder;

use crate::paths::join;

/// What is in `charts/`.
pub(super) struct Folder {
    paths: Vec<String>,
    dialect: HelmDialect,
}

impl Folder {
    pub(super) fn read(folder: &str, dialect: HelmDialect) -> Self {
        let entries = fs_err::read_dir(folder).into_iter().flatten();
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut paths: Vec<_> = names.map(|name| join(&[folder, &name])).collect();
        paths.sort();
        Self { paths, dialect }
    }
}

impl ChartsFolder for Folder {
    fn paths(&self) -> &[String] {
        &self.paths
    }

    fn is_folder(&self, path: &str) -> bool {
        fs_err::metadata(path).is_ok_and(|metadata| metadata.is_dir())
    }

    fn load(&self, path: &str) -> Option<Chart> {
        let loaded = steersman_store::load(
            Path::new(path),
            steersman_store::Purpose::Inspect,
            self.dialect,
            &Limits::of(self.dialect),
        );
        Some(loaded.ok()?.chart)
    }
}
