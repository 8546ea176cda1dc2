//! Provenance of charts: clear-signed `.prov` files, keyrings.
//!
//! A provenance file is an OpenPGP clear-signed text (RFC 9580, section 7) that holds the chart's metadata and the
//! digest of its archive. [`sign()`] makes one with a secret key of a [`Keyring`], [`verify()`] checks one. Helm and
//! GnuPG read what [`sign()`] writes, and [`verify()`] reads what they write.
//!
//! ```
//! use steersman_provenance::{Keyring, ProvenanceError, verify};
//!
//! let nobody = Keyring::parse(b"").expect("an empty file is a keyring without keys");
//! let error = verify(&nobody, b"archive", b"not signed", "web-0.1.0.tgz", 0).expect_err("nobody signed it");
//! assert!(matches!(error, ProvenanceError::NoSignature));
//! ```
//!
//! Charts in registries can be signed in other ways: [`verify_signatures`] checks what cosign and notation leave beside
//! an artifact, with a [`PublicKey`] that the user trusts. It asks no certificate authority and no transparency log.
//!
//! # Invariants
//! - No I/O, no clock: the time comes as a number of seconds since 1970.
//! - A key counts only with a valid signature of its own over a user name; a sub-key only when both keys signed the
//!   other. Revoked and expired keys sign nothing.
//! - Passphrases and secret keys appear in no error and no `Debug` output.
//! - Malformed input is an error, never a panic.

mod armor;
mod cleartext;
mod entity;
mod error;
mod keybox;
mod keyring;
mod message;
mod sign;
mod signature;
mod verify;

pub use error::{KeyringError, ProvenanceError};
pub use keyring::Keyring;
pub use sign::{SigningRequest, sign};
pub use signature::{
    PublicKey, PublicKeyError, Signature, SignatureError, SignatureFormat, SignatureVerification,
    Subject, verify_signatures,
};
pub use verify::{Verification, verify};
