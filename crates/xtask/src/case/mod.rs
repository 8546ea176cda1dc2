//! The project's own cases: a few small files, command lines, and what real Helm printed for them.
//!
//! A case is one text file, `corpus/cases/TOPIC/NAME.txt`:
//!
//! ```text
//! A null in the user's values removes a default.
//! copy storefront
//! $ template demo chart --set a=null
//! -- chart/values.yaml --
//! a: 1
//! -- chart/templates/a.yaml --
//! a: {{ .Values.a }}
//! ```
//!
//! First comes a description, then directives (`copy CHART` puts a chart of `corpus/charts` into the
//! working folder, `env NAME=VALUE` sets a variable, `helm VERSION` asks that Helm only), the commands, and the files. A file marked
//! `[base64]` holds bytes, one marked `[link]` is a symbolic link to the path in it, one marked `[no-newline]` does not end in a newline. A case with files in `chart/` but no
//! `chart/Chart.yaml` gets a minimal one. What a recorded Helm printed is beside it, in
//! `NAME.vX.Y.Z.golden`.

mod archive;
mod golden;
mod parse;
mod run;
mod words;

pub(crate) use archive::{hex, list_members};
pub(crate) use golden::{Golden, GoldenRun};
pub(crate) use parse::load_cases;
pub use parse::{Case, CaseFile, parse_case};
pub(crate) use run::{copy_folder, lay_out, run_case};
pub(crate) use words::split_words;
