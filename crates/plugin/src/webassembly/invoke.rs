//! Calling the module of a plugin.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::sync::Arc;

use steersman_wasm::{Call, WasmError, run};

use super::Extism;
use super::host::{Ends, Network, System};
use crate::error::go_path_error;
use crate::expand::Variables;
use crate::find::MODULE;
use crate::{Plugin, PluginError, Printed, Streams};

/// The largest module that is read, in bytes.
const MAX_MODULE: u64 = 256 << 20;

/// What a plugin has around it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Environment<'a> {
    /// Its variables; `None` shows it none.
    pub(crate) variables: Option<&'a Variables>,
    /// Its streams; `None` where what it prints is lost.
    pub(crate) streams: Option<Streams>,
    /// Its way to servers.
    pub(crate) network: &'a Arc<dyn Network>,
}

/// Gives the plugin a message and takes its answer, with what it printed.
///
/// # Errors
/// Why it cannot be run, [`PluginError::Exit`] with its code, or what it says itself.
pub(crate) fn invoke(
    plugin: &Plugin,
    extism: &Extism,
    input: &[u8],
    environment: &Environment<'_>,
) -> Result<(Vec<u8>, Printed), (PluginError, Printed)> {
    let nothing = |error| (error, Printed::default());
    if let Some(wanted) = extism.host_functions.iter().flatten().next() {
        return Err(nothing(PluginError::NoHostFunction(wanted.clone())));
    }
    let module = read_module(plugin).map_err(nothing)?;
    let settings = extism.to_settings();
    let none = BTreeMap::new();
    let call = Call {
        module: &module,
        settings: &settings,
        variables: environment.variables.unwrap_or(&none),
        input,
    };
    let ends = environment.streams.map_or(Ends::Lost, Ends::of);
    let system = System {
        started: System::start(),
        ends: ends.clone(),
        network: Arc::clone(environment.network),
    };
    let result = run(&call, Box::new(system));
    let printed = ends.printed();
    match result {
        Ok(ended) if ended.code == 0 => Ok((ended.output, printed)),
        Ok(ended) => {
            let error = PluginError::Exit {
                name: plugin.name().to_owned(),
                // What is left of a code is never the one of success.
                code: ended.code.to_le_bytes()[0].max(1),
            };
            Err((error, printed))
        }
        Err(error @ WasmError::Module(_)) => Err((PluginError::Module(error), printed)),
        Err(error) => Err((PluginError::WebAssembly(error), printed)),
    }
}

fn read_module(plugin: &Plugin) -> Result<Vec<u8>, PluginError> {
    let path = plugin.folder.join(MODULE);
    let failed = |error: std::io::Error| {
        PluginError::Module(WasmError::Module(go_path_error("open", &path, &error)))
    };
    let mut bytes = Vec::new();
    std::fs::File::open(&path)
        .and_then(|file| file.take(MAX_MODULE + 1).read_to_end(&mut bytes))
        .map_err(failed)?;
    Ok(bytes)
}
