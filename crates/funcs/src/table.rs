use std::rc::Rc;

use steersman_gotmpl::Function;

use crate::Options;
use crate::entry::Entry;

/// The tables of all modules.
const TABLES: &[&[Entry]] = &[
    crate::crypto::FUNCTIONS,
    crate::date::FUNCTIONS,
    crate::duration::FUNCTIONS,
    crate::random::FUNCTIONS,
    crate::regex::FUNCTIONS,
    crate::semver::FUNCTIONS,
    crate::toml::FUNCTIONS,
    crate::url::FUNCTIONS,
];

/// The function table for one render. It holds the live recursion counts of `include`, so each render needs its own.
pub fn functions(options: &Options) -> Vec<Function> {
    let options = Rc::new(options.clone());
    TABLES.iter().flat_map(|table| table.iter()).filter_map(|entry| entry.build(&options)).collect()
}
