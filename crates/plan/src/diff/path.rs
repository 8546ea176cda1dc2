use std::fmt;

/// Where a field is in an object.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath(pub Vec<PathStep>);

/// One step into an object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathStep {
    /// The value of a key.
    Key(String),
    /// The item of a list whose items are told apart by the value of one of their fields; this is the value.
    Item(String),
    /// The item of a list at this place.
    Index(usize),
    /// The order of the items of a list.
    Order,
}

impl FieldPath {
    /// The path one step further.
    pub(super) fn with(&self, step: PathStep) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The key at the beginning.
    pub fn first_key(&self) -> Option<&str> {
        self.key(0)
    }

    /// The key at a place, if there is one.
    pub fn key(&self, place: usize) -> Option<&str> {
        match self.0.get(place)? {
            PathStep::Key(key) => Some(key),
            _ => None,
        }
    }
}

/// `spec.template.spec.containers[web].ports[0]`, and `metadata.annotations["example.com/owner"]` for keys with dots.
impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, step) in self.0.iter().enumerate() {
            match step {
                PathStep::Key(key) if is_word(key) => {
                    let dot = if place == 0 { "" } else { "." };
                    write!(f, "{dot}{key}")?;
                }
                PathStep::Key(key) => write!(f, "[{key:?}]")?,
                PathStep::Item(value) => write!(f, "[{value}]")?,
                PathStep::Index(index) => write!(f, "[{index}]")?,
                PathStep::Order => f.write_str("[order]")?,
            }
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || "-_$".contains(c))
}
