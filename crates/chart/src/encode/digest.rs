use sha2::{Digest as _, Sha256};

use super::json_text::write_fields;
use super::metadata::dependency_fields;
use crate::Dependency;

/// The digest of a lock: that of the requested dependencies (`None` where `Chart.yaml` has no list) together with
/// the locked ones.
pub fn lock_digest(requested: Option<&[Dependency]>, locked: &[Dependency]) -> String {
    let mut text = String::from("[");
    match requested {
        Some(requested) => write_dependencies(&mut text, requested),
        None => text.push_str("null"),
    }
    text.push(',');
    write_dependencies(&mut text, locked);
    text.push(']');
    sha256(&text)
}

/// The digest that Helm 2 put into locks.
pub fn lock_digest_v2(requested: Option<&[Dependency]>) -> String {
    let mut text = String::from("{\"dependencies\":");
    match requested {
        Some(requested) => write_dependencies(&mut text, requested),
        None => text.push_str("null"),
    }
    text.push('}');
    sha256(&text)
}

fn write_dependencies(text: &mut String, dependencies: &[Dependency]) {
    text.push('[');
    for (at, dependency) in dependencies.iter().enumerate() {
        if at > 0 {
            text.push(',');
        }
        let fields = dependency_fields(dependency);
        write_fields(text, fields.iter().map(|(key, value)| (*key, value)));
    }
    text.push(']');
}

fn sha256(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().fold(String::from("sha256:"), |text, byte| {
        text + &format!("{byte:02x}")
    })
}
