use std::rc::Rc;

use steersman_gotmpl::Function;

use crate::Options;
use crate::entry::Entry;
use crate::template::running_functions;

/// The tables of all modules.
const TABLES: &[&[Entry]] = &[
    crate::crypto::FUNCTIONS,
    crate::date::FUNCTIONS,
    crate::defaults::FUNCTIONS,
    crate::duration::FUNCTIONS,
    crate::json::FUNCTIONS,
    crate::paths::FUNCTIONS,
    crate::random::FUNCTIONS,
    crate::regex::FUNCTIONS,
    crate::semver::FUNCTIONS,
    crate::template::FUNCTIONS,
    crate::toml::FUNCTIONS,
    crate::types::FUNCTIONS,
    crate::url::FUNCTIONS,
    crate::yaml::FUNCTIONS,
];

/// The tables of the modules that are folders.
const GROUPS: &[&[&[Entry]]] = &[
    crate::dicts::TABLES,
    crate::encoding::TABLES,
    crate::lists::TABLES,
    crate::numbers::TABLES,
    crate::strings::TABLES,
];

/// The function table for one render. It holds the live recursion counts of `include`, so each render needs its own.
pub fn functions(options: &Options) -> Vec<Function> {
    let options = Rc::new(options.clone());
    let tables = || TABLES.iter().chain(GROUPS.iter().copied().flatten());
    let running = running_functions();
    let count = tables().map(|table| table.len()).sum::<usize>() + running.len();
    let mut functions = Vec::with_capacity(count);
    functions.extend(
        tables()
            .copied()
            .flatten()
            .filter_map(|entry| entry.build(&options)),
    );
    functions.extend(running);
    functions
}
