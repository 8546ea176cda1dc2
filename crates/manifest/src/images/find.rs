use std::ops::Range;

use steersman_diag::Span;
use steersman_yaml::{Node, parse_spanned};

use super::ImagePlace;
use super::object::{Found, objects};
use super::walk::text;
use crate::{SplitRule, split_documents};

/// The annotation that makes an object a hook.
const HOOK: &str = "helm.sh/hook";
/// How a manifest says which template it is of.
const SOURCE: &[u8] = b"# Source: ";

/// A document is no YAML.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("failed to look for images in {}", if .file.is_empty() { "a manifest" } else { .file.as_str() })]
pub struct ImageError {
    /// The template that printed it, or nothing where it does not say.
    pub file: String,
    /// What is wrong with it.
    pub source: steersman_yaml::Error,
}

/// The places in a manifest that name images, in the order of the text.
///
/// Every mapping that has containers is taken for a pod, whatever the kind of the object is. Custom resource
/// definitions, Secrets and `ConfigMap`s have none.
///
/// ```
/// use steersman_manifest::{SplitRule, find_images};
///
/// let text = b"kind: CronJob\nmetadata: {name: a}\nspec: {containers: [{name: b, image: busybox}]}\n";
/// let images = find_images(text, SplitRule::Lines)?;
/// assert_eq!(images[0].image, "busybox");
/// assert_eq!(images[0].field, "spec.containers[0].image");
/// # Ok::<(), steersman_manifest::ImageError>(())
/// ```
///
/// # Errors
/// [`ImageError`]
pub fn find_images(text: &[u8], rule: SplitRule) -> Result<Vec<ImagePlace>, ImageError> {
    let mut places = Vec::new();
    for range in split_documents(text, rule) {
        let document = &text[range.clone()];
        // Most documents run nothing, and need not be read.
        if memchr::memmem::find(document, b"mage").is_none() {
            continue;
        }
        let file = source_path(document);
        let node = parse_spanned(document).map_err(|source| ImageError {
            file: file.to_owned(),
            source,
        })?;
        objects(&node, &mut |object, found| {
            places.push(place(object, found, file, range.start));
        });
    }
    Ok(places)
}

fn place(object: &Node, found: Found<'_>, file: &str, start: usize) -> ImagePlace {
    let metadata = object.get(b"metadata");
    let of_metadata = |key: &str| -> String {
        metadata
            .and_then(|node| text(node, key))
            .unwrap_or_default()
            .into()
    };
    let hook = metadata
        .and_then(|metadata| metadata.get(b"annotations"))
        .and_then(|annotations| text(annotations, HOOK));
    ImagePlace {
        image: found.image,
        role: found.role,
        file: file.to_owned(),
        kind: text(object, "kind").unwrap_or_default().into(),
        namespace: of_metadata("namespace"),
        name: of_metadata("name"),
        container: found.container.into(),
        field: found.field,
        hook: hook.unwrap_or_default().into(),
        range: found.node.map(|node| shifted(node.span, start)),
    }
}

fn shifted(span: Span, start: usize) -> Range<usize> {
    let offset = |offset: u32| start + usize::try_from(offset).unwrap_or_default();
    offset(span.start)..offset(span.end)
}

/// The template that a document is of, by the comment that it begins with.
fn source_path(document: &[u8]) -> &str {
    let line = document.split(|byte| *byte == b'\n').next();
    line.and_then(|line| line.strip_prefix(SOURCE))
        .and_then(|path| std::str::from_utf8(path).ok())
        .unwrap_or_default()
        .trim_end()
}
