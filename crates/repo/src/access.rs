use std::path::PathBuf;

use steersman_index::Repository;
use steersman_net::ClientOptions;

/// How to reach a server: credentials, and what to trust. `Debug` does not show the password.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Access {
    /// The server that the credentials are for.
    pub base: String,
    /// Who asks.
    pub username: String,
    /// The password of the user.
    pub password: String,
    /// Send credentials to other servers, too.
    pub pass_credentials: bool,
    /// Authorities to trust.
    pub ca_file: String,
    /// Certificate of the client.
    pub cert_file: String,
    /// Key of the client.
    pub key_file: String,
    /// Trust any certificate.
    pub insecure_skip_tls_verify: bool,
}

impl std::fmt::Debug for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Access")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

impl Access {
    /// How a configured repository is reached.
    pub fn of(repository: &Repository) -> Self {
        Self {
            base: repository.url.clone(),
            username: repository.username.clone(),
            password: repository.password.clone(),
            pass_credentials: repository.pass_credentials_all,
            ca_file: repository.ca_file.clone(),
            cert_file: repository.cert_file.clone(),
            key_file: repository.key_file.clone(),
            insecure_skip_tls_verify: repository.insecure_skip_tls_verify,
        }
    }

    /// The same with what a repository says: its credentials and its files count where it has some.
    #[must_use]
    pub fn with(mut self, repository: &Repository) -> Self {
        self.base.clone_from(&repository.url);
        let files = [
            &repository.cert_file,
            &repository.key_file,
            &repository.ca_file,
        ];
        if files.iter().any(|file| !file.is_empty()) {
            self.cert_file.clone_from(&repository.cert_file);
            self.key_file.clone_from(&repository.key_file);
            self.ca_file.clone_from(&repository.ca_file);
        }
        if !repository.username.is_empty() && !repository.password.is_empty() {
            self.username.clone_from(&repository.username);
            self.password.clone_from(&repository.password);
            self.pass_credentials = repository.pass_credentials_all;
        }
        self.insecure_skip_tls_verify |= repository.insecure_skip_tls_verify;
        self
    }

    /// What the connection needs of it.
    pub(crate) fn apply(&self, options: &mut ClientOptions) {
        let file = |path: &String| (!path.is_empty()).then(|| PathBuf::from(path));
        // Of the two Helm takes both or none; a single one is not used.
        if !self.cert_file.is_empty() && !self.key_file.is_empty()
            || !self.ca_file.is_empty()
            || self.insecure_skip_tls_verify
        {
            options.cert_file = file(&self.cert_file);
            options.key_file = file(&self.key_file);
        }
        options.ca_file = file(&self.ca_file);
        options.insecure_skip_tls_verify = self.insecure_skip_tls_verify;
    }
}
