//! Files stay whole: repositories, caches, charts and settings on a full disk, under several programs at once, and when
//! a command is killed.
//!
//! A web server serves three charts of real Helm's making, a small one of which there are more and more versions, and two
//! large ones. Whatever happens to a command, a file is afterwards what it was before or what the command makes of it.

mod full_disk;
mod killed;
mod run;
mod site;
mod together;
mod tree;

use run::check;
pub(crate) use run::{WholeFiles, whole_files};
