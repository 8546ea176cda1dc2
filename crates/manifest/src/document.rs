use std::ops::Range;
use std::sync::Arc;

use crate::SplitRule;
use crate::read::{FileDocuments, read_file};

/// A rendered template file.
#[derive(Clone, Debug)]
pub struct RenderedFile {
    /// The full path of the template, such as `parent/charts/child/templates/x.yaml`.
    pub path: String,
    /// What the template printed.
    pub text: Vec<u8>,
    /// Its documents by a rule, when they were read early.
    early: Option<Box<(SplitRule, FileDocuments)>>,
}

impl RenderedFile {
    /// A rendered file.
    pub fn new(path: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            text: text.into(),
            early: None,
        }
    }

    /// Reads the documents now, so that [`sort_manifests`](crate::sort_manifests) with this rule need not. Do not
    /// change the text afterwards.
    pub fn read_early(&mut self, rule: SplitRule) {
        self.early = Some(Box::new((rule, read_file(self, rule))));
    }

    /// The documents, when they were read by this rule.
    pub(crate) fn take_early(&mut self, rule: SplitRule) -> Option<FileDocuments> {
        let (read, documents) = *self.early.take()?;
        (read == rule).then_some(documents)
    }
}

/// Two files are equal when their paths and texts are.
impl PartialEq for RenderedFile {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.text) == (&other.path, &other.text)
    }
}

impl Eq for RenderedFile {}

/// A document of a rendered file. Cloning shares the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    file: Arc<RenderedFile>,
    range: Range<usize>,
}

impl Document {
    /// The document in `range` of the file's text. A range outside of the text is cut to it.
    pub fn new(file: Arc<RenderedFile>, range: Range<usize>) -> Self {
        let end = range.end.min(file.text.len());
        Self {
            range: range.start.min(end)..end,
            file,
        }
    }

    /// The path of the file.
    pub fn path(&self) -> &str {
        &self.file.path
    }

    /// The text of the document.
    pub fn text(&self) -> &[u8] {
        &self.file.text[self.range.clone()]
    }

    /// The whole file.
    pub fn file(&self) -> &RenderedFile {
        &self.file
    }

    /// Where the document stands in the text of the file.
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// Appends the document as release manifests hold it: separator, a comment with its path, text, line end.
    pub fn write_with_source(&self, out: &mut Vec<u8>) {
        write_with_source(self.path(), self.text(), out);
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("path", &self.path())
            .field("range", &self.range)
            .finish_non_exhaustive()
    }
}

/// Appends `text` under a separator and a comment with its path.
pub fn write_with_source(path: &str, text: &[u8], out: &mut Vec<u8>) {
    out.reserve(path.len() + text.len() + 16);
    out.extend_from_slice(b"---\n# Source: ");
    out.extend_from_slice(path.as_bytes());
    out.push(b'\n');
    out.extend_from_slice(text);
    out.push(b'\n');
}
