//! The language of `--set` and its relatives, over a table that is already there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steersman_chart::set::{Flavor, apply};
use steersman_names::HelmDialect;
use steersman_value::Table;

fuzz_target!(|text: &str| {
    let mut read = |name: &str| Ok(name.as_bytes().to_vec());
    let flavors = [
        Flavor::Typed,
        Flavor::String,
        Flavor::Json,
        Flavor::Literal,
        Flavor::File(&mut read),
    ];
    for flavor in flavors {
        let mut table = Table::default();
        drop(apply("a.b={1,2},l[1].x=y,t=true", Flavor::Typed, HelmDialect::default(), &mut table));
        drop(apply(text, flavor, HelmDialect::default(), &mut table));
    }
});
