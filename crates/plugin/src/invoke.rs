//! Running plugins: as commands, as getters, as post-renderers, and their hooks.

use std::path::Path;
use std::sync::Arc;

use crate::expand::Variables;
use crate::platform::{Arguments, Prepared, prepare};
use crate::process::{Ended, Pipes, Printed, Streams, run};
use crate::webassembly::{
    Environment, command_input, command_output, getter_input, getter_output, invoke,
    manifests_input, manifests_output,
};
use crate::{Network, Plugin, PluginError, Runtime};

/// What happens to a plugin itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HookEvent {
    /// It was installed.
    Install,
    /// It was brought up to date.
    Update,
    /// It was removed.
    Delete,
}

impl HookEvent {
    /// The name of the event.
    pub fn name(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// What a getter is to fetch, and how.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct GetRequest {
    /// The URL.
    pub url: String,
    /// A client certificate.
    pub cert_file: String,
    /// Its key.
    pub key_file: String,
    /// Who may have signed the server's certificate.
    pub ca_file: String,
    /// Who asks. Only the getter learns it, by its environment.
    pub username: String,
    /// The secret of who asks. Only the getter learns it, by its environment.
    pub password: String,
    /// Whether other hosts may be told.
    pub pass_credentials: bool,
    /// What kinds of content are wanted. Only plugins in a sandbox learn it, and what follows.
    pub accept: String,
    /// Whether any certificate is good.
    pub insecure_skip_tls_verify: bool,
    /// Whether registries are asked without TLS.
    pub plain_http: bool,
}

impl std::fmt::Debug for GetRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GetRequest")
            .field("url", &self.url)
            .finish_non_exhaustive()
    }
}

impl Plugin {
    /// Runs the plugin as a command. `environment` holds the variables of this process and Helm's own.
    ///
    /// # Errors
    /// [`PluginError::Exit`] with the code of the program; else why it cannot be run. What it printed before that is
    /// lost unless the streams are shared.
    pub fn run_command(
        &self,
        arguments: &[String],
        environment: &Variables,
        streams: Streams,
        network: &Arc<dyn Network>,
    ) -> Result<Printed, (PluginError, Printed)> {
        let nothing = |error| (error, Printed::default());
        let programs = match &self.metadata.runtime {
            Runtime::Subprocess(programs) => programs,
            Runtime::Extism(extism) => {
                let around = Environment {
                    variables: Some(environment),
                    streams: Some(streams),
                    network,
                };
                let (output, printed) = invoke(self, extism, &command_input(arguments), &around)?;
                return match command_output(&output) {
                    Ok(()) => Ok(printed),
                    Err(error) => Err((error, printed)),
                };
            }
        };
        let variables = self.variables(environment);
        let mut prepared = prepare(&programs.commands, Arguments::Expanded, &variables)
            .map_err(|error| nothing(PluginError::Prepare(Box::new(error))))?;
        prepared.arguments.extend_from_slice(arguments);
        let ended =
            run(self.name(), &prepared, &variables, &Pipes::of(streams)).map_err(nothing)?;
        self.check(ended)
    }

    /// Runs the plugin's own completion, `plugin.complete`; what it prints on both streams counts.
    ///
    /// # Errors
    /// Why it cannot be run, and [`PluginError::Exit`].
    pub fn run_completion(
        &self,
        arguments: Vec<String>,
        environment: &Variables,
    ) -> Result<Vec<u8>, PluginError> {
        if self.is_sandboxed() {
            return Err(PluginError::NotAProgram);
        }
        let prepared = Prepared {
            program: self
                .folder
                .join("plugin.complete")
                .to_string_lossy()
                .into_owned(),
            arguments,
        };
        let variables = self.variables(environment);
        let pipes = Pipes::of(Streams::Captured);
        let ended = run(self.name(), &prepared, &variables, &pipes)?;
        let Printed { mut stdout, stderr } = self.check(ended).map_err(|(error, _)| error)?;
        stdout.extend(stderr);
        Ok(stdout)
    }

    /// Fetches a URL whose scheme the plugin knows.
    ///
    /// # Errors
    /// Why it cannot be fetched.
    pub fn get(
        &self,
        request: &GetRequest,
        environment: &Variables,
        network: &Arc<dyn Network>,
    ) -> Result<Vec<u8>, PluginError> {
        let scheme = request.url.split_once(':').map_or("", |(scheme, _)| scheme);
        let programs = match &self.metadata.runtime {
            Runtime::Subprocess(programs) => programs,
            Runtime::Extism(extism) => {
                let around = Environment {
                    variables: Some(environment),
                    streams: None,
                    network,
                };
                let output = invoke(self, extism, &getter_input(request, scheme), &around);
                return getter_output(&output.map_err(|(error, _)| error)?.0);
            }
        };
        let found = programs
            .downloaders
            .iter()
            .find(|(schemes, _)| schemes.iter().any(|known| known == scheme));
        let (_, commands) = found.ok_or_else(|| PluginError::NoDownloader(scheme.to_owned()))?;
        let mut variables = self.variables(environment);
        let credentials = [
            ("HELM_PLUGIN_USERNAME", request.username.clone()),
            ("HELM_PLUGIN_PASSWORD", request.password.clone()),
            (
                "HELM_PLUGIN_PASS_CREDENTIALS_ALL",
                request.pass_credentials.to_string(),
            ),
        ];
        variables.extend(credentials.map(|(name, value)| (name.to_owned(), value)));
        let mut prepared =
            prepare(commands, Arguments::AsWritten, &variables).map_err(|source| {
                PluginError::PrepareGetter {
                    protocol: scheme.to_owned(),
                    source: Box::new(source),
                }
            })?;
        // Its program is always one of the plugin's own.
        let program = format!("{}/{}", self.folder.display(), prepared.program);
        prepared.program = clean(&program);
        prepared.arguments.extend([
            request.cert_file.clone(),
            request.key_file.clone(),
            request.ca_file.clone(),
            request.url.clone(),
        ]);
        let pipes = Pipes {
            input: Some(&[]),
            stdout: Streams::Captured,
            stderr: Streams::Shared,
        };
        let ended = run(self.name(), &prepared, &variables, &pipes)?;
        let printed = self.check(ended).map_err(|(error, _)| error)?;
        Ok(printed.stdout)
    }

