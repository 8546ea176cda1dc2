//! Finding installed plugins.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::definition::parse_definition;
use crate::{DefinitionError, Kind, Metadata, PluginError, Runtime};

/// The name of the file that defines a plugin.
pub const DEFINITION: &str = "plugin.yaml";

/// The name of the module of a WebAssembly plugin.
pub(crate) const MODULE: &str = "plugin.wasm";

/// The longest definition that is read, in bytes.
const MAX_DEFINITION: u64 = 1024 * 1024;

/// An installed plugin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plugin {
    /// Its folder.
    pub folder: PathBuf,
    /// Its definition.
    pub metadata: Metadata,
}

impl Plugin {
    /// Its name.
    pub fn name(&self) -> &str {
        &self.metadata.name
    }

    /// Whether it runs in a sandbox, as WebAssembly.
    pub fn is_sandboxed(&self) -> bool {
        matches!(self.metadata.runtime, Runtime::Extism(_))
    }
}

/// A plugin that was passed over.
#[derive(Debug)]
pub struct Broken {
    /// Its definition.
    pub definition: PathBuf,
    /// What is wrong.
    pub error: PluginError,
}

/// Loads the plugin in a folder.
///
/// # Errors
/// Why it is none.
pub fn load_plugin(folder: &Path) -> Result<Plugin, PluginError> {
    let path = folder.join(DEFINITION);
    let text = read_bounded(&path).map_err(|cause| PluginError::Read { path, cause })?;
    let metadata = parse_definition(&text).map_err(|source| load_error(folder, source))?;
    let module = folder.join(MODULE);
    if matches!(metadata.runtime, Runtime::Extism(_)) && fs_err::metadata(&module).is_err() {
        return Err(PluginError::NoModule { module });
    }
    Ok(Plugin {
        folder: folder.to_owned(),
        metadata,
    })
}

fn load_error(folder: &Path, source: DefinitionError) -> PluginError {
    PluginError::Load {
        folder: folder.to_owned(),
        source: Box::new(source),
    }
}

/// Reads a definition; a longer one than makes sense is cut, and then is none.
fn read_bounded(path: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut text = Vec::new();
    std::fs::File::open(path)?
        .take(MAX_DEFINITION)
        .read_to_end(&mut text)?;
    Ok(text)
}

/// Loads the plugins of a folder, by the names of their folders. What is broken is told and passed over.
///
/// # Errors
/// [`PluginError::Duplicate`].
pub fn load_folder(
    folder: &Path,
    broken: &mut dyn FnMut(Broken),
) -> Result<Vec<Plugin>, PluginError> {
    let mut names: Vec<_> = fs_err::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.file_name()))
        .collect();
    names.sort();
    let mut plugins: Vec<Plugin> = Vec::new();
    for name in names {
        let home = folder.join(name);
        let definition = home.join(DEFINITION);
        if std::fs::symlink_metadata(&definition).is_err() {
            continue;
        }
        match load_plugin(&home) {
            Ok(plugin) => plugins.push(plugin),
            Err(error) => broken(Broken { definition, error }),
        }
    }
    check_duplicates(&plugins)?;
    Ok(plugins)
}

fn check_duplicates(plugins: &[Plugin]) -> Result<(), PluginError> {
    let mut seen: BTreeMap<&str, &Path> = BTreeMap::new();
    for plugin in plugins {
        if let Some(first) = seen.insert(plugin.name(), &plugin.folder) {
            return Err(PluginError::Duplicate {
                name: plugin.name().to_owned(),
                first: first.to_owned(),
                second: plugin.folder.clone(),
            });
        }
    }
    Ok(())
}

/// Loads the plugins of a list of folders.
///
/// # Errors
/// [`PluginError::Duplicate`] within one folder.
pub fn load_folders(
    folders: &[PathBuf],
    broken: &mut dyn FnMut(Broken),
) -> Result<Vec<Plugin>, PluginError> {
    let mut plugins = Vec::new();
    for folder in folders {
        plugins.append(&mut load_folder(folder, broken)?);
    }
    Ok(plugins)
}

/// The first plugin of a name and of the kind `postrenderer/v1`.
///
/// # Errors
/// [`PluginError::NotFound`], [`PluginError::Duplicate`].
pub fn find_post_renderer(
    folders: &[PathBuf],
    name: &str,
    broken: &mut dyn FnMut(Broken),
) -> Result<Plugin, PluginError> {
    let plugins = load_folders(folders, broken)?;
    plugins
        .into_iter()
        .find(|plugin| plugin.name() == name && plugin.metadata.kind == Kind::PostRenderer)
        .ok_or_else(|| PluginError::NotFound {
            name: name.to_owned(),
            kind: Kind::PostRenderer.name(),
        })
}

/// The folders of a list as `HELM_PLUGINS` holds it.
pub fn split_folders(list: &str) -> Vec<PathBuf> {
    if list.is_empty() {
        return Vec::new();
    }
    std::env::split_paths(list).collect()
}
