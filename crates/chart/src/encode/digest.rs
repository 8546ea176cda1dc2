use steersman_names::Sha256;

use super::metadata_json::append_dependencies;
use crate::Dependency;

/// The digest of a lock: that of the requested dependencies (`None` where `Chart.yaml` has no list) together with
/// the locked ones.
pub fn lock_digest(requested: Option<&[Dependency]>, locked: &[Dependency]) -> String {
    let mut text = vec![b'['];
    append_requested(&mut text, requested);
    text.push(b',');
    append_dependencies(&mut text, locked);
    text.push(b']');
    Sha256::of(&text).to_string()
}

/// The digest that Helm 2 put into locks.
pub fn lock_digest_v2(requested: Option<&[Dependency]>) -> String {
    let mut text = b"{\"dependencies\":".to_vec();
    append_requested(&mut text, requested);
    text.push(b'}');
    Sha256::of(&text).to_string()
}

fn append_requested(text: &mut Vec<u8>, requested: Option<&[Dependency]>) {
    match requested {
        Some(requested) => append_dependencies(text, requested),
        None => text.extend_from_slice(b"null"),
    }
}
