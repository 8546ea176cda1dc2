//! The operands of `template`: the name of the release and the chart.

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::text_template::sprig_template;

/// What a release is called that nobody gave a name.
const DEFAULT_NAME: &str = "release-name";

/// The name of the release and the reference of the chart.
///
/// # Errors
/// Too many operands, a name given in two ways, or a template of a name that fails.
pub(super) fn name_and_chart<'a>(
    flags: &'a Flags,
    context: &Context<'_>,
) -> Result<(String, &'a str), CliError> {
    let template = flags.text("name-template");
    match flags.operands() {
        [name, chart] => {
            let other = if flags.switch("generate-name") {
                "--generate-name"
            } else if template.is_empty() {
                return Ok((name.clone(), chart));
            } else {
                "--name-template"
            };
            Err(CliError::new(format!(
                "cannot set {other} and also specify a name"
            )))
        }
        [chart] if template.is_empty() => Ok((DEFAULT_NAME.into(), chart)),
        [chart] => {
            let name = sprig_template("name-template", template, context)?;
            Ok((String::from_utf8_lossy(&name).into_owned(), chart))
        }
        operands => Err(CliError::new(format!(
            "expected at most two arguments, unexpected arguments: {}",
            operands.get(2..).unwrap_or_default().join(", ")
        ))),
    }
}
