use std::collections::BTreeMap;

use steersman_names::HelmDialect;
use steersman_value::Str;

use super::documents::{read_metadata, typed_tree};
use super::known::KnownValues;
use super::parallel::map_on_two_threads;
use super::{DocumentError, LoadError};
use crate::archive::{ArchiveError, Limits, read_archive};
use crate::decode::{DecodedMetadata, decode_lock};
use crate::validate::{ValidationError, validate};
use crate::{Chart, File, Lock, Metadata, Notice};

/// With fewer sub-charts a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 8;

/// The files below one name in `charts/`.
type Group = (String, Vec<File>);

/// Where files come from. It decides what an empty schema means, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An archive: an empty `values.schema.json` is none.
    Archive,
    /// A folder: an empty `values.schema.json` is a broken schema.
    Folder,
}

/// A chart, and what there is to say about it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The chart.
    pub chart: Chart,
    /// What to tell the user.
    pub notices: Vec<Notice>,
}

/// Makes a chart of files whose names are relative to it.
///
/// # Errors
/// [`LoadError`]
pub fn load_files(
    files: Vec<File>,
    origin: Origin,
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, LoadError> {
    let total = files.iter().map(|file| file.data.len() as u64).sum();
    let mut loader = Loader {
        dialect,
        limits,
        total,
        notices: Vec::new(),
        known: &KnownValues::default(),
    };
    let chart = loader.files(files, origin, 0)?;
    Ok(Loaded {
        chart,
        notices: loader.notices,
    })
}

/// Makes a chart of the bytes of an archive.
///
/// # Errors
/// [`LoadError`]
pub fn load_archive(
    bytes: &[u8],
    dialect: HelmDialect,
    limits: &Limits,
) -> Result<Loaded, LoadError> {
    load_files(
        read_archive(bytes, limits)?,
        Origin::Archive,
        dialect,
        limits,
    )
}

/// Refuses a `Chart.yaml` whose `apiVersion` Helm 4 does not know, or cannot install. Helm 4 looks at it before
/// anything else when it is to install, template or package a chart.
///
/// # Errors
/// [`LoadError`]
pub fn check_api_version(text: &Str) -> Result<(), LoadError> {
    let tree = typed_tree(text).map_err(|problem| document_error("Chart.yaml", text, problem))?;
    crate::decode::chart_api_version(&tree)
        .map_err(|error| document_error("Chart.yaml", text, DocumentError::Type(error.to_string())))
        .and_then(|version| match &*version {
            "" | "v1" | "v2" => Ok(()),
            "v3" => Err(LoadError::Experimental),
            _ => Err(LoadError::UnsupportedVersion),
        })
}

struct Loader<'a> {
    dialect: HelmDialect,
    limits: &'a Limits,
    /// Bytes of all files so far, with those of archives within.
    total: u64,
    notices: Vec<Notice>,
    known: &'a KnownValues,
}

fn document_error(file: &'static str, text: &Str, problem: DocumentError) -> LoadError {
    LoadError::Document {
        file,
        is_values: false,
        problem,
        text: text.clone(),
    }
}

fn validation_error(problem: ValidationError, files: &[File]) -> LoadError {
    let text = |name: &str| {
        let file = files.iter().find(|file| file.name == name);
        file.map(|file| file.data.clone()).unwrap_or_default()
    };
    let said = text("requirements.yaml");
    let (file, text) = if problem.is_about_dependencies() && problem.span(&said).is_some() {
        ("requirements.yaml", said)
    } else {
        ("Chart.yaml", text("Chart.yaml"))
    };
    LoadError::Validation {
        problem,
        file,
        text,
    }
}

