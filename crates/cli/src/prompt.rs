//! Asking for passwords.

use std::io::{BufRead as _, Read as _};

use crate::context::Context;
use crate::error::CliError;
use crate::paths::go_cause;

/// The longest password.
const MOST: u64 = 64 * 1024;

/// A password: the standard input whole, or a line that is typed without being shown.
///
/// # Errors
/// When there is none to be had.
pub(crate) fn read_password(
    from_stdin: bool,
    context: &mut Context<'_>,
) -> Result<String, CliError> {
    if from_stdin {
        let mut text = String::new();
        std::io::stdin().take(MOST).read_to_string(&mut text)?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        return Ok(line.strip_suffix('\r').unwrap_or(line).to_owned());
    }
    read_password_silently("Password: ", context)
}

/// A line that is typed without being shown, after a question.
///
/// # Errors
/// When there is none to be had.
pub(crate) fn read_password_silently(
    question: &str,
    context: &mut Context<'_>,
) -> Result<String, CliError> {
    context.printer.data(question)?;
    context.printer.flush()?;
    let typed = read_hidden();
    context.printer.data("\n")?;
    typed.map_err(|error| CliError::new(go_cause(&error)))
}

#[cfg(unix)]
fn read_hidden() -> std::io::Result<String> {
    use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

    let stdin = std::io::stdin();
    let before = tcgetattr(&stdin)?;
    let mut hidden = before.clone();
    hidden.local_modes.remove(LocalModes::ECHO);
    hidden
        .local_modes
        .insert(LocalModes::ICANON | LocalModes::ISIG);
    tcsetattr(&stdin, OptionalActions::Now, &hidden)?;
    let mut line = String::new();
    let read = stdin.lock().take(MOST).read_line(&mut line);
    tcsetattr(&stdin, OptionalActions::Now, &before)?;
    read?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}

#[cfg(not(unix))]
fn read_hidden() -> std::io::Result<String> {
    let mut line = String::new();
    std::io::stdin().lock().take(MOST).read_line(&mut line)?;
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
