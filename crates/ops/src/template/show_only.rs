use steersman_manifest::{SplitRule, split_documents};

/// The documents of `output` whose path below the chart matches one of the patterns, in the order of the patterns; all
/// of it when there is no pattern. `Err` holds a pattern that matches nothing.
pub(super) fn select_documents(
    output: &[u8],
    patterns: &[String],
    rule: SplitRule,
) -> Result<Vec<u8>, String> {
    if patterns.is_empty() {
        return Ok(output.to_vec());
    }
    let documents: Vec<(&str, &[u8])> = split_documents(output, rule)
        .into_iter()
        .map(|range| &output[range])
        .filter_map(|document| source_path(document).map(|path| (path, document)))
        .collect();
    let mut selected = Vec::new();
    for pattern in patterns {
        let mut found = false;
        for (path, document) in &documents {
            if steersman_chart::ignore::path_matches(pattern, path) {
                found = true;
                selected.extend_from_slice(b"---\n");
                selected.extend_from_slice(document);
                selected.push(b'\n');
            }
        }
        if !found {
            return Err(pattern.clone());
        }
    }
    Ok(selected)
}

/// What the first comment `# Source: CHART/PATH` of a document names, without the chart.
fn source_path(document: &[u8]) -> Option<&str> {
    const MARK: &[u8] = b"# Source: ";
    memchr::memmem::find_iter(document, MARK).find_map(|at| {
        let line = document[at + MARK.len()..]
            .split(|byte| *byte == b'\n')
            .next()?;
        let slash = memchr::memchr(b'/', line)?;
        (slash > 0 && slash + 1 < line.len())
            .then(|| std::str::from_utf8(&line[slash + 1..]).ok())
            .flatten()
    })
}
