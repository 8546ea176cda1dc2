use steersman_value::Tree;

use crate::model::Rule;
use crate::prefix::Prefix;
use crate::{Mirror, Mirrors, MirrorsError};

impl Mirrors {
    /// Reads a file of rules. An empty one has none.
    ///
    /// # Errors
    /// [`MirrorsError`]; what is not known is refused, so that no rule is lost by a slip of the pen.
    pub fn parse(text: &[u8]) -> Result<Self, MirrorsError> {
        let tree = steersman_yaml::parse(text)?;
        let mut mirrors = Self::default();
        for (key, value) in fields(&tree, "the file")? {
            match key {
                "only" => mirrors.only = switch(value, "only")?,
                "mirrors" => {
                    for (n, item) in list(value, "mirrors")?.iter().enumerate() {
                        mirrors.rules.push(rule(item, &format!("mirrors[{n}]"))?);
                    }
                }
                _ => return Err(unknown(key, "`mirrors` and `only`")),
            }
        }
        Ok(mirrors)
    }
}

fn rule(tree: &Tree, place: &str) -> Result<Rule, MirrorsError> {
    let (mut prefix, mut mirrors, mut only) = (None, Vec::new(), false);
    for (key, value) in fields(tree, place)? {
        let field = format!("{place}.{key}");
        match key {
            "prefix" => prefix = Some(read_prefix(text(value, &field)?, &field)?),
            "only" => only = switch(value, &field)?,
            "to" => {
                for (n, item) in list(value, &field)?.iter().enumerate() {
                    mirrors.push(mirror(item, &format!("{field}[{n}]"))?);
                }
            }
            _ => return Err(unknown(&field, "`prefix`, `to` and `only`")),
        }
    }
    let prefix = prefix.ok_or_else(|| wrong(&format!("{place}.prefix"), "is missing"))?;
    if mirrors.is_empty() {
        return Err(wrong(&format!("{place}.to"), "a mirror is expected"));
    }
    for (n, mirror) in mirrors.iter().enumerate() {
        let field = format!("{place}.to[{n}]");
        if read_prefix(&mirror.to, &field)?.kind != prefix.kind {
            let message = format!("{} cannot stand in for {}", mirror.to, prefix.text);
            return Err(wrong(&field, &message));
        }
    }
    Ok(Rule {
        prefix,
        mirrors,
        only,
    })
}

/// A mirror is a text, or a mapping that says how to reach it too.
fn mirror(tree: &Tree, place: &str) -> Result<Mirror, MirrorsError> {
    let mut mirror = Mirror::default();
    if let Some(to) = tree.as_str() {
        to.clone_into(&mut mirror.to);
        return Ok(mirror);
    }
    for (key, value) in fields(tree, place)? {
        let field = format!("{place}.{key}");
        let target = match key {
            "url" => &mut mirror.to,
            "caFile" => &mut mirror.ca_file,
            "certFile" => &mut mirror.cert_file,
            "keyFile" => &mut mirror.key_file,
            "insecureSkipTLSVerify" => {
                mirror.insecure_skip_tls_verify = switch(value, &field)?;
                continue;
            }
            "plainHTTP" => {
                mirror.plain_http = switch(value, &field)?;
                continue;
            }
            _ => {
                return Err(unknown(
                    &field,
                    "`url`, `caFile`, `certFile`, `keyFile`, `insecureSkipTLSVerify` and `plainHTTP`",
                ));
            }
        };
        text(value, &field)?.clone_into(target);
    }
    Ok(mirror)
}

fn read_prefix(text: &str, field: &str) -> Result<Prefix, MirrorsError> {
    Prefix::parse(text).ok_or_else(|| {
        wrong(
            field,
            &format!("{text:?} is none of https://HOST/PATH, http://HOST/PATH, oci://HOST/PATH, HOST/PATH"),
        )
    })
}

fn fields<'t>(tree: &'t Tree, place: &str) -> Result<Vec<(&'t str, &'t Tree)>, MirrorsError> {
    match tree {
        Tree::Null => Ok(Vec::new()),
        Tree::Map(table) => Ok(table
            .iter()
            .map(|(key, value)| (key.to_str().unwrap_or_default(), value))
            .collect()),
        _ => Err(wrong(place, "a mapping is expected")),
    }
}

fn list<'t>(tree: &'t Tree, field: &str) -> Result<&'t [Tree], MirrorsError> {
    tree.as_list()
        .ok_or_else(|| wrong(field, "a list is expected"))
}

fn text<'t>(tree: &'t Tree, field: &str) -> Result<&'t str, MirrorsError> {
    tree.as_str()
        .ok_or_else(|| wrong(field, "a text is expected"))
}

fn switch(tree: &Tree, field: &str) -> Result<bool, MirrorsError> {
    tree.as_bool()
        .ok_or_else(|| wrong(field, "true or false is expected"))
}

fn unknown(field: &str, known: &str) -> MirrorsError {
    wrong(
        field,
        &format!("nobody knows this field; there are {known}"),
    )
}

fn wrong(field: &str, message: &str) -> MirrorsError {
    MirrorsError::Field {
        field: field.into(),
        message: message.into(),
    }
}
