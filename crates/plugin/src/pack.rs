//! Packing a plugin into an archive.

use std::io::{self, Write as _};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, Header};

/// An archive of all files of a plugin's folder, below a folder with its name.
///
/// # Errors
/// When a file cannot be read.
pub fn pack(folder: &Path, name: &str) -> io::Result<Vec<u8>> {
    let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    builder.follow_symlinks(false);
    append(&mut builder, folder, name)?;
    let mut gzip = builder.into_inner()?;
    gzip.flush()?;
    gzip.finish()
}

fn append(builder: &mut Builder<GzEncoder<Vec<u8>>>, path: &Path, name: &str) -> io::Result<()> {
    let found = std::fs::symlink_metadata(path)?;
    let mut header = Header::new_gnu();
    header.set_metadata(&found);
    // Go leaves out what kind of file it is: the header has a field of its own for that.
    header.set_mode(header.mode()? & 0o7777);
    if found.is_symlink() {
        let aim = fs_err::read_link(path)?;
        header.set_size(0);
        return builder.append_link(&mut header, name, aim);
    }
    if !found.is_dir() {
        let file = fs_err::File::open(path)?;
        return builder.append_data(&mut header, name, file);
    }
    header.set_size(0);
    builder.append_data(&mut header, name, io::empty())?;
    let mut names: Vec<_> = fs_err::read_dir(path)?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .collect();
    names.sort();
    for child in names {
        append(builder, &path.join(&child), &format!("{name}/{child}"))?;
    }
    Ok(())
}
