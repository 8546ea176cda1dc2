use std::collections::BTreeMap;

use steersman_value::{Table, Tree};

use crate::{Dependency, Lock, Maintainer, Metadata};

/// `Chart.yaml` as a document; keys sort when it is written.
pub fn metadata_tree(metadata: &Metadata) -> Tree {
    let mut table = Table::new();
    for (key, text) in [
        ("name", &metadata.name),
        ("home", &metadata.home),
        ("version", &metadata.version),
        ("description", &metadata.description),
        ("icon", &metadata.icon),
        ("apiVersion", &metadata.api_version),
        ("condition", &metadata.condition),
        ("tags", &metadata.tags),
        ("appVersion", &metadata.app_version),
        ("kubeVersion", &metadata.kube_version),
        ("type", &metadata.chart_type),
    ] {
        put_text(&mut table, key, text);
    }
    put_texts(&mut table, "sources", &metadata.sources);
    put_texts(&mut table, "keywords", &metadata.keywords);
    put_list(
        &mut table,
        "maintainers",
        metadata
            .maintainers
            .iter()
            .map(|maintainer| maintainer_tree(maintainer.as_ref()))
            .collect(),
    );
    put_list(
        &mut table,
        "dependencies",
        metadata
            .dependencies()
            .iter()
            .map(dependency_tree)
            .collect(),
    );
    if metadata.deprecated {
        table.insert("deprecated".into(), Tree::Bool(true));
    }
    if let Some(annotations) = metadata
        .annotations
        .as_ref()
        .filter(|annotations| !annotations.is_empty())
    {
        table.insert(
            "annotations".into(),
            Tree::Map(annotations_table(annotations)),
        );
    }
    Tree::Map(table)
}

/// `Chart.lock` as a document.
pub fn lock_tree(lock: &Lock) -> Tree {
    let dependencies = lock.dependencies.iter().map(dependency_tree).collect();
    Tree::Map(Table::from([
        ("dependencies".into(), Tree::List(dependencies)),
        ("digest".into(), Tree::from(&*lock.digest)),
        ("generated".into(), Tree::from(&*lock.generated)),
    ]))
}

fn annotations_table(annotations: &BTreeMap<String, String>) -> Table {
    annotations
        .iter()
        .map(|(key, value)| (key.as_str().into(), Tree::from(value.as_str())))
        .collect()
}

fn maintainer_tree(maintainer: Option<&Maintainer>) -> Tree {
    let Some(maintainer) = maintainer else {
        return Tree::Null;
    };
    let mut table = Table::new();
    put_text(&mut table, "name", &maintainer.name);
    put_text(&mut table, "email", &maintainer.email);
    put_text(&mut table, "url", &maintainer.url);
    Tree::Map(table)
}

fn dependency_tree(dependency: &Dependency) -> Tree {
    Tree::Map(
        dependency_fields(dependency)
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect(),
    )
}

/// The fields of a dependency that are written, in the order of their declaration.
pub(super) fn dependency_fields(dependency: &Dependency) -> Vec<(&'static str, Tree)> {
    let mut fields = vec![("name", Tree::from(&*dependency.name))];
    let text = |key, text: &String| (!text.is_empty()).then(|| (key, Tree::from(text.as_str())));
    fields.extend(text("version", &dependency.version));
    fields.push(("repository", Tree::from(&*dependency.repository)));
    fields.extend(text("condition", &dependency.condition));
    if !dependency.tags.is_empty() {
        fields.push((
            "tags",
            Tree::List(
                dependency
                    .tags
                    .iter()
                    .map(|tag| Tree::from(tag.as_str()))
                    .collect(),
            ),
        ));
    }
    if dependency.enabled {
        fields.push(("enabled", Tree::Bool(true)));
    }
    if !dependency.import_values.is_empty() {
        fields.push((
            "import-values",
            Tree::List(dependency.import_values.clone()),
        ));
    }
    fields.extend(text("alias", &dependency.alias));
    fields
}

fn put_text(table: &mut Table, key: &str, text: &str) {
    if !text.is_empty() {
        table.insert(key.into(), Tree::from(text));
    }
}

fn put_texts(table: &mut Table, key: &str, texts: &[String]) {
    put_list(
        table,
        key,
        texts.iter().map(|text| Tree::from(text.as_str())).collect(),
    );
}

fn put_list(table: &mut Table, key: &str, items: Vec<Tree>) {
    if !items.is_empty() {
        table.insert(key.into(), Tree::List(items));
    }
}
