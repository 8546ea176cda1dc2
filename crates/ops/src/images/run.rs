use std::collections::BTreeMap;

use steersman_manifest::{ImageError, ImagePlace, ImageRole, SplitRule, find_images};
use thiserror::Error;

use crate::Context;
use crate::template::{TemplateError, TemplateRequest, template};

/// Why nobody knows which images a chart runs.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ImagesError {
    /// The chart cannot be rendered.
    #[error(transparent)]
    Template(Box<TemplateError>),
    /// What it rendered to cannot be read.
    #[error(transparent)]
    Image(#[from] ImageError),
}

/// An image, and everything that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The image as the chart writes it.
    pub name: String,
    /// Where it is named, in the order of the manifest.
    pub places: Vec<ImagePlace>,
}

impl Image {
    /// Whether nothing but guesses speaks for it.
    pub fn is_guess(&self) -> bool {
        self.places
            .iter()
            .all(|place| place.role == ImageRole::Guess)
    }
}

/// Renders the chart of the request and lists the images that its objects and hooks would run, sorted, each once.
/// Custom resource definitions have none.
///
/// # Errors
/// [`ImagesError`]
pub fn images(
    context: &Context<'_>,
    mut request: TemplateRequest,
) -> Result<Vec<Image>, ImagesError> {
    request.include_crds = false;
    let rendered = template(context, request)
        .map_err(|failure| ImagesError::Template(failure.error))?
        .stdout;
    let mut found: BTreeMap<String, Vec<ImagePlace>> = BTreeMap::new();
    for place in find_images(&rendered, SplitRule::from(context.dialect))? {
        found.entry(place.image.clone()).or_default().push(place);
    }
    Ok(found
        .into_iter()
        .map(|(name, places)| Image { name, places })
        .collect())
}
