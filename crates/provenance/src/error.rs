//! What can be wrong with keyrings and provenance files.

/// A keyring that cannot be read. The words are Helm's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyringError {
    /// A GnuPG keybox is damaged.
    #[error("{0}")]
    Keybox(String),
    /// An armored keyring is damaged.
    #[error("{0}")]
    Armor(String),
    /// No key in it can be used, and this is what is wrong with the last one.
    #[error("openpgp: invalid data: {0}")]
    Malformed(String),
}

/// A signature that cannot be made or does not hold. The words are Helm's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProvenanceError {
    /// Several keys have the wanted text in their names.
    #[error("more than one key contain the id {0:?}")]
    AmbiguousKey(String),
    /// No key has the wanted name.
    #[error("private key not found")]
    NoKey,
    /// The key of the wanted name has no secret part.
    #[error("provided key is not a private key. Try providing a keyring with secret keys")]
    NotPrivate,
    /// The passphrase is wrong, or the secret key is damaged.
    #[error("openpgp: invalid data: private key checksum failure")]
    WrongPassphrase,
    /// The passphrase could not be had.
    #[error("{0}")]
    NoPassphrase(String),
    /// The key cannot sign.
    #[error("openpgp: unsupported feature: {0}")]
    Unsupported(String),
    /// There is no clear-signed text in the provenance file.
    #[error("signature block not found")]
    NoSignature,
    /// The signature packet is damaged.
    #[error("openpgp: invalid data: {0}")]
    Malformed(String),
    /// No key of the keyring made the signature.
    #[error("openpgp: signature made by unknown entity")]
    UnknownSigner,
    /// The signature is not of this text and this key.
    #[error("openpgp: invalid signature: {0}")]
    InvalidSignature(String),
    /// The key that signed was revoked.
    #[error("openpgp: signature made by revoked key")]
    KeyRevoked,
    /// The key that signed has expired.
    #[error("openpgp: key expired")]
    KeyExpired,
    /// The signature has expired, or comes from the future.
    #[error("openpgp: signature expired")]
    SignatureExpired,
    /// The signed text is not one of provenance.
    #[error("message block must have at least two parts")]
    NoChecksums,
    /// The part with the digests cannot be read.
    #[error("{0}")]
    Checksums(String),
    /// The digest of another file was signed.
    #[error("provenance does not contain a SHA for a file named {0:?}")]
    OtherFile(String),
    /// The file is not the one that was signed.
    #[error("sha256 sum does not match for {name}: {signed:?} != {found:?}")]
    OtherContent {
        /// The name of the file.
        name: String,
        /// The digest that was signed.
        signed: String,
        /// The digest the file has.
        found: String,
    },
}
