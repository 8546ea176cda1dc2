//! Docker's credential helpers: programs that keep credentials, asked over standard input and output.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use crate::{Credentials, OciError};

const NOT_FOUND: &str = "credentials not found in native keychain";
/// The user name that says that the secret is a token.
const TOKEN: &str = "<token>";
/// How much of an answer is read.
const MAX_ANSWER: u64 = 1 << 20;

#[derive(Serialize, Deserialize, Default)]
#[serde(default)]
struct Answer {
    #[serde(rename = "ServerURL")]
    server: String,
    #[serde(rename = "Username")]
    username: String,
    #[serde(rename = "Secret")]
    secret: String,
}

/// A helper by the end of its name.
pub(super) struct Helper<'a>(pub(super) &'a str);

impl Helper<'_> {
    /// The credentials for a server; empty when the helper has none.
    pub(super) fn get(&self, server: &str) -> Result<Credentials, OciError> {
        let answer = match self.run("get", server.as_bytes()) {
            Err(OciError::Helper(text)) if text == NOT_FOUND => {
                return Ok(Credentials::default());
            }
            answer => answer?,
        };
        let answer: Answer = serde_json::from_slice(&answer).map_err(|_| {
            OciError::Helper(format!("{} did not answer with credentials", self.name()))
        })?;
        if answer.username == TOKEN {
            return Ok(Credentials {
                refresh_token: answer.secret,
                ..Credentials::default()
            });
        }
        Ok(Credentials::basic(&answer.username, &answer.secret))
    }

    /// Lets the helper keep credentials.
    pub(super) fn put(&self, server: &str, credentials: &Credentials) -> Result<(), OciError> {
        let is_token = !credentials.refresh_token.is_empty();
        let (username, secret) = if is_token {
            (TOKEN, &credentials.refresh_token)
        } else {
            (credentials.username.as_str(), &credentials.password)
        };
        let answer = Answer {
            server: server.into(),
            username: username.into(),
            secret: secret.clone(),
        };
        let text = serde_json::to_vec(&answer)
            .map_err(|_| OciError::Helper("the credentials are no JSON".into()))?;
        self.run("store", &text).map(drop)
    }

    /// Lets the helper forget credentials.
    pub(super) fn delete(&self, server: &str) -> Result<(), OciError> {
        self.run("erase", server.as_bytes()).map(drop)
    }

    fn name(&self) -> String {
        format!("docker-credential-{}", self.0)
    }

    fn run(&self, action: &str, input: &[u8]) -> Result<Vec<u8>, OciError> {
        let name = self.name();
        let failed = |error: std::io::Error| {
            OciError::Helper(match error.kind() {
                std::io::ErrorKind::NotFound => {
                    format!("exec: \"{name}\": executable file not found in $PATH")
                }
                _ => format!("exec: \"{name}\": {error}"),
            })
        };
        let mut child = Command::new(&name)
            .arg(action)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        if let Some(mut stdin) = child.stdin.take() {
            // A helper that does not read what it is told says by its exit what it thinks of it.
            drop(stdin.write_all(input));
        }
        let mut output = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            stdout
                .take(MAX_ANSWER)
                .read_to_end(&mut output)
                .map_err(failed)?;
        }
        let status = child.wait().map_err(failed)?;
        if status.success() {
            return Ok(output);
        }
        let text = String::from_utf8_lossy(&output).trim().to_owned();
        Err(OciError::Helper(if text.is_empty() {
            format!("{name}: {status}")
        } else {
            text
        }))
    }
}
