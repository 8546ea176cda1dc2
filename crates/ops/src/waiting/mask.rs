//! Values of Secrets, which are never told.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use steersman_plan::{Object, Resource, read_objects};
use steersman_release::Release;

/// What is told in place of a value.
const MASK: &str = "[secret]";
/// Shorter values are in half of all words.
const MIN_LENGTH: usize = 4;

/// Where the Secrets are whose values are not told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Secrets<'a> {
    /// Among these objects.
    Among(&'a [Resource]),
    /// In this release.
    Of(&'a Release),
}

impl Secrets<'_> {
    pub(super) fn masks(self) -> Masks {
        match self {
            Self::Among(resources) => Masks::among(resources.iter().map(|one| &one.object)),
            Self::Of(release) => Masks::of(release),
        }
    }
}

/// The values of the Secrets of a release.
#[derive(Default)]
pub(super) struct Masks {
    values: Vec<String>,
}

impl Masks {
    pub(super) fn of(release: &Release) -> Self {
        let mut masks = Self::default();
        let manifests = [release.manifest.as_str()];
        let hooks = release.hooks.iter().map(|hook| hook.manifest.as_str());
        for manifest in manifests.into_iter().chain(hooks) {
            // Most manifests need not be read a second time.
            if !manifest.contains("Secret") {
                continue;
            }
            let objects = read_objects(manifest.as_bytes()).unwrap_or_default();
            masks.values.extend(Self::among(objects.iter()).values);
        }
        masks.in_order()
    }

    fn among<'a>(objects: impl Iterator<Item = &'a Object>) -> Self {
        let mut masks = Self::default();
        for object in objects.filter(|object| object.kind() == "Secret") {
            masks.add_secret(object);
        }
        masks.in_order()
    }

    /// The longest first: a value may be in another one.
    fn in_order(mut self) -> Self {
        self.values
            .sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.values.dedup();
        self
    }

    fn add_secret(&mut self, secret: &Object) {
        for value in texts(secret, "stringData") {
            self.add(value);
        }
        for value in texts(secret, "data") {
            self.add(value);
            if let Ok(bytes) = STANDARD.decode(value.trim())
                && let Ok(text) = String::from_utf8(bytes)
            {
                self.add(&text);
            }
        }
    }

    /// A value, and its lines: logs are read line by line.
    fn add(&mut self, value: &str) {
        for part in [value.trim()]
            .into_iter()
            .chain(value.lines().map(str::trim))
        {
            if part.len() >= MIN_LENGTH {
                self.values.push(part.to_owned());
            }
        }
    }

    pub(super) fn hide(&self, text: &mut String) {
        for value in &self.values {
            if text.contains(value.as_str()) {
                *text = text.replace(value.as_str(), MASK);
            }
        }
    }
}

fn texts<'a>(secret: &'a Object, field: &str) -> impl Iterator<Item = &'a str> {
    let entries = secret.at(&[field]).and_then(Value::as_object);
    entries
        .into_iter()
        .flatten()
        .filter_map(|(_, value)| value.as_str())
}

#[cfg(test)]
mod tests {
    use steersman_release::Release;

    use super::Masks;

    #[test]
    fn values_of_secrets_are_hidden() {
        let manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata:\n  password: aHVudGVyMg==\n\
                        stringData: {key: \"one-line\\nother line\", no: abc}\n";
        let release = Release {
            manifest: manifest.to_owned(),
            ..Release::default()
        };
        let masks = Masks::of(&release);
        for (text, expected) in [
            ("login with hunter2 failed", "login with [secret] failed"),
            ("aHVudGVyMg==", "[secret]"),
            ("the other line is", "the [secret] is"),
            ("abc", "abc"),
        ] {
            let mut text = text.to_owned();
            masks.hide(&mut text);
            assert_eq!(text, expected);
        }
    }
}
