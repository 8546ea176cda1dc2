use std::collections::BTreeMap;
use std::io::{Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use fs_err::File;
use serde::de::DeserializeOwned;
use sha2::Digest as _;
use steersman_names::Sha256;
use steersman_oci::{Descriptor, Manifest, media_type};

use crate::layout::{BLOBS, INDEX, LISTING, LayoutIndex, MARK};
use crate::{BundleError, Listing};

/// How large documents that are read whole may be, in bytes.
const MAX_DOCUMENT: u64 = 16 << 20;
/// How large the archive of a chart may be, in bytes.
const MAX_ARCHIVE: u64 = 256 << 20;
/// How many files a bundle may have.
const MAX_FILES: usize = 1 << 16;
/// How much is read at once.
const PIECE: usize = 64 << 10;

/// A bundle whose content is what its digests say.
#[derive(Debug)]
pub struct Bundle {
    path: PathBuf,
    file: File,
    blobs: BTreeMap<String, Place>,
    charts: Vec<BundledChart>,
    listing: Listing,
}

/// Where content is in the file.
#[derive(Clone, Copy, Debug)]
struct Place {
    offset: u64,
    size: u64,
}

/// A chart in a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BundledChart {
    /// Its name, as its configuration has it.
    pub name: String,
    /// Its version, as its configuration has it.
    pub version: String,
    /// Its manifest.
    pub manifest: Descriptor,
    /// Its configuration: the metadata as JSON.
    pub config: Descriptor,
    /// Its archive.
    pub archive: Descriptor,
    /// Its provenance file.
    pub provenance: Option<Descriptor>,
    /// Everything that its manifest points to.
    pub parts: Vec<Descriptor>,
}

/// What is read of a configuration.
#[derive(serde::Deserialize)]
struct Config {
    #[serde(default)]
    name: String,
    #[serde(default)]
    version: String,
}

impl Bundle {
    /// Opens a bundle and checks all that is in it.
    ///
    /// # Errors
    /// [`BundleError`]
    pub fn open(path: &Path) -> Result<Self, BundleError> {
        let failed = |source| BundleError::Read {
            path: path.into(),
            source,
        };
        let wrong = |reason: &str| BundleError::NotABundle {
            path: path.into(),
            reason: reason.into(),
        };
        let mut file = File::open(path).map_err(failed)?;
        let mut magic = [0; 2];
        if file.read(&mut magic).map_err(failed)? == magic.len() && magic == [0x1f, 0x8b] {
            return Err(wrong("it is compressed"));
        }
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let scanned = scan(&mut file, path)?;
        let index = scanned.index.ok_or_else(|| wrong("it has no index.json"))?;
        if !scanned.is_layout {
            return Err(wrong("it has no oci-layout"));
        }
        let index: LayoutIndex = serde_json::from_slice(&index)
            .map_err(|error| wrong(&format!("index.json: {error}")))?;
        let mut bundle = Self {
            path: path.into(),
            file,
            blobs: scanned.blobs,
            charts: Vec::new(),
            listing: Listing::default(),
        };
        for manifest in index.manifests {
            if manifest.media_type == media_type::MANIFEST {
                bundle.add(manifest)?;
            }
        }
        if bundle.charts.is_empty() {
            return Err(wrong("there is no chart in it"));
        }
        Ok(bundle)
    }

    /// The charts, in the order of the bundle.
    pub fn charts(&self) -> &[BundledChart] {
        &self.charts
    }

    /// What the bundle says about itself; nothing when another program made it.
    pub fn listing(&self) -> &Listing {
        &self.listing
    }

    /// Reads what a descriptor points to.
    ///
    /// # Errors
    /// [`BundleError`]
    pub fn read(&mut self, descriptor: &Descriptor) -> Result<Vec<u8>, BundleError> {
        let digest = &descriptor.digest;
        let missing = || BundleError::Missing(digest.clone());
        let place = *self.blobs.get(digest).ok_or_else(missing)?;
        if place.size != descriptor.size {
            return Err(missing());
        }
        if place.size > MAX_ARCHIVE {
            return Err(BundleError::TooLarge {
                what: digest.clone(),
                limit: MAX_ARCHIVE,
            });
        }
        let failed = |source| BundleError::Read {
            path: self.path.clone(),
            source,
        };
        self.file
            .seek(SeekFrom::Start(place.offset))
            .map_err(failed)?;
        let mut content = Vec::new();
        (&mut self.file)
            .take(place.size)
            .read_to_end(&mut content)
            .map_err(failed)?;
        check(digest, &Sha256::of(&content))?;
        Ok(content)
    }

