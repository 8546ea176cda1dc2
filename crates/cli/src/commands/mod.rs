//! The commands of the program, one in each file.
//!
//! [`ROOT`] is the whole tree. A command is listed when it works.

mod bundle;
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
mod images;
mod install;
mod lint;
mod list;
mod package;
mod plan;
mod plugin;
mod pull;
mod push;
mod registry;
mod repo;
mod rollback;
mod root;
mod search;
mod serve;
mod serve_token;
mod show;
mod status;
mod template;
mod test;
mod uninstall;
mod upgrade;
mod values;
mod verify;
mod version;

pub(crate) use env::variables as helm_variables;
pub use root::ROOT;
