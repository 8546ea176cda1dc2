use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use steersman_chart::Modified;
use steersman_chart::archive::Limits;
use steersman_index::{ChartVersion, Index};
use steersman_names::{HelmDialect, Sha256};
use steersman_net::SafeUrl;
use steersman_store::{Purpose, load_archive, read_archive_file};

/// A folder cannot be made into an index.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// A chart says something that no chart may say.
    #[error("failed adding to {file} to index: validate failed for {path}: {cause}")]
    Invalid {
        /// Its file.
        file: String,
        /// The file with its folder.
        path: String,
        /// Why.
        cause: steersman_chart::ValidationError,
    },
}

/// Makes an index of the archives in a folder and in the folders in it; files that are no charts are passed over.
///
/// `url` is where the folder will be, or nothing for URLs relative to the index.
///
/// # Errors
/// [`GenerateError`]
pub fn generate_index(
    folder: &Path,
    url: &str,
    now: Modified,
    dialect: HelmDialect,
) -> Result<Index, GenerateError> {
    let archives = archives(folder);
    let limits = Limits::of(dialect);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::with_capacity(archives.len()));
    let work = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some((place, path)) = archives.get(number) else {
                return;
            };
            let version = read_archive(path, place, url, now, (dialect, &limits));
            if let Some(version) = version.transpose()
                && let Ok(mut found) = found.lock()
            {
                found.push((number, version));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(archives.len()) {
            scope.spawn(work);
        }
    });
    let mut found = found.into_inner().unwrap_or_default();
    found.sort_by_key(|(number, _)| *number);
    let mut index = Index::new(now);
    for (_, version) in found {
        index.add(version?);
    }
    Ok(index)
}

/// The archives of a folder: those in it, then those one folder further down; with the folder they stand in.
fn archives(folder: &Path) -> Vec<(String, PathBuf)> {
    let mut found: Vec<_> = entries(folder)
        .into_iter()
        .filter(|path| is_archive(path))
        .map(|path| (String::new(), path))
        .collect();
    for inner in entries(folder) {
        let name = inner
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let paths = entries(&inner).into_iter().filter(|path| is_archive(path));
        found.extend(paths.map(|path| (name.clone(), path)));
    }
    found
}

/// What stands in a folder, sorted; nothing when it is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = std::fs::metadata(folder).is_ok_and(|metadata| metadata.is_dir());
    let entries = read.then(|| fs_err::read_dir(folder).ok()).flatten();
    let mut paths: Vec<_> = entries
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
}

fn is_archive(path: &Path) -> bool {
    path.to_string_lossy().ends_with(".tgz")
}

fn read_archive(
    path: &Path,
    place: &str,
    url: &str,
    now: Modified,
    how: (HelmDialect, &Limits),
) -> Result<Option<ChartVersion>, GenerateError> {
    let Ok(bytes) = read_archive_file(path, how.1) else {
        return Ok(None);
    };
    let Ok(loaded) = load_archive(path, &bytes, Purpose::Inspect, how.0, how.1) else {
        return Ok(None);
    };
    let mut metadata = loaded.chart.metadata;
    let file = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    if metadata.api_version.is_empty() {
        metadata.api_version = "v1".into();
    }
    metadata
        .validate()
        .map_err(|cause| GenerateError::Invalid {
            path: file.clone(),
            file: file.clone(),
            cause,
        })?;
    let parent = join_url(url, place);
    let location = if parent.is_empty() {
        file
    } else {
        join_url(&parent, &file)
    };
    Ok(Some(ChartVersion {
        metadata,
        urls: Some(vec![location]),
        created: now.to_rfc3339(),
        digest: Sha256::of(&bytes).to_hex(),
        ..ChartVersion::default()
    }))
}

/// A URL with one more part of a path, cleaned as Go's `path.Join` does it.
fn join_url(base: &str, part: &str) -> String {
    let Ok(url) = SafeUrl::parse(base) else {
        return join_path(base, part);
    };
    let path = join_path(&url.path(), part);
    let path = if !url.host().is_empty() && !path.is_empty() && !path.starts_with('/') {
        format!("/{path}")
    } else {
        path
    };
    url.with_path(&path).exposed()
}

fn join_path(left: &str, right: &str) -> String {
    let joined = match (left.is_empty(), right.is_empty()) {
        (true, _) => right.to_owned(),
        (_, true) => left.to_owned(),
        _ => format!("{left}/{right}"),
    };
    if joined.is_empty() {
        return joined;
    }
    let is_full = joined.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in joined.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_full => {}
            part => parts.push(part),
        }
    }
    let path = parts.join("/");
    match (is_full, path.is_empty()) {
        (true, _) => format!("/{path}"),
        (false, true) => ".".into(),
        (false, false) => path,
    }
}