    /// Takes note of an artifact: a chart, or the list of the bundle.
    fn add(&mut self, descriptor: Descriptor) -> Result<(), BundleError> {
        let manifest: Manifest = self.document(&descriptor)?;
        if manifest.artifact_type.as_deref() == Some(LISTING) {
            if let Some(layer) = manifest.layers.first() {
                self.listing = self.document(layer)?;
            }
            return Ok(());
        }
        if manifest.config.media_type != media_type::CHART_CONFIG {
            return Ok(());
        }
        for part in manifest.layers.iter().chain([&manifest.config]) {
            let is_there = |place: &Place| place.size == part.size;
            if !self.blobs.get(&part.digest).is_some_and(is_there) {
                return Err(BundleError::Missing(part.digest.clone()));
            }
        }
        let layer = |kinds: &[&str]| {
            let mut layers = manifest.layers.iter();
            layers.find(|layer| kinds.contains(&layer.media_type.as_str()))
        };
        let config: Config = self.document(&manifest.config)?;
        let archive = layer(&[media_type::CHART, media_type::LEGACY_CHART]);
        let archive = archive.ok_or_else(|| {
            BundleError::Missing(format!("the archive of {} {}", config.name, config.version))
        })?;
        self.charts.push(BundledChart {
            name: config.name,
            version: config.version,
            archive: archive.clone(),
            provenance: layer(&[media_type::PROVENANCE]).cloned(),
            config: manifest.config.clone(),
            parts: [manifest.config]
                .into_iter()
                .chain(manifest.layers.clone())
                .collect(),
            manifest: descriptor,
        });
        Ok(())
    }

    fn document<T: DeserializeOwned>(&mut self, descriptor: &Descriptor) -> Result<T, BundleError> {
        if descriptor.size > MAX_DOCUMENT {
            return Err(BundleError::TooLarge {
                what: descriptor.digest.clone(),
                limit: MAX_DOCUMENT,
            });
        }
        let content = self.read(descriptor)?;
        serde_json::from_slice(&content).map_err(|error| BundleError::NotABundle {
            path: self.path.clone(),
            reason: format!("{}: {error}", descriptor.digest),
        })
    }
}

#[derive(Default)]
struct Scanned {
    is_layout: bool,
    index: Option<Vec<u8>>,
    blobs: BTreeMap<String, Place>,
}

/// Reads the file once from its beginning to its end.
fn scan(file: &mut File, path: &Path) -> Result<Scanned, BundleError> {
    let failed = |source| BundleError::Read {
        path: path.into(),
        source,
    };
    let mut scanned = Scanned::default();
    let mut archive = tar::Archive::new(file);
    for (n, entry) in archive.entries().map_err(failed)?.enumerate() {
        if n >= MAX_FILES {
            return Err(BundleError::NotABundle {
                path: path.into(),
                reason: format!("it has more than {MAX_FILES} files"),
            });
        }
        let mut entry = entry.map_err(failed)?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = name.strip_prefix("./").unwrap_or(&name);
        let (offset, size) = (entry.raw_file_position(), entry.size());
        if let Some(digits) = name.strip_prefix(BLOBS) {
            let digest = format!("sha256:{digits}");
            check(&digest, &hash(&mut entry).map_err(failed)?)?;
            scanned.blobs.insert(digest, Place { offset, size });
        } else if name == MARK {
            scanned.is_layout = true;
        } else if name == INDEX {
            if size > MAX_DOCUMENT {
                return Err(BundleError::TooLarge {
                    what: INDEX.into(),
                    limit: MAX_DOCUMENT,
                });
            }
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(failed)?;
            scanned.index = Some(content);
        }
    }
    Ok(scanned)
}

fn hash(entry: &mut dyn Read) -> std::io::Result<Sha256> {
    let mut hasher = sha2::Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        match entry.read(&mut piece)? {
            0 => return Ok(Sha256::from_bytes(hasher.finalize().into())),
            length => hasher.update(&piece[..length]),
        }
    }
}

fn check(wanted: &str, found: &Sha256) -> Result<(), BundleError> {
    let found = found.to_string();
    if found == wanted {
        return Ok(());
    }
    Err(BundleError::Digest {
        name: wanted.into(),
        found,
    })
}
