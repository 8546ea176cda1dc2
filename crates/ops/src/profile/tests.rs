use steersman_render::{Profile, ProfileNode, ProfileNodeKind};

use super::{flame_graph, folded_stacks, profile_rows, profile_table};

fn node(kind: ProfileNodeKind, name: &str, parent: usize, numbers: [u64; 3]) -> ProfileNode {
    let [calls, total, own] = numbers;
    ProfileNode {
        kind,
        name: name.to_owned(),
        parent,
        calls,
        total,
        own,
    }
}

/// A file that includes a template, which includes itself once.
fn sample() -> Profile {
    use ProfileNodeKind::{Function, Root, Template};
    Profile {
        nodes: vec![
            node(Root, "render", 0, [1, 10_000, 1000]),
            node(Template, "a/templates/x.yaml", 0, [1, 9000, 2000]),
            node(Function, "include", 1, [2, 7000, 1000]),
            node(Template, "tree<T>", 2, [2, 6000, 2000]),
            node(Function, "include", 3, [1, 4000, 500]),
            node(Template, "tree<T>", 4, [1, 3500, 3500]),
        ],
    }
}

#[test]
fn rows_count_recursion_once() {
    let rows = profile_rows(&sample());
    let found: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.calls, row.total, row.own))
        .collect();
    assert_eq!(
        found,
        [
            ("tree<T>", 3, 6000, 5500),
            ("a/templates/x.yaml", 1, 9000, 2000),
            ("include", 3, 7000, 1500)
        ]
    );
}

#[test]
fn table_shows_templates_before_functions() {
    let expected = "\
rendering took 10.0 µs

    calls         own       total  template
        3      5.5 µs      6.0 µs  tree<T>
        1      2.0 µs      9.0 µs  a/templates/x.yaml

    calls         own       total  function
        3      1.5 µs      7.0 µs  include
";
    assert_eq!(profile_table(&sample()), expected);
}

#[test]
fn stacks_fold_and_the_picture_escapes_names() {
    let folded = folded_stacks(&sample());
    assert_eq!(
        folded.lines().nth(3),
        Some("render;a/templates/x.yaml;include;tree<T> 2000")
    );
    let picture = flame_graph(&sample());
    assert!(picture.starts_with("<svg ") && picture.ends_with("</svg>\n"));
    assert!(picture.contains("<title>tree&lt;T&gt;: 2 calls, 6 µs</title>"));
    assert_eq!(picture.matches("<rect ").count(), 6);
}
