//! Calling a function of a module.

use std::collections::BTreeMap;

use wasmi::errors::{ErrorKind, InstantiationError};
use wasmi::{
    CompilationMode, Config, CustomFuelCosts, Engine, Error, Func, Instance, Linker, Module,
    ResumableCall, Store, Val,
};

use crate::host::Host;
use crate::state::State;
use crate::{Settings, WasmError, extism, wasi};

/// How many steps are done between two looks at the clock.
const SLICE: u64 = 20_000_000;
/// How many steps the start of a module may take, which cannot be taken up again.
const START: u64 = 100_000_000;
/// What is counted besides steps. Translating functions is free: a call that runs out in the middle of it could not be
/// taken up again, and how much there is to translate is bounded by the size of the module.
const COSTS: CustomFuelCosts = CustomFuelCosts {
    bytes_copied_per_fuel: 64,
    fuel_per_bytes_translated: 0,
    fuel_per_bytes_validated: 0,
};
/// How deep functions may call each other.
const MAX_DEPTH: usize = 20_000;
/// How large a module may be, in bytes.
const MAX_MODULE: usize = 256 << 20;

/// A call of a module.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The module, in binary form.
    pub module: &'a [u8],
    /// What it may do.
    pub settings: &'a Settings,
    /// Its environment.
    pub variables: &'a BTreeMap<String, String>,
    /// What it is given.
    pub input: &'a [u8],
}

/// How a call ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What the function answered; zero is good.
    pub code: u32,
    /// What it handed over.
    pub output: Vec<u8>,
}

/// Calls the function of a module that its settings name.
///
/// # Errors
/// [`WasmError`].
pub fn run(call: &Call<'_>, host: Box<dyn Host>) -> Result<Ended, WasmError> {
    if call.module.len() > MAX_MODULE {
        return Err(WasmError::Module(format!(
            "module of {} bytes is larger than {MAX_MODULE}",
            call.module.len()
        )));
    }
    let invalid = |error: Error| WasmError::Module(error.to_string());
    let mut config = Config::default();
    config
        .consume_fuel(true)
        .compilation_mode(CompilationMode::LazyTranslation)
        .set_max_recursion_depth(MAX_DEPTH)
        .fuel_cost(COSTS);
    let engine = Engine::new(&config);
    let module = Module::new(&engine, call.module).map_err(invalid)?;
    let mut linker = Linker::new(&engine);
    extism::define(&mut linker).map_err(invalid)?;
    wasi::define(&mut linker).map_err(invalid)?;
    let mut store = Store::new(&engine, State::new(call, host));
    store.limiter(|state| &mut state.limits);
    store.set_fuel(START).map_err(invalid)?;
    let instance =
        linker
            .instantiate_and_start(&mut store, &module)
            .map_err(|error| match error.kind() {
                ErrorKind::TrapCode(_) | ErrorKind::Host(_) | ErrorKind::I32ExitStatus(_) => {
                    explain(&error)
                }
                ErrorKind::Instantiation(InstantiationError::FailedToInstantiateMemory(_)) => {
                    WasmError::Module(format!(
                        "the module needs more memory than the limit of {} pages",
                        call.settings.max_pages
                    ))
                }
                _ => invalid(error),
            })?;
    initialize(instance, &mut store, &call.settings.entry)?;
    let code = call_function(instance, &mut store, &call.settings.entry)?;
    let kernel = &store.data().kernel;
    let said = kernel.text(kernel.error());
    if !said.is_empty() {
        return Err(WasmError::Said(said));
    }
    Ok(Ended {
        code,
        output: kernel.output_bytes().to_vec(),
    })
}

/// Calls what has to be called first: by the convention of WASI, or of those that have none.
fn initialize(instance: Instance, store: &mut Store<State>, entry: &str) -> Result<(), WasmError> {
    if ["_start", "_initialize"].contains(&entry) {
        return Ok(());
    }
    let is_there = |name: &&&str| {
        let function = instance.get_func(&*store, name);
        function.is_some_and(|function| function.ty(&*store).params().is_empty())
    };
    match ["_initialize", "__wasm_call_ctors"].iter().find(is_there) {
        None => Ok(()),
        Some(name) => match call_function(instance, store, name) {
            Ok(_) => Ok(()),
            Err(WasmError::Deadline) => Err(WasmError::Deadline),
            Err(error) => Err(WasmError::Initialize(Box::new(error))),
        },
    }
}

fn call_function(
    instance: Instance,
    store: &mut Store<State>,
    name: &str,
) -> Result<u32, WasmError> {
    let function = instance.get_func(&*store, name);
    let function = function.ok_or_else(|| WasmError::NoFunction(name.to_owned()))?;
    let kind = function.ty(&*store);
    if !kind.params().is_empty() {
        return Err(WasmError::Module(format!(
            "expected 0 params, but passed {}",
            kind.params().len()
        )));
    }
    let results = kind.results();
    if results.len() > 1 {
        return Err(WasmError::Results {
            name: name.to_owned(),
            results: results.len(),
        });
    }
    let mut values: Vec<_> = results.iter().map(|_| Val::I32(0)).collect();
    match call_in_slices(function, store, &mut values) {
        Ok(()) => {}
        Err(WasmError::Exit(0)) => return Ok(0),
        Err(error) => return Err(error),
    }
    Ok(match values.first() {
        Some(Val::I32(code)) => code.cast_unsigned(),
        Some(Val::I64(code)) => low_bits(code.cast_unsigned()),
        _ => 0,
    })
}

/// Calls a function, and looks at the clock from time to time.
fn call_in_slices(
    function: Func,
    store: &mut Store<State>,
    results: &mut [Val],
) -> Result<(), WasmError> {
    let refuel = |store: &mut Store<State>, least: u64| {
        let fuel = SLICE.max(least);
        store.set_fuel(fuel).map_err(|error| explain(&error))
    };
    refuel(store, 0)?;
    let mut call = function.call_resumable(&mut *store, &[], results);
    loop {
        match call.map_err(|error| explain(&error))? {
            ResumableCall::Finished => return Ok(()),
            ResumableCall::HostTrap(trap) => return Err(explain(trap.host_error())),
            ResumableCall::OutOfFuel(rest) => {
                if store.data().is_over() {
                    return Err(WasmError::Deadline);
                }
                refuel(store, rest.required_fuel())?;
                call = rest.resume(&mut *store, results);
            }
        }
    }
}

/// What the interpreter's error means.
fn explain(error: &Error) -> WasmError {
    if let Some(refused) = error.downcast_ref::<extism::Refused>() {
        return WasmError::Refused(refused.to_string());
    }
    if error.downcast_ref::<wasi::TimeOver>().is_some() {
        return WasmError::Deadline;
    }
    if let Some(code) = error.i32_exit_status() {
        return WasmError::Exit(code);
    }
    WasmError::Trap(match error.as_trap_code() {
        Some(wasmi::TrapCode::UnreachableCodeReached) => "unreachable".to_owned(),
        Some(wasmi::TrapCode::MemoryOutOfBounds) => "out of bounds memory access".to_owned(),
        Some(wasmi::TrapCode::StackOverflow) => "stack overflow".to_owned(),
        Some(wasmi::TrapCode::IntegerDivisionByZero) => "integer divide by zero".to_owned(),
        _ => error.to_string(),
    })
}

/// The lower half of a number.
fn low_bits(number: u64) -> u32 {
    u32::try_from(number & u64::from(u32::MAX)).unwrap_or_default()
}
