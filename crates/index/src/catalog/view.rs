use super::Catalog;
use super::layout::{CHART_WORDS, DEPRECATED, TEXT_WORDS, URL_WORDS, VERSION_WORDS};

const CHARTS: usize = 0;
const VERSIONS: usize = 1;
const TEXTS: usize = 2;
const URLS: usize = 3;

/// A chart in a catalog.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'c> {
    catalog: &'c Catalog,
    at: usize,
}

impl<'c> Chart<'c> {
    pub(super) fn new(catalog: &'c Catalog, at: usize) -> Self {
        Self { catalog, at }
    }

    /// Its name.
    pub fn name(self) -> &'c str {
        self.catalog.text(CHARTS, self.at, CHART_WORDS, 0)
    }

    fn range(self) -> std::ops::Range<usize> {
        let first = self.catalog.word(CHARTS, self.at, CHART_WORDS, 2) as usize;
        let count = self.catalog.word(CHARTS, self.at, CHART_WORDS, 3) as usize;
        let end = first
            .saturating_add(count)
            .min(self.catalog.version_count());
        first.min(end)..end
    }

    /// Whether it has no versions.
    pub fn is_empty(self) -> bool {
        self.range().is_empty()
    }

    /// Its versions, the newest first.
    pub fn entries(self) -> impl Iterator<Item = Entry<'c>> + use<'c> {
        let catalog = self.catalog;
        self.range().map(move |at| Entry { catalog, at })
    }
}

/// A version of a chart in a catalog.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'c> {
    catalog: &'c Catalog,
    at: usize,
}

impl<'c> Entry<'c> {
    fn text(self, at: usize) -> &'c str {
        self.catalog.text(VERSIONS, self.at, VERSION_WORDS, at)
    }

    fn word(self, at: usize) -> usize {
        self.catalog.word(VERSIONS, self.at, VERSION_WORDS, at) as usize
    }

    /// The version.
    pub fn version(self) -> &'c str {
        self.text(0)
    }

    /// The version of what is packed.
    pub fn app_version(self) -> &'c str {
        self.text(2)
    }

    /// When it was added, in RFC 3339.
    pub fn created(self) -> &'c str {
        self.text(4)
    }

    /// SHA-256 of the archive as the index has it, or nothing.
    pub fn digest(self) -> &'c str {
        self.text(6)
    }

    /// Where the archive is.
    pub fn urls(self) -> impl Iterator<Item = &'c str> {
        let first = self.word(8);
        let range = first..first.saturating_add(self.word(9).min(usize::from(u16::MAX)));
        range.map(move |at| self.catalog.text(URLS, at, URL_WORDS, 0))
    }

    /// The URL that counts: the first.
    pub fn url(self) -> Option<&'c str> {
        self.urls().next()
    }

    pub(crate) fn text_number(self) -> usize {
        self.word(10)
    }

    /// The name of the chart, its description, and its keywords with spaces between them.
    pub fn texts(self) -> (&'c str, &'c str, &'c str) {
        let text = |at| self.catalog.text(TEXTS, self.text_number(), TEXT_WORDS, at);
        (text(0), text(2), text(4))
    }

    /// What the chart is for.
    pub fn description(self) -> &'c str {
        self.texts().1
    }

    /// Whether nobody should use it any more.
    pub fn is_deprecated(self) -> bool {
        self.catalog.word(VERSIONS, self.at, VERSION_WORDS, 11) & DEPRECATED != 0
    }
}
