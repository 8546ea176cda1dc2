use std::fmt;

/// Who asks. Empty texts are missing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// A user name.
    pub username: String,
    /// A password.
    pub password: String,
    /// A token that token servers take.
    pub refresh_token: String,
    /// A token that registries take.
    pub access_token: String,
}

impl Credentials {
    /// A user name and a password.
    pub fn basic(username: &str, password: &str) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
            ..Self::default()
        }
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Debug for Credentials {
    /// The user name alone.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}
