//! The project's own tasks, run as `cargo xtask TASK`.
//!
//! A task either checks the tree (`tidy`, `docs --check`), compares the built program with real Helm
//! (`oracle`, `record`, `conformance`, `bench`), or tries to break it (`hostile`, `fuzz`). The program
//! under test is always a built binary, run as a child process in a clean environment: what is judged
//! here is what a user gets.
//!
//! ```
//! use steersman_xtask::case::parse_case;
//!
//! let case = parse_case("says hello", b"Says hello.\n$ template a chart\n-- chart/values.yaml --\na: 1\n")?;
//! assert_eq!(case.commands, ["template a chart"]);
//! assert_eq!(case.files[0].path, "chart/values.yaml");
//! # Ok::<(), anyhow::Error>(())
//! ```
//!
//! # Invariants
//!
//! - Expected outputs come from real Helm; nothing here writes a golden from the program under test.
//! - A run leaves nothing behind but what its task says it writes.
//! - The environment and the clock are read in [`workspace`] and [`process`] only.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a developer's tool talks to the terminal"
)]

mod arguments;
mod bench;
pub mod case;
mod cluster;
mod concurrency;
mod conformance;
mod distribution;
mod docs;
mod entry;
mod faults;
mod fuzz;
mod hostile;
mod interchange;
mod kill;
mod live;
mod oracle;
mod parallel;
mod peer;
pub mod process;
mod random;
mod record;
mod rights;
mod scratch;
mod serving;
pub mod tidy;
mod umbrella;
mod whole_files;
pub mod workspace;

pub use entry::main;
