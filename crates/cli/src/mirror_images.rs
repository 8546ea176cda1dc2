//! `--mirror-images`: manifests with the images that mirrors have.

use std::sync::Arc;

use steersman_manifest::{ImagePlace, ImageRole, SplitRule, rewrite_images};
use steersman_mirrors::Mirrors;
use steersman_names::ImageName;
use steersman_ops::{PostRender, PostRenderFailure, PostRenderScope};

/// The image that takes the place of one in a manifest; nothing where no rule speaks of it.
///
/// # Errors
/// When the rules allow nothing but mirrors, and none has it.
pub(crate) fn mirrored(place: &ImagePlace, rules: &Mirrors) -> Result<Option<String>, String> {
    let Ok(name) = place.image.parse::<ImageName>() else {
        return Ok(None);
    };
    // A word in a custom resource may mean anything, unless it names a registry.
    if place.role == ImageRole::Guess && name.registry().is_none() {
        return Ok(None);
    }
    match rules.image(&name) {
        Ok(found) => Ok(found),
        Err(_) if place.role == ImageRole::Guess => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Puts the images of mirrors into manifests, after another post-renderer when there is one.
#[derive(Debug)]
pub(crate) struct MirrorImages {
    pub(crate) rules: Arc<Mirrors>,
    pub(crate) rule: SplitRule,
    pub(crate) before: Option<Arc<dyn PostRender>>,
}

impl PostRender for MirrorImages {
    fn run(&self, manifests: &[u8]) -> Result<Vec<u8>, PostRenderFailure> {
        let changed = self
            .before
            .as_ref()
            .map(|before| before.run(manifests))
            .transpose()?;
        let mut refused = None;
        let rewritten = rewrite_images(
            changed.as_deref().unwrap_or(manifests),
            self.rule,
            &mut |place| match mirrored(place, &self.rules) {
                Ok(found) => found,
                Err(error) => {
                    refused.get_or_insert(error);
                    None
                }
            },
        )?;
        if let Some(error) = refused {
            return Err(error.into());
        }
        let left = rewritten
            .left
            .iter()
            .find(|place| place.role != ImageRole::Guess);
        match left {
            None => Ok(rewritten.text),
            Some(place) => Err(format!(
                "{} of {} {} cannot be replaced: it is not written as one plain text",
                place.field, place.kind, place.name
            )
            .into()),
        }
    }

    fn scope(&self) -> PostRenderScope {
        match &self.before {
            None => PostRenderScope::Files,
            Some(before) => before.scope(),
        }
    }
}
