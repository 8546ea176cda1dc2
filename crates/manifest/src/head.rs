use steersman_value::Str;
use steersman_yaml::Head;

/// The annotation `name` of a manifest, when it is text that can be read.
pub fn annotation<'h>(head: &'h Head, name: &str) -> Option<&'h str> {
    head.metadata
        .as_ref()?
        .annotations
        .as_ref()?
        .get(name.as_bytes())?
        .to_str()
}

/// The text of a part of a head; YAML leaves nothing in it that is not UTF-8.
pub(crate) fn text(part: &Str) -> &str {
    part.to_str().unwrap_or_default()
}
