//! What a connection is made with: the connection string, the variables of the environment and the files that these name,
//! with the words and the precedence of Helm's library.

mod choices;
mod model;
mod read;
mod text;

pub(crate) use choices::{Negotiation, Session, SslMode, TlsVersion};
pub(crate) use model::{Host, Settings, TlsSettings};
pub(crate) use read::read_settings;
pub(crate) use text::find_password;

/// The variables of the environment.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;
