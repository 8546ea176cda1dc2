//! The commands of the program, one in each file.
//!
//! [`ROOT`] is the whole tree. A command is listed when it works.

mod complete;
mod completion;
mod create;
mod dependency;
mod docs;
mod env;
mod groups;
mod help;
mod lint;
mod package;
mod root;
mod show;
mod template;
mod values;
mod version;

pub use root::ROOT;
