//! Paths with slashes. The functions for the paths of the operating system are the same: Helm's are those of Unix.

use memchr::memrchr;
use steersman_value::{GoType, Str, Value};

use crate::args::text;
use crate::entry::{Entry, Outcome};

const ONE: &[GoType] = &[GoType::String];

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("base", ONE, base),
    Entry::pure("osBase", ONE, base),
    Entry::pure("dir", ONE, dir),
    Entry::pure("osDir", ONE, dir),
    Entry::pure("clean", ONE, |args| Ok(Value::str(clean(text(args, 0)?)))),
    Entry::pure("osClean", ONE, |args| Ok(Value::str(clean(text(args, 0)?)))),
    Entry::pure("ext", ONE, ext),
    Entry::pure("osExt", ONE, ext),
    Entry::pure("isAbs", ONE, is_absolute),
    Entry::pure("osIsAbs", ONE, is_absolute),
];

/// The shortest equal path: no empty elements, no `.`, and `..` only at the start.
fn clean(path: &[u8]) -> Vec<u8> {
    let rooted = path.first() == Some(&b'/');
    let mut elements: Vec<&[u8]> = Vec::new();
    for element in path.split(|byte| *byte == b'/') {
        match element {
            b"" | b"." => {}
            b".." => match elements.last() {
                Some(last) if *last != b".." => {
                    elements.pop();
                }
                _ if rooted => {}
                _ => elements.push(element),
            },
            _ => elements.push(element),
        }
    }
    let mut out = if rooted { b"/".to_vec() } else { Vec::new() };
    out.extend(elements.join(&b'/'));
    if out.is_empty() { b".".to_vec() } else { out }
}

fn base(args: &[Value]) -> Outcome {
    let path = text(args, 0)?;
    if path.is_empty() {
        return Ok(Value::str("."));
    }
    let end = path
        .iter()
        .rposition(|byte| *byte != b'/')
        .map_or(0, |last| last + 1);
    let start = memrchr(b'/', &path[..end]).map_or(0, |slash| slash + 1);
    Ok(if end == 0 {
        Value::str("/")
    } else {
        Value::str(&path[start..end])
    })
}

fn dir(args: &[Value]) -> Outcome {
    let path = text(args, 0)?;
    let end = memrchr(b'/', path).map_or(0, |slash| slash + 1);
    Ok(Value::str(clean(&path[..end])))
}

fn ext(args: &[Value]) -> Outcome {
    let path = text(args, 0)?;
    let name = memrchr(b'/', path).map_or(0, |slash| slash + 1);
    let ext = memrchr(b'.', &path[name..]).map_or(&[][..], |dot| &path[name + dot..]);
    Ok(Value::Str(Str::from(ext)))
}

fn is_absolute(args: &[Value]) -> Outcome {
    Ok(Value::Bool(text(args, 0)?.first() == Some(&b'/')))
}
