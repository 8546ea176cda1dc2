use std::path::{Path, PathBuf};

use super::copy::{copy_folder, link, place};
use super::extract::unpack;
use super::keep::{keep, provenance_path};
use super::names::{base, cache_key, plugin_name};
use super::vcs::check_out;
use super::{Fetch, InstallError, Source, find_definition};
use crate::{DEFINITION, Variables};

/// The folders of Helm that plugins are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Homes {
    /// Of data.
    pub data: PathBuf,
    /// Of what can be fetched again.
    pub cache: PathBuf,
    /// Of plugins, as `HELM_PLUGINS` names it when it is one folder.
    pub plugins: PathBuf,
}

/// What a signature says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Who signed.
    pub signed_by: Vec<String>,
    /// The fingerprint of the key, in capitals.
    pub fingerprint: String,
    /// The digest of the archive.
    pub digest: String,
}

/// Judges an archive by its signature: archive, signature, name of the archive's file.
pub type Verify<'a> = &'a dyn Fn(&[u8], &[u8], &str) -> Result<Verdict, String>;

/// What to install, and how.
pub struct InstallRequest<'a> {
    /// From where.
    pub source: Source,
    /// The wanted version, for version control systems; nothing stands for the newest.
    pub version: &'a str,
    /// Who judges the signature, where one is needed.
    pub verify: Option<Verify<'a>>,
    /// The folders.
    pub homes: &'a Homes,
    /// Who gets what URLs name.
    pub fetch: &'a dyn Fetch,
    /// The variables of programs that are run.
    pub environment: &'a Variables,
}

impl std::fmt::Debug for InstallRequest<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InstallRequest")
            .field("source", &self.source)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// An installed plugin, not looked into yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Installation {
    /// Its folder.
    pub path: PathBuf,
    /// What its signature says, where it was judged.
    pub verdict: Option<Verdict>,
}

/// Installs a plugin.
///
/// # Errors
/// Helm's.
pub fn install(request: &InstallRequest<'_>) -> Result<Installation, InstallError> {
    let path = request.source.target(request.homes);
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent).map_err(InstallError::system("mkdir", parent))?;
    }
    if fs_err::metadata(&path).is_ok() {
        return Err(InstallError::Exists { path });
    }
    if request.verify.is_some() && !request.source.is_verifiable() {
        return Err(InstallError::Unverifiable);
    }
    let mut verdict = None;
    match &request.source {
        Source::Folder(folder) => link_folder(folder, &path)?,
        Source::Repository(address) => {
            let checkout = check_out(address, request)?;
            copy_folder(&checkout, &path)?;
        }
        Source::Archive(_) | Source::Url(_) | Source::Registry(_) => {
            verdict = install_archive(request, &path)?;
        }
    }
    Ok(Installation { path, verdict })
}

fn link_folder(folder: &Path, path: &Path) -> Result<(), InstallError> {
    let found = fs_err::metadata(folder).map_err(InstallError::system("stat", folder))?;
    if !found.is_dir() {
        return Err(InstallError::NoFolder);
    }
    check_definition(folder)?;
    link(folder, path)
}

/// Refuses a folder without a definition.
pub(super) fn check_definition(folder: &Path) -> Result<(), InstallError> {
    match fs_err::metadata(folder.join(DEFINITION)) {
        Ok(_) => Ok(()),
        Err(_) => Err(InstallError::NoDefinition),
    }
}

/// An archive with its signature, as far as it was fetched.
struct Package {
    archive: Vec<u8>,
    provenance: Option<Vec<u8>>,
}

