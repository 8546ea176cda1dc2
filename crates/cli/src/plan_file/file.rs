use std::io::Read as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use steersman_ops::planning::{Plan, SavedPlan};
use steersman_store::write_private;

use super::{ChartMark, SealKey};
use crate::error::CliError;

/// What the file says it is.
const FORMAT: &str = "steersman.dev/plan/v1";
/// How large a file of a plan may be, in bytes.
const MAX_FILE: u64 = 256 << 20;

/// A plan in a file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlanFile {
    format: String,
    /// What may be seen.
    pub(crate) plan: Plan,
    /// The chart that was planned with, when it was in a file or folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) chart: Option<ChartMark>,
    /// Everything else, sealed, in base64.
    sealed: String,
}

impl PlanFile {
    /// Seals what may not be seen.
    ///
    /// # Errors
    /// When there is no randomness.
    pub(crate) fn seal(
        plan: Plan,
        chart: Option<ChartMark>,
        saved: &SavedPlan,
        key: &SealKey,
    ) -> Result<Self, CliError> {
        let text = serde_json::to_vec(saved).map_err(|error| CliError::new(error.to_string()))?;
        let mut file = Self {
            format: FORMAT.to_owned(),
            plan,
            chart,
            sealed: String::new(),
        };
        let sealed = key.seal(text, &file.seen()?)?;
        file.sealed = STANDARD.encode(sealed);
        Ok(file)
    }

    /// What is to be carried out.
    ///
    /// # Errors
    /// Another key; a file that was changed.
    pub(crate) fn unseal(&self, key: &SealKey) -> Result<SavedPlan, CliError> {
        let sealed = STANDARD
            .decode(&self.sealed)
            .map_err(|error| CliError::new(format!("the plan is damaged: {error}")))?;
        let text = key.open(&sealed, &self.seen()?)?;
        serde_json::from_slice(&text).map_err(|error| {
            CliError::new(format!(
                "the plan is damaged, or of another version: {error}"
            ))
        })
    }

    /// What the sealed part is bound to.
    fn seen(&self) -> Result<Vec<u8>, CliError> {
        serde_json::to_vec(&(&self.format, &self.plan, &self.chart))
            .map_err(|error| CliError::new(error.to_string()))
    }

    /// Writes the file: whole or not at all, for its owner only.
    ///
    /// # Errors
    /// A file that cannot be written.
    pub(crate) fn write(&self, path: &str) -> Result<(), CliError> {
        let mut text =
            serde_json::to_vec_pretty(self).map_err(|error| CliError::new(error.to_string()))?;
        text.push(b'\n');
        write_private(Path::new(path), &text).map_err(|error| CliError::from_error(&error))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// A file that cannot be read or is no plan.
    pub(crate) fn read(path: &str) -> Result<Self, CliError> {
        let file = fs_err::File::open(path).map_err(|error| CliError::new(error.to_string()))?;
        let mut text = Vec::new();
        file.take(MAX_FILE + 1).read_to_end(&mut text)?;
        if text.len() as u64 > MAX_FILE {
            return Err(CliError::new(format!("{path} is too large for a plan")));
        }
        let plan: Self = serde_json::from_slice(&text)
            .map_err(|error| CliError::new(format!("{path} is no plan: {error}")))?;
        if plan.format != FORMAT {
            return Err(CliError::new(format!(
                "{path} is a plan of another version: {}",
                plan.format
            )));
        }
        Ok(plan)
    }
}
