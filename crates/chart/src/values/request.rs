use steersman_names::HelmDialect;
use steersman_value::{Str, Table, Tree};

use super::{ValuesError, merge_maps};
use crate::set::{self, Flavor};
use crate::{json, load_values};

/// What the user gave to the flags that make values, each list in the order of the command line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValuesRequest {
    /// `-f`, `--values`: names of files, `-` for the standard input.
    pub files: Vec<String>,
    /// `--set-json`
    pub set_json: Vec<String>,
    /// `--set`
    pub set: Vec<String>,
    /// `--set-string`
    pub set_string: Vec<String>,
    /// `--set-file`
    pub set_file: Vec<String>,
    /// `--set-literal`
    pub set_literal: Vec<String>,
}

/// The flags that set single values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// `--set-json`
    SetJson,
    /// `--set`
    Set,
    /// `--set-string`
    SetString,
    /// `--set-file`
    SetFile,
    /// `--set-literal`
    SetLiteral,
}

impl Flag {
    /// The flag as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::SetJson => "--set-json",
            Self::Set => "--set",
            Self::SetString => "--set-string",
            Self::SetFile => "--set-file",
            Self::SetLiteral => "--set-literal",
        }
    }
}

/// One thing that the user's values were made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A values file.
    File {
        /// Its name as it was given.
        name: String,
        /// Its content.
        text: Str,
    },
    /// An expression of a flag.
    Flag {
        /// The flag.
        flag: Flag,
        /// What was given to it.
        expression: String,
    },
}

/// The user's values, and what they were made of, the weakest source first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gathered {
    /// The values.
    pub table: Table,
    /// The sources in the order they were applied.
    pub sources: Vec<Source>,
}

/// Reads a file that a flag names: its content, or the text of the error.
pub(super) type ReadFile<'a> = dyn FnMut(&str) -> Result<Vec<u8>, String> + 'a;

impl ValuesRequest {
    /// Reads and merges everything: files, then `--set-json`, `--set`, `--set-string`, `--set-file` and
    /// `--set-literal`, whatever the order on the command line.
    ///
    /// # Errors
    /// [`ValuesError`]
    pub fn gather(
        &self,
        dialect: HelmDialect,
        read: &mut ReadFile<'_>,
    ) -> Result<Gathered, ValuesError> {
        let mut gathered = Gathered::default();
        for name in &self.files {
            gathered.add_file(name, dialect, read)?;
        }
        let flags = [
            (Flag::SetJson, &self.set_json),
            (Flag::Set, &self.set),
            (Flag::SetString, &self.set_string),
            (Flag::SetFile, &self.set_file),
            (Flag::SetLiteral, &self.set_literal),
        ];
        for (flag, expressions) in flags {
            for expression in expressions {
                apply_flag(&mut gathered.table, flag, expression, dialect, read)?;
                gathered.sources.push(Source::Flag {
                    flag,
                    expression: expression.clone(),
                });
            }
        }
        Ok(gathered)
    }
}

impl Gathered {
    fn add_file(
        &mut self,
        name: &str,
        dialect: HelmDialect,
        read: &mut ReadFile<'_>,
    ) -> Result<(), ValuesError> {
        let text: Str = read(name)
            .map_err(|cause| ValuesError::Read {
                name: name.to_owned(),
                cause,
            })?
            .into();
        let table = load_values(&text, dialect).map_err(|problem| ValuesError::File {
            name: name.to_owned(),
            of_documents: dialect.merges_value_documents(),
            problem,
            text: text.clone(),
        })?;
        if self.table.is_empty() {
            self.table = table;
        } else {
            merge_maps(&mut self.table, table);
        }
        self.sources.push(Source::File {
            name: name.to_owned(),
            text,
        });
        Ok(())
    }
}

/// Applies one expression to `table`.
pub(super) fn apply_flag(
    table: &mut Table,
    flag: Flag,
    expression: &str,
    dialect: HelmDialect,
    read: &mut ReadFile<'_>,
) -> Result<(), ValuesError> {
    if flag == Flag::SetJson && dialect >= HelmDialect::V4_1 && expression.trim().starts_with('{') {
        let Ok(Tree::Map(object)) = json::parse(expression.trim().as_bytes()) else {
            return Err(ValuesError::JsonObject(expression.to_owned()));
        };
        merge_maps(table, object);
        return Ok(());
    }
    let flavor = match flag {
        Flag::SetJson => Flavor::Json,
        Flag::Set => Flavor::Typed,
        Flag::SetString => Flavor::String,
        Flag::SetFile => Flavor::File(read),
        Flag::SetLiteral => Flavor::Literal,
    };
    set::apply(expression, flavor, dialect, table).map_err(|error| ValuesError::Set {
        flag,
        expression: expression.to_owned(),
        error,
    })
}
