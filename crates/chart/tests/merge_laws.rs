//! Laws of merging that hold for all values.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use steersman_chart::{
    Chart, CoalesceError, Dependency, Metadata, coalesce_table, coalesce_tables, merge_maps,
    merge_tables, process_dependencies, process_for_rendering,
};
use steersman_names::HelmDialect;
use steersman_value::{Str, Table, Tree};

const DIALECT: HelmDialect = HelmDialect::V4_3;

/// Few keys, so that tables meet; `global` and the names of the charts below are among them.
fn key() -> impl Strategy<Value = Str> {
    prop::sample::select(vec!["a", "b", "c", "global", "one", "two", "deep"]).prop_map(Str::from)
}

fn table(nulls: bool) -> impl Strategy<Value = Table> {
    let leaf = prop_oneof![
        if nulls {
            Just(Tree::Null).boxed()
        } else {
            Just(Tree::Bool(true)).boxed()
        },
        (0..3_i64).prop_map(Tree::Int),
        vec((0..2_i64).prop_map(Tree::Int), 0..2).prop_map(Tree::List),
    ];
    let tree = leaf.prop_recursive(4, 24, 4, |inner| {
        btree_map(key(), inner, 0..4).prop_map(Tree::Map)
    });
    btree_map(key(), tree, 0..5)
}

/// Tables in which some keys always hold tables and others never do.
fn shaped_table() -> impl Strategy<Value = Table> {
    let leaves = || {
        btree_map(
            prop::sample::select(vec!["a", "b"]).prop_map(Str::from),
            (0..3_i64).prop_map(Tree::Int),
            0..3,
        )
    };
    let tables = prop::sample::select(vec!["one", "two"]).prop_map(Str::from);
    let inner = leaves().prop_recursive(3, 12, 2, move |inner| {
        (
            btree_map(tables.clone(), inner.prop_map(Tree::Map), 0..3),
            leaves(),
        )
            .prop_map(|(mut tables, leaves)| {
                tables.extend(leaves);
                tables
            })
    });
    inner.boxed()
}

/// Puts tables in place of everything that stands where Helm wants one.
fn with_tables(mut values: Table, names: &[&str]) -> Table {
    for name in names {
        if let Some(value) = values.get_mut(name.as_bytes())
            && !matches!(value, Tree::Map(_))
        {
            *value = Tree::Map(Table::new());
        }
    }
    values
}

fn chart(name: &str, values: Table, dependencies: Vec<Chart>) -> Chart {
    let declare = |chart: &Chart| Dependency {
        name: chart.name().to_owned(),
        version: "1.0.0".to_owned(),
        ..Dependency::default()
    };
    Chart {
        metadata: Metadata {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            dependencies: (!dependencies.is_empty())
                .then(|| dependencies.iter().map(declare).collect()),
            ..Metadata::default()
        },
        values: values.into(),
        dependencies,
        ..Chart::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn maps_merge_in_any_grouping(a in shaped_table(), b in shaped_table(), c in shaped_table()) {
        let merged = |mut base: Table, over: Table| { merge_maps(&mut base, over); base };
        prop_assert_eq!(
            merged(merged(a.clone(), b.clone()), c.clone()),
            merged(a, merged(b, c))
        );
    }

    #[test]
    fn merging_again_changes_nothing(top in table(true), below in table(true)) {
        let mut notices = Vec::new();
        let once = merge_tables(&top, &below, &mut notices).expect("it is not deep");
        let twice = merge_tables(&once, &below, &mut notices).expect("it is not deep");
        prop_assert_eq!(&once, &twice);
        prop_assert_eq!(merge_tables(&top, &top, &mut notices).expect("it is not deep"), top);
    }

    #[test]
    fn what_the_user_sets_stays(top in table(false), below in table(false)) {
        fn holds(result: &Table, top: &Table) -> bool {
            top.iter().all(|(key, value)| match (result.get(key), value) {
                (Some(Tree::Map(result)), Tree::Map(top)) => holds(result, top),
                (found, value) => found == Some(value),
            })
        }
        let result = coalesce_tables(&top, &below, &mut Vec::new()).expect("it is not deep");
        prop_assert!(holds(&result, &top));
    }

    #[test]
    fn the_short_way_gives_the_same_values(
        tables in vec(prop_oneof![4 => table(false).boxed(), 1 => table(true).boxed()], 5),
    ) {
        let [user, root, one, two, deep] = <[Table; 5]>::try_from(tables).expect("there are five");
        let one = chart("one", with_tables(one, &["deep"]), vec![chart("deep", deep, vec![])]);
        let root = chart("root", with_tables(root, &["one", "two"]), vec![one, chart("two", two, vec![])]);
        let user = with_tables(user, &["one", "two"]);
        let run = |process: fn(&mut Chart, &Table, HelmDialect) -> _| {
            let mut root = root.clone();
            let processed: Result<Vec<_>, _> = process(&mut root, &user, DIALECT);
            processed.and_then(|_| coalesce_table(&root, &user, DIALECT, &mut Vec::new()))
        };
        prop_assert_eq!(run(process_for_rendering), run(process_dependencies));
    }

    #[test]
    fn a_condition_that_nothing_answers_changes_nothing(
        tables in vec(prop_oneof![4 => table(false).boxed(), 1 => table(true).boxed()], 5),
        is_small in prop::array::uniform5(any::<bool>()),
    ) {
        // With few values there is often nothing to say, which is then found without merging anything.
        let mut tables = tables;
        for (table, is_small) in tables.iter_mut().zip(is_small) {
            while is_small && table.len() > 1 {
                table.pop_last();
            }
        }
        let [user, root, one, two, deep] = <[Table; 5]>::try_from(tables).expect("there are five");
        let mut one = chart("one", one, vec![chart("deep", deep, vec![])]);
        // What is not declared is part of the chart.
        one.metadata.dependencies = None;
        let root = chart("root", root, vec![one, chart("two", two, vec![])]);
        let run = |condition: &str| {
            let mut root = root.clone();
            for dependency in root.metadata.dependencies.iter_mut().flatten() {
                condition.clone_into(&mut dependency.condition);
            }
            let notices = process_dependencies(&mut root, &user, DIALECT)?;
            for dependency in root.metadata.dependencies.iter_mut().flatten() {
                dependency.condition.clear();
            }
            Ok::<_, CoalesceError>((notices, root))
        };
        prop_assert_eq!(run(""), run("nothing.answers"));
    }
}
