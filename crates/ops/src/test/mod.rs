//! `test`: run the tests of a release, which are hooks.

mod logs;
mod request;
mod run;

pub use logs::write_logs;
pub use request::{TestFilter, TestRequest};
pub use run::{Tested, test};
