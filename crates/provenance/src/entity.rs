//! A key with its names and sub-keys, once their signatures are checked.

use pgp::composed::{SignedPublicKey, SignedPublicKeyParser, SignedSecretKeyParser};
use pgp::packet::{self, Packet, Signature, SignatureType};
use pgp::types::{KeyDetails as _, KeyId, KeyVersion, SignedUser, Tag};

/// A key that may sign, or whose signatures may be checked.
pub(crate) struct Entity {
    /// The names its owner signed.
    pub(crate) names: Vec<String>,
    pub(crate) secret: Option<packet::SecretKey>,
    pub(crate) public: packet::PublicKey,
    /// What the key says of itself: purposes and expiry.
    pub(crate) about: Signature,
    pub(crate) revoked: bool,
    pub(crate) subkeys: Vec<Subkey>,
}

/// A key that the key of an [`Entity`] stands for.
pub(crate) struct Subkey {
    pub(crate) key: packet::PublicSubkey,
    pub(crate) binding: Signature,
    pub(crate) revoked: bool,
}

impl Entity {
    /// Reads a key from the packets that belong to it, the first of which is the key.
    ///
    /// # Errors
    /// Why the key cannot be used.
    pub(crate) fn read(packets: Vec<Packet>) -> Result<Self, String> {
        let is_secret = matches!(packets.first(), Some(Packet::SecretKey(_)));
        let packets = packets.into_iter().map(Ok).peekable();
        let missing = || "first packet was not a public/private key".to_owned();
        let text = |error: pgp::errors::Error| error.to_string();
        if is_secret {
            let mut keys = SignedSecretKeyParser::from_packets(packets);
            let key = keys.next().ok_or_else(missing)?.map_err(text)?;
            let secret = key.primary_key.clone();
            Self::of(key.to_public_key(), Some(secret))
        } else {
            let mut keys = SignedPublicKeyParser::from_packets(packets);
            let key = keys.next().ok_or_else(missing)?.map_err(text)?;
            Self::of(key, None)
        }
    }

    fn of(key: SignedPublicKey, secret: Option<packet::SecretKey>) -> Result<Self, String> {
        let primary = key.primary_key;
        let users: Vec<_> = key
            .details
            .users
            .iter()
            .filter_map(|user| check_user(user, &primary).transpose())
            .collect::<Result<_, _>>()?;
        let about = if primary.version() == KeyVersion::V6 {
            newest(key.details.direct_signatures.iter())
                .filter(|signature| signature.verify_key(&primary).is_ok())
                .ok_or("v6 entity without a valid direct-key signature")?
                .clone()
        } else {
            let first = users
                .iter()
                .reduce(preferred)
                .ok_or("v4 entity without any identities")?;
            first.about.clone()
        };
        let revocations = key.details.revocation_signatures.iter();
        let revoked = revocations.clone().any(|signature| {
            signature.typ() == Some(SignatureType::KeyRevocation)
                && signature.verify_key(&primary).is_ok()
        });
        let identity_revoked = users
            .iter()
            .reduce(preferred)
            .is_some_and(|user| user.revoked);
        let subkeys = key
            .public_subkeys
            .into_iter()
            .map(|subkey| Subkey::of(subkey.key, &subkey.signatures, &primary))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            names: users.into_iter().map(|user| user.name).collect(),
            secret,
            public: primary,
            about,
            revoked: revoked || identity_revoked,
            subkeys,
        })
    }

    /// The fingerprint in hexadecimal, as it is printed.
    pub(crate) fn fingerprint(&self) -> String {
        format!("{:X}", self.public.fingerprint())
    }

    /// Whether this is the key of this number, and may sign.
    pub(crate) fn signs_as(&self, id: KeyId) -> bool {
        self.public.legacy_key_id() == id && self.about.key_flags().sign()
    }
}

