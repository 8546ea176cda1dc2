//! What can be wrong with public keys and with the signatures they check.

/// A file that holds no public key that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PublicKeyError {
    /// It is no PEM, or has no fitting block.
    #[error("no public key in it: a PEM block PUBLIC KEY or CERTIFICATE is wanted")]
    NoKey,
    /// It has the other half of a key.
    #[error("it holds a secret key: the public one is wanted")]
    Secret,
    /// The key is damaged.
    #[error("the public key in it is damaged")]
    Malformed,
    /// The key is of a kind that is not known.
    #[error("its public key is none of ECDSA on P-256 or P-384, Ed25519, or RSA")]
    Unsupported,
}

/// A signature beside an artifact that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is none.
    #[error("there is no cosign or notation signature beside it")]
    Missing,
    /// None of the keys made it.
    #[error("the {0} is of none of the given keys")]
    OtherKey(&'static str),
    /// It is not in the form it claims to have.
    #[error("the {kind} is damaged: {cause}")]
    Malformed {
        /// The form.
        kind: &'static str,
        /// What is wrong.
        cause: String,
    },
    /// It is of something else.
    #[error("the {kind} is of {signed}, not of {found}")]
    OtherDigest {
        /// The form.
        kind: &'static str,
        /// The digest that was signed.
        signed: String,
        /// The digest of the artifact.
        found: String,
    },
    /// It was made for another repository.
    #[error("the {kind} was made for {signed}, not for {wanted}")]
    OtherIdentity {
        /// The form.
        kind: &'static str,
        /// The repository that was signed.
        signed: String,
        /// The repository that was wanted.
        wanted: String,
    },
    /// It says something about the artifact, but not that somebody stands for it.
    #[error("the {kind} says something else: {statement}")]
    OtherStatement {
        /// The form.
        kind: &'static str,
        /// The kind of statement.
        statement: String,
    },
    /// It holds no more.
    #[error("the {0} has expired")]
    Expired(&'static str),
    /// It needs something that is not known here.
    #[error("the {kind} needs {what}, which is not supported")]
    Unsupported {
        /// The form.
        kind: &'static str,
        /// What it needs.
        what: String,
    },
}
