//! The commands of the program, one in each file.
//!
//! [`ROOT`] is the whole tree. A command is listed when it works.

mod change;
mod complete;
mod completion;
mod create;
mod dependency;
mod docs;
mod env;
mod get;
mod groups;
mod help;
mod history;
mod install;
mod lint;
mod list;
mod package;
mod rollback;
mod root;
mod show;
mod status;
mod template;
mod test;
mod uninstall;
mod upgrade;
mod values;
mod version;

pub use root::ROOT;
