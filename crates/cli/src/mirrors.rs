//! Mirror rules: the file, and who goes by it.

use std::sync::Arc;

use steersman_mirrors::Mirrors;
use steersman_repo::{Access, Detours, load_repositories};

use crate::error::CliError;
use crate::paths::go_cause;
use crate::settings::Settings;
use crate::sources::places;

/// Reads the mirror rules. Without a file in the usual place there are none.
///
/// # Errors
/// Why a file of them cannot be read.
pub(crate) fn load_mirrors(settings: &Settings) -> Result<Arc<Mirrors>, CliError> {
    let path = &settings.mirrors;
    if path.is_empty() {
        return Ok(Arc::default());
    }
    let failed =
        |cause: String| CliError::new(format!("failed to read mirror rules {path}: {cause}"));
    match fs_err::read(path) {
        Ok(text) => Mirrors::parse(&text)
            .map(Arc::new)
            .map_err(|error| failed(error.to_string())),
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                && *path == Settings::usual_mirrors(&settings.config_home) =>
        {
            Ok(Arc::default())
        }
        Err(error) => Err(failed(go_cause(&error))),
    }
}

/// Where to ask instead of where URLs of HTTP say. Mirrors that are configured repositories are reached as those.
pub(crate) fn detours(settings: &Settings) -> Detours {
    match load_mirrors(settings) {
        Err(error) => Detours::new(Err(error.message), Vec::new()),
        Ok(rules) if rules.is_empty() => Detours::default(),
        Ok(rules) => {
            let configured = load_repositories(&places(settings).config).unwrap_or_default();
            let known = configured.repositories.iter().map(Access::of).collect();
            Detours::new(Ok(rules), known)
        }
    }
}
