//! What may be images in custom resources. Two forms are common: a text in a field whose name ends in `image`, and a
//! mapping with `repository` beside `tag`, `digest` or `registry`.

use steersman_names::ImageName;
use steersman_yaml::{Node, NodeValue};

use super::ImageRole;
use super::object::Found;
use super::walk::{FieldPath, text};

/// Tells what looks like images in a mapping, which is under `key`.
pub(super) fn guesses<'n>(
    key: &[u8],
    node: &'n Node,
    path: &mut FieldPath,
    tell: &mut dyn FnMut(Found<'n>),
) {
    let NodeValue::Map(entries) = &node.value else {
        return;
    };
    for entry in entries {
        let NodeValue::Str(value) = &entry.value.value else {
            continue;
        };
        let Some(value) = value.to_str() else {
            continue;
        };
        if !names_image(&entry.key) || !is_image(value, &entry.key) {
            continue;
        }
        path.with_key(&entry.key, |path| {
            tell(Found {
                image: value.to_owned(),
                role: ImageRole::Guess,
                container: "",
                field: path.as_str().to_owned(),
                node: Some(&entry.value),
            });
        });
    }
    if let Some(image) = composed(key, node) {
        tell(Found {
            image,
            role: ImageRole::Guess,
            container: "",
            field: path.as_str().to_owned(),
            node: None,
        });
    }
}

/// Whether a field may hold an image, by its name: `image`, `baseImage`, `imageName`.
fn names_image(key: &[u8]) -> bool {
    let key = key.to_ascii_lowercase();
    key.ends_with(b"image") || key == b"imagename"
}

/// Whether a text is the name of an image. Fields that are called just `image` may hold a name without anything else.
fn is_image(text: &str, key: &[u8]) -> bool {
    text.parse::<ImageName>().is_ok_and(|name| {
        key == b"image" || !name.version().is_empty() || name.registry().is_some()
    })
}

/// The image that a mapping describes in parts.
fn composed(key: &[u8], node: &Node) -> Option<String> {
    let part = |name: &str| text(node, name).filter(|text| !text.is_empty());
    let (registry, tag, digest) = (part("registry"), tag(node), part("digest"));
    // Under another name the word repository means many things.
    if !names_image(key) && registry.is_none() && tag.is_none() {
        return None;
    }
    if registry.is_none() && tag.is_none() && digest.is_none() {
        return None;
    }
    let mut image = String::new();
    if let Some(registry) = registry {
        image = format!("{}/", registry.trim_end_matches('/'));
    }
    image.push_str(part("repository")?);
    if let Some(tag) = tag {
        image = format!("{image}:{tag}");
    }
    if let Some(digest) = digest {
        image = format!("{image}@{digest}");
    }
    image.parse::<ImageName>().is_ok().then_some(image)
}

/// The tag, which may have become a number.
fn tag(node: &Node) -> Option<String> {
    match &node.get(b"tag")?.value {
        NodeValue::Str(tag) => tag
            .to_str()
            .filter(|tag| !tag.is_empty())
            .map(str::to_owned),
        NodeValue::Int(tag) => Some(tag.to_string()),
        NodeValue::Uint(tag) => Some(tag.to_string()),
        NodeValue::Float(tag) => Some(tag.to_string()),
        _ => None,
    }
}
