//! How a catalog lies in memory and on disk.
//!
//! All numbers are 32 bits, little end first. A header is followed by tables of numbers, and those by the texts:
//!
//! - header: [`MAGIC`], the stamp (8 words), the lengths of the tables in records, the length of the texts
//! - charts, by name: name (2 words: place and length), first version, count of versions
//! - versions: version, application version, created, digest (2 words each), first URL, count of URLs, text, flags
//! - texts: name, description, keywords (2 words each)
//! - URLs: 2 words each

/// How a catalog begins: its format and version.
pub(super) const MAGIC: &[u8; 8] = b"steerix1";
pub(super) const STAMP_WORDS: usize = 8;
/// Charts, versions, texts, URLs, bytes of texts.
pub(super) const COUNTS: usize = 5;
pub(super) const HEADER: usize = MAGIC.len() + (STAMP_WORDS + COUNTS) * 4;
pub(super) const CHART_WORDS: usize = 4;
pub(super) const VERSION_WORDS: usize = 12;
pub(super) const TEXT_WORDS: usize = 6;
pub(super) const URL_WORDS: usize = 2;
/// The flag of versions that are deprecated.
pub(super) const DEPRECATED: u32 = 1;

/// What the file of the index was when a catalog was made of it: the catalog holds as long as nothing of it changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was changed, in seconds since 1970.
    pub seconds: i64,
    /// And nanoseconds.
    pub nanos: u32,
    /// Its number in the file system, or zero.
    pub file: u64,
}

impl Stamp {
    pub(super) fn bytes(self) -> [u8; STAMP_WORDS * 4] {
        let mut out = [0; STAMP_WORDS * 4];
        out[..8].copy_from_slice(&self.size.to_le_bytes());
        out[8..16].copy_from_slice(&self.seconds.to_le_bytes());
        out[16..20].copy_from_slice(&self.nanos.to_le_bytes());
        out[24..32].copy_from_slice(&self.file.to_le_bytes());
        out
    }
}
