//! Docker's configuration file, of which only the credentials are touched.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Credentials, OciError};

/// The file.
#[derive(Clone)]
pub(super) struct ConfigFile {
    path: PathBuf,
    content: Map<String, Value>,
    auths: Map<String, Value>,
    pub(super) store: String,
    pub(super) helpers: BTreeMap<String, String>,
}

impl fmt::Debug for ConfigFile {
    /// Its place alone: what it holds is secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ConfigFile").field(&self.path).finish()
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Entry {
    #[serde(skip_serializing_if = "String::is_empty")]
    auth: String,
    #[serde(rename = "identitytoken", skip_serializing_if = "String::is_empty")]
    identity_token: String,
    #[serde(rename = "registrytoken", skip_serializing_if = "String::is_empty")]
    registry_token: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    username: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    password: String,
}

impl ConfigFile {
    /// Reads the file; a missing one is empty.
    pub(super) fn load(path: &Path) -> Result<Self, OciError> {
        let invalid = |what: String, error: serde_json::Error| {
            // The parser does not quote what it read, which may be secret.
            OciError::CredentialFile(format!(
                "{what}: invalid config format: {} at line {}",
                error.classify_word(),
                error.line()
            ))
        };
        let text = match fs_err::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => {
                return Err(OciError::CredentialFile(format!(
                    "failed to open config file at {}: {error}",
                    path.display()
                )));
            }
        };
        let content: Map<String, Value> = if text.trim_ascii().is_empty() {
            Map::new()
        } else {
            let what = format!("failed to decode config file {}", path.display());
            serde_json::from_slice(&text).map_err(|error| invalid(what, error))?
        };
        let field = |name: &str| content.get(name).cloned().unwrap_or(Value::Null);
        let store: Option<String> = serde_json::from_value(field("credsStore"))
            .map_err(|error| invalid("failed to unmarshal creds store field".into(), error))?;
        let helpers: Option<BTreeMap<String, String>> =
            serde_json::from_value(field("credHelpers"))
                .map_err(|error| invalid("failed to unmarshal cred helpers field".into(), error))?;
        let auths: Option<Map<String, Value>> = serde_json::from_value(field("auths"))
            .map_err(|error| invalid("failed to unmarshal auths field".into(), error))?;
        Ok(Self {
            path: path.into(),
            auths: auths.unwrap_or_default(),
            store: store.unwrap_or_default(),
            helpers: helpers.unwrap_or_default(),
            content,
        })
    }

    /// Whether the file says anything about credentials.
    pub(super) fn is_configured(&self) -> bool {
        !self.store.is_empty() || !self.helpers.is_empty() || !self.auths.is_empty()
    }

    /// The credentials for a server, also when it is written as a URL, as it was long ago.
    pub(super) fn get(&self, server: &str) -> Result<Credentials, OciError> {
        let written_as_url = || {
            let mut auths = self.auths.iter();
            auths
                .find(|(key, _)| host_of(key) == server)
                .map(|(_, entry)| entry)
        };
        let Some(entry) = self.auths.get(server).or_else(written_as_url) else {
            return Ok(Credentials::default());
        };
        let invalid = |what: &str| {
            OciError::CredentialFile(format!(
                "failed to {what} auth field: invalid config format"
            ))
        };
        let entry: Entry =
            serde_json::from_value(entry.clone()).map_err(|_| invalid("unmarshal"))?;
        let mut credentials = Credentials {
            username: entry.username,
            password: entry.password,
            refresh_token: entry.identity_token,
            access_token: entry.registry_token,
        };
        if !entry.auth.is_empty() {
            let text = STANDARD.decode(&entry.auth).ok();
            let text = text.and_then(|text| String::from_utf8(text).ok());
            let text = text.ok_or_else(|| invalid("decode"))?;
            let (name, password) = text.split_once(':').ok_or_else(|| invalid("decode"))?;
            name.clone_into(&mut credentials.username);
            password.clone_into(&mut credentials.password);
        }
        Ok(credentials)
    }

    /// Writes credentials for a server.
    pub(super) fn put(&mut self, server: &str, credentials: &Credentials) -> Result<(), OciError> {
        if credentials.username.contains(':') {
            return Err(OciError::CredentialFile(
                "bad credential format: colons(:) are not allowed in username".into(),
            ));
        }
        let known = !credentials.username.is_empty() || !credentials.password.is_empty();
        let auth = format!("{}:{}", credentials.username, credentials.password);
        let entry = Entry {
            auth: if known {
                STANDARD.encode(auth)
            } else {
                String::new()
            },
            identity_token: credentials.refresh_token.clone(),
            registry_token: credentials.access_token.clone(),
            ..Entry::default()
        };
        let entry = serde_json::to_value(entry).map_err(|_| no_json())?;
        self.auths.insert(server.into(), entry);
        self.save()
    }

    /// Forgets the credentials for a server.
    pub(super) fn delete(&mut self, server: &str) -> Result<(), OciError> {
        match self.auths.remove(server) {
            Some(_) => self.save(),
            None => Ok(()),
        }
    }

    /// Notes that a helper keeps the credentials.
    pub(super) fn set_store(&mut self, store: &str) -> Result<(), OciError> {
        store.clone_into(&mut self.store);
        self.save()
    }

    fn save(&mut self) -> Result<(), OciError> {
        if self.store.is_empty() {
            self.content.remove("credsStore");
        } else {
            let store = Value::String(self.store.clone());
            self.content.insert("credsStore".into(), store);
        }
        let auths = Value::Object(self.auths.clone());
        self.content.insert("auths".into(), auths);
        let mut text = Vec::new();
        let tabs = serde_json::ser::PrettyFormatter::with_indent(b"\t");
        let mut writer = serde_json::Serializer::with_formatter(&mut text, tabs);
        self.content.serialize(&mut writer).map_err(|_| no_json())?;
        let failed = |error: std::io::Error| {
            OciError::CredentialFile(format!("failed to save config file: {error}"))
        };
        let folder = self.path.parent().unwrap_or_else(|| Path::new("."));
        make_private_folder(folder).map_err(failed)?;
        write_private(&self.path, &text).map_err(failed)
    }
}

fn no_json() -> OciError {
    OciError::CredentialFile("the credentials are no JSON".into())
}

/// The host of what may be a URL.
fn host_of(address: &str) -> &str {
    let bare = address.strip_prefix("http://").unwrap_or(address);
    let bare = bare.strip_prefix("https://").unwrap_or(bare);
    bare.split('/').next().unwrap_or(bare)
}

/// What is wrong with JSON, without any of it.
trait ClassifyWord {
    fn classify_word(&self) -> &'static str;
}

impl ClassifyWord for serde_json::Error {
    fn classify_word(&self) -> &'static str {
        match self.classify() {
            serde_json::error::Category::Io => "unreadable",
            serde_json::error::Category::Syntax => "invalid syntax",
            serde_json::error::Category::Data => "unexpected type",
            serde_json::error::Category::Eof => "unexpected end",
        }
    }
}

fn make_private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Writes a file that only its owner can read, whole or not at all.
fn write_private(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&temporary)?;
    let written = file.write_all(content).and_then(|()| file.sync_data());
    drop(file);
    let placed = written.and_then(|()| fs_err::rename(&temporary, path));
    if placed.is_err() {
        // The first error is the one that matters.
        drop(fs_err::remove_file(&temporary));
    }
    placed
}
