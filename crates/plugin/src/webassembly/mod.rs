//! Plugins that are WebAssembly: what they are told, what they answer, and what of the system they see.

mod definition;
mod host;
mod invoke;
mod message;
mod settings;

pub(crate) use definition::parse_extism;
pub use host::Network;
pub(crate) use invoke::{Environment, invoke};
pub(crate) use message::{
    command_input, command_output, getter_input, getter_output, manifests_input, manifests_output,
};
pub use settings::{Extism, ExtismMemory};
