/// A text is no index. The messages are Helm's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is nothing in it.
    #[error("empty index.yaml file")]
    Empty,
    /// It is no YAML.
    #[error("error converting YAML to JSON: {0}")]
    Yaml(String),
    /// A value has a wrong type, or a key is not known.
    #[error("error unmarshaling JSON: while decoding JSON: {0}")]
    Shape(String),
    /// It is JSON, and a value has a wrong type.
    #[error("{0}")]
    Json(String),
    /// It does not say which version of the format it has.
    #[error("no API version specified")]
    NoApiVersion,
    /// It is larger than a catalog can hold.
    #[error("the index is too large")]
    TooLarge,
}
