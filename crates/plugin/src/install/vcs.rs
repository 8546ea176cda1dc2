//! Which version control system an address belongs to, and checking out from it.

use std::path::{Path, PathBuf};

use steersman_semver::{Constraint, Version};

use super::git::Git;
use super::names::{base, cache_key, parts};
use super::perform::{Homes, check_definition};
use super::{InstallError, InstallRequest};
use crate::Variables;

/// The text for addresses nobody can say anything about.
const UNKNOWN: &str = "Cannot detect VCS";

/// Where the checkout of a repository is kept.
fn kept(address: &str, homes: &Homes) -> PathBuf {
    homes.cache.join("plugins").join(cache_key(address))
}

/// Refuses addresses of no repository that can be read.
pub(super) fn recognize(
    address: &str,
    homes: &Homes,
    environment: &Variables,
) -> Result<(), InstallError> {
    let folder = kept(address, homes);
    let unknown = |cause: &str| InstallError::UnknownSource {
        origin: address.to_owned(),
        cause: cause.to_owned(),
    };
    let is_kept = folder.join(".git").exists();
    if !is_git(address) && !is_kept {
        return Err(unknown(match other_system(address) {
            Some(_) => "this version reads git repositories only",
            None => UNKNOWN,
        }));
    }
    let git = Git::new(&folder, environment);
    if !git.is_installed() {
        return Err(unknown("git is not installed"));
    }
    if is_kept && git.remote().is_some_and(|remote| remote != address) {
        return Err(unknown("The Remote does not match the VCS endpoint"));
    }
    Ok(())
}

/// The checkout of the wanted version of a repository, among what is kept of repositories.
pub(super) fn check_out(
    address: &str,
    request: &InstallRequest<'_>,
) -> Result<PathBuf, InstallError> {
    recognize(address, request.homes, request.environment)?;
    let folder = kept(address, request.homes);
    let git = Git::new(&folder, request.environment);
    if folder.exists() {
        git.update()?;
    } else {
        git.clone_from(address)?;
    }
    if let Some(reference) = resolve_version(&git, address, request.version)? {
        git.switch_to(&reference)?;
    }
    check_definition(&folder)?;
    Ok(folder)
}

/// The reference of a wanted version: itself, or the newest tag that fits.
fn resolve_version(
    git: &Git<'_>,
    address: &str,
    version: &str,
) -> Result<Option<String>, InstallError> {
    if version.is_empty() {
        return Ok(None);
    }
    if git.has_reference(version) {
        return Ok(Some(version.to_owned()));
    }
    let constraint =
        Constraint::parse(version).map_err(|error| InstallError::Constraint(error.to_string()))?;
    let mut versions: Vec<Version> = git
        .tags()?
        .iter()
        .filter_map(|tag| Version::parse(tag).ok())
        .collect();
    versions.sort();
    match versions
        .iter()
        .rev()
        .find(|version| constraint.matches(version))
    {
        Some(found) => Ok(Some(found.original().to_owned())),
        None => Err(InstallError::NoVersion {
            version: version.to_owned(),
            origin: address.to_owned(),
        }),
    }
}

/// Whether an address is one of a git repository, by itself or by what is there.
fn is_git(address: &str) -> bool {
    let (scheme, user, host, path) = parts(address);
    match scheme {
        "file" => return Path::new(&path).join(".git").exists(),
        "git" | "git+ssh" => return true,
        _ if host.is_empty() => return false,
        _ => {}
    }
    let segments = path.split('/').filter(|part| !part.is_empty()).count();
    match host {
        "github.com" | "gitlab.com" | "bitbucket.org" => return segments >= 2,
        "git.code.sf.net" | "git.openstack.org" => return true,
        _ => {}
    }
    path.rsplit_once('.')
        .is_some_and(|(_, ending)| ending == "git")
        || user == "git"
}

/// The name of a system that an address belongs to and that is not git.
fn other_system(address: &str) -> Option<&'static str> {
    ["hg", "svn", "bzr"].into_iter().find(|system| {
        let scheme = parts(address).0;
        scheme.starts_with(system) || base(address).ends_with(&format!(".{system}"))
    })
}
