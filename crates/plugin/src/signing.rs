//! What can be told of the signature of an installed plugin without keys.

use std::io::{self, Read as _};
use std::path::Path;

use sha2::Digest as _;
use steersman_names::Sha256;

use crate::Metadata;
use crate::install::{archive_path, provenance_path};

/// The longest signature that is looked at, in bytes.
const MAX_PROVENANCE: u64 = 4 * 1024 * 1024;

/// In which state the signature of a plugin is, in the words of `plugin list`. `plugins` is the folder of plugins
/// below that of data, which is looked at wherever plugins are found.
pub fn signing_status(metadata: &Metadata, plugins: &Path) -> &'static str {
    let Ok(found) = std::fs::symlink_metadata(plugins.join(&metadata.name)) else {
        return "unknown";
    };
    if found.is_symlink() {
        return "local dev";
    }
    let archive = archive_path(plugins, metadata);
    if fs_err::metadata(&archive).is_err() {
        return "unsigned";
    }
    let provenance = match read_bounded(&provenance_path(&archive)) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return "unsigned",
        Err(_) => return "unknown",
    };
    let Some(message) = signed_message(&provenance) else {
        return "invalid provenance";
    };
    let name = archive.file_name().unwrap_or_default().to_string_lossy();
    let fits = digest(&archive).is_ok_and(|digest| holds_digest(&message, &name, &digest));
    if fits {
        "signed"
    } else {
        "mismatched provenance"
    }
}

fn read_bounded(path: &Path) -> io::Result<String> {
    let mut text = Vec::new();
    std::fs::File::open(path)?
        .take(MAX_PROVENANCE)
        .read_to_end(&mut text)?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// The text of a clear-signed message; nothing where it is none.
fn signed_message(text: &str) -> Option<String> {
    const BEGIN: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
    const SIGNATURE: &str = "\n-----BEGIN PGP SIGNATURE-----";
    const END: &str = "\n-----END PGP SIGNATURE-----";
    let after = &text[text.find(BEGIN)? + BEGIN.len()..];
    let body = after.split_once("\n\n")?.1;
    let (message, signature) = body.split_once(SIGNATURE)?;
    signature.contains(END).then(|| message.to_owned())
}

/// Whether the part about files names the archive with its digest.
fn holds_digest(message: &str, name: &str, digest: &str) -> bool {
    let Some((_, sums)) = message.split_once("\n...\n") else {
        return false;
    };
    let Ok(table) = steersman_yaml::parse_map(sums.as_bytes()) else {
        return false;
    };
    let Some(steersman_value::Tree::Map(files)) = table.get(&b"files"[..]) else {
        return false;
    };
    files.iter().any(|(file, sum)| {
        let file = String::from_utf8_lossy(file);
        let fits = matches!(sum, steersman_value::Tree::Str(text) if **text == *digest.as_bytes());
        file.contains(name) && fits
    })
}

fn digest(path: &Path) -> io::Result<String> {
    let mut file = fs_err::File::open(path)?;
    let mut hasher = sha2::Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hasher.update(&buffer[..count]);
    }
    Ok(Sha256::from_bytes(hasher.finalize().into()).to_string())
}
