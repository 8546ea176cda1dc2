//! The flags of one command with the values the command line gave them.

use std::collections::BTreeMap;

use super::value::{FlagValue, read_value};
use super::{Flag, FlagError};
use crate::settings::Settings;

/// A flag that a command accepts.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) flag: &'static Flag,
    /// Comes from a parent command.
    pub(super) inherited: bool,
    pub(super) value: Option<FlagValue>,
    /// Left out of completion because a flag that excludes it is given.
    pub(super) excluded: bool,
}

impl Entry {
    /// Whether the command line gave it.
    pub(super) fn changed(&self) -> bool {
        self.value.is_some()
    }
}

/// The flags a command accepts, its own and inherited ones, sorted by name, and their values.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    entries: Vec<Entry>,
    operands: Vec<String>,
    notices: Vec<String>,
    warnings: Vec<&'static str>,
}

impl Flags {
    /// The flags of `own` and `inherited` groups; a name that both have is the command's own.
    pub(super) fn new(
        own: impl Iterator<Item = &'static Flag>,
        inherited: impl Iterator<Item = &'static Flag>,
    ) -> Self {
        let entry = |flag, inherited| Entry {
            flag,
            inherited,
            value: None,
            excluded: false,
        };
        let mut entries: Vec<_> = own
            .map(|flag| entry(flag, false))
            .chain(inherited.map(|flag| entry(flag, true)))
            .collect();
        entries.sort_by_key(|entry| (entry.flag.name, entry.inherited));
        entries.dedup_by_key(|entry| entry.flag.name);
        Self {
            entries,
            ..Self::default()
        }
    }

    /// Adds the `--help` that every command has, unless it defines one.
    pub(super) fn add_help(&mut self) {
        static FLAG: Flag = Flag::switch(super::help::HELP, "").short('h');
        if let Err(at) = self
            .entries
            .binary_search_by(|entry| entry.flag.name.cmp(FLAG.name))
        {
            self.entries.insert(
                at,
                Entry {
                    flag: &FLAG,
                    inherited: false,
                    value: None,
                    excluded: false,
                },
            );
        }
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.entries
            .binary_search_by(|entry| entry.flag.name.cmp(name))
            .ok()
    }

    pub(super) fn position_short(&self, letter: char) -> Option<usize> {
        self.entries
            .iter()
            .position(|entry| entry.flag.short == Some(letter))
    }

    /// The flag at `position`.
    pub(super) fn flag(&self, position: usize) -> &'static Flag {
        self.entries[position].flag
    }

    /// Reads `text` as the value of the flag at `position`.
    pub(super) fn set(&mut self, position: usize, text: &str) -> Result<(), FlagError> {
        let entry = &mut self.entries[position];
        let read = read_value(entry.flag, text, entry.value.take()).map_err(|cause| {
            FlagError::InvalidValue {
                flag: entry.flag.display(),
                value: text.into(),
                cause,
            }
        })?;
        entry.value = Some(read.value);
        self.warnings.extend(read.warning);
        if let Some(instead) = entry.flag.deprecated {
            let name = entry.flag.name;
            self.notices
                .push(format!("Flag --{name} has been deprecated, {instead}"));
        }
        Ok(())
    }

    pub(super) fn set_operands(&mut self, operands: Vec<String>) {
        self.operands = operands;
    }

    /// Leaves `name` out of completion unless it is given.
    pub(super) fn hide_excluded(&mut self, name: &str) {
        if let Some(position) = self.position(name) {
            let entry = &mut self.entries[position];
            entry.excluded = !entry.changed();
        }
    }

    /// What was on the command line beside flags.
    pub fn operands(&self) -> &[String] {
        &self.operands
    }

    /// Notices of deprecated flags, in the order of their use.
    pub(super) fn notices(&self) -> &[String] {
        &self.notices
    }

    /// Takes out what reading the values gave: warnings for the log, and notices of deprecated flags.
    pub(super) fn take_remarks(&mut self) -> (Vec<&'static str>, Vec<String>) {
        (
            std::mem::take(&mut self.warnings),
            std::mem::take(&mut self.notices),
        )
    }

    fn value(&self, name: &str) -> Option<&FlagValue> {
        self.entries[self.position(name)?].value.as_ref()
    }

    /// Whether the command line gave the flag.
    pub fn given(&self, name: &str) -> bool {
        self.position(name)
            .is_some_and(|position| self.entries[position].changed())
    }

    /// A switch; off when it was not given.
    pub fn switch(&self, name: &str) -> bool {
        matches!(self.value(name), Some(FlagValue::Bool(true)))
    }

    /// A switch that may have been given either way.
    pub fn switch_given(&self, name: &str) -> Option<bool> {
        match self.value(name) {
            Some(FlagValue::Bool(value)) => Some(*value),
            _ => None,
        }
    }

    /// The text that was given.
    pub fn text_given(&self, name: &str) -> Option<&str> {
        match self.value(name) {
            Some(FlagValue::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The text that was given, or nothing.
    pub fn text(&self, name: &str) -> &str {
        self.text_given(name).unwrap_or_default()
    }

    /// The text that was given, or the default of the flag.
    pub fn text_or_default(&self, name: &str, settings: &Settings) -> String {
        match (self.text_given(name), self.position(name)) {
            (Some(text), _) => text.into(),
            (None, Some(position)) => self.flag(position).default_text(settings),
            (None, None) => String::new(),
        }
    }

    /// Whether the command has the flag.
    pub fn knows(&self, name: &str) -> bool {
        self.position(name).is_some()
    }

    /// The number that was given.
    pub fn int_given(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Some(FlagValue::Int(value)) => Some(*value),
            _ => None,
        }
    }

    /// The unsigned number that was given.
    pub fn uint_given(&self, name: &str) -> Option<u64> {
        match self.value(name) {
            Some(FlagValue::Uint(value)) => Some(*value),
            _ => None,
        }
    }

    /// The floating-point number that was given.
    pub fn float_given(&self, name: &str) -> Option<f32> {
        match self.value(name) {
            Some(FlagValue::Float(value)) => Some(*value),
            _ => None,
        }
    }

    /// The duration that was given, in nanoseconds.
    pub fn duration_given(&self, name: &str) -> Option<i64> {
        match self.value(name) {
            Some(FlagValue::Duration(value)) => Some(*value),
            _ => None,
        }
    }

    /// The texts that were given, in order.
    pub fn list(&self, name: &str) -> &[String] {
        match self.value(name) {
            Some(FlagValue::List(list)) => list,
            _ => &[],
        }
    }

    /// The pairs that were given.
    pub fn pairs(&self, name: &str) -> BTreeMap<String, String> {
        match self.value(name) {
            Some(FlagValue::Pairs(pairs)) => pairs.clone(),
            _ => BTreeMap::new(),
        }
    }

    /// The first group of flags that exclude each other of which several were given: the group and those given.
    pub(super) fn excluded_group(&self, groups: &[&[&'static str]]) -> Option<FlagError> {
        let mut broken: Vec<_> = groups
            .iter()
            .filter_map(|group| {
                let mut set: Vec<_> = group
                    .iter()
                    .copied()
                    .filter(|name| self.given(name))
                    .collect();
                set.sort_unstable();
                (set.len() > 1).then(|| (group.join(" "), set.join(" ")))
            })
            .collect();
        broken.sort();
        let (group, set) = broken.into_iter().next()?;
        Some(FlagError::Exclusive { group, set })
    }
}
