//! Any bytes as a packed chart: never a panic, never more than the limits.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steersman_chart::archive::Limits;
use steersman_chart::load_archive;
use steersman_names::HelmDialect;

fuzz_target!(|bytes: &[u8]| {
    let limits = Limits {
        total: 4 << 20,
        stream: 8 << 20,
        nested_total: 8 << 20,
        entries: 1000,
        ..Limits::default()
    };
    drop(load_archive(bytes, HelmDialect::default(), &limits));
});
