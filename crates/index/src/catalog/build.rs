use std::collections::{BTreeMap, HashMap};

use super::layout::{DEPRECATED, MAGIC, Stamp};
use crate::{Catalog, ChartVersion};

/// Makes a catalog, chart by chart.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    strings: Vec<u8>,
    known: HashMap<Box<str>, [u32; 2]>,
    texts: Vec<[u32; 6]>,
    known_texts: HashMap<[u32; 6], u32>,
    urls: Vec<[u32; 2]>,
    versions: Vec<[u32; 12]>,
    charts: BTreeMap<String, [u32; 4]>,
    too_large: bool,
}

impl Builder {
    /// Adds a chart; versions that were added under its name before are forgotten.
    pub(crate) fn add(&mut self, name: &str, versions: &[ChartVersion]) {
        let [place, length] = self.text(name);
        let first = self.number(self.versions.len());
        for version in versions {
            self.version(version);
        }
        let count = self.number(versions.len());
        self.charts
            .insert(name.into(), [place, length, first, count]);
    }

    fn version(&mut self, version: &ChartVersion) {
        let metadata = &version.metadata;
        let about = [
            self.text(&metadata.name),
            self.text(&metadata.description),
            self.text(&metadata.keywords.join(" ")),
        ];
        let about = [
            about[0][0],
            about[0][1],
            about[1][0],
            about[1][1],
            about[2][0],
            about[2][1],
        ];
        let next = self.number(self.texts.len());
        let text = *self.known_texts.entry(about).or_insert(next);
        if text == next {
            self.texts.push(about);
        }
        let first_url = self.number(self.urls.len());
        let urls = version.urls.as_deref().unwrap_or_default();
        for url in urls {
            let url = self.once(url);
            self.urls.push(url);
        }
        let url_count = self.number(urls.len());
        let number = self.once(&metadata.version);
        let app = self.text(&metadata.app_version);
        let created = self.once(&version.created);
        let digest = self.once(&version.digest);
        let flags = if metadata.deprecated { DEPRECATED } else { 0 };
        self.versions.push([
            number[0], number[1], app[0], app[1], created[0], created[1], digest[0], digest[1],
            first_url, url_count, text, flags,
        ]);
    }

    /// The place of a text that is likely to occur again.
    fn text(&mut self, text: &str) -> [u32; 2] {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let place = self.once(text);
        self.known.insert(text.into(), place);
        place
    }

    /// The place of a text that is not.
    fn once(&mut self, text: &str) -> [u32; 2] {
        let place = self.number(self.strings.len());
        let length = self.number(text.len());
        self.strings.extend_from_slice(text.as_bytes());
        [place, length]
    }

    fn number(&mut self, number: usize) -> u32 {
        u32::try_from(number).unwrap_or_else(|_| {
            self.too_large = true;
            0
        })
    }

    /// The catalog; nothing when it would be too large.
    pub(crate) fn build(mut self) -> Option<Catalog> {
        let counts = [
            self.charts.len(),
            self.versions.len(),
            self.texts.len(),
            self.urls.len(),
            self.strings.len(),
        ];
        let counts = counts.map(|count| self.number(count));
        if self.too_large {
            return None;
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&Stamp::default().bytes());
        let charts: Vec<_> = self.charts.into_values().collect();
        let words = counts
            .iter()
            .chain(charts.iter().flatten())
            .chain(self.versions.iter().flatten())
            .chain(self.texts.iter().flatten())
            .chain(self.urls.iter().flatten());
        bytes.extend(words.flat_map(|word| word.to_le_bytes()));
        bytes.extend_from_slice(&self.strings);
        Catalog::open(bytes).ok()
    }
}
