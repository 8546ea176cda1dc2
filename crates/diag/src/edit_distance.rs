/// The candidate that `word` was most likely meant to be: fewest edits (insert, delete, replace, swap of
/// neighbours), at most a third of the longer word, a difference in letter case counting least. `None` when nothing is near.
///
/// ```
/// assert_eq!(steersman_diag::nearest("repository", ["registry", "respository", "tag"]), Some("respository"));
/// assert_eq!(steersman_diag::nearest("port", ["image"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower: Vec<char> = word.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word)
        .filter_map(|candidate| {
            let other: Vec<char> = candidate.to_lowercase().chars().collect();
            let limit = (lower.len().max(other.len()) / 3).max(1);
            let close = lower.len().abs_diff(other.len()) <= limit;
            let distance = if close {
                edits(&lower, &other)
            } else {
                usize::MAX
            };
            let whole = lower.len().min(other.len()) > 1 || distance == 0;
            (whole && distance <= limit).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// The optimal string alignment distance.
fn edits(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        for (word, candidates, expected) in [
            ("iamge", &["image", "ingress"][..], Some("image")),
            ("replicas", &["replicaCount", "resources"], None),
            ("replicacount", &["replicaCount"], Some("replicaCount")),
            ("Image", &["image"], Some("image")),
            ("a", &["b"], None),
            ("", &["x"], None),
            ("tag", &["tags", "tap"], Some("tags")),
        ] {
            assert_eq!(
                nearest(word, candidates.iter().copied()),
                expected,
                "{word}"
            );
        }
    }
}
