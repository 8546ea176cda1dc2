//! Keyrings: OpenPGP packets, plain, in armor, or in GnuPG's keybox.

use std::fmt;

use pgp::armor::BlockType;
use pgp::packet::{Packet, PacketParser};

use crate::entity::Entity;
use crate::{KeyringError, ProvenanceError, armor, keybox};

/// The keys of a keyring file that can be used.
pub struct Keyring {
    pub(crate) entities: Vec<Entity>,
}

impl Keyring {
    /// Reads a keyring: `pubring.gpg` and `secring.gpg` of old GnuPG, `pubring.kbx` of new GnuPG, or what
    /// `gpg --export --armor` writes, several blocks one after the other included.
    ///
    /// # Errors
    /// [`KeyringError`]; keys that cannot be used are left out as long as there is another one.
    pub fn parse(data: &[u8]) -> Result<Self, KeyringError> {
        if keybox::is_keybox(data) {
            return Self::of_packets(&keybox::public_keys(data)?);
        }
        if data.trim_ascii().starts_with(b"-----BEGIN PGP") {
            return Self::of_armor(data);
        }
        Self::of_packets(data)
    }

    fn of_armor(data: &[u8]) -> Result<Self, KeyringError> {
        let mut entities = Vec::new();
        for block in armor::blocks(data).map_err(KeyringError::Armor)? {
            if !matches!(block.kind, BlockType::PublicKey | BlockType::PrivateKey) {
                return Err(KeyringError::Armor(format!(
                    "expected a public or private key block, got \"{}\"",
                    block.kind
                )));
            }
            entities.extend(Self::of_packets(&block.body)?.entities);
        }
        if entities.is_empty() {
            return Err(KeyringError::Armor("no keys found".into()));
        }
        Ok(Self { entities })
    }

    fn of_packets(data: &[u8]) -> Result<Self, KeyringError> {
        let mut entities = Vec::new();
        // Every packet begins with this bit: a text is none.
        let is_text = data.first().is_some_and(|byte| byte & 0x80 == 0);
        let mut problem = is_text.then(|| "tag byte does not have MSB set".to_owned());
        let packets = if is_text { &[] } else { data };
        for key in keys(packets) {
            match key.and_then(Entity::read) {
                Ok(entity) => entities.push(entity),
                Err(error) => problem = Some(error),
            }
        }
        match problem {
            Some(problem) if entities.is_empty() => Err(KeyringError::Malformed(problem)),
            _ => Ok(Self { entities }),
        }
    }

    /// The key to sign with: the one of exactly this name, or else the only one whose name contains the text.
    pub(crate) fn find(&self, name: &str) -> Result<&Entity, ProvenanceError> {
        let mut found = Vec::new();
        for entity in &self.entities {
            if entity.names.iter().any(|known| known == name) {
                return Ok(entity);
            }
            let names = entity.names.iter();
            found.extend(names.filter(|known| known.contains(name)).map(|_| entity));
        }
        match found[..] {
            [] => Err(ProvenanceError::NoKey),
            [entity] => Ok(entity),
            _ => Err(ProvenanceError::AmbiguousKey(name.into())),
        }
    }
}

impl fmt::Debug for Keyring {
    /// The fingerprints alone: there may be secret keys inside.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let fingerprints = self.entities.iter().map(Entity::fingerprint);
        f.debug_list().entries(fingerprints).finish()
    }
}

/// The packets of each key: the key and what follows it up to the next one.
fn keys(data: &[u8]) -> Vec<Result<Vec<Packet>, String>> {
    let mut keys: Vec<Result<Vec<Packet>, String>> = Vec::new();
    for packet in PacketParser::new(data) {
        match packet {
            Ok(packet @ (Packet::PublicKey(_) | Packet::SecretKey(_))) => {
                keys.push(Ok(vec![packet]));
            }
            Ok(
                packet @ (Packet::PublicSubkey(_)
                | Packet::SecretSubkey(_)
                | Packet::UserId(_)
                | Packet::UserAttribute(_)
                | Packet::Signature(_)),
            ) => {
                if let Some(Ok(packets)) = keys.last_mut() {
                    packets.push(packet);
                }
            }
            // GnuPG's notes on trust, and what has no place among keys.
            Ok(_) => {}
            Err(error) => match keys.last_mut() {
                Some(key) => *key = Err(error.to_string()),
                None => keys.push(Err(error.to_string())),
            },
        }
    }
    keys
}
