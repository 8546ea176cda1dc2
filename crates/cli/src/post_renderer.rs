//! What `--post-renderer` means: a plugin, or for Helm 3 a program.

use std::sync::Arc;

use steersman_manifest::SplitRule;
use steersman_names::HelmDialect;
use steersman_ops::{PostRender, PostRenderFailure};
use steersman_plugin::{
    Network, Plugin, PluginError, Variables, find_post_renderer, run_program, split_folders,
};

use crate::command::{Flags, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::extensions::plugin_network;
use crate::log::Level;
use crate::mirror_images::MirrorImages;
use crate::mirrors::load_mirrors;

/// The post-renderer that the flags name, and the one that puts images of mirrors into what it makes.
///
/// # Errors
/// Helm's for a flag whose value is refused.
pub(crate) fn post_renderer(
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Option<Arc<dyn PostRender>>, CliError> {
    let before = named_renderer(flags, context)?;
    if !flags.switch("mirror-images") {
        return Ok(before);
    }
    Ok(Some(Arc::new(MirrorImages {
        rules: load_mirrors(context.settings)?,
        rule: SplitRule::from(context.dialect),
        before,
    })))
}

fn named_renderer(
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<Option<Arc<dyn PostRender>>, CliError> {
    let name = flags.text("post-renderer");
    if name.is_empty() {
        return Ok(None);
    }
    let arguments = flags.list("post-renderer-args").to_vec();
    let environment = context.environment.variables().clone();
    if context.dialect == HelmDialect::V3_22 {
        return Ok(Some(Arc::new(Program {
            name: name.to_owned(),
            arguments,
            environment,
        })));
    }
    let folders = split_folders(&context.settings.plugins);
    let printer = &mut context.printer;
    let found = find_post_renderer(&folders, name, &mut |broken| {
        let definition = broken.definition.to_string_lossy();
        let error = CliError::from_error(&broken.error).message;
        let fields = [("plugin_yaml", &*definition), ("error", &error)];
        printer.log(Level::Warn, "failed to load plugin (ignoring)", &fields);
    });
    let plugin = found.map_err(|error| {
        let failure = CliError::from_error(&error);
        let missing = matches!(error, PluginError::NotFound { .. });
        let refused = CliError {
            message: format!(
                "invalid argument {} for \"--post-renderer\" flag: {}",
                quote(name),
                failure.message
            ),
            ..failure
        };
        if missing && is_program(name, &environment) {
            refused.hint("a program has to be wrapped as a plugin of the type postrenderer/v1")
        } else {
            refused
        }
    })?;
    Ok(Some(Arc::new(Renderer {
        plugin,
        arguments,
        environment,
        network: plugin_network(context.environment),
    })))
}

fn is_program(name: &str, environment: &Variables) -> bool {
    let folders = environment
        .get("PATH")
        .map(String::as_str)
        .unwrap_or_default();
    std::env::split_paths(folders).any(|folder| folder.join(name).is_file())
}

/// A plugin with its arguments.
#[derive(Debug)]
struct Renderer {
    plugin: Plugin,
    arguments: Vec<String>,
    environment: Variables,
    network: Arc<dyn Network>,
}

impl PostRender for Renderer {
    fn run(&self, manifests: &[u8]) -> Result<Vec<u8>, PostRenderFailure> {
        Ok(self
            .plugin
            .post_render(manifests, &self.arguments, &self.environment, &self.network)?)
    }
}

/// A program with its arguments, as Helm 3 has it.
#[derive(Debug)]
struct Program {
    name: String,
    arguments: Vec<String>,
    environment: Variables,
}

impl PostRender for Program {
    fn run(&self, manifests: &[u8]) -> Result<Vec<u8>, PostRenderFailure> {
        let printed = run_program(&self.name, &self.arguments, manifests, &self.environment)?;
        if printed.trim_ascii().is_empty() {
            return Err(PluginError::Empty(self.name.clone()).into());
        }
        Ok(printed)
    }
}
