use std::fmt;
use std::path::PathBuf;

/// How to reach a cluster, and as whom. Empty texts say nothing; what they say stands above the kubeconfig.
#[derive(Clone, Default)]
pub struct ConnectOptions {
    /// The kubeconfig files, merged: what an earlier one says stands. Those that do not exist are passed over.
    pub kubeconfig: Vec<PathBuf>,
    /// A kubeconfig file that has to exist, in place of the list.
    pub explicit_kubeconfig: Option<PathBuf>,
    /// The context, in place of the current one.
    pub context: String,
    /// The address of the server.
    pub server: String,
    /// A bearer token.
    pub token: String,
    /// The user to act as.
    pub as_user: String,
    /// The groups to act as.
    pub as_groups: Vec<String>,
    /// A file with the certificates that are trusted.
    pub ca_file: String,
    /// The name that the certificate of the server has to have.
    pub tls_server_name: String,
    /// Whether any certificate of the server is good enough.
    pub insecure_skip_tls_verify: bool,
    /// How many requests may be made each second in the long run; no limit with 0 or less.
    pub qps: f32,
    /// How many requests may be made at once before `qps` holds them back; no limit with 0 or less.
    pub burst: i64,
    /// What the program calls itself in requests.
    pub user_agent: String,
    /// The proxy of the environment, for servers that no kubeconfig names one for.
    pub https_proxy: String,
    /// Servers that are reached without the proxy of the environment.
    pub no_proxy: String,
    /// Host and port that the cluster tells its pods, when the program runs in one.
    pub in_cluster: Option<(String, String)>,
}

impl fmt::Debug for ConnectOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("kubeconfig", &self.kubeconfig)
            .field("explicit_kubeconfig", &self.explicit_kubeconfig)
            .field("context", &self.context)
            .field("server", &self.server)
            .field("as_user", &self.as_user)
            .field("as_groups", &self.as_groups)
            .finish_non_exhaustive()
    }
}
