//! What plugins get from the program.

use std::path::PathBuf;

use steersman_plugin::{Broken, Variables, split_folders};

use crate::commands::helm_variables;
use crate::environment::Environment;
use crate::error::CliError;
use crate::log::Level;
use crate::printer::Printer;
use crate::settings::Settings;

/// The folders that plugins are looked for in.
pub(crate) fn plugin_folders(settings: &Settings) -> Vec<PathBuf> {
    split_folders(&settings.plugins)
}

/// The variables of this process with those that `env` prints.
pub(crate) fn variables(settings: &Settings, environment: &Environment) -> Variables {
    let mut variables = environment.variables().clone();
    let own = helm_variables(settings, environment);
    variables.extend(
        own.into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    variables
}

/// Tells of a plugin that is passed over.
pub(crate) fn tell_broken(printer: &mut Printer<'_>, broken: &Broken) {
    let definition = broken.definition.to_string_lossy();
    let error = CliError::from_error(&broken.error).message;
    let fields = [("plugin_yaml", &*definition), ("error", &*error)];
    printer.log(Level::Warn, "failed to load plugin (ignoring)", &fields);
}