impl Loader<'_> {
    fn files(
        &mut self,
        files: Vec<File>,
        origin: Origin,
        depth: usize,
    ) -> Result<Chart, LoadError> {
        if depth > self.limits.depth {
            return Err(LoadError::TooDeep(self.limits.depth));
        }
        let own = files
            .iter()
            .filter(|file| !file.name.starts_with("charts/"));
        let mut chart = Chart {
            raw: own.cloned().collect(),
            ..Chart::default()
        };
        let mut state = Reading::default();
        for file in files.iter().filter(|file| file.name == "Chart.yaml") {
            state.decoded = read_metadata(&mut chart.metadata, &file.data)
                .map_err(|problem| self.document_error("Chart.yaml", &file.data, problem))?;
            if chart.metadata.api_version.is_empty() {
                "v1".clone_into(&mut chart.metadata.api_version);
            }
            chart.modified = file.modified;
            state.has_metadata = true;
        }
        for file in files {
            self.file(&mut chart, &mut state, file, origin)?;
        }
        if !state.has_metadata {
            return Err(LoadError::MissingChartYaml);
        }
        validate(&mut chart.metadata, state.decoded)
            .map_err(|problem| validation_error(problem, &chart.raw))?;
        let mut subcharts = state.subcharts;
        subcharts.retain(|name, _| !name.starts_with(['_', '.']));
        let subcharts = subcharts.into_iter().collect();
        chart.dependencies = self.subcharts(&chart.metadata, subcharts, origin, depth)?;
        Ok(chart)
    }

    /// Puts one file where it belongs.
    fn file(
        &mut self,
        chart: &mut Chart,
        state: &mut Reading,
        mut file: File,
        origin: Origin,
    ) -> Result<(), LoadError> {
        match &*file.name {
            "Chart.yaml" => {}
            "Chart.lock" => chart.lock = self.lock("Chart.lock", &file.data)?,
            "values.yaml" => {
                let values = self.known.load(&file.data, self.dialect);
                chart.values = values.map_err(|problem| LoadError::Document {
                    file: "values.yaml",
                    is_values: self.dialect.merges_value_documents(),
                    problem,
                    text: file.data.clone(),
                })?;
            }
            "values.schema.json" => {
                chart.schema =
                    (origin == Origin::Folder || !file.data.is_empty()).then(|| file.data.clone());
                chart.schema_modified = file.modified;
            }
            "requirements.yaml" => {
                state.has_metadata = true;
                if chart.metadata.api_version != "v1" {
                    self.notices.push(Notice::RequirementsFile);
                }
                state.decoded =
                    read_metadata(&mut chart.metadata, &file.data).map_err(|problem| {
                        self.document_error("requirements.yaml", &file.data, problem)
                    })?;
                if chart.metadata.api_version == "v1" {
                    chart.files.push(file);
                }
            }
            "requirements.lock" => {
                chart.lock = self.lock("requirements.lock", &file.data)?;
                state.has_metadata = true;
                if chart.metadata.api_version == "v1" {
                    chart.files.push(file);
                } else {
                    self.notices.push(Notice::RequirementsLock);
                }
            }
            name if name.starts_with("templates/") => chart.templates.push(file),
            name => match name.strip_prefix("charts/") {
                Some(inner) if extension(name) != "prov" => {
                    let top = inner.split('/').next().unwrap_or(inner);
                    let group = match state.subcharts.get_mut(top) {
                        Some(group) => group,
                        None => state.subcharts.entry(top.to_owned()).or_default(),
                    };
                    file.name.drain(.."charts/".len());
                    group.push(file);
                }
                _ => chart.files.push(file),
            },
        }
        Ok(())
    }

    /// Loads what stands below `charts/`, on two threads when there is enough of it.
    fn subcharts(
        &mut self,
        parent: &Metadata,
        groups: Vec<Group>,
        origin: Origin,
        depth: usize,
    ) -> Result<Vec<Chart>, LoadError> {
        if depth > 0 || groups.len() < WORTH_A_THREAD || groups.iter().any(holds_archive) {
            return groups
                .into_iter()
                .map(|(name, files)| self.subchart(parent, &name, files, origin, depth))
                .collect();
        }
        let (dialect, limits, total, known) = (self.dialect, self.limits, self.total, self.known);
        let loaded = map_on_two_threads(groups, |(name, files)| {
            let mut loader = Loader {
                dialect,
                limits,
                total,
                notices: Vec::new(),
                known,
            };
            let chart = loader.subchart(parent, &name, files, origin, depth);
            (chart, loader.notices)
        });
        let mut charts = Vec::with_capacity(loaded.len());
        for (chart, notices) in loaded {
            self.notices.extend(notices);
            charts.push(chart?);
        }
        Ok(charts)
    }

    /// Loads what stands under one name below `charts/`.
    fn subchart(
        &mut self,
        parent: &Metadata,
        name: &str,
        files: Vec<File>,
        origin: Origin,
        depth: usize,
    ) -> Result<Chart, LoadError> {
        let loaded = if extension(name) == "tgz" {
            let file = files
                .into_iter()
                .next()
                .ok_or(LoadError::MissingChartYaml)?;
            if file.name != name {
                return Err(LoadError::MisplacedArchive {
                    parent: parent.name.clone(),
                    expected: name.to_owned(),
                    found: file.name,
                });
            }
            self.archive(&file.data)
                .and_then(|files| self.files(files, Origin::Archive, depth + 1))
        } else {
            let below = |mut file: File| {
                let slash = file.name.find('/')?;
                file.name.drain(..=slash);
                Some(file)
            };
            self.files(
                files.into_iter().filter_map(below).collect(),
                origin,
                depth + 1,
            )
        };
        loaded.map_err(|cause| LoadError::Subchart {
            name: name.to_owned(),
            parent: parent.name.clone(),
            cause: Box::new(cause),
        })
    }

    fn lock(&self, name: &'static str, text: &Str) -> Result<Option<Lock>, LoadError> {
        let tree = typed_tree(text).map_err(|problem| self.document_error(name, text, problem))?;
        decode_lock(&tree)
            .map_err(|error| self.document_error(name, text, DocumentError::Type(error)))
    }

    /// An error that names Go's types as Helm of the dialect has them.
    fn document_error(&self, file: &'static str, text: &Str, problem: DocumentError) -> LoadError {
        let problem = match problem {
            DocumentError::Type(message) if self.dialect < HelmDialect::V4_1 => {
                DocumentError::Type(
                    message
                        .replace(" v2.", " chart.")
                        .replace("*v2.", "*chart."),
                )
            }
            other => other,
        };
        document_error(file, text, problem)
    }

    /// The files of an archive within a chart.
    fn archive(&mut self, bytes: &[u8]) -> Result<Vec<File>, LoadError> {
        let left = self.limits.nested_total.saturating_sub(self.total);
        let limits = Limits {
            total: self.limits.total.min(left),
            ..*self.limits
        };
        let files = read_archive(bytes, &limits).map_err(|error| match error {
            ArchiveError::TooLarge(limit) if limit < self.limits.total => {
                ArchiveError::NestedTooLarge(self.limits.nested_total)
            }
            other => other,
        })?;
        self.total += files.iter().map(|file| file.data.len() as u64).sum::<u64>();
        Ok(files)
    }
}

/// What is known about a chart while its files are sorted.
#[derive(Default)]
struct Reading {
    has_metadata: bool,
    decoded: DecodedMetadata,
    /// The files below `charts/`, by the first part of their names.
    subcharts: BTreeMap<String, Vec<File>>,
}

/// Whether archives are below a name. What they unpack to counts in their order.
fn holds_archive((_, files): &Group) -> bool {
    files.iter().any(|file| extension(&file.name) == "tgz")
}

/// What follows the last dot of the last part of a path.
fn extension(path: &str) -> &str {
    let base = path.rsplit('/').next().unwrap_or(path);
    base.rsplit_once('.').map_or("", |(_, extension)| extension)
}
