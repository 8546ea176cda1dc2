use steersman_diag::Span;
use steersman_yaml::{Node, NodeValue, parse_spanned};

use super::error::ValidationError;

impl ValidationError {
    /// Where the text of a `Chart.yaml` or `requirements.yaml` says what is wrong, in bytes; nothing when it does not.
    pub fn span(&self, text: &[u8]) -> Option<Span> {
        let root = parse_spanned(text).ok()?;
        let at = |key| Some(child(&root, key)?.span);
        match self {
            Self::MissingApiVersion => at("apiVersion"),
            Self::MissingName | Self::NameNotAllowed(_) | Self::InvalidName(_) => at("name"),
            Self::MissingVersion | Self::InvalidVersion(_) => at("version"),
            Self::InvalidType => at("type"),
            Self::NullMaintainer => null_item(child(&root, "maintainers")?),
            Self::NullDependency => null_item(child(&root, "dependencies")?),
            Self::InvalidAlias(name) => items(child(&root, "dependencies")?)
                .iter()
                .filter(|dependency| text_of(dependency, "name") == Some(name))
                .find_map(|dependency| Some(child(dependency, "alias")?.span)),
            Self::DuplicateDependency(key) => items(child(&root, "dependencies")?)
                .iter()
                .rev()
                .find_map(|dependency| {
                    let alias = text_of(dependency, "alias").filter(|alias| !alias.is_empty());
                    let field = if alias.is_some() { "alias" } else { "name" };
                    (text_of(dependency, field) == Some(key))
                        .then(|| child(dependency, field).map(|node| node.span))?
                }),
        }
    }

    /// What to write instead.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::MissingApiVersion => "write `apiVersion: v2`",
            Self::MissingName => "give the chart the name of its folder: `name: my-chart`",
            Self::NameNotAllowed(_) | Self::InvalidName(_) => {
                "a name has lower case letters, digits and dashes, and is the name of the chart's folder"
            }
            Self::MissingVersion => "give the chart a version: `version: 0.1.0`",
            Self::InvalidVersion(_) => {
                "a version has three numbers, such as `1.2.3` or `1.2.3-rc.1`; what it installs has its own in `appVersion`"
            }
            Self::InvalidType => {
                "write `type: application`, `type: library`, or leave the line out"
            }
            Self::NullMaintainer | Self::NullDependency => {
                "a dash with nothing behind it: fill it in, or remove the line"
            }
            Self::InvalidAlias(_) => "an alias has letters, digits, dashes and underscores",
            Self::DuplicateDependency(_) => "give one of them an `alias` of its own",
        }
    }
}

fn child<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    let NodeValue::Map(entries) = &node.value else {
        return None;
    };
    let entry = entries.iter().rev().find(|entry| entry.key == *key)?;
    Some(&entry.value)
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        NodeValue::List(items) => items,
        _ => &[],
    }
}

fn text_of<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    match &child(node, key)?.value {
        NodeValue::Str(text) => text.to_str(),
        _ => None,
    }
}

fn null_item(node: &Node) -> Option<Span> {
    let null = |item: &&Node| matches!(item.value, NodeValue::Null);
    items(node).iter().find(null).map(|item| item.span)
}

#[cfg(test)]
mod tests {
    use steersman_diag::SourceFile;
    use steersman_names::HelmDialect;

    use crate::archive::Limits;
    use crate::{File, LoadError, Origin, load_files};

    #[test]
    fn an_error_is_where_the_file_says_it() {
        for (text, place) in [
            ("name: c\n", None),
            ("name: c\nversion:\n", Some((2, 9))),
            ("name: c\nversion: abc\n", Some((2, 10))),
            ("version: 1.0.0\nname: a/b\n", Some((2, 7))),
            ("name: c\nversion: 1.0.0\ntype: app\n", Some((3, 7))),
            (
                "name: c\nversion: 1.0.0\ndependencies:\n- name: d\n- name: d\n",
                Some((5, 9)),
            ),
            (
                "name: c\nversion: 1.0.0\ndependencies:\n- name: d\n  alias: d!\n",
                Some((5, 10)),
            ),
            (
                "name: c\nversion: 1.0.0\ndependencies:\n- name: d\n- name: e\n  alias: d\n",
                Some((6, 10)),
            ),
        ] {
            let file = File::new("Chart.yaml", text);
            let loaded = load_files(
                vec![file],
                Origin::Folder,
                HelmDialect::default(),
                &Limits::default(),
            );
            let Err(LoadError::Validation { problem, text, .. }) = loaded else {
                panic!("{text:?} is loaded");
            };
            let found = problem.span(&text).map(|span| {
                let position = SourceFile::new("Chart.yaml", &text).position(span.start);
                (position.line, position.column)
            });
            assert_eq!(found, place, "{text:?}: {problem}");
        }
    }
}
