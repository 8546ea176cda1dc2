//! Tests of the server, in one program.
#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    clippy::panic,
    clippy::print_stdout,
    clippy::too_many_lines,
    clippy::disallowed_methods,
    reason = "a failed step of a helper fails the test, whoever runs it should know what is skipped, a table is as long \
              as its rows, and tests look at the clock"
)]

mod support;

mod cases;
mod changes;
mod full;
mod hostile;
mod index_forms;
mod matrix;
mod mirrors;
mod neighbours;
mod registry;
mod replicas;
mod restarts;
mod rules;
mod socket;
mod tokens;
mod webhooks;

#[test]
fn every_file_is_part_of_the_program() {
    let listed = include_str!("runner.rs");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    for entry in fs_err::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|name| *name != "runner") {
            assert!(listed.contains(&format!("mod {module};")), "{name}");
        }
    }
}
