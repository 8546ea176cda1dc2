//! The audit log: a line of JSON for every change and for every one that was refused.

use std::collections::VecDeque;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use steersman_chart::Modified;

use super::event::add_actor;
use super::{Actor, Event};
use crate::error::ServerError;
use crate::random::uuid;

/// Records that are kept in memory, for whoever asks.
const KEPT: usize = 4096;
/// Bytes of a path in a record.
const MAX_PATH: usize = 512;

/// The audit log.
#[derive(Debug, Default)]
pub(crate) struct AuditLog {
    kept: Mutex<VecDeque<Value>>,
    file: Option<Mutex<File>>,
}

/// Which records somebody wants to see.
#[derive(Clone, Debug, Default)]
pub(crate) struct AuditFilter {
    pub(crate) repo: Option<String>,
    pub(crate) chart: Option<String>,
    pub(crate) limit: usize,
}

impl AuditLog {
    /// A log in that file, if one is given; what it holds already stays.
    ///
    /// # Errors
    /// [`ServerError::File`]
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, ServerError> {
        let file = path.map(|path| {
            let opened = fs_err::OpenOptions::new()
                .create(true)
                .append(true)
                .open(path);
            opened
                .map(|file| Mutex::new(file.into_parts().0))
                .map_err(|cause| ServerError::File {
                    what: "audit log",
                    path: path.to_owned(),
                    cause,
                })
        });
        Ok(Self {
            kept: Mutex::default(),
            file: file.transpose()?,
        })
    }

    /// Takes an event. What could not be written is an error for the log of the server.
    pub(crate) fn event(&self, event: &Event) -> Result<(), std::io::Error> {
        self.put(event.record())
    }

    /// Takes a request that was refused.
    pub(crate) fn refusal(
        &self,
        actor: &Actor,
        time: Modified,
        (method, path, status): (&str, &str, u16),
    ) -> Result<(), std::io::Error> {
        let mut end = path.len().min(MAX_PATH);
        while !path.is_char_boundary(end) {
            end -= 1;
        }
        let mut record = json!({
            "id": uuid(),
            "time": time.to_rfc3339(),
            "action": "request",
            "method": method,
            "path": &path[..end],
            "status": status,
            "outcome": if matches!(status, 401 | 403) { "denied" } else { "refused" },
        });
        add_actor(&mut record, actor);
        self.put(record)
    }

    fn put(&self, record: Value) -> Result<(), std::io::Error> {
        let line = format!("{record}\n");
        {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() == KEPT {
                kept.pop_front();
            }
            kept.push_back(record);
        }
        if let Some(file) = &self.file {
            // One write for a line: lines of several servers on one file do not mix.
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            file.write_all(line.as_bytes())?;
        }
        Ok(())
    }

    /// The last records that fit, the newest last.
    pub(crate) fn records(&self, filter: &AuditFilter) -> Vec<Value> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let is = |record: &Value, key: &str, wanted: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| record[key] == **wanted)
        };
        let mut found: Vec<Value> = kept
            .iter()
            .rev()
            .filter(|record| is(record, "repo", &filter.repo) && is(record, "name", &filter.chart))
            .take(filter.limit)
            .cloned()
            .collect();
        found.reverse();
        found
    }
}
