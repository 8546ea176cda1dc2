use std::ops::Range;

use steersman_value::Tree;

use super::{ImageError, ImagePlace, find_images};
use crate::SplitRule;

/// A manifest with other images.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rewritten {
    /// The text.
    pub text: Vec<u8>,
    /// Places that should have changed and could not: the image is put together from several fields, or written in a
    /// way that cannot be replaced by itself.
    pub left: Vec<ImagePlace>,
}

/// Puts other images into a manifest; `map` answers with the new one where there is one. Nothing but the images
/// changes, comments and white space included.
///
/// # Errors
/// [`ImageError`]
pub fn rewrite_images(
    text: &[u8],
    rule: SplitRule,
    map: &mut dyn FnMut(&ImagePlace) -> Option<String>,
) -> Result<Rewritten, ImageError> {
    let mut left = Vec::new();
    let mut changes: Vec<(Range<usize>, Vec<u8>)> = Vec::new();
    for place in find_images(text, rule)? {
        let Some(new) = map(&place) else { continue };
        let change = place
            .range
            .clone()
            .and_then(|range| Some((range.clone(), written(&text[range], &place.image, &new)?)));
        match change {
            Some(change) => changes.push(change),
            None => left.push(place),
        }
    }
    // What is merged or referred to by an alias is found in several places, and stands in one.
    changes.sort_by_key(|(range, _)| range.start);
    changes.dedup_by_key(|(range, _)| range.start);
    let mut out = Vec::with_capacity(text.len() + 64 * changes.len());
    let mut copied = 0;
    for (range, new) in changes {
        out.extend_from_slice(&text[copied..range.start]);
        out.extend_from_slice(&new);
        copied = range.end;
    }
    out.extend_from_slice(&text[copied..]);
    Ok(Rewritten { text: out, left })
}

/// The new image in the style of the old one; nothing when the old text is not the image alone.
fn written(old: &[u8], image: &str, new: &str) -> Option<Vec<u8>> {
    let is_alias = old.starts_with(b"*");
    let read = steersman_yaml::parse(old).ok();
    let is_same =
        matches!(&read, Some(Tree::Str(text)) if text.to_str().map(str::trim) == Some(image));
    if !is_alias && !is_same {
        return None;
    }
    let body = crate::trim(old);
    let tail = &old[body.len()..];
    let quote: &[u8] = match old.first()? {
        b'"' => b"\"",
        b'\'' => b"'",
        _ => b"",
    };
    // Names of images have no character that means something in any style of YAML.
    Some([quote, new.as_bytes(), quote, tail].concat())
}
