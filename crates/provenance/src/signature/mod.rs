//! Signatures that lie beside an artifact in a registry, and the public keys that check them.

mod bundle;
mod der;
mod envelope;
mod error;
mod key;
mod notation;
mod simple;

pub use envelope::{Signature, SignatureFormat, SignatureVerification, Subject, verify_signatures};
pub use error::{PublicKeyError, SignatureError};
pub use key::PublicKey;
