//! Keys, certificates, hashes of passwords, encryption.
//!
//! Keys and certificates have exactly the form that Go's `crypto/x509` gives them. All randomness comes from the
//! [`Env`](crate::Env) port, so a render with a fixed port repeats itself.

mod certificate;
mod cipher;
mod der;
mod draws;
mod dsa;
mod elliptic;
mod functions;
mod key;
mod montgomery;
#[cfg(test)]
mod montgomery_tests;
mod object;
mod parse_certificate;
mod password;
mod pem;
mod prime;
#[cfg(test)]
mod prime_tests;
mod rsa;

pub(crate) use functions::FUNCTIONS;
