use std::collections::BTreeMap;

use steersman_names::HelmDialect;
use steersman_value::{GoType, Map, Str, Value};

use super::encode::{EncodeError, encode};
use super::parser::parse;
use crate::date::Zone;
use crate::entry::{Entry, Outcome};
use crate::{Options, args};

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("toToml", &[GoType::Any], to_toml),
    Entry::pure("mustToToml", &[GoType::Any], must_to_toml).since(HelmDialect::V4_3),
    Entry::with_options("fromToml", &[GoType::String], from_toml),
];

/// The text, or that of the error.
fn to_toml(args: &[Value]) -> Outcome {
    match encode(args::any(args, 0)) {
        Ok(text) => Ok(Value::str(text)),
        Err(EncodeError::Refused(reason)) => Ok(Value::str(reason)),
        Err(EncodeError::Panicked(reason)) => Err(args::panic(reason)),
    }
}

fn must_to_toml(args: &[Value]) -> Outcome {
    match encode(args::any(args, 0)) {
        Ok(text) => Ok(Value::str(text)),
        Err(EncodeError::Refused(reason) | EncodeError::Panicked(reason)) => {
            Err(args::panic(reason))
        }
    }
}

/// The document, or a map with the error's text under `Error`.
fn from_toml(options: &Options, args: &[Value]) -> Outcome {
    let local = Zone::local(&options.env.local_zone());
    let now = i64::try_from(options.env.now().unix_nanos.div_euclid(1_000_000_000)).unwrap_or(0);
    Ok(
        parse(args::text(args, 0)?, &local, local.offset(now)).unwrap_or_else(|reason| {
            let entries = [(Str::from("Error"), Value::str(reason))];
            Map::any(entries.into_iter().collect::<BTreeMap<_, _>>()).into()
        }),
    )
}
