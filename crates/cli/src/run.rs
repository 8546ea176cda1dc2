//! One run of the program, from its arguments to its exit code.

use std::io::Write;

use steersman_names::HelmDialect;

use crate::command::{Outcome, Reader, quote};
use crate::commands::ROOT;
use crate::context::Context;
use crate::environment::Environment;
use crate::error::CliError;
use crate::expired::warn_of_expired_repositories;
use crate::extensions::{Purpose, with_plugins};
use crate::log::Level;
use crate::persona::Persona;
use crate::printer::Printer;
use crate::report::report;
use crate::retired::{advice, group_advice};
use crate::settings::Settings;

/// Which Helm's behaviour is reproduced.
const DIALECT: &str = "STEER_HELM_COMPAT";

/// Runs the program with these arguments (without its own name) and streams. Answers with the exit code.
pub fn run<'a>(
    arguments: &[String],
    environment: &'a Environment,
    stdout: Box<dyn Write + 'a>,
    stderr: Box<dyn Write + 'a>,
) -> u8 {
    let mut printer = Printer::new(stdout, stderr);
    let persona = Persona::of(&environment.program);
    let defaults = Settings::from_environment(environment);
    let reader = Reader {
        root: &ROOT,
        persona,
        defaults: &defaults,
        environment,
    };
    let settings = match defaults.with_flags(&reader.global_flags(arguments)) {
        Ok(settings) => settings,
        // A mode that is being typed is not a mode yet.
        Err(_) if reader.is_completion(arguments) => defaults.clone(),
        Err(error) => {
            let error = error.to_string();
            printer.log(Level::Warn, "command failed", &[("error", &error)]);
            return 1;
        }
    };
    printer.set_debug(settings.debug);
    // Helm looks deeper into plugins for its help, too.
    let purpose = if reader.is_completion(arguments) || reader.is_help(arguments) {
        Purpose::Complete
    } else {
        Purpose::Run
    };
    let root = with_plugins(&ROOT, purpose, (&settings, environment), &mut printer);
    warn_of_expired_repositories(&settings, &mut printer);
    let reader = Reader { root, ..reader };
    let reading = reader.read(arguments, &settings);
    for warning in &reading.warnings {
        printer.log(Level::Warn, warning, &[]);
    }
    for notice in &reading.notices {
        printer.talk(&format!("{notice}\n"));
    }
    let finish = |result: Result<(), CliError>, mut printer: Printer<'_>| match result
        .and_then(|()| printer.flush())
    {
        Ok(()) => 0,
        Err(error) => {
            report(&error, persona, &settings, environment, &mut printer);
            error.exit_code()
        }
    };
    if reading.runs
        && let Err(error) = check_driver(environment)
    {
        return finish(Err(error), printer);
    }
    let invocation = match reading.outcome {
        Outcome::Print {
            stdout,
            stderr,
            stranger,
        } => {
            let printed = printer.data(stdout);
            printer.talk(&stderr);
            if let Some((words, stranger)) = stranger
                && let Some(advice) = group_advice(&words, &stranger, persona)
            {
                printer.talk(&format!("hint: {advice}\n"));
            }
            return finish(printed, printer);
        }
        Outcome::Refuse {
            command,
            error,
            meant,
        } => {
            let advice = advice(command, &error, persona);
            // Advice that is always given says more than a guess.
            let meant = meant.filter(|_| advice.is_none());
            let hints = meant.map(|name| format!("did you mean `--{name}`?"));
            return finish(
                Err(CliError {
                    advice,
                    hints: hints.into_iter().collect(),
                    ..error.into()
                }),
                printer,
            );
        }
        Outcome::Run(invocation) => invocation,
    };
    let dialect = match dialect(environment) {
        Ok(dialect) => dialect,
        Err(error) => return finish(Err(error), printer),
    };
    let mut context = Context {
        root,
        persona,
        dialect,
        defaults: &defaults,
        settings: &settings,
        environment,
        printer,
    };
    let command = invocation.path.command();
    let result = command
        .run
        .map_or(Ok(()), |run| run(&mut context, &invocation));
    finish(result, context.printer)
}

/// Refuses a kind of release storage that does not exist, whatever the command: a wrong one would otherwise be found
/// after the work is done.
fn check_driver(environment: &Environment) -> Result<(), CliError> {
    const DRIVERS: [&str; 7] = [
        "",
        "secret",
        "secrets",
        "configmap",
        "configmaps",
        "memory",
        "sql",
    ];
    let driver = environment.get("HELM_DRIVER").unwrap_or_default();
    if !DRIVERS.contains(&driver) {
        return Err(CliError::logged(format!(
            "unknown driver {}",
            quote(driver)
        )));
    }
    if driver != "memory" {
        return Ok(());
    }
    let files = environment
        .get("HELM_MEMORY_DRIVER_DATA")
        .unwrap_or_default();
    for file in files.split(':') {
        if let Err(error) = std::fs::metadata(file) {
            let cause = crate::paths::go_error("open", file, &error);
            // The missing space is Helm's.
            return Err(CliError::logged(format!(
                "Unable to read memory driver data{cause}"
            )));
        }
    }
    Ok(())
}

fn dialect(environment: &Environment) -> Result<HelmDialect, CliError> {
    match environment.filled(DIALECT) {
        None => Ok(HelmDialect::default()),
        Some(text) => text
            .parse()
            .map_err(|error| CliError::new(format!("{DIALECT}: {error}"))),
    }
}
