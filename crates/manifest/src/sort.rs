use std::sync::Arc;

use thiserror::Error;

use steersman_yaml::Head;

use crate::head::{annotation, text};
use crate::hook::HOOK;
use crate::read::{FileDocuments, read_files};
use crate::{Document, Hook, KindOrder, RenderedFile, SplitRule};

/// An object of a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// What the document says about itself.
    pub head: Head,
    /// The text.
    pub document: Document,
}

impl Manifest {
    /// The kind of the object, empty when it has none.
    pub fn kind(&self) -> &str {
        text(&self.head.kind)
    }
}

/// A document that was dropped because its hook annotation names an unknown event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SkippedHook {
    /// The path of the file.
    pub path: String,
    /// The whole annotation.
    pub events: String,
}

/// The documents of a render, told apart and in order of kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// The objects of the release.
    pub manifests: Vec<Manifest>,
    /// The hooks.
    pub hooks: Vec<Hook>,
    /// What was dropped.
    pub skipped: Vec<SkippedHook>,
}

/// A document is no YAML, or not that of a Kubernetes object.
#[derive(Debug, Error)]
#[error("YAML parse error on {}: {}", .document.path(), .problem.unmarshal_message())]
pub struct ParseError {
    /// The document.
    pub document: Document,
    /// What is wrong with it.
    pub problem: steersman_yaml::Error,
    /// What there is nevertheless.
    pub partial: Box<Partial>,
}

/// What a failed sort leaves.
#[derive(Clone, Debug, Default)]
pub struct Partial {
    /// The documents before the one that can not be read, in the order of the files.
    pub sorted: Sorted,
    /// All files.
    pub files: Vec<Arc<RenderedFile>>,
}

/// Cuts rendered files into documents, tells hooks from objects and sorts both by kind. Files are taken in byte order
/// of their paths; partials and blank files count for nothing.
///
/// # Errors
/// At the first document that can not be read.
pub fn sort_manifests(
    mut files: Vec<RenderedFile>,
    rule: SplitRule,
    order: KindOrder,
) -> Result<Sorted, ParseError> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let early: Vec<_> = files.iter_mut().map(|file| file.take_early(rule)).collect();
    let files: Vec<Arc<RenderedFile>> = files.into_iter().map(Arc::new).collect();
    let late: Vec<&RenderedFile> = files
        .iter()
        .zip(&early)
        .filter(|(_, early)| early.is_none())
        .map(|(file, _)| file.as_ref())
        .collect();
    let mut late = read_files(&late, rule).into_iter();
    let mut sorted = Sorted {
        manifests: Vec::with_capacity(files.len()),
        ..Sorted::default()
    };
    for (file, early) in files.iter().zip(early) {
        let FileDocuments { documents, failure } =
            early.or_else(|| late.next()).unwrap_or_default();
        for (range, head) in documents {
            sorted.add(head, Document::new(Arc::clone(file), range));
        }
        if let Some((range, problem)) = failure {
            let document = Document::new(Arc::clone(file), range);
            return Err(ParseError {
                document,
                problem,
                partial: Box::new(Partial { sorted, files }),
            });
        }
    }
    order.sort(&mut sorted.manifests, Manifest::kind);
    order.sort(&mut sorted.hooks, |hook| &hook.kind);
    Ok(sorted)
}

impl Sorted {
    fn add(&mut self, head: Head, document: Document) {
        match annotation(&head, HOOK) {
            None => self.manifests.push(Manifest { head, document }),
            Some(events) => {
                let path = document.path().to_owned();
                match Hook::read(&head, document, events) {
                    Ok(hook) => self.hooks.push(hook),
                    Err(events) => self.skipped.push(SkippedHook { path, events }),
                }
            }
        }
    }
}
