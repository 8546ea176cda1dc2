//! The bytes of an index, ready to be sent.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use crc32fast::Hasher;
use futures_util::Stream;
use futures_util::stream;
use sha2::{Digest as _, Sha256};
use steersman_chart::Modified;

use super::changes::VersionKey;
use super::entry::UrlBase;
use super::joint::IndexForm;
use super::segment::Segment;
use crate::random::hex;

/// A gzip header without name, time and system.
pub(super) const GZIP_HEADER: [u8; 10] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

/// What is the same in all indexes of a repository.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub(crate) form: IndexForm,
    pub(crate) base: UrlBase,
    /// For `serverInfo`.
    pub(crate) context_path: String,
}

/// How a body is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    Plain,
    Gzip,
    Zstd,
}

/// What an index tells that is a part of another.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delta {
    /// The entity tag of the index that it continues.
    pub(crate) since: String,
    /// The entity tag that the whole index has now.
    pub(crate) tag: String,
    /// Names and versions that are gone.
    pub(crate) removed: Vec<VersionKey>,
}

/// An index as pieces.
#[derive(Debug)]
pub(crate) struct IndexBody {
    pieces: Vec<Arc<Segment>>,
    plain: usize,
    gzipped: usize,
    zstd: OnceLock<usize>,
    crc: u32,
    /// A tag that is the same for the same bytes.
    tag: String,
    /// When the index changed last.
    pub(crate) changed: Modified,
}

impl IndexBody {
    pub(super) fn new(
        mut pieces: Vec<Arc<Segment>>,
        changed: Modified,
        layout: &Layout,
        delta: Option<&Delta>,
    ) -> Self {
        let (head, tail) = frame(pieces.is_empty(), changed, layout, delta);
        pieces.insert(0, Arc::new(Segment::new(head.as_bytes())));
        pieces.push(Arc::new(Segment::new(tail.as_bytes())));
        let mut crc = Hasher::new();
        let mut tag = Sha256::new();
        let (mut plain, mut gzipped) = (0, GZIP_HEADER.len() + gzip_end(0, 0).len());
        for piece in &pieces {
            piece.add_to(&mut crc);
            plain += piece.plain;
            gzipped += piece.deflated.len();
            tag.update(piece.crc.to_le_bytes());
            tag.update((piece.plain as u64).to_le_bytes());
        }
        Self {
            plain,
            gzipped,
            zstd: OnceLock::new(),
            crc: crc.finalize(),
            tag: hex(&tag.finalize()[..16]),
            pieces,
            changed,
        }
    }

    /// Bytes of the body without any coding.
    pub(super) fn plain_length(&self) -> usize {
        self.plain
    }

    /// The entity tag without quotes and encoding.
    pub(crate) fn plain_tag(&self) -> &str {
        &self.tag
    }

    /// The entity tag of the body in that encoding.
    pub(crate) fn tag(&self, encoding: Encoding) -> String {
        match encoding {
            Encoding::Plain => format!("\"{}\"", self.tag),
            Encoding::Gzip => format!("\"{}-gzip\"", self.tag),
            Encoding::Zstd => format!("\"{}-zstd\"", self.tag),
        }
    }

    /// Makes what is sent in that encoding. The first time it takes a while.
    pub(crate) fn prepare(&self, encoding: Encoding) {
        if encoding == Encoding::Zstd {
            self.zstd
                .get_or_init(|| self.pieces.iter().map(|piece| piece.zstd().len()).sum());
        }
    }

    /// Whether nothing is left to be made for that encoding.
    pub(crate) fn is_prepared(&self, encoding: Encoding) -> bool {
        encoding != Encoding::Zstd || self.zstd.get().is_some()
    }

    /// Bytes of the body in that encoding.
    pub(crate) fn length(&self, encoding: Encoding) -> usize {
        match encoding {
            Encoding::Plain => self.plain,
            Encoding::Gzip => self.gzipped,
            Encoding::Zstd => {
                self.prepare(encoding);
                self.zstd.get().copied().unwrap_or_default()
            }
        }
    }

    /// The body, piece by piece.
    pub(crate) fn stream(
        self: Arc<Self>,
        encoding: Encoding,
    ) -> impl Stream<Item = Result<Bytes, std::io::Error>> + Send + use<> {
        let count = self.pieces.len();
        let crc = self.crc;
        let plain = self.plain;
        let (head, tail) = match encoding {
            Encoding::Plain | Encoding::Zstd => (None, None),
            Encoding::Gzip => (
                Some(Bytes::from_static(&GZIP_HEADER)),
                Some(Bytes::from(gzip_end(crc, plain))),
            ),
        };
        let pieces = (0..count).map(move |at| {
            let piece = &self.pieces[at];
            match encoding {
                Encoding::Plain => Bytes::from(piece.inflate()),
                Encoding::Gzip => Bytes::copy_from_slice(&piece.deflated),
                Encoding::Zstd => Bytes::copy_from_slice(piece.zstd()),
            }
        });
        stream::iter(head.into_iter().chain(pieces).chain(tail).map(Ok))
    }

    /// The whole index, piece by piece, without a stream.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        self.pieces.iter().map(|piece| piece.inflate())
    }
}

impl Delta {
    fn json(&self) -> serde_json::Value {
        let removed: Vec<_> = self
            .removed
            .iter()
            .map(|(name, version)| serde_json::json!({ "name": **name, "version": **version }))
            .collect();
        serde_json::json!({ "since": self.since, "tag": self.tag, "removed": removed })
    }
}

/// What ends a gzip file: an empty last block, the checksum, and the length.
pub(super) fn gzip_end(crc: u32, plain: usize) -> Vec<u8> {
    let mut end = vec![3, 0];
    end.extend_from_slice(&crc.to_le_bytes());
    // The format counts modulo 2^32.
    let length = u32::try_from(plain & 0xFFFF_FFFF).unwrap_or_default();
    end.extend_from_slice(&length.to_le_bytes());
    end
}

/// What stands before and after the entries.
fn frame(
    empty: bool,
    changed: Modified,
    layout: &Layout,
    delta: Option<&Delta>,
) -> (String, String) {
    let generated = changed.to_rfc3339();
    let context = serde_json::Value::from(&*layout.context_path);
    match layout.form {
        IndexForm::Yaml => {
            let head = if empty {
                "apiVersion: v1\nentries: {}\n"
            } else {
                "apiVersion: v1\nentries:\n"
            };
            let info = if layout.context_path.is_empty() {
                " {}\n".to_owned()
            } else {
                format!("\n  contextPath: {}\n", layout.context_path)
            };
            // What JSON writes on one line is YAML too.
            let delta =
                delta.map_or_else(String::new, |delta| format!("delta: {}\n", delta.json()));
            (
                head.to_owned(),
                format!("{delta}generated: \"{generated}\"\nserverInfo:{info}"),
            )
        }
        IndexForm::Json => {
            let info = if layout.context_path.is_empty() {
                "{}".to_owned()
            } else {
                format!("{{\"contextPath\":{context}}}")
            };
            let end = if empty { "" } else { "]" };
            let delta =
                delta.map_or_else(String::new, |delta| format!(",\"delta\":{}", delta.json()));
            (
                "{\"apiVersion\":\"v1\",\"entries\":{".to_owned(),
                format!("{end}}}{delta},\"generated\":\"{generated}\",\"serverInfo\":{info}}}\n"),
            )
        }
    }
}
