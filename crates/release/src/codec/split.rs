//! Records that do not fit into one object.

use std::collections::BTreeMap;
use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};

use super::encode::to_json;
use super::{CodecError, View, decode, encode};
use crate::Release;

/// How many bytes an object of Kubernetes may hold.
pub const MAX_OBJECT_BYTES: usize = 1024 * 1024;

/// How many bytes are put into one part.
const PART_BYTES: usize = 1_000_000;

/// Where a record says which parts belong to it: an annotation of its chart, because that is what Helm keeps when it
/// writes a record again, and takes along when it rolls back to it.
const ANNOTATION: &str = "steersman.dev/parts";

/// How the text of a record begins that nobody can read without its parts.
const OPAQUE: &str = "steersman.dev/parts=";

/// A record as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The text for the place where Helm looks for the record.
    pub record: String,
    /// What did not fit in there, if anything.
    pub parts: Option<Parts>,
}

/// What did not fit into the object of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Which parts.
    pub id: PartsId,
    /// What is in them.
    pub pieces: Vec<Vec<u8>>,
}

/// Which parts belong to a record. The same content has the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PartsId {
    text: String,
    /// How many they are.
    pub count: usize,
}

/// How a record was read that may have parts.
#[derive(Clone, Debug)]
pub enum Joint {
    /// It has none.
    Whole(Box<Release>),
    /// Its chart is in parts; without them it lacks templates and files.
    Light(Box<Release>, PartsId),
    /// All of it is in parts.
    Opaque(PartsId),
}

/// The text that storage holds for a release, in an object of at most `limit` bytes. What does not fit goes into parts:
/// first templates, files and schema of the chart, which nobody needs to work with the release, so that Helm goes on
/// reading the record; and all of it when the rest is still too large. Such a record Helm passes over.
///
/// # Errors
/// As [`encode`](super::encode()).
pub fn encode_split(release: &Release, limit: usize) -> Result<Split, CodecError> {
    let record = encode(release)?;
    if record.len() <= limit {
        return Ok(Split {
            record,
            parts: None,
        });
    }
    let chart_only = Release {
        chart: release.chart.clone(),
        ..Release::default()
    };
    let parts = parts(&chart_only, release.version)?;
    let mut light = release.clone();
    light.chart.templates.clear();
    light.chart.files.clear();
    light.chart.schema = None;
    let annotations = light.chart.metadata.annotations.get_or_insert_default();
    annotations.insert(ANNOTATION.to_owned(), parts.id.text.clone());
    let record = encode(&light)?;
    if record.len() <= limit {
        return Ok(Split {
            record,
            parts: Some(parts),
        });
    }
    let parts = self::parts(release, release.version)?;
    Ok(Split {
        record: format!("{OPAQUE}{}", parts.id.text),
        parts: Some(parts),
    })
}

/// Reads a record that may have parts.
///
/// # Errors
/// As [`decode`](super::decode()).
pub fn decode_split(text: &str) -> Result<Joint, CodecError> {
    if let Some(id) = text.strip_prefix(OPAQUE).and_then(PartsId::parse) {
        return Ok(Joint::Opaque(id));
    }
    let mut release = decode(text)?;
    let annotations = &mut release.chart.metadata.annotations;
    let mark = annotations.as_mut().and_then(|all| all.remove(ANNOTATION));
    if mark.is_some() && annotations.as_ref().is_some_and(BTreeMap::is_empty) {
        *annotations = None;
    }
    let id = mark.as_deref().and_then(PartsId::parse);
    let release = Box::new(release);
    Ok(match id {
        Some(id) => Joint::Light(release, id),
        None => Joint::Whole(release),
    })
}

impl Joint {
    /// The parts that are needed to read all of it.
    pub fn needs(&self) -> Option<&PartsId> {
        match self {
            Self::Whole(_) => None,
            Self::Light(_, id) | Self::Opaque(id) => Some(id),
        }
    }

    /// The release with its parts; without them as much of it as there is.
    pub fn join(self, pieces: Option<Vec<Vec<u8>>>) -> Option<Release> {
        let body = pieces.and_then(|pieces| decode(&STANDARD.encode(pieces.concat())).ok());
        match (self, body) {
            (Self::Light(mut release, _), Some(body)) => {
                release.chart = body.chart;
                Some(*release)
            }
            (Self::Whole(release) | Self::Light(release, _), _) => Some(*release),
            (Self::Opaque(_), body) => body,
        }
    }
}

impl PartsId {
    fn parse(text: &str) -> Option<Self> {
        let (_, count) = text.rsplit_once('.')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.';
        let count = count
            .parse()
            .ok()
            .filter(|count| (1..=1000).contains(count));
        count.filter(|_| text.bytes().all(plain)).map(|count| Self {
            text: text.to_owned(),
            count,
        })
    }

    /// Whether the parts were written for that revision; a rollback may speak of those of an earlier one.
    pub fn is_of(&self, version: u32) -> bool {
        self.text.starts_with(&format!("v{version}."))
    }

    /// The name of the object that holds a part of a record of that release.
    pub fn key(&self, release: &str, part: usize) -> String {
        format!("dev.steersman.part.v1.{release}.{}.{part}", self.text)
    }
}

fn parts(body: &Release, version: u32) -> Result<Parts, CodecError> {
    let json = to_json(body, &View::default())?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&json).map_err(CodecError::Gzip)?;
    let bytes = gzip.finish().map_err(CodecError::Gzip)?;
    let digest = Sha256::digest(&bytes);
    let digest = u64::from_be_bytes(std::array::from_fn(|place| digest[place]));
    let pieces: Vec<Vec<u8>> = bytes.chunks(PART_BYTES).map(<[u8]>::to_vec).collect();
    let count = pieces.len();
    Ok(Parts {
        id: PartsId {
            text: format!("v{version}.{digest:016x}.{count}"),
            count,
        },
        pieces,
    })
}
