use std::collections::BTreeMap;

/// Conditions on labels, in the API's syntax: `app=web,tier in (front,back),!legacy`.
///
/// ```
/// use steersman_plan::LabelSelector;
///
/// let selector: LabelSelector = "app=web,version>3".parse()?;
/// let labels = [("app", "web"), ("version", "10")];
/// assert!(selector.matches(&labels.map(|(key, value)| (key.to_owned(), value.to_owned())).into()));
/// # Ok::<(), steersman_plan::SelectorError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSelector {
    pub(super) requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Requirement {
    pub(super) key: String,
    pub(super) condition: Condition,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    Exists,
    Missing,
    In(Vec<String>),
    NotIn(Vec<String>),
    Above(i64),
    Below(i64),
}

impl LabelSelector {
    /// Whether the labels meet all conditions.
    pub fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.requirements.iter().all(|requirement| {
            let value = labels.get(&requirement.key);
            requirement.condition.holds(value.map(String::as_str))
        })
    }
}

impl Condition {
    fn holds(&self, value: Option<&str>) -> bool {
        let among = |values: &[String]| value.is_some_and(|own| values.iter().any(|v| v == own));
        let number = || value?.parse::<i64>().ok();
        match self {
            Self::Exists => value.is_some(),
            Self::Missing => value.is_none(),
            Self::In(values) => among(values),
            Self::NotIn(values) => !among(values),
            Self::Above(bound) => number().is_some_and(|own| own > *bound),
            Self::Below(bound) => number().is_some_and(|own| own < *bound),
        }
    }
}
