//! Printing what a run found.

use anyhow::Result;
use fs_err as fs;

use super::differences::KnownDifferences;
use super::run::Conformance;
use super::suite::{Dialect, Outcome, Table, Totals, Verdict};

/// Prints the differences and the table; returns the counts of all kinds together.
pub(crate) fn report(
    request: &Conformance,
    dialect: Dialect,
    outcomes: &[Outcome],
    known: &KnownDifferences,
) -> Result<Totals> {
    let mut table = Table::new();
    let mut lines = Vec::new();
    for outcome in outcomes {
        let totals = table.entry(outcome.kind.clone()).or_default();
        let reason = known.reason(outcome, dialect);
        match (&outcome.verdict, reason) {
            (Verdict::Same, _) => totals.passed += 1,
            (Verdict::SameCore(note), _) => {
                totals.passed += 1;
                totals.core_only += 1;
                if request.verbose {
                    println!("core  {} {}\n      {note}", outcome.kind, outcome.id);
                }
            }
            (Verdict::Skipped(_), _) => totals.skipped += 1,
            (Verdict::Differs(_), Some(_)) => totals.known += 1,
            (Verdict::Differs(note), None) => {
                totals.failed += 1;
                lines.push(format!("{}\t{}\t{note}", outcome.kind, outcome.id));
            }
        }
    }
    for line in lines.iter().take(request.show) {
        println!(
            "DIFF  {}",
            line.replacen('\t', " ", 1).replace('\t', "\n      ")
        );
    }
    if lines.len() > request.show {
        println!(
            "… and {} more (--show N, --failures FILE)",
            lines.len() - request.show
        );
    }
    if let Some(path) = &request.failures {
        fs::write(path, lines.join("\n"))?;
    }
    Ok(print_table(&table, dialect))
}

fn print_table(table: &Table, dialect: Dialect) -> Totals {
    let mut all = Totals::default();
    println!("against Helm {}:", dialect.name());
    for (kind, totals) in table {
        print_row(kind, *totals);
        all.add(*totals);
    }
    print_row("all", all);
    all
}

fn print_row(kind: &str, totals: Totals) {
    let mut notes = String::new();
    for (count, what) in [
        (totals.core_only, "by core message only"),
        (totals.known, "known differences"),
        (totals.skipped, "skipped"),
    ] {
        if count > 0 {
            notes.extend([", ", &count.to_string(), " ", what]);
        }
    }
    println!("  {kind:<15} {}/{}{notes}", totals.passed, totals.judged());
}
