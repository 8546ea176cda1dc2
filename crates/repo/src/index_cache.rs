use std::path::Path;
use std::time::UNIX_EPOCH;

use steersman_index::{Catalog, ReadCatalog, Repository, Skipped, Stamp, read_catalog};
use steersman_net::SafeUrl;
use steersman_store::{PathError, write_atomically};

use crate::{Access, Get, GetError, Getters, IndexCacheError, Places, absolute_url};

/// How many bytes an index may have: ten times the largest that are known.
const INDEX_LIMIT: u64 = 512 << 20;

/// Downloads the index of a repository into the cache, with the list of its charts and its compact form.
///
/// # Errors
/// [`IndexCacheError`]; what was in the cache is still there then.
pub fn download_index(
    repository: &Repository,
    places: &Places,
    getters: &Getters,
) -> Result<ReadCatalog, IndexCacheError> {
    let content = fetch_index(&Access::of(repository), getters)?;
    let read = read_catalog(&content)?;
    fs_err::create_dir_all(&places.cache).map_err(PathError::from("mkdir", &places.cache))?;
    let names: String = read
        .catalog
        .charts()
        .flat_map(|chart| [chart.name(), "\n"])
        .collect();
    write_atomically(&places.chart_list(&repository.name), names.as_bytes())?;
    let path = places.index(&repository.name);
    write_atomically(&path, &content)?;
    keep(&read, &path, &places.catalog(&repository.name));
    Ok(read)
}

/// Gets the text of the index of a repository.
///
/// # Errors
/// [`IndexCacheError`]
pub(crate) fn fetch_index(access: &Access, getters: &Getters) -> Result<Vec<u8>, IndexCacheError> {
    let base = SafeUrl::parse(&access.base);
    let base = base
        .map_err(|_| IndexCacheError::Url(format!("invalid chart URL format: {}", access.base)))?;
    if base.scheme() == "oci" {
        return Err(IndexCacheError::Get(GetError {
            hint: Some(
                "charts in registries need no repository: name them as oci://HOST/PATH/CHART"
                    .into(),
            ),
            ..GetError::new("failed to perform \"FetchReference\" on source: invalid reference")
        }));
    }
    if !getters.knows(base.scheme()) {
        let scheme = base.scheme();
        return Err(IndexCacheError::Url(format!(
            "could not find protocol handler for: {scheme}"
        )));
    }
    let url = absolute_url(&access.base, "index.yaml").map_err(IndexCacheError::Url)?;
    Ok(getters.get(&index_get(&url, access))?)
}

/// How an index is asked for.
pub(crate) fn index_get<'g>(url: &'g str, access: &'g Access) -> Get<'g> {
    Get {
        url,
        access,
        accept: "",
        compressed: true,
        limit: INDEX_LIMIT,
    }
}

/// The index of a repository in the cache, in its compact form. That is made when there is none, or when the index is
/// another one by now.
///
/// # Errors
/// [`IndexCacheError`] when there is no index, or none that can be used.
pub fn load_catalog(repository: &str, places: &Places) -> Result<ReadCatalog, IndexCacheError> {
    let path = places.index(repository);
    let stamp = stamp(&path)?;
    let compact = places.catalog(repository);
    if let Some(catalog) = fs_err::read(&compact)
        .ok()
        .and_then(|bytes| Catalog::open(bytes).ok())
        && catalog.stamp() == stamp
    {
        return Ok(ReadCatalog {
            catalog,
            skipped: Vec::new(),
        });
    }
    let content = fs_err::read(&path).map_err(PathError::from("open", &path))?;
    let read =
        read_catalog(&content).map_err(|cause| IndexCacheError::Parse(path.clone(), cause))?;
    keep(&read, &path, &compact);
    Ok(read)
}

/// Keeps a compact form. Where it cannot be kept, it is made again the next time; and so it is where entries were
/// passed over, which have to be told of every time.
fn keep(read: &ReadCatalog, index: &Path, compact: &Path) {
    if !read.skipped.is_empty() {
        return;
    }
    let Ok(stamp) = stamp(index) else { return };
    if let Some(folder) = compact.parent()
        && fs_err::create_dir_all(folder).is_err()
    {
        return;
    }
    let stamped = read.catalog.clone().stamped(stamp);
    drop(write_atomically(compact, stamped.bytes()));
}

fn stamp(path: &Path) -> Result<Stamp, PathError> {
    let metadata = fs_err::metadata(path).map_err(PathError::from("open", path))?;
    let changed = metadata.modified().ok();
    let since = changed
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .unwrap_or_default();
    Ok(Stamp {
        size: metadata.len(),
        seconds: i64::try_from(since.as_secs()).unwrap_or_default(),
        nanos: since.subsec_nanos(),
        file: file_number(&metadata),
    })
}

#[cfg(unix)]
fn file_number(metadata: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

#[cfg(not(unix))]
fn file_number(_: &std::fs::Metadata) -> u64 {
    0
}

/// Removes what the cache has of a repository.
///
/// # Errors
/// When the index cannot be removed.
pub fn remove_index(repository: &str, places: &Places) -> Result<(), PathError> {
    for path in [places.chart_list(repository), places.catalog(repository)] {
        // Not being there is as good.
        drop(fs_err::remove_file(path));
    }
    let path = places.index(repository);
    match fs_err::remove_file(&path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(PathError::new("remove", path, cause))
        }
        _ => Ok(()),
    }
}

/// What Helm logs of entries that were passed over: message and fields.
pub fn shown_skips<'s>(
    skipped: &'s [Skipped],
    source: &'s str,
) -> impl Iterator<Item = (&'static str, Vec<(&'static str, String)>)> + 's {
    skipped.iter().map(move |skip| match &skip.error {
        None => (
            "skipping loading invalid entry for chart: empty entry",
            vec![("name", skip.name.clone()), ("source", source.to_owned())],
        ),
        Some(error) => (
            "skipping loading invalid entry for chart",
            vec![
                ("name", skip.name.clone()),
                ("version", skip.version.clone()),
                ("source", source.to_owned()),
                ("error", error.clone()),
            ],
        ),
    })
}
