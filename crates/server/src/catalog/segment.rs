//! Pieces of an index, compressed once and joined without being touched again.
//!
//! Each piece is a run of deflate blocks that ends at a byte and refers to nothing before it, so a gzip file of the whole
//! index is its pieces one after the other, between a header and a checksum combined from theirs.

use std::sync::OnceLock;

use crc32fast::Hasher;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress};

/// The level of Zstandard: as small as deflate makes it, and several times faster to read.
const ZSTD_LEVEL: i32 = 3;

/// A piece of an index.
#[derive(Debug)]
pub(super) struct Segment {
    /// Deflate blocks.
    pub(super) deflated: Box<[u8]>,
    /// Bytes before compression.
    pub(super) plain: usize,
    /// Checksum of the bytes before compression.
    pub(super) crc: u32,
    /// A Zstandard frame, once somebody asked for it.
    frame: OnceLock<Box<[u8]>>,
}

impl Segment {
    /// Compresses a text.
    pub(super) fn new(text: &[u8]) -> Self {
        let mut compress = Compress::new(Compression::new(5), false);
        // Incompressible bytes grow a little; the marker of a flush takes a few more.
        let mut deflated = Vec::with_capacity(text.len() / 4 + 128);
        loop {
            let taken = usize::try_from(compress.total_in()).unwrap_or(text.len());
            compress
                .compress_vec(
                    &text[taken.min(text.len())..],
                    &mut deflated,
                    FlushCompress::Full,
                )
                .expect("compressing in memory cannot fail");
            let all = compress.total_in() == text.len() as u64;
            if all && deflated.len() < deflated.capacity() {
                break;
            }
            deflated.reserve(text.len() / 4 + 128);
        }
        Self {
            deflated: deflated.into(),
            plain: text.len(),
            crc: crc32fast::hash(text),
            frame: OnceLock::new(),
        }
    }

    /// A piece that was made before. An empty frame is none.
    pub(super) fn restored(deflated: &[u8], plain: usize, crc: u32, frame: &[u8]) -> Self {
        let kept = OnceLock::new();
        if !frame.is_empty() {
            kept.get_or_init(|| frame.into());
        }
        Self {
            deflated: deflated.into(),
            plain,
            crc,
            frame: kept,
        }
    }

    /// The Zstandard frame, when somebody has asked for it already.
    pub(super) fn ready_zstd(&self) -> Option<&[u8]> {
        self.frame.get().map(|frame| &**frame)
    }

    /// The text as a Zstandard frame, made the first time it is asked for. Frames one after the other are one stream.
    pub(super) fn zstd(&self) -> &[u8] {
        self.frame.get_or_init(|| {
            zstd::bulk::compress(&self.inflate(), ZSTD_LEVEL)
                .expect("compressing in memory cannot fail")
                .into()
        })
    }

    /// The text.
    pub(super) fn inflate(&self) -> Vec<u8> {
        let mut text = Vec::with_capacity(self.plain + 1);
        Decompress::new(false)
            .decompress_vec(&self.deflated, &mut text, FlushDecompress::Sync)
            .expect("it was compressed here");
        text
    }

    /// Adds the checksum of this piece to that of all before it.
    pub(super) fn add_to(&self, total: &mut Hasher) {
        total.combine(&Hasher::new_with_initial_len(self.crc, self.plain as u64));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::Segment;

    #[test]
    fn pieces_join_to_one_file() {
        let texts: Vec<Vec<u8>> = [0_usize, 1, 100, 70_000]
            .iter()
            .map(|length| {
                (0..*length)
                    .map(|n| u8::try_from(n * n % 251).unwrap())
                    .collect()
            })
            .collect();
        let mut file = Vec::from(super::super::body::GZIP_HEADER);
        let mut total = crc32fast::Hasher::new();
        let mut frames = Vec::new();
        for text in &texts {
            let segment = Segment::new(text);
            assert_eq!(&segment.inflate(), text);
            segment.add_to(&mut total);
            frames.extend_from_slice(segment.zstd());
            file.extend_from_slice(&segment.deflated);
        }
        let plain = texts.concat();
        file.extend_from_slice(&super::super::body::gzip_end(total.finalize(), plain.len()));
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(&*file)
            .read_to_end(&mut read)
            .unwrap();
        assert_eq!(read, plain);
        assert_eq!(zstd::stream::decode_all(&*frames).unwrap(), plain);
    }
}
