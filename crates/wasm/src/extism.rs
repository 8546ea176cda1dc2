//! The functions of `extism:host/env` (Extism's proposal 7, the runtime kernel).

use wasmi::{Caller, Error, Linker};

use crate::http;
use crate::state::State;

const MODULE: &str = "extism:host/env";
/// What a variable costs beyond its name and value.
const VARIABLE: u64 = 40;
/// The level of logs that says that nothing is logged.
const OFF: i32 = i32::MAX;

/// The host does not do what the module wants.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) String);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl wasmi::errors::HostError for Refused {}

/// Ends the module with this reason.
pub(crate) fn refuse(reason: impl Into<String>) -> Error {
    Error::host(Refused(reason.into()))
}

type Kernel<'a> = Caller<'a, State>;

/// Defines the functions.
pub(crate) fn define(linker: &mut Linker<State>) -> Result<(), Error> {
    define_memory(linker)?;
    define_input_and_output(linker)?;
    linker.func_wrap(MODULE, "config_get", config_get)?;
    linker.func_wrap(MODULE, "var_get", variable_get)?;
    linker.func_wrap(MODULE, "var_set", variable_set)?;
    linker.func_wrap(MODULE, "http_request", http::request)?;
    linker.func_wrap(MODULE, "http_status_code", |c: Kernel<'_>| -> i32 {
        i32::from(c.data().answer.status)
    })?;
    linker.func_wrap(MODULE, "http_headers", http::headers)?;
    linker.func_wrap(MODULE, "get_log_level", |_: Kernel<'_>| -> i32 { OFF })?;
    for name in [
        "log_trace",
        "log_debug",
        "log_info",
        "log_warn",
        "log_error",
    ] {
        linker.func_wrap(MODULE, name, |mut c: Kernel<'_>, offset: u64| {
            c.data_mut().kernel.free(offset);
        })?;
    }
    Ok(())
}

fn define_memory(linker: &mut Linker<State>) -> Result<(), Error> {
    linker.func_wrap(MODULE, "alloc", |mut c: Kernel<'_>, length: u64| -> u64 {
        c.data_mut().kernel.allocate(length)
    })?;
    linker.func_wrap(MODULE, "free", |mut c: Kernel<'_>, offset: u64| {
        c.data_mut().kernel.free(offset);
    })?;
    for name in ["length", "length_unsafe"] {
        linker.func_wrap(MODULE, name, |c: Kernel<'_>, offset: u64| -> u64 {
            c.data().kernel.length(offset)
        })?;
    }
    linker.func_wrap(MODULE, "load_u8", |c: Kernel<'_>, offset: u64| -> u32 {
        first_byte(c.data().kernel.load(offset, 1))
    })?;
    linker.func_wrap(MODULE, "load_u64", |c: Kernel<'_>, offset: u64| -> u64 {
        c.data().kernel.load(offset, 8)
    })?;
    linker.func_wrap(
        MODULE,
        "store_u8",
        |mut c: Kernel<'_>, offset: u64, value: u32| {
            c.data_mut().kernel.store(offset, 1, u64::from(value));
        },
    )?;
    linker.func_wrap(
        MODULE,
        "store_u64",
        |mut c: Kernel<'_>, offset: u64, value: u64| {
            c.data_mut().kernel.store(offset, 8, value);
        },
    )?;
    linker.func_wrap(MODULE, "memory_bytes", |c: Kernel<'_>| -> u64 {
        c.data().kernel.used()
    })?;
    linker.func_wrap(MODULE, "reset", |mut c: Kernel<'_>| {
        c.data_mut().kernel.reset();
    })?;
    Ok(())
}

fn define_input_and_output(linker: &mut Linker<State>) -> Result<(), Error> {
    linker.func_wrap(MODULE, "input_length", |c: Kernel<'_>| -> u64 {
        c.data().kernel.input_length()
    })?;
    linker.func_wrap(MODULE, "input_offset", |c: Kernel<'_>| -> u64 {
        c.data().kernel.input()
    })?;
    linker.func_wrap(MODULE, "input_load_u8", |c: Kernel<'_>, at: u64| -> u32 {
        let kernel = &c.data().kernel;
        first_byte(kernel.load(kernel.input().saturating_add(at), 1))
    })?;
    linker.func_wrap(MODULE, "input_load_u64", |c: Kernel<'_>, at: u64| -> u64 {
        let kernel = &c.data().kernel;
        kernel.load(kernel.input().saturating_add(at), 8)
    })?;
    linker.func_wrap(
        MODULE,
        "input_set",
        |mut c: Kernel<'_>, offset: u64, _: u64| {
            c.data_mut().kernel.set_input(offset);
        },
    )?;
    linker.func_wrap(
        MODULE,
        "output_set",
        |mut c: Kernel<'_>, offset: u64, length: u64| {
            c.data_mut().kernel.set_output(offset, length);
        },
    )?;
    linker.func_wrap(MODULE, "output_offset", |c: Kernel<'_>| -> u64 {
        c.data().kernel.output().0
    })?;
    linker.func_wrap(MODULE, "output_length", |c: Kernel<'_>| -> u64 {
        c.data().kernel.output().1
    })?;
    linker.func_wrap(MODULE, "error_set", |mut c: Kernel<'_>, offset: u64| {
        c.data_mut().kernel.set_error(offset);
    })?;
    linker.func_wrap(MODULE, "error_get", |c: Kernel<'_>| -> u64 {
        c.data().kernel.error()
    })?;
    Ok(())
}

fn config_get(mut caller: Kernel<'_>, name: u64) -> u64 {
    let state = caller.data_mut();
    match state.settings.config.get(&state.kernel.text(name)) {
        Some(value) => state.kernel.put(value.as_bytes()),
        None => 0,
    }
}

fn variable_get(mut caller: Kernel<'_>, name: u64) -> u64 {
    let state = caller.data_mut();
    let text = state.kernel.text(name);
    state.kernel.free(name);
    match state.variables.get(&text) {
        Some(value) => state.kernel.put(value),
        None => 0,
    }
}

fn variable_set(mut caller: Kernel<'_>, name: u64, value: u64) -> Result<(), Error> {
    let state = caller.data_mut();
    if state.settings.max_variables == 0 {
        return Err(refuse("Vars are disabled by this host"));
    }
    let text = state.kernel.text(name);
    state.kernel.free(name);
    if value == 0 {
        state.variables.remove(&text);
        return Ok(());
    }
    let bytes = state.kernel.block(value).to_vec();
    state.kernel.free(value);
    let size = |name: &String, value: &Vec<u8>| VARIABLE + (name.len() + value.len()) as u64;
    let known = state.variables.iter();
    let known: u64 = known.map(|(name, value)| size(name, value)).sum();
    if known + size(&text, &bytes) >= state.settings.max_variables {
        return Err(refuse("Variable store is full"));
    }
    state.variables.insert(text, bytes);
    Ok(())
}

/// The byte that a number of one byte holds.
fn first_byte(loaded: u64) -> u32 {
    u32::from(loaded.to_le_bytes()[0])
}
