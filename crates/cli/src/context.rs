//! What a command may use.

use steersman_names::HelmDialect;

use crate::command::Command;
use crate::environment::Environment;
use crate::persona::Persona;
use crate::printer::Printer;
use crate::settings::Settings;

/// The surroundings of a command: made once, then only its printer changes.
#[derive(Debug)]
pub struct Context<'a> {
    /// The root of the commands.
    pub root: &'static Command,
    /// The name the program goes by.
    pub persona: Persona,
    /// Which Helm's behaviour is reproduced.
    pub dialect: HelmDialect,
    /// The settings without the flags of the command line: defaults in help.
    pub defaults: &'a Settings,
    /// The settings.
    pub settings: &'a Settings,
    /// The environment.
    pub environment: &'a Environment,
    /// The streams.
    pub printer: Printer<'a>,
}
