//! Indexes, whole and broken, and what is read of them. What is expected is what `search repo -l --devel` of Helm 4.3.1
//! prints of each.

use steersman_index::{Catalog, read_catalog, read_index};

/// What it is, the text, and what is read: versions, then what is passed over after a dash.
type Row = (
    &'static str,
    &'static str,
    Result<&'static str, &'static str>,
);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("empty", "", Err("empty index.yaml file")),
    ("no version of the format", "entries: {}\n", Err("no API version specified")),
    ("no entries", "apiVersion: v1\n", Ok("")),
    ("no YAML", "apiVersion: v1\nentries: [\n", Err("error converting YAML to JSON: yaml: line 2: did not find expected node content")),
    ("a tab", "\tapiVersion: v1\n", Err("error converting YAML to JSON: yaml: found character that cannot start any token")),
    ("entries are a list", "apiVersion: v1\nentries: [1]\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field IndexFile.entries of type map[string]repo.ChartVersions")),
    ("a chart is a text", "apiVersion: v1\nentries:\n  a: text\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field IndexFile.entries of type repo.ChartVersions")),
    ("a version is a text", "apiVersion: v1\nentries:\n  a:\n  - text\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field IndexFile.entries of type repo.ChartVersion")),
    ("a version is null", "apiVersion: v1\nentries:\n  a:\n  - null\n  - {name: a, version: 1.0.0}\n", Ok("a 1.0.0; -a")),
    ("a chart is null", "apiVersion: v1\nentries:\n  a: null\n  b:\n  - {name: b, version: 1.0.0}\n", Ok("b 1.0.0")),
    ("order", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0}\n  - {name: a, version: 1.10.0}\n  - {name: a, version: 1.9.0}\n  - {name: a, version: 1.10.0-rc.1}\n", Ok("a 1.10.0; a 1.10.0-rc.1; a 1.9.0; a 1.0.0")),
    ("no version", "apiVersion: v1\nentries:\n  a:\n  - {name: a}\n  - {name: a, version: 1.0.0}\n", Ok("a 1.0.0; -a : validation: chart.metadata.version is required")),
    ("a version that is none", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: one}\n  - {name: a, version: 1.0.0}\n", Ok("a 1.0.0; -a one: validation: chart.metadata.version \"one\" is invalid")),
    ("a version like 1.2", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.2}\n  - {name: a, version: v1.1.0}\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field ChartVersion.entries.Metadata.version of type string")),
    ("another name", "apiVersion: v1\nentries:\n  a:\n  - {name: b, version: 1.0.0}\n", Ok("a 1.0.0")),
    ("no name", "apiVersion: v1\nentries:\n  a:\n  - {version: 1.0.0}\n", Ok("-a 1.0.0: validation: chart.metadata.name is required")),
    ("an empty key", "apiVersion: v1\nentries:\n  \"\":\n  - {name: b, version: 1.0.0}\n", Ok(" 1.0.0")),
    ("a name with a slash", "apiVersion: v1\nentries:\n  a/b:\n  - {name: a/b, version: 1.0.0}\n  a:\n  - {name: a, version: 1.0.0}\n", Ok("a 1.0.0; -a/b 1.0.0: validation: chart.metadata.name \"a/b\" is invalid")),
    ("an unknown field", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, strange: 1}\n", Err("error unmarshaling JSON: while decoding JSON: json: unknown field \"strange\"")),
    ("an unknown field beside", "apiVersion: v1\nstrange: 1\nentries: {}\n", Err("error unmarshaling JSON: while decoding JSON: json: unknown field \"strange\"")),
    ("upper case fields", "apiVersion: v1\nentries:\n  a:\n  - {NAME: a, Version: 1.0.0, Description: d}\n", Ok("a 1.0.0")),
    ("a number for a text", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, appVersion: 1.10, description: 7}\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal number into Go struct field ChartVersion.entries.Metadata.appVersion of type string")),
    ("a list for a text", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, description: [x]}\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go struct field ChartVersion.entries.Metadata.description of type string")),
    ("a text for a list", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, keywords: x}\n", Err("error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field ChartVersion.entries.Metadata.keywords of type []string")),
    ("a key twice", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0}\n  a:\n  - {name: a, version: 2.0.0}\n", Err("error converting YAML to JSON: yaml: unmarshal errors:\n  line 6: key \"a\" already set in map")),
    ("JSON", "{\"apiVersion\":\"v1\",\"entries\":{\"a\":[{\"name\":\"a\",\"version\":\"1.0.0\"}]}}", Ok("a 1.0.0")),
    ("JSON with an unknown field", "{\"apiVersion\":\"v1\",\"entries\":{\"a\":[{\"name\":\"a\",\"version\":\"1.0.0\",\"x\":1}]}}", Ok("a 1.0.0")),
    ("JSON that is cut off", "{\"apiVersion\":\"v1\",\"entries\":{\"a\":[{\"name\":\"a\"", Err("error converting YAML to JSON: yaml: line 1: did not find expected ',' or '}'")),
    ("a mark of bytes", "\u{feff}apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0}\n", Ok("a 1.0.0")),
    ("carriage returns", "apiVersion: v1\r\nentries:\r\n  a:\r\n  - {name: a, version: 1.0.0}\r\n", Ok("a 1.0.0")),
    ("two documents", "apiVersion: v1\nentries: {}\n---\napiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0}\n", Ok("")),
    ("an anchor", "apiVersion: v1\nentries:\n  a:\n  - &x {name: a, version: 1.0.0}\n  b:\n  - {<<: *x, name: b}\n", Err("error converting YAML to JSON: yaml: unmarshal errors:\n  line 6: key \"name\" already set in map")),
    ("an anchor across charts", "apiVersion: v1\nentries:\n  a:\n  - name: a\n    version: 1.0.0\n    keywords: &k [x]\n  b:\n  - name: b\n    version: 1.0.0\n    keywords: *k\n", Ok("a 1.0.0; b 1.0.0")),
    ("a text of many lines", "apiVersion: v1\nentries:\n  a:\n  - name: a\n    version: 1.0.0\n    description: |-\n      first\n      b:\n      - no chart\n", Ok("a 1.0.0")),
    ("a list at the margin", "apiVersion: v1\nentries:\n    a:\n    - name: a\n      version: 1.0.0\ngenerated: \"2020-01-01T00:00:00Z\"\n", Ok("a 1.0.0")),
    ("a comment between", "apiVersion: v1\nentries:\n  a:\n  - name: a\n    version: 1.0.0\n# a comment\n  b:\n  # another\n  - name: b\n    version: 1.0.0\n", Ok("a 1.0.0; b 1.0.0")),
    ("cut off in a version", "apiVersion: v1\nentries:\n  a:\n  - name: a\n    version: 1.0.0\n  b:\n  - name: b\n    ver", Err("error converting YAML to JSON: yaml: line 9: could not find expected ':'")),
    ("deprecated", "apiVersion: v1\nentries:\n  a:\n  - {name: a, version: 1.0.0, deprecated: true}\n", Ok("a 1.0.0")),
];

