//! Unpacking archives of plugins, and looking into them.

use std::io::Read;
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use tar::{Archive, EntryType};

use crate::{DEFINITION, Metadata, parse_definition};

/// What an archive may hold, in bytes.
const MAX_SIZE: u64 = 1024 * 1024 * 1024;

/// How many files and folders an archive may hold.
const MAX_ENTRIES: usize = 100_000;

/// The longest definition that is read, in bytes.
const MAX_DEFINITION: u64 = 1024 * 1024;

/// Whether a name is that of an archive.
pub fn is_archive_name(name: &str) -> bool {
    [".tgz", ".tar.gz"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// The definition in an archive: the first file of its name, wherever it is.
///
/// # Errors
/// Why there is none, in Helm's words.
pub fn find_definition(archive: &[u8]) -> Result<Metadata, String> {
    let mut archive = open(archive)?;
    for entry in archive.entries().map_err(|error| go_text(&error))? {
        let entry = entry.map_err(|error| go_text(&error))?;
        let is_it =
            entry.path_bytes().rsplit(|&byte| byte == b'/').next() == Some(DEFINITION.as_bytes());
        if is_it {
            let mut text = Vec::new();
            entry
                .take(MAX_DEFINITION)
                .read_to_end(&mut text)
                .map_err(|error| go_text(&error))?;
            return parse_definition(&text).map_err(|error| error.to_string());
        }
    }
    Err("plugin.yaml not found in tarball".to_owned())
}

fn open(archive: &[u8]) -> Result<Archive<impl Read>, String> {
    match archive {
        [] => return Err("EOF".to_owned()),
        // The head of the format has ten bytes.
        short if short.len() < 10 => return Err("unexpected EOF".to_owned()),
        [0x1F, 0x8B, ..] => {}
        _ => return Err("gzip: invalid header".to_owned()),
    }
    Ok(Archive::new(MultiGzDecoder::new(archive).take(MAX_SIZE)))
}

fn go_text(error: &std::io::Error) -> String {
    let text = crate::error::system_text(error);
    match error.kind() {
        std::io::ErrorKind::UnexpectedEof => "unexpected EOF".to_owned(),
        _ => text,
    }
}

/// Unpacks an archive below a folder. Nothing is written elsewhere; names that try are refused.
///
/// # Errors
/// Why it cannot be unpacked, in Helm's words.
pub fn unpack(archive: &[u8], folder: &Path) -> Result<(), String> {
    fs_err::create_dir_all(folder).map_err(|error| error.to_string())?;
    let mut archive = open(archive)?;
    let mut count = 0;
    for entry in archive.entries().map_err(|error| go_text(&error))? {
        let mut entry = entry.map_err(|error| go_text(&error))?;
        count += 1;
        if count > MAX_ENTRIES {
            return Err(format!("archive holds more than {MAX_ENTRIES} files"));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let path = join_clean(folder, &name)?;
        match entry.header().entry_type() {
            EntryType::Directory => {
                fs_err::create_dir_all(&path).map_err(|error| error.to_string())?;
            }
            EntryType::Regular | EntryType::Continuous => {
                let mode = entry.header().mode().unwrap_or(0o644);
                write_file(&path, mode, &mut entry)?;
            }
            EntryType::XGlobalHeader | EntryType::XHeader => {}
            other => {
                return Err(format!("unknown type: {:b} in {name}", other.as_byte()));
            }
        }
    }
    Ok(())
}

fn write_file(path: &Path, mode: u32, content: &mut impl Read) -> Result<(), String> {
    let text = |error: std::io::Error| error.to_string();
    if let Some(parent) = path.parent() {
        fs_err::create_dir_all(parent).map_err(text)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).write(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode & 0o777);
    }
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).map_err(text)?;
    std::io::copy(content, &mut file).map_err(|error| go_text(&error))?;
    Ok(())
}

/// The path of a name of an archive. Nothing there makes links, so no name can lead out by one.
fn join_clean(folder: &Path, name: &str) -> Result<PathBuf, String> {
    if name.contains(':') {
        return Err("path contains ':', which is illegal".to_owned());
    }
    let name = name.replace('\\', "/");
    if name.split('/').any(|part| part == "..") {
        return Err("path contains '..', which is illegal".to_owned());
    }
    if name.starts_with('/') {
        return Err("path is absolute, which is illegal".to_owned());
    }
    let parts = Path::new(&name).components();
    let normal = parts.filter(|part| matches!(part, Component::Normal(_)));
    Ok(folder.join(normal.collect::<PathBuf>()))
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::{find_definition, unpack};

    /// An archive of one entry.
    fn archive(name: &str, kind: u8, content: &[u8]) -> Vec<u8> {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(tar::EntryType::new(kind));
        header.set_size(content.len() as u64);
        header.set_mode(0o755);
        header.set_cksum();
        let mut tarball = tar::Builder::new(Vec::new());
        tarball.append(&header, content).unwrap();
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&tarball.into_inner().unwrap()).unwrap();
        gzip.finish().unwrap()
    }

    #[test]
    fn nothing_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        let cases = [
            ("../x", b'0', "path contains '..', which is illegal"),
            ("a/../../x", b'0', "path contains '..', which is illegal"),
            ("..\\x", b'0', "path contains '..', which is illegal"),
            ("/x", b'0', "path is absolute, which is illegal"),
            ("c:x", b'0', "path contains ':', which is illegal"),
            ("link", b'2', "unknown type: 110010 in link"),
            ("hard", b'1', "unknown type: 110001 in hard"),
        ];
        for (name, kind, expected) in cases {
            let error = unpack(&archive(name, kind, b""), &inner).unwrap_err();
            assert_eq!(error, expected, "{name}");
        }
        unpack(&archive("./a/b", b'0', b"text"), &inner).unwrap();
        assert_eq!(fs_err::read(inner.join("a/b")).unwrap(), b"text");
        assert_eq!(fs_err::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn finds_the_definition() {
        let text = b"name: demo\nversion: 0.1.0\ncommand: x\n";
        let metadata = find_definition(&archive("demo/plugin.yaml", b'0', text)).unwrap();
        assert_eq!(metadata.name, "demo");
        let cases = [
            (Vec::new(), "EOF"),
            (b"text".to_vec(), "unexpected EOF"),
            (b"a longer text".to_vec(), "gzip: invalid header"),
            (
                archive("other", b'0', b""),
                "plugin.yaml not found in tarball",
            ),
        ];
        for (bytes, expected) in cases {
            assert_eq!(find_definition(&bytes).unwrap_err(), expected);
        }
    }
}
