use std::fmt;
use std::path::PathBuf;

/// Who may do what.
#[derive(Clone, Debug, Default)]
pub struct AuthConfig {
    /// One user, who may do everything.
    pub basic: Option<BasicCredentials>,
    /// Tokens that somebody else gives out; they go before [`Self::basic`].
    pub bearer: Option<BearerConfig>,
    /// The file of tokens that this program gives out; they go beside the others.
    pub tokens: Option<PathBuf>,
    /// Whether everybody may read.
    pub anonymous_get: bool,
}

/// A user and a password. It does not show itself.
#[derive(Clone)]
pub struct BasicCredentials {
    /// The user.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BasicCredentials")
    }
}

/// Where tokens come from and how they are checked.
#[derive(Clone, Debug)]
pub struct BearerConfig {
    /// The address that gives out tokens, told to clients.
    pub realm: String,
    /// The name of this service, told to clients.
    pub service: String,
    /// The file of the RSA public key that tokens are signed with, in PEM form.
    pub public_key: PathBuf,
    /// A `JMESPath` to the allowed actions in the claims of a token, instead of the claim `access`. `$NAMESPACE` and
    /// `$ACCESS_ENTRY_TYPE` in it stand for what is asked for.
    pub actions_search_path: Option<String>,
}