    /// Gives manifests to the plugin and takes what becomes of them. What it prints on standard error is lost, as
    /// in Helm.
    ///
    /// # Errors
    /// [`PluginError::PostRender`], [`PluginError::Empty`].
    pub fn post_render(
        &self,
        manifests: &[u8],
        arguments: &[String],
        environment: &Variables,
        network: &Arc<dyn Network>,
    ) -> Result<Vec<u8>, PluginError> {
        let failed = |source| PluginError::PostRender {
            name: self.name().to_owned(),
            source: Box::new(source),
        };
        let rendered = match &self.metadata.runtime {
            Runtime::Subprocess(programs) => {
                let variables = self.variables(environment);
                let mut prepared = prepare(&programs.commands, Arguments::Expanded, &variables)
                    .map_err(|error| failed(PluginError::Prepare(Box::new(error))))?;
                prepared.arguments.extend_from_slice(arguments);
                let pipes = Pipes {
                    input: Some(manifests),
                    ..Pipes::of(Streams::Captured)
                };
                let ended = run(self.name(), &prepared, &variables, &pipes).map_err(failed)?;
                let printed = self.check(ended).map_err(|(error, _)| failed(error))?;
                printed.stdout
            }
            Runtime::Extism(extism) => {
                let around = Environment {
                    variables: None,
                    streams: None,
                    network,
                };
                let input = manifests_input(manifests, arguments);
                let output = invoke(self, extism, &input, &around);
                let (output, _) = output.map_err(|(error, _)| failed(error))?;
                manifests_output(&output).map_err(failed)?
            }
        };
        if rendered.trim_ascii().is_empty() {
            return Err(PluginError::Empty(self.name().to_owned()));
        }
        Ok(rendered)
    }

    /// Runs what the plugin has for an event. `environment` are the variables of this process.
    ///
    /// # Errors
    /// [`PluginError::Hook`], or why it cannot be run.
    pub fn run_hook(
        &self,
        event: HookEvent,
        environment: &Variables,
        streams: Streams,
    ) -> Result<Printed, (PluginError, Printed)> {
        let nothing = |error| (error, Printed::default());
        let Runtime::Subprocess(programs) = &self.metadata.runtime else {
            return Ok(Printed::default());
        };
        let commands = match programs.hooks.get(event.name()) {
            Some(commands) if !commands.is_empty() => commands,
            _ => return Ok(Printed::default()),
        };
        let arguments = if programs.expands_hooks {
            Arguments::Expanded
        } else {
            Arguments::AsWritten
        };
        let variables = self.variables(environment);
        let prepared = prepare(commands, arguments, &variables).map_err(nothing)?;
        let pipes = Pipes {
            input: Some(&[]),
            ..Pipes::of(streams)
        };
        let ended = run(self.name(), &prepared, &variables, &pipes).map_err(nothing)?;
        if ended.status.success() {
            return Ok(ended.printed);
        }
        let error = PluginError::Hook {
            event: event.name(),
            name: self.name().to_owned(),
        };
        Err((error, ended.printed))
    }

    /// The variables of a program of the plugin.
    fn variables(&self, environment: &Variables) -> Variables {
        let mut variables = environment.clone();
        let own = [
            ("HELM_PLUGIN_NAME", self.name().to_owned()),
            (
                "HELM_PLUGIN_DIR",
                self.folder.to_string_lossy().into_owned(),
            ),
        ];
        variables.extend(own.map(|(name, value)| (name.to_owned(), value)));
        variables
    }

    fn check(&self, ended: Ended) -> Result<Printed, (PluginError, Printed)> {
        if ended.status.success() {
            return Ok(ended.printed);
        }
        let error = PluginError::Exit {
            name: self.name().to_owned(),
            code: ended.code(),
        };
        Err((error, ended.printed))
    }
}

/// The path without `.` and `a/..`, so that errors name it as Helm does.
pub(crate) fn clean(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    let root = if Path::new(path).is_absolute() {
        "/"
    } else {
        ""
    };
    format!("{root}{}", parts.join("/"))
}

/// Runs a program that is no plugin, with this input. What it prints on standard error is part of the failure.
///
/// # Errors
/// Why it cannot be run, or [`PluginError::Program`].
pub fn run_program(
    program: &str,
    arguments: &[String],
    input: &[u8],
    environment: &Variables,
) -> Result<Vec<u8>, PluginError> {
    let prepared = Prepared {
        program: program.to_owned(),
        arguments: arguments.to_vec(),
    };
    let pipes = Pipes {
        input: Some(input),
        ..Pipes::of(Streams::Captured)
    };
    let ended = run(program, &prepared, environment, &pipes)?;
    if ended.status.success() {
        return Ok(ended.printed.stdout);
    }
    Err(PluginError::Program {
        program: program.to_owned(),
        code: ended.code(),
        stderr: String::from_utf8_lossy(&ended.printed.stderr).into_owned(),
    })
}
