use std::ops::Range;
use std::rc::Rc;

use steersman_value::{CallError, GoType, IntKind, List, Str, Value, fmt};

use super::engine::Regex;
use super::error::SyntaxError;
use super::expand::expand;
use crate::args;
use crate::entry::{Entry, Outcome};

const STRING: GoType = GoType::String;
const INT: GoType = GoType::Int(IntKind::Int);

/// The functions of this module.
pub(crate) const FUNCTIONS: &[Entry] = &[
    Entry::pure("regexMatch", &[STRING, STRING], regex_match),
    Entry::pure("mustRegexMatch", &[STRING, STRING], must_regex_match),
    Entry::pure("regexFind", &[STRING, STRING], |args| {
        find(&*compile(args)?, args)
    }),
    Entry::pure("mustRegexFind", &[STRING, STRING], |args| {
        find(&*must_compile(args)?, args)
    }),
    Entry::pure("regexFindAll", &[STRING, STRING, INT], |args| {
        find_all(&*compile(args)?, args)
    }),
    Entry::pure("mustRegexFindAll", &[STRING, STRING, INT], |args| {
        find_all(&*must_compile(args)?, args)
    }),
    Entry::pure("regexReplaceAll", &[STRING, STRING, STRING], |args| {
        replace_all(&*compile(args)?, args)
    }),
    Entry::pure("mustRegexReplaceAll", &[STRING, STRING, STRING], |args| {
        replace_all(&*must_compile(args)?, args)
    }),
    Entry::pure(
        "regexReplaceAllLiteral",
        &[STRING, STRING, STRING],
        |args| replace_literal(&*compile(args)?, args),
    ),
    Entry::pure(
        "mustRegexReplaceAllLiteral",
        &[STRING, STRING, STRING],
        |args| replace_literal(&*must_compile(args)?, args),
    ),
    Entry::pure("regexSplit", &[STRING, STRING, INT], |args| {
        split(&*compile(args)?, args)
    }),
    Entry::pure("mustRegexSplit", &[STRING, STRING, INT], |args| {
        split(&*must_compile(args)?, args)
    }),
    Entry::pure("regexQuoteMeta", &[STRING], quote_meta),
];

/// The first argument as a pattern for the second, for the functions that panic like `regexp.MustCompile`.
fn compile(args: &[Value]) -> Result<Rc<Regex>, CallError> {
    let pattern = args::text(args, 0)?;
    Regex::cached(pattern, args::text(args, 1)?).map_err(|error| {
        let quoted = if can_backquote(pattern) {
            format!("`{}`", pattern.to_text())
        } else {
            fmt::quote(pattern)
        };
        args::panic(format!("regexp: Compile({quoted}): {error}"))
    })
}

/// The first argument as a pattern for the second, for the functions that return the error.
fn must_compile(args: &[Value]) -> Result<Rc<Regex>, CallError> {
    Regex::cached(args::text(args, 0)?, args::text(args, 1)?).map_err(|error| refused(&error))
}

fn refused(error: &SyntaxError) -> CallError {
    args::error(error.to_string())
}

/// Whether Go can write the text as a raw string (`strconv.CanBackquote`).
fn can_backquote(text: &[u8]) -> bool {
    let plain = |c: char| !matches!(c, '\0'..='\x08' | '\n'..='\x1f' | '`' | '\x7f' | '\u{feff}');
    std::str::from_utf8(text).is_ok_and(|text| text.chars().all(plain))
}

fn regex_match(args: &[Value]) -> Outcome {
    let text = args::text(args, 1)?;
    Ok(Value::Bool(
        Regex::cached(args::text(args, 0)?, text).is_ok_and(|regex| regex.is_match(text)),
    ))
}

fn must_regex_match(args: &[Value]) -> Outcome {
    let regex = must_compile(args)?;
    Ok(Value::Bool(regex.is_match(args::text(args, 1)?)))
}

fn find(regex: &Regex, args: &[Value]) -> Outcome {
    Ok(Value::str(
        regex.find(args::text(args, 1)?).unwrap_or_default(),
    ))
}

/// A count where negative means no limit.
fn limit(args: &[Value], index: usize) -> Result<usize, CallError> {
    Ok(usize::try_from(args::integer(args, index)?).unwrap_or(usize::MAX))
}

fn find_all(regex: &Regex, args: &[Value]) -> Outcome {
    let text = args::text(args, 1)?;
    let found = regex.find_all(text, limit(args, 2)?);
    if found.is_empty() {
        return Ok(List::nil(GoType::String).into());
    }
    // Go begins with room for ten and doubles.
    let mut capacity = 10;
    while capacity < found.len() {
        capacity *= 2;
    }
    Ok(strings(text, &found, capacity))
}

fn strings(text: &[u8], ranges: &[Range<usize>], capacity: usize) -> Value {
    let items = ranges
        .iter()
        .map(|range| Value::str(&text[range.clone()]))
        .collect();
    List::with_capacity(GoType::String, items, capacity).into()
}

fn replace_all(regex: &Regex, args: &[Value]) -> Outcome {
    let template = args::text(args, 2)?;
    if !template.contains(&b'$') {
        return replace_literal(regex, args);
    }
    let text = args::text(args, 1)?;
    let replaced = regex.replace_all(text, |out, found| expand(out, template, found));
    Ok(Value::Str(replaced.map_or_else(|| text.clone(), Str::from)))
}

fn replace_literal(regex: &Regex, args: &[Value]) -> Outcome {
    let (text, replacement) = (args::text(args, 1)?, args::text(args, 2)?);
    let replaced = regex.replace_all(text, |out, _| out.extend_from_slice(replacement));
    Ok(Value::Str(replaced.map_or_else(|| text.clone(), Str::from)))
}

fn split(regex: &Regex, args: &[Value]) -> Outcome {
    let text = args::text(args, 1)?;
    let limit = limit(args, 2)?;
    if limit == 0 {
        return Ok(List::nil(GoType::String).into());
    }
    if !regex.is_empty && text.is_empty() {
        return Ok(List::strings([""]).into());
    }
    let found = regex.find_all(text, limit);
    let mut parts = Vec::with_capacity(found.len() + 1);
    let (mut begin, mut end) = (0, 0);
    for separator in &found {
        if parts.len() >= limit - 1 {
            break;
        }
        end = separator.start;
        if separator.end != 0 {
            parts.push(begin..end);
        }
        begin = separator.end;
    }
    if end != text.len() {
        parts.push(begin..text.len());
    }
    // Go makes room for one part per separator and doubles it for one more.
    let capacity = if parts.len() > found.len() {
        (found.len() * 2).max(1)
    } else {
        found.len()
    };
    Ok(strings(text, &parts, capacity))
}

fn quote_meta(args: &[Value]) -> Outcome {
    let mut out = Vec::new();
    for &byte in args::text(args, 0)?.iter() {
        if br"\.+*?()|[]{}^$".contains(&byte) {
            out.push(b'\\');
        }
        out.push(byte);
    }
    Ok(Value::str(out))
}
