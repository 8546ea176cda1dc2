//! Printing lists of images.

use std::collections::BTreeMap;

use steersman_manifest::{ImagePlace, ImageRole};
use steersman_mirrors::Mirrors;
use steersman_ops::images::Image;
use steersman_value::{Table, Tree};

use crate::command::Flags;
use crate::context::Context;
use crate::error::CliError;
use crate::mirror_images::mirrored;
use crate::mirrors::load_mirrors;
use crate::output::{json, yaml};

/// The form of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Json,
    Yaml,
}

impl Form {
    /// The forms by the names users give them.
    pub(super) const NAMES: [(&'static str, Self); 3] = [
        ("text", Self::Text),
        ("json", Self::Json),
        ("yaml", Self::Yaml),
    ];

    /// The form of this name.
    pub(super) fn of(name: &str) -> Option<Self> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name)?;
        Some(found.1)
    }
}

/// What a list says of an image.
#[derive(Debug, Default)]
struct Listed {
    /// What it is called in the chart, when that is something else.
    originals: Vec<String>,
    places: Vec<ImagePlace>,
}

/// Prints images.
///
/// # Errors
/// When mirrors are wanted and there is none, or nothing can be written.
pub(super) fn print(
    found: Vec<Image>,
    form: Form,
    flags: &Flags,
    context: &mut Context<'_>,
) -> Result<(), CliError> {
    let rules = if flags.switch("mirrored") {
        Some(load_mirrors(context.settings)?)
    } else {
        None
    };
    let all = found.len();
    let guess = flags.switch("guess");
    let shown: Vec<_> = found
        .into_iter()
        .filter(|image| guess || !image.is_guess())
        .collect();
    let guesses = all - shown.len();
    let listed = list(shown, rules.as_deref())?;
    match form {
        Form::Text => {
            let lines: String = listed
                .keys()
                .flat_map(|name| [name.as_str(), "\n"])
                .collect();
            context.printer.data(lines)?;
        }
        Form::Json => {
            let mut text = json(&tree(listed));
            text.push(b'\n');
            context.printer.data(text)?;
        }
        Form::Yaml => context.printer.data(yaml(&tree(listed))?)?,
    }
    if guesses > 0 {
        context.printer.talk(&format!(
            "hint: custom resources name {guesses} more that may be images: --guess lists them\n"
        ));
    }
    Ok(())
}

fn list(images: Vec<Image>, rules: Option<&Mirrors>) -> Result<BTreeMap<String, Listed>, CliError> {
    let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
    for image in images {
        let mirror = match (rules, image.places.first()) {
            (Some(rules), Some(place)) => mirrored(place, rules).map_err(CliError::new)?,
            _ => None,
        };
        let name = mirror.unwrap_or_else(|| image.name.clone());
        let entry = listed.entry(name.clone()).or_default();
        if name != image.name {
            entry.originals.push(image.name);
        }
        entry.places.extend(image.places);
    }
    Ok(listed)
}

fn tree(listed: BTreeMap<String, Listed>) -> Tree {
    let items = listed.into_iter().map(|(name, listed)| {
        let mut fields = Table::new();
        fields.insert("image".into(), name.into());
        if listed
            .places
            .iter()
            .all(|place| place.role == ImageRole::Guess)
        {
            fields.insert("guess".into(), true.into());
        }
        if !listed.originals.is_empty() {
            let originals: Vec<Tree> = listed.originals.into_iter().map(Tree::from).collect();
            fields.insert("mirrorOf".into(), originals.into());
        }
        let places: Vec<Tree> = listed.places.into_iter().map(place).collect();
        fields.insert("usedBy".into(), places.into());
        Tree::Map(fields)
    });
    Tree::List(items.collect())
}

fn place(place: ImagePlace) -> Tree {
    let texts = [
        ("container", place.container),
        ("field", place.field),
        ("file", place.file),
        ("hook", place.hook),
        ("kind", place.kind),
        ("name", place.name),
        ("namespace", place.namespace),
        ("role", place.role.name().to_owned()),
    ];
    let fields = texts
        .into_iter()
        .filter(|(_, text)| !text.is_empty())
        .map(|(key, text)| (key.into(), text.into()));
    Tree::Map(fields.collect())
}
