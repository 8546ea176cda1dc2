use std::ops::Range;

/// What an image is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ImageRole {
    /// A container of a pod.
    Container,
    /// A container that runs before those of a pod.
    InitContainer,
    /// A container that is added to a pod that runs.
    EphemeralContainer,
    /// Files that a pod mounts (`volumes[].image.reference`).
    Volume,
    /// Something in a custom resource that looks like an image; what its controller makes of it is not known.
    Guess,
}

impl ImageRole {
    /// The name in outputs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::InitContainer => "initContainer",
            Self::EphemeralContainer => "ephemeralContainer",
            Self::Volume => "volume",
            Self::Guess => "guess",
        }
    }
}

/// One place in a manifest that names an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImagePlace {
    /// The image as it is written there.
    pub image: String,
    /// What it is for.
    pub role: ImageRole,
    /// The template that printed the manifest, or nothing where the manifest does not say.
    pub file: String,
    /// The kind of the object.
    pub kind: String,
    /// The namespace of the object, or nothing.
    pub namespace: String,
    /// The name of the object.
    pub name: String,
    /// The name of the container or of the volume, or nothing.
    pub container: String,
    /// The path of the field in the object, such as `spec.containers[0].image`.
    pub field: String,
    /// The hook annotation of the object, or nothing: when it runs.
    pub hook: String,
    /// Where in the text the image stands; nothing when it is put together from several fields.
    pub range: Option<Range<usize>>,
}
