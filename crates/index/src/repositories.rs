use std::fmt;

use steersman_chart::Modified;
use steersman_value::{Table, Tree};

/// A configured repository. `Debug` does not show its password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Repository {
    /// How the user calls it.
    pub name: String,
    /// Where its index is.
    pub url: String,
    /// Who asks.
    pub username: String,
    /// The password of the user.
    pub password: String,
    /// Certificate of the client.
    pub cert_file: String,
    /// Key of the client.
    pub key_file: String,
    /// Authorities to trust.
    pub ca_file: String,
    /// Trust any certificate.
    pub insecure_skip_tls_verify: bool,
    /// Send credentials to other hosts, too.
    pub pass_credentials_all: bool,
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository")
            .field("name", &self.name)
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// The file of configured repositories.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repositories {
    /// The version of the format.
    pub api_version: String,
    /// When it was made, in RFC 3339.
    pub generated: String,
    /// The repositories, in the order of the user.
    pub repositories: Vec<Repository>,
}

/// The file of repositories cannot be read. The messages are Helm's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RepositoriesError {
    /// It is no YAML.
    #[error("error converting YAML to JSON: {0}")]
    Yaml(String),
    /// A value has a wrong type.
    #[error(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal {found} into Go struct field {field} of type {wanted}"
    )]
    Shape {
        /// What stands there.
        found: &'static str,
        /// The field.
        field: String,
        /// What should stand there.
        wanted: &'static str,
    },
}

impl Repositories {
    /// A file without repositories.
    pub fn new(now: Modified) -> Self {
        Self {
            api_version: "v1".into(),
            generated: now.to_rfc3339(),
            repositories: Vec::new(),
        }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`RepositoriesError`]
    pub fn parse(text: &[u8]) -> Result<Self, RepositoriesError> {
        let tree = steersman_yaml::parse_typed(text)
            .map_err(|error| RepositoriesError::Yaml(error.to_string()))?;
        let field = |name: &str| tree.get(name).unwrap_or(&Tree::Null);
        let mut repositories = Vec::new();
        match field("repositories") {
            Tree::Null => {}
            Tree::List(items) => {
                for item in items {
                    repositories.push(repository(item)?);
                }
            }
            other => {
                return Err(RepositoriesError::Shape {
                    found: kind(other),
                    field: "File.repositories".into(),
                    wanted: "[]*repo.Entry",
                });
            }
        }
        let plain = |name| text_of(field(name), &format!("File.{name}"));
        Ok(Self {
            api_version: plain("apiVersion")?,
            generated: plain("generated")?,
            repositories,
        })
    }

    /// The repository of this name.
    pub fn get(&self, name: &str) -> Option<&Repository> {
        self.repositories
            .iter()
            .find(|repository| repository.name == name)
    }

    /// Adds a repository, or puts it in the place of the one with its name.
    pub fn set(&mut self, repository: Repository) {
        match self
            .repositories
            .iter_mut()
            .find(|known| known.name == repository.name)
        {
            Some(known) => *known = repository,
            None => self.repositories.push(repository),
        }
    }

    /// Takes a repository out; false when there is none of this name.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.repositories.len();
        self.repositories
            .retain(|repository| repository.name != name);
        self.repositories.len() < before
    }

    /// The file, to the byte as Helm writes it.
    ///
    /// # Errors
    /// When a text cannot be written.
    pub fn to_yaml(&self) -> Result<Vec<u8>, String> {
        let generated = if self.generated.is_empty() {
            "0001-01-01T00:00:00Z"
        } else {
            &self.generated
        };
        let repositories = self
            .repositories
            .iter()
            .map(repository_tree)
            .collect::<Vec<_>>();
        let table: Table = [
            ("apiVersion".into(), self.api_version.as_str().into()),
            ("generated".into(), generated.into()),
            ("repositories".into(), Tree::List(repositories)),
        ]
        .into();
        steersman_yaml::encode_tree(&Tree::Map(table)).map_err(|error| error.to_string())
    }
}

fn repository_tree(repository: &Repository) -> Tree {
    let texts = [
        ("name", &repository.name),
        ("url", &repository.url),
        ("username", &repository.username),
        ("password", &repository.password),
        ("certFile", &repository.cert_file),
        ("keyFile", &repository.key_file),
        ("caFile", &repository.ca_file),
    ];
    let mut table: Table = texts
        .map(|(key, text)| (key.into(), text.as_str().into()))
        .into();
    table.insert(
        "insecure_skip_tls_verify".into(),
        repository.insecure_skip_tls_verify.into(),
    );
    table.insert(
        "pass_credentials_all".into(),
        repository.pass_credentials_all.into(),
    );
    Tree::Map(table)
}

fn repository(tree: &Tree) -> Result<Repository, RepositoriesError> {
    let field = |name: &str| tree.get(name).unwrap_or(&Tree::Null);
    let text = |name: &str| text_of(field(name), &format!("Entry.repositories.{name}"));
    let flag = |name: &str| match field(name) {
        Tree::Null => Ok(false),
        Tree::Bool(flag) => Ok(*flag),
        other => Err(RepositoriesError::Shape {
            found: kind(other),
            field: format!("Entry.repositories.{name}"),
            wanted: "bool",
        }),
    };
    Ok(Repository {
        name: text("name")?,
        url: text("url")?,
        username: text("username")?,
        password: text("password")?,
        cert_file: text("certFile")?,
        key_file: text("keyFile")?,
        ca_file: text("caFile")?,
        insecure_skip_tls_verify: flag("insecure_skip_tls_verify")?,
        pass_credentials_all: flag("pass_credentials_all")?,
    })
}

fn text_of(tree: &Tree, field: &str) -> Result<String, RepositoriesError> {
    match tree {
        Tree::Null => Ok(String::new()),
        Tree::Str(text) => Ok(text.to_text().into_owned()),
        other => match steersman_yaml::scalar_text(other) {
            Some(text) => Ok(text.to_text().into_owned()),
            None => Err(RepositoriesError::Shape {
                found: kind(other),
                field: field.into(),
                wanted: "string",
            }),
        },
    }
}

fn kind(tree: &Tree) -> &'static str {
    match tree {
        Tree::Null => "null",
        Tree::Bool(_) => "bool",
        Tree::Int(_) | Tree::Uint(_) | Tree::Float(_) => "number",
        Tree::Str(_) => "string",
        Tree::List(_) => "array",
        Tree::Map(_) => "object",
    }
}
