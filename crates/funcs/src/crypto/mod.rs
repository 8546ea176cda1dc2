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
#[cfg(target_arch = "x86_64")]
mod fermat;
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

/// Where there is nothing to test several numbers at once with.
#[cfg(not(target_arch = "x86_64"))]
mod fermat {
    pub(super) const LANES: usize = 8;

    pub(super) fn pass_fermat<const N: usize>(_: &[[u64; N]; LANES]) -> Option<[bool; LANES]> {
        None
    }
}

pub(crate) use functions::FUNCTIONS;
