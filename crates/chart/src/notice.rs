use std::fmt;

use steersman_names::HelmDialect;

use crate::gofmt::quoted;

/// How loud a [`Notice`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Shown, but of no consequence.
    Info,
    /// Something is probably not as its author meant it.
    Warn,
}

/// Something to tell the user that is no error. Faces print it; the texts are Helm's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// `requirements.yaml` in a chart of API version v2.
    RequirementsFile,
    /// `requirements.lock` in a chart of API version v2.
    RequirementsLock,
    /// A default for a table is no table.
    SkippedValue(String),
    /// A user's value that is no table stands where the chart has a table: path and the chart's value.
    NotOverwritten(String, String),
    /// A user's table stands where the chart has another value: path and the chart's value.
    IgnoredNonTable(String, String),
    /// `global` of a sub-chart is no table.
    GlobalDestination,
    /// `global` of a parent chart is no table.
    GlobalSource,
    /// A table of globals meets another value in the sub-chart.
    GlobalConflict(String),
    /// A global value meets a table in the sub-chart.
    GlobalIsTable(String),
    /// A condition leads to a value that is no boolean: path and chart.
    ConditionNotBool(String, String),
    /// A tag is no boolean: tag and chart.
    TagNotBool(String, String),
    /// A value to import is not there: the chart, and the part of the path that is no table.
    ImportMissing(String, String),
    /// An export to import is not there: the part of the path that is no table.
    ExportMissing(String),
    /// A schema refers to a URN that nothing resolves; everything passes there.
    UnresolvedUrn(String),
    /// A symbolic link was followed: its path and where it leads.
    SymbolicLink(String, String),
}

impl Notice {
    /// How loud it is.
    pub fn level(&self) -> Level {
        match self {
            Self::ConditionNotBool(..)
            | Self::TagNotBool(..)
            | Self::ImportMissing(..)
            | Self::ExportMissing(_)
            | Self::UnresolvedUrn(_) => Level::Warn,
            _ => Level::Info,
        }
    }

    /// The message of the log record.
    pub fn message(&self, dialect: HelmDialect) -> String {
        if dialect == HelmDialect::V3_22 {
            match self {
                Self::ConditionNotBool(path, chart) => {
                    return format!(
                        "Warning: Condition path '{path}' for chart {chart} returned non-bool value"
                    );
                }
                Self::TagNotBool(tag, chart) => {
                    return format!(
                        "Warning: Tag '{tag}' for chart {chart} returned non-bool value"
                    );
                }
                Self::ImportMissing(chart, key) => {
                    return format!(
                        "Warning: ImportValues missing table from chart {chart}: {} is not a table",
                        quoted(key)
                    );
                }
                Self::ExportMissing(key) => {
                    return format!(
                        "Warning: ImportValues missing table: {} is not a table",
                        quoted(key)
                    );
                }
                Self::SymbolicLink(path, resolved) => {
                    return format!(
                        "found symbolic link in path: {path} resolves to {resolved}. Contents of linked file included and used"
                    );
                }
                _ => {}
            }
        }
        self.to_string()
    }

    /// The attributes of the log record, by name.
    pub fn fields(&self, dialect: HelmDialect) -> Vec<(&'static str, String)> {
        if dialect == HelmDialect::V3_22 {
            return Vec::new();
        }
        match self {
            Self::ConditionNotBool(path, chart) => {
                vec![("path", path.clone()), ("chart", chart.clone())]
            }
            Self::TagNotBool(tag, chart) => vec![("tag", tag.clone()), ("chart", chart.clone())],
            Self::ImportMissing(chart, key) => {
                vec![
                    ("chart", chart.clone()),
                    ("error", format!("{} is not a table", quoted(key))),
                ]
            }
            Self::ExportMissing(key) => vec![("error", format!("{} is not a table", quoted(key)))],
            Self::UnresolvedUrn(urn) => vec![("urn", urn.clone())],
            Self::SymbolicLink(path, resolved) => {
                vec![("path", path.clone()), ("resolved", resolved.clone())]
            }
            _ => Vec::new(),
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RequirementsFile => f.write_str(
                "Warning: Dependencies are handled in Chart.yaml since apiVersion \"v2\". We recommend migrating dependencies to Chart.yaml.",
            ),
            Self::RequirementsLock => f.write_str(
                "Warning: Dependency locking is handled in Chart.lock since apiVersion \"v2\". We recommend migrating to Chart.lock.",
            ),
            Self::SkippedValue(path) => write!(f, "warning: skipped value for {path}: Not a table."),
            Self::NotOverwritten(path, value) => {
                write!(f, "warning: cannot overwrite table with non table for {path} ({value})")
            }
            Self::IgnoredNonTable(path, value) => {
                write!(f, "warning: destination for {path} is a table. Ignoring non-table value ({value})")
            }
            Self::GlobalDestination => {
                f.write_str("warning: skipping globals because destination global is not a table.")
            }
            Self::GlobalSource => f.write_str("warning: skipping globals because source global is not a table."),
            Self::GlobalConflict(key) => {
                write!(f, "Conflict: cannot merge map onto non-map for {}. Skipping.", quoted(key))
            }
            Self::GlobalIsTable(key) => write!(f, "key {key} is table. Skipping"),
            Self::ConditionNotBool(..) | Self::TagNotBool(..) => f.write_str("returned non-bool value"),
            Self::ImportMissing(..) => f.write_str("ImportValues missing table from chart"),
            Self::ExportMissing(_) => f.write_str("ImportValues missing table"),
            Self::UnresolvedUrn(_) => f.write_str("unresolved URN reference ignored; using permissive schema"),
            Self::SymbolicLink(..) => {
                f.write_str("found symbolic link in path. Contents of linked file included and used")
            }
        }
    }
}
