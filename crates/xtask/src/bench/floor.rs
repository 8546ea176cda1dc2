//! The least that any program has to do for a chart: read it, inflate it, write its output.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use flate2::read::MultiGzDecoder;
use fs_err as fs;

use crate::process::now;

/// Bytes and time of reading, inflating and writing.
#[derive(Debug)]
pub(super) struct Floor {
    pub(super) read: usize,
    pub(super) inflated: usize,
    pub(super) written: usize,
    pub(super) time: Duration,
}

/// Measures the floor of rendering `chart` into `written` bytes; the best of `rounds` counts.
pub(super) fn floor(chart: &Path, written: usize, rounds: usize) -> Result<Floor> {
    let output = vec![b'x'; written];
    let mut best = None;
    for _ in 0..rounds.max(1) {
        let start = now();
        let archive = fs::read(chart)?;
        let mut inflated = Vec::new();
        MultiGzDecoder::new(archive.as_slice()).read_to_end(&mut inflated)?;
        tempfile::tempfile()?.write_all(&output)?;
        let time = start.elapsed();
        if best.as_ref().is_none_or(|floor: &Floor| time < floor.time) {
            best = Some(Floor {
                read: archive.len(),
                inflated: inflated.len(),
                written,
                time,
            });
        }
    }
    best.ok_or_else(|| anyhow::anyhow!("no round was run"))
}
