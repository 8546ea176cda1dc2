use steersman_chart::{Chart, LoadError, Notice};
use steersman_value::Str;

/// What stands at a path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// Nothing.
    #[default]
    Missing,
    /// A folder.
    Folder,
    /// A file.
    File,
}

/// What the rules look at in the folder of a chart (an archive is looked at as the folder it unpacks to).
#[derive(Clone, Debug)]
pub struct ChartFolder {
    /// The absolute path of the folder; findings about dependencies name it.
    pub path: String,
    /// The content of `Chart.yaml`, or why it can not be read. The message is Go's, with the operation in front.
    pub chart_yaml: Result<Str, String>,
    /// Whether `Chart.yaml` is a folder.
    pub chart_yaml_is_folder: bool,
    /// The content of `values.yaml`, when there is one.
    pub values_yaml: Option<Result<Str, String>>,
    /// The content of `values.schema.json`, when there is one.
    pub schema: Option<Str>,
    /// What stands at `templates`.
    pub templates: Place,
    /// What stands at `crds`.
    pub crds: Place,
    /// The chart, loaded from the folder; the error is the loader's whole message.
    pub chart: Result<Chart, FolderError>,
    /// What there was to say when it was loaded. Helm loads the chart anew for several rules, and says it as often.
    pub notices: Vec<Notice>,
}

/// Why the chart can not be loaded from its folder.
#[derive(Clone, Debug, PartialEq)]
pub enum FolderError {
    /// The files are no chart.
    Load(LoadError),
    /// The files can not be read; the message is complete.
    Read(String),
}

impl std::fmt::Display for FolderError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Load(error) => error.fmt(f),
            Self::Read(text) => f.write_str(text),
        }
    }
}
