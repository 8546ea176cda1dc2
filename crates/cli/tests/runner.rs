//! Tests of the command line, in one program.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_in_result,
    clippy::unwrap_used,
    reason = "whoever runs the tests should know what is skipped, and a failed step fails the test"
)]

mod bed;
mod support;

mod asking;
mod closed;
mod cluster;
mod completion;
mod crds;
mod database;
mod deploy;
mod dialect;
mod environment;
mod errors;
mod jsonpath;
mod plan;
mod rivals;
mod serve;
mod shells;
mod terminal;
mod usage;
mod version;
mod waiting;

#[test]
fn every_file_is_part_of_the_program() {
    let listed = include_str!("runner.rs");
    for entry in fs_err::read_dir(support::folder("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some(module) = name.strip_suffix(".rs").filter(|name| *name != "runner") {
            assert!(listed.contains(&format!("mod {module};")), "{name}");
        }
    }
}
