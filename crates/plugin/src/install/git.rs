//! The program `git`.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::InstallError;
use crate::Variables;

/// Runs `git` for a checkout.
#[derive(Debug)]
pub(super) struct Git<'a> {
    folder: &'a Path,
    environment: &'a Variables,
}

impl<'a> Git<'a> {
    pub(super) fn new(folder: &'a Path, environment: &'a Variables) -> Self {
        Self {
            folder,
            environment,
        }
    }

    pub(super) fn is_installed(&self) -> bool {
        self.command(&["--version"]).output().is_ok()
    }

    /// Makes the checkout.
    pub(super) fn clone_from(&self, address: &str) -> Result<(), InstallError> {
        let what = "Unable to get repository";
        if let Some(parent) = self.folder.parent() {
            fs_err::create_dir_all(parent).map_err(InstallError::system("mkdir", parent))?;
        }
        let folder = self.folder.to_string_lossy();
        let output = self
            .command(&["clone", "--recursive", "--", address, &folder])
            .output();
        match output {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => {
                // What a clone leaves behind would be taken for a checkout.
                drop(fs_err::remove_dir_all(self.folder));
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                Err(git_error(what, format!("{said}: {}", status(&output))))
            }
            Err(error) => Err(git_error(what, error.to_string())),
        }
    }

    /// The address it was made from.
    pub(super) fn remote(&self) -> Option<String> {
        let output = self
            .inside(&["config", "--get", "remote.origin.url"])
            .ok()?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Brings the checkout up to date.
    pub(super) fn update(&self) -> Result<(), InstallError> {
        let what = "Unable to update repository";
        self.run(what, &["fetch", "--tags", "--", "origin"])?;
        let detached = self.inside(&["symbolic-ref", "-q", "HEAD"]);
        if detached.is_ok_and(|output| !output.status.success()) {
            return Ok(());
        }
        self.run(what, &["pull"])?;
        self.update_modules()
    }

    /// Switches to a commit, a branch or a tag.
    pub(super) fn switch_to(&self, reference: &str) -> Result<(), InstallError> {
        self.run(
            "Unable to update checked out version",
            &["checkout", reference],
        )?;
        self.update_modules()
    }

    fn update_modules(&self) -> Result<(), InstallError> {
        self.run(
            "Unexpected error while defensively updating submodules",
            &["submodule", "update", "--init", "--recursive"],
        )?;
        self.run(
            "Unexpected error while defensively cleaning up after possible derelict submodule directories",
            &["clean", "-x", "-d", "-f", "-f"],
        )
    }

    /// Whether something is a commit, a branch or a tag.
    pub(super) fn has_reference(&self, reference: &str) -> bool {
        let known = |arguments: &[&str]| {
            !reference.starts_with('-')
                && self
                    .inside(arguments)
                    .is_ok_and(|output| output.status.success())
        };
        known(&["rev-parse", "--verify", reference]) || known(&["show-ref", reference])
    }

    pub(super) fn tags(&self) -> Result<Vec<String>, InstallError> {
        let what = "Unable to retrieve tags";
        let output = self
            .inside(&["show-ref"])
            .map_err(|error| git_error(what, error.to_string()))?;
        if !output.status.success() {
            return Err(git_error(what, status(&output)));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let tag = |line: &str| line.rsplit_once("tags/").map(|(_, tag)| tag.to_owned());
        Ok(text.lines().filter_map(tag).collect())
    }

    /// Whether something was changed by hand.
    pub(super) fn is_changed(&self) -> bool {
        match self.inside(&["diff"]) {
            Ok(output) => !output.status.success() || !output.stdout.is_empty(),
            Err(_) => true,
        }
    }

    fn run(&self, what: &'static str, arguments: &[&str]) -> Result<(), InstallError> {
        match self.inside(arguments) {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => Err(git_error(what, status(&output))),
            Err(error) => Err(git_error(what, error.to_string())),
        }
    }

    fn inside(&self, arguments: &[&str]) -> std::io::Result<Output> {
        self.command(arguments).current_dir(self.folder).output()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment)
            .stdin(Stdio::null());
        command
    }
}

fn git_error(what: &'static str, cause: String) -> InstallError {
    InstallError::Git { what, cause }
}

fn status(output: &Output) -> String {
    match output.status.code() {
        Some(code) => format!("exit status {code}"),
        None => "signal: killed".to_owned(),
    }
}
