use super::layout::{
    CHART_WORDS, COUNTS, HEADER, MAGIC, STAMP_WORDS, Stamp, TEXT_WORDS, URL_WORDS, VERSION_WORDS,
};
use super::view::Chart;

/// What search and resolution need of an index.
#[derive(Clone, PartialEq, Eq)]
pub struct Catalog {
    bytes: Vec<u8>,
    counts: [usize; COUNTS],
    /// Where charts, versions, texts, URLs and the bytes of texts begin.
    starts: [usize; COUNTS],
}

/// Bytes are no catalog of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a catalog of this version")]
pub struct CatalogError;

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalog")
            .field("counts", &self.counts)
            .finish_non_exhaustive()
    }
}

impl Catalog {
    /// Opens what [`bytes`](Self::bytes) gave.
    ///
    /// # Errors
    /// [`CatalogError`] for anything else.
    pub fn open(bytes: Vec<u8>) -> Result<Self, CatalogError> {
        if bytes.len() < HEADER || !bytes.starts_with(MAGIC) {
            return Err(CatalogError);
        }
        let mut counts = [0; COUNTS];
        for (at, count) in counts.iter_mut().enumerate() {
            *count = word(&bytes, MAGIC.len() + (STAMP_WORDS + at) * 4) as usize;
        }
        let words = [CHART_WORDS, VERSION_WORDS, TEXT_WORDS, URL_WORDS];
        let mut starts = [HEADER; COUNTS];
        for at in 0..words.len() {
            let size = counts[at].checked_mul(words[at] * 4).ok_or(CatalogError)?;
            starts[at + 1] = starts[at].checked_add(size).ok_or(CatalogError)?;
        }
        if starts[COUNTS - 1].checked_add(counts[COUNTS - 1]) != Some(bytes.len()) {
            return Err(CatalogError);
        }
        if std::str::from_utf8(&bytes[starts[COUNTS - 1]..]).is_err() {
            return Err(CatalogError);
        }
        Ok(Self {
            bytes,
            counts,
            starts,
        })
    }

    /// All of it.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the file of the index was.
    pub fn stamp(&self) -> Stamp {
        let at = MAGIC.len();
        let wide = |from: usize| {
            u64::from(word(&self.bytes, from)) | u64::from(word(&self.bytes, from + 4)) << 32
        };
        Stamp {
            size: wide(at),
            seconds: wide(at + 8).cast_signed(),
            nanos: word(&self.bytes, at + 16),
            file: wide(at + 24),
        }
    }

    /// The same with what the file of the index is.
    #[must_use]
    pub fn stamped(mut self, stamp: Stamp) -> Self {
        let at = MAGIC.len();
        self.bytes[at..at + STAMP_WORDS * 4].copy_from_slice(&stamp.bytes());
        self
    }

    /// The charts, by name.
    pub fn charts(&self) -> impl Iterator<Item = Chart<'_>> {
        (0..self.counts[0]).map(|at| Chart::new(self, at))
    }

    /// The chart of this name.
    pub fn chart(&self, name: &str) -> Option<Chart<'_>> {
        let (mut low, mut high) = (0, self.counts[0]);
        while low < high {
            let middle = low.midpoint(high);
            let chart = Chart::new(self, middle);
            match chart.name().cmp(name) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(chart),
            }
        }
        None
    }

    /// How many versions there are, of all charts.
    pub fn version_count(&self) -> usize {
        self.counts[1]
    }

    pub(crate) fn text_count(&self) -> usize {
        self.counts[2]
    }

    /// A word of a record of a table; zero beyond its end.
    pub(super) fn word(&self, table: usize, record: usize, words: usize, at: usize) -> u32 {
        if record >= self.counts[table] {
            return 0;
        }
        word(&self.bytes, self.starts[table] + (record * words + at) * 4)
    }

    /// The text whose place and length stand there; nothing when they are wrong.
    pub(super) fn text(&self, table: usize, record: usize, words: usize, at: usize) -> &str {
        let place = self.word(table, record, words, at) as usize;
        let length = self.word(table, record, words, at + 1) as usize;
        let texts = &self.bytes[self.starts[COUNTS - 1]..];
        let text = texts.get(place..place.saturating_add(length));
        text.and_then(|text| std::str::from_utf8(text).ok())
            .unwrap_or_default()
    }
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .and_then(|word| word.try_into().ok())
        .map_or(0, u32::from_le_bytes)
}