impl Subkey {
    fn of(
        key: packet::PublicSubkey,
        signatures: &[Signature],
        primary: &packet::PublicKey,
    ) -> Result<Self, String> {
        let invalid = |error: String| format!("subkey signature invalid: {error}");
        for signature in signatures {
            check_binding(signature, &key, primary).map_err(invalid)?;
        }
        let of_type = |wanted| {
            let signatures = signatures.iter();
            signatures.filter(move |signature| signature.typ() == Some(wanted))
        };
        let binding = newest(of_type(SignatureType::SubkeyBinding))
            .ok_or("subkey packet not followed by signature")?;
        Ok(Self {
            binding: binding.clone(),
            revoked: of_type(SignatureType::SubkeyRevocation).next().is_some(),
            key,
        })
    }

    /// Whether this is the key of this number, and may sign.
    pub(crate) fn signs_as(&self, id: KeyId) -> bool {
        self.key.legacy_key_id() == id && self.binding.key_flags().sign()
    }
}

/// A name, and the newest signature of the key over it.
struct User {
    name: String,
    about: Signature,
    revoked: bool,
}

/// The name, if the key signed it.
///
/// # Errors
/// A signature that says it is the key's own is not.
fn check_user(user: &SignedUser, primary: &packet::PublicKey) -> Result<Option<User>, String> {
    let own: Vec<_> = user
        .signatures
        .iter()
        .filter(|signature| is_by(signature, primary))
        .collect();
    for signature in &own {
        signature
            .verify_certification(primary, Tag::UserId, &user.id)
            .map_err(|error| format!("user ID self-signature invalid: {error}"))?;
    }
    let (revocations, certifications): (Vec<_>, Vec<_>) = own
        .into_iter()
        .partition(|signature| signature.typ() == Some(SignatureType::CertRevocation));
    Ok(newest(certifications.into_iter()).map(|about| User {
        name: String::from_utf8_lossy(user.id.id()).into_owned(),
        about: about.clone(),
        revoked: !revocations.is_empty(),
    }))
}

/// A sub-key is bound by the key; one that signs has to have signed the key as well.
fn check_binding(
    signature: &Signature,
    key: &packet::PublicSubkey,
    primary: &packet::PublicKey,
) -> Result<(), String> {
    signature
        .verify_subkey_binding(primary, key)
        .map_err(|error| error.to_string())?;
    let binds = signature.typ() == Some(SignatureType::SubkeyBinding);
    if !binds || !signature.key_flags().sign() {
        return Ok(());
    }
    signature
        .embedded_signature()
        .ok_or("signing subkey is missing cross-signature")?
        .verify_primary_key_binding(key, primary)
        .map_err(|error| format!("error while verifying cross-signature: {error}"))
}

/// Which of two names speaks for the key: one that is not revoked, the one marked as primary, the newer one.
fn preferred<'a>(old: &'a User, new: &'a User) -> &'a User {
    let rank = |user: &User| {
        (
            !user.revoked,
            user.about.is_primary(),
            user.about.created().map(pgp::types::Timestamp::as_secs),
        )
    };
    if rank(new) > rank(old) { new } else { old }
}

fn newest<'a>(signatures: impl Iterator<Item = &'a Signature>) -> Option<&'a Signature> {
    signatures.reduce(|old, new| {
        if new.created() > old.created() {
            new
        } else {
            old
        }
    })
}

fn is_by(signature: &Signature, key: &packet::PublicKey) -> bool {
    issuers(signature).any(|id| id == key.legacy_key_id())
}

/// The numbers of the keys that a signature says it is by.
pub(crate) fn issuers(signature: &Signature) -> impl Iterator<Item = KeyId> + '_ {
    let named = signature.issuer_key_id().into_iter().copied();
    let printed = signature.issuer_fingerprint();
    let printed = printed.into_iter().filter_map(|fingerprint| {
        let bytes = fingerprint.as_bytes();
        let id = match fingerprint.version()? {
            KeyVersion::V6 => bytes.first_chunk::<8>()?,
            _ => bytes.last_chunk::<8>()?,
        };
        Some(KeyId::from(*id))
    });
    named.chain(printed)
}
