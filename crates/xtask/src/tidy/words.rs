//! Words that have no place in the tree.

use super::tree::TextFile;

/// Marks of unfinished work: these belong into an issue.
const UNFINISHED: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
];
/// Paths of a machine.
const MACHINE: [&str; 3] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/tm", "p/"),
];
/// Charts, cases and what real Helm said about them mean the paths of the machines they deploy to.
const FOREIGN: [&str; 2] = ["corpus/", "fuzz/seeds/"];

/// What is wrong with the words of a file.
pub(crate) fn check(file: &TextFile) -> Vec<String> {
    let foreign = FOREIGN.iter().any(|start| file.path.starts_with(start));
    let mut problems = Vec::new();
    for (number, line) in file.text.lines().enumerate() {
        let unfinished = UNFINISHED.iter().filter(|word| line.contains(*word));
        let machine = MACHINE.iter().filter(|word| line.contains(*word));
        let found = unfinished.chain(machine).next().filter(|_| !foreign);
        if let Some(word) = found {
            problems.push(format!("{}:{}: {word}", file.path, number + 1));
        }
    }
    problems
}