fn shown(text: &str) -> Result<String, String> {
    let read = read_catalog(text.as_bytes()).map_err(|error| error.to_string())?;
    let charts = read.catalog.charts();
    let versions = charts.flat_map(|chart| {
        let entries = chart.entries();
        entries.map(move |entry| format!("{} {}", chart.name(), entry.version()))
    });
    let skipped = read.skipped.iter().map(|skip| match &skip.error {
        None => format!("-{}", skip.name),
        Some(error) => format!("-{} {}: {error}", skip.name, skip.version),
    });
    let parts: Vec<_> = versions.chain(skipped).collect();
    Ok(parts.join("; "))
}

#[test]
fn indexes_are_read_as_helm_reads_them() {
    for (what, text, wanted) in ROWS {
        let wanted = wanted.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(shown(text), wanted, "{what}");
        let whole = read_index(text.as_bytes()).map_err(|error| error.to_string());
        assert_eq!(whole.err(), wanted.err(), "{what}, whole");
    }
}

#[test]
fn catalogs_are_opened_as_they_were_made() {
    for (what, text, _) in ROWS {
        let Ok(read) = read_catalog(text.as_bytes()) else {
            continue;
        };
        let again = Catalog::open(read.catalog.bytes().to_vec());
        assert_eq!(again.as_ref(), Ok(&read.catalog), "{what}");
    }
}

#[test]
fn damaged_catalogs_do_not_panic() {
    let text = "apiVersion: v1\nentries:\n  web:\n  - {name: web, version: 1.2.3, urls: [web.tgz], keywords: [a]}\n";
    let read = read_catalog(text.as_bytes());
    let bytes = read
        .map(|read| read.catalog.bytes().to_vec())
        .unwrap_or_default();
    assert!(!bytes.is_empty());
    for at in 0..bytes.len() {
        assert!(Catalog::open(bytes[..at].to_vec()).is_err(), "{at}");
        for value in [0, 1, 0x7f, 0xff] {
            let mut damaged = bytes.clone();
            damaged[at] = value;
            // Whether it opens or not, nothing that is read of it ends the program.
            let Ok(catalog) = Catalog::open(damaged) else {
                continue;
            };
            for chart in catalog.charts() {
                let count = chart
                    .entries()
                    .map(|entry| entry.urls().count())
                    .sum::<usize>();
                assert!(count < 1 << 20, "{at}");
            }
            let _found = catalog.select("web", "^1.0.0").is_ok();
        }
    }
}
