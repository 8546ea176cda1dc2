//! The images of one object.

use steersman_yaml::{Node, NodeValue};

use super::ImageRole;
use super::guess::guesses;
use super::walk::{FieldPath, Inside, each_mapping, items, text};

/// How deep lists of objects may be in lists of objects.
const MAX_LISTS: usize = 4;

const CONTAINERS: [(&str, ImageRole); 3] = [
    ("initContainers", ImageRole::InitContainer),
    ("containers", ImageRole::Container),
    ("ephemeralContainers", ImageRole::EphemeralContainer),
];

/// An image in an object.
pub(super) struct Found<'n> {
    pub(super) image: String,
    pub(super) role: ImageRole,
    pub(super) container: &'n str,
    pub(super) field: String,
    /// The text, when it is one.
    pub(super) node: Option<&'n Node>,
}

/// Calls `tell` for each image of the object in a document, or of the objects when it is a list of them.
pub(super) fn objects<'n>(document: &'n Node, tell: &mut dyn FnMut(&'n Node, Found<'n>)) {
    visit_object(document, 0, tell);
}

fn visit_object<'n>(object: &'n Node, depth: usize, tell: &mut dyn FnMut(&'n Node, Found<'n>)) {
    let kind = text(object, "kind").unwrap_or_default();
    let list = items(object, "items");
    if kind.ends_with("List") && !list.is_empty() && depth < MAX_LISTS {
        for item in list {
            visit_object(item, depth + 1, tell);
        }
        return;
    }
    // What these hold is data to Kubernetes, whatever it looks like.
    if matches!(kind, "ConfigMap" | "Secret" | "CustomResourceDefinition") {
        return;
    }
    let is_custom = is_custom(text(object, "apiVersion").unwrap_or_default());
    each_mapping(object, &mut FieldPath::default(), &mut |key, node, path| {
        if pod(node, path, &mut |found| tell(object, found)) {
            // A pod has no other pod in it, and nothing to guess at.
            return Inside::Left;
        }
        if is_custom {
            guesses(key, node, path, &mut |found| tell(object, found));
        }
        Inside::Visited
    });
}

/// Whether objects of this version are defined by somebody else than Kubernetes.
fn is_custom(api_version: &str) -> bool {
    api_version
        .split_once('/')
        .is_some_and(|(group, _)| group.contains('.') && !group.ends_with(".k8s.io"))
}

/// Tells the images of a mapping that describes a pod; whether it does.
fn pod<'n>(node: &'n Node, path: &mut FieldPath, tell: &mut dyn FnMut(Found<'n>)) -> bool {
    let mut is_pod = false;
    for (field, role) in CONTAINERS {
        for (n, container) in items(node, field).iter().enumerate() {
            let Some(image) = container.get(b"image") else {
                continue;
            };
            is_pod = true;
            let name = text(container, "name").unwrap_or_default();
            path.with_key(field.as_bytes(), |path| {
                path.with_index(n, |path| one(image, "image", (role, name), path, tell));
            });
        }
    }
    if !is_pod {
        return false;
    }
    for (n, volume) in items(node, "volumes").iter().enumerate() {
        let Some(reference) = volume
            .get(b"image")
            .and_then(|image| image.get(b"reference"))
        else {
            continue;
        };
        let name = text(volume, "name").unwrap_or_default();
        path.with_key(b"volumes", |path| {
            path.with_index(n, |path| {
                one(
                    reference,
                    "image.reference",
                    (ImageRole::Volume, name),
                    path,
                    tell,
                );
            });
        });
    }
    true
}

fn one<'n>(
    node: &'n Node,
    field: &str,
    (role, container): (ImageRole, &'n str),
    path: &mut FieldPath,
    tell: &mut dyn FnMut(Found<'n>),
) {
    let NodeValue::Str(image) = &node.value else {
        return;
    };
    let image = String::from_utf8_lossy(image);
    let image = image.trim();
    // A pod template may leave the image to whoever makes pods of it.
    if image.is_empty() {
        return;
    }
    path.with_key(field.as_bytes(), |path| {
        tell(Found {
            image: image.to_owned(),
            role,
            container,
            field: path.as_str().to_owned(),
            node: Some(node),
        });
    });
}