fn install_archive(
    request: &InstallRequest<'_>,
    path: &Path,
) -> Result<Option<Verdict>, InstallError> {
    let package = get_package(request)?;
    let definition = || find_definition(&package.archive).map_err(InstallError::Metadata);
    let mut verdict = None;
    if let Some(verify) = request.verify {
        let name = match &request.source {
            Source::Registry(_) => {
                let metadata = definition()?;
                format!("{}-{}.tgz", metadata.name, metadata.version)
            }
            Source::Url(url) => base(url).to_owned(),
            Source::Archive(path) => base(&path.to_string_lossy()).to_owned(),
            Source::Folder(_) | Source::Repository(_) => String::new(),
        };
        let provenance = package
            .provenance
            .as_deref()
            .filter(|text| !text.is_empty());
        let provenance = provenance.ok_or(InstallError::NoProvenance)?;
        let judged = verify(&package.archive, provenance, &name);
        verdict = Some(judged.map_err(InstallError::Verification)?);
    }
    let metadata = definition()?;
    let plugins = request.homes.data.join("plugins");
    fs_err::create_dir_all(&plugins).map_err(InstallError::system("mkdir", &plugins))?;
    keep(
        &plugins,
        &metadata,
        &package.archive,
        package.provenance.as_deref(),
    )?;
    let scratch = Scratch::new(request)?;
    unpack(&package.archive, &scratch.0).map_err(|cause| InstallError::Unpack {
        step: match &request.source {
            Source::Url(_) => "extracting files from archive",
            Source::Registry(_) => "failed to extract plugin",
            _ => "failed to extract archive",
        },
        cause,
    })?;
    let root = plugin_root(&request.source, &scratch.0)?;
    place(&root, path)?;
    Ok(verdict)
}

fn get_package(request: &InstallRequest<'_>) -> Result<Package, InstallError> {
    let fetch = request.fetch;
    match &request.source {
        Source::Archive(path) => {
            let archive = fs_err::read(path).map_err(InstallError::system("open", path))?;
            let provenance = provenance_path(path);
            Ok(Package {
                archive,
                provenance: fs_err::read(provenance).ok(),
            })
        }
        Source::Url(url) | Source::Registry(url) => {
            let prefix = match (&request.source, request.verify.is_some()) {
                (Source::Registry(_), false) => format!("failed to pull plugin from {url}: "),
                (Source::Registry(_), true) => {
                    format!("failed to get verification data: failed to pull plugin from {url}: ")
                }
                (_, true) => {
                    "failed to get verification data: failed to download plugin: ".to_owned()
                }
                (_, false) => String::new(),
            };
            let archive = fetch
                .get(url)
                .map_err(|error| InstallError::Fetch(format!("{prefix}{error}")))?;
            Ok(Package {
                archive,
                // Without one it is an unsigned plugin, or refused later.
                provenance: fetch.get(&format!("{url}.prov")).ok(),
            })
        }
        Source::Folder(path) => Err(InstallError::System {
            call: "read",
            path: path.clone(),
            cause: std::io::ErrorKind::IsADirectory.into(),
        }),
        Source::Repository(_) => Err(InstallError::Unverifiable),
    }
}

/// The folder of the plugin in what was unpacked.
fn plugin_root(source: &Source, scratch: &Path) -> Result<PathBuf, InstallError> {
    if let Source::Archive(path) = source {
        // Archives on this machine have one folder with the name of the plugin.
        let root = scratch.join(plugin_name(base(&path.to_string_lossy())));
        let definition = root.join(DEFINITION);
        return match fs_err::metadata(&definition) {
            Ok(_) => Ok(root),
            Err(_) => Err(InstallError::NotInPlace(format!(
                "expected directory {}: stat {}: no such file or directory",
                root.display(),
                definition.display()
            ))),
        };
    }
    if check_definition(scratch).is_ok() {
        return Ok(scratch.to_owned());
    }
    let mut folders: Vec<_> = fs_err::read_dir(scratch)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| check_definition(path).is_ok())
        .collect();
    folders.sort();
    folders.into_iter().next().ok_or_else(|| match source {
        Source::Registry(_) => InstallError::NoDefinition,
        _ => InstallError::NotInPlace(format!(
            "{} or its immediate subdirectories",
            scratch.with_extension("").with_extension("").display()
        )),
    })
}

/// A folder that is there only while something is unpacked.
struct Scratch(PathBuf);

impl Scratch {
    fn new(request: &InstallRequest<'_>) -> Result<Self, InstallError> {
        let name = match &request.source {
            Source::Url(source) | Source::Registry(source) => cache_key(source),
            Source::Archive(path) => base(&path.to_string_lossy()).to_owned(),
            Source::Folder(_) | Source::Repository(_) => String::new(),
        };
        let folder = request.homes.cache.join("plugins");
        let folder = folder.join(format!("{name}.{}.tmp", std::process::id()));
        fs_err::create_dir_all(&folder).map_err(InstallError::system("mkdir", &folder))?;
        Ok(Self(folder))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // It may have been moved to its place.
        drop(fs_err::remove_dir_all(&self.0));
    }
}
