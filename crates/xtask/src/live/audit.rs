use std::io::{BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::Result;
use fs_err as fs;
use serde_json::Value;

/// The API server's log of requests, from a moment on.
#[derive(Debug)]
pub(crate) struct Audit {
    path: PathBuf,
    from: u64,
}

/// A request that the server answered.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// When it came, as a text that sorts by time.
    pub(crate) received: String,
    /// The user.
    pub(crate) user: String,
    /// The verb, as rights name it.
    pub(crate) verb: String,
    /// The path and the query.
    pub(crate) uri: String,
    /// The plural of the kind; empty where there is none.
    pub(crate) resource: String,
    /// The namespace.
    pub(crate) namespace: String,
    /// The name of the object.
    pub(crate) name: String,
    /// The status of the answer.
    pub(crate) code: u64,
}

impl Audit {
    /// From now on.
    pub(crate) fn from_now(path: &Path) -> Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            from: fs::metadata(path)?.len(),
        })
    }

    /// All requests since then, in the order in which they came: they are logged in any order.
    pub(crate) fn requests(&self) -> Result<Vec<Request>> {
        let mut file = fs::File::open(&self.path)?;
        file.seek(SeekFrom::Start(self.from))?;
        let mut requests = Vec::new();
        for line in BufReader::new(file).lines() {
            // The last line may be half written.
            let Ok(value) = serde_json::from_str::<Value>(&line?) else {
                continue;
            };
            let text = |pointer: &str| {
                let text = value.pointer(pointer).and_then(Value::as_str);
                text.unwrap_or_default().to_owned()
            };
            requests.push(Request {
                received: text("/requestReceivedTimestamp"),
                user: text("/user/username"),
                verb: text("/verb"),
                uri: text("/requestURI"),
                resource: text("/objectRef/resource"),
                namespace: text("/objectRef/namespace"),
                name: text("/objectRef/name"),
                code: value
                    .pointer("/responseStatus/code")
                    .and_then(Value::as_u64)
                    .unwrap_or_default(),
            });
        }
        requests.sort_by(|a, b| a.received.cmp(&b.received));
        Ok(requests)
    }
}
