use http::{HeaderName, HeaderValue, Uri};
use kube::Config;
use kube::config::{AuthInfo, Cluster, Context, Kubeconfig};
use steersman_plan::ClusterError;

use crate::no_proxy::bypasses;
use crate::{ConnectOptions, kubeconfig};

/// Where a server is when nothing says so.
const DEFAULT_SERVER: &str = "http://localhost:8080";

/// The settings of the connection, from files, flags and surroundings.
pub(crate) fn build_config(options: &ConnectOptions) -> Result<Config, ClusterError> {
    let kubeconfig = kubeconfig::load(options)?;
    let is_configured = kubeconfig
        .as_ref()
        .is_some_and(|config| !config.contexts.is_empty() || !config.clusters.is_empty());
    let mut config = match (
        &options.in_cluster,
        is_configured || !options.server.is_empty(),
    ) {
        (Some((host, port)), false) => in_cluster(host, port)?,
        _ => from_kubeconfig(kubeconfig.unwrap_or_default(), options)?,
    };
    let agent = HeaderValue::from_str(&options.user_agent)
        .map_err(|_| invalid("the user agent has characters that no header may have"))?;
    config
        .headers
        .push((HeaderName::from_static("user-agent"), agent));
    // Requests are made again by rules of our own.
    config.default_retry = false;
    config.write_timeout = None;
    Ok(config)
}

fn in_cluster(host: &str, port: &str) -> Result<Config, ClusterError> {
    // The library reads the files of the pod; the address is made here, as it may be an IPv6 one.
    let mut config = Config::incluster_dns().map_err(|error| invalid(&error.to_string()))?;
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host.to_owned()
    };
    config.cluster_url = server_url(&format!("https://{host}:{port}"))?;
    Ok(config)
}

fn from_kubeconfig(
    kubeconfig: Kubeconfig,
    options: &ConnectOptions,
) -> Result<Config, ClusterError> {
    let selected = select(kubeconfig, options)?;
    let Selected {
        context,
        mut cluster,
        mut user,
        user_name,
        cluster_name,
    } = selected;
    let set = |target: &mut Option<String>, text: &str| {
        if !text.is_empty() {
            *target = Some(text.to_owned());
        }
    };
    set(&mut cluster.server, &options.server);
    set(&mut cluster.tls_server_name, &options.tls_server_name);
    if !options.ca_file.is_empty() {
        cluster.certificate_authority = Some(options.ca_file.clone());
        cluster.certificate_authority_data = None;
    }
    if options.insecure_skip_tls_verify {
        if !options.ca_file.is_empty() {
            let text = "specifying a root certificates file with the insecure flag is not allowed";
            return Err(ClusterError::Config(text.to_owned()));
        }
        cluster.insecure_skip_tls_verify = Some(true);
        cluster.certificate_authority = None;
        cluster.certificate_authority_data = None;
    }
    if !options.token.is_empty() {
        // It stands in place of all but certificates, which the connection is made with before there is a token.
        user = AuthInfo {
            token: Some(options.token.clone().into()),
            client_certificate: user.client_certificate,
            client_certificate_data: user.client_certificate_data,
            client_key: user.client_key,
            client_key_data: user.client_key_data,
            impersonate: user.impersonate,
            impersonate_uid: user.impersonate_uid,
            impersonate_groups: user.impersonate_groups,
            impersonate_user_extra: user.impersonate_user_extra,
            ..AuthInfo::default()
        };
    }
    set(&mut user.impersonate, &options.as_user);
    if !options.as_groups.is_empty() {
        user.impersonate_groups = Some(options.as_groups.clone());
    }
    check(&cluster, &cluster_name, &user, &user_name)?;
    let server = cluster.server.clone().filter(|server| !server.is_empty());
    let url = server_url(server.as_deref().unwrap_or(DEFAULT_SERVER))?;
    cluster.server = Some(url.to_string());
    let own_proxy = cluster.proxy_url.take();
    let mut config = resolve(context, cluster, user)?;
    if config.root_cert.as_ref().is_some_and(Vec::is_empty) {
        let text = "unable to load root certificates: unable to parse bytes as PEM block";
        return Err(ClusterError::Config(text.to_owned()));
    }
    config.proxy_url = proxy(own_proxy.as_deref(), options, &url)?;
    config.cluster_url = url;
    Ok(config)
}

/// What the kubeconfig says for the wanted context.
#[derive(Default)]
struct Selected {
    context: Context,
    cluster: Cluster,
    user: AuthInfo,
    user_name: String,
    cluster_name: String,
}

fn select(config: Kubeconfig, options: &ConnectOptions) -> Result<Selected, ClusterError> {
    let current = config.current_context.unwrap_or_default();
    let wanted = if options.context.is_empty() {
        &current
    } else {
        &options.context
    };
    let found = config
        .contexts
        .into_iter()
        .find(|entry| entry.name == *wanted);
    let Some(context) = found.and_then(|entry| entry.context) else {
        if !options.context.is_empty() {
            return Err(ClusterError::Config(format!(
                "context \"{wanted}\" does not exist"
            )));
        }
        if !wanted.is_empty() {
            return Err(invalid(&format!(
                "context was not found for specified context: {wanted}"
            )));
        }
        return Ok(Selected::default());
    };
    let cluster = config
        .clusters
        .into_iter()
        .find(|entry| entry.name == context.cluster)
        .and_then(|entry| entry.cluster);
    if cluster.is_none() && options.server.is_empty() {
        return Err(invalid(&format!(
            "cluster \"{}\" does not exist",
            context.cluster
        )));
    }
    let user_name = context.user.clone().unwrap_or_default();
    let user = config
        .auth_infos
        .into_iter()
        .find(|entry| entry.name == user_name)
        .and_then(|entry| entry.auth_info);
    Ok(Selected {
        cluster_name: context.cluster.clone(),
        cluster: cluster.unwrap_or_default(),
        user: user.unwrap_or_default(),
        user_name,
        context,
    })
}

/// Says all that is wrong with files at once, as Helm's client does.
fn check(
    cluster: &Cluster,
    cluster_name: &str,
    user: &AuthInfo,
    user_name: &str,
) -> Result<(), ClusterError> {
    let mut problems = Vec::new();
    let readable = |what: &str, path: Option<&String>, data: bool, of: &str| {
        let path = path.filter(|path| !path.is_empty() && !data)?;
        let error = std::fs::File::open(path).err()?;
        let reason = crate::failure::system_words(&error);
        Some(format!(
            "unable to read {what} {path} for {of} due to open {path}: {reason}"
        ))
    };
    let ca = cluster.certificate_authority.as_ref();
    let ca_data = cluster.certificate_authority_data.is_some();
    problems.extend(readable("certificate-authority", ca, ca_data, cluster_name));
    let certificate = user.client_certificate.as_ref();
    let data = user.client_certificate_data.is_some();
    problems.extend(readable("client-cert", certificate, data, user_name));
    let key = user.client_key.as_ref();
    let data = user.client_key_data.is_some();
    problems.extend(readable("client-key", key, data, user_name));
    let groups = user.impersonate_groups.as_ref();
    if groups.is_some_and(|groups| !groups.is_empty()) && user.impersonate.is_none() {
        problems.push(format!(
            "requesting uid, groups or user-extra for {user_name} without impersonating a user"
        ));
    }
    match problems.as_slice() {
        [] => Ok(()),
        [only] => Err(invalid(only)),
        several => Err(invalid(&format!("[{}]", several.join(", ")))),
    }
}

/// Lets the library read certificates, keys and tokens.
fn resolve(context: Context, cluster: Cluster, user: AuthInfo) -> Result<Config, ClusterError> {
    let mut kubeconfig = Kubeconfig::default();
    let name = "selected";
    kubeconfig.current_context = Some(name.to_owned());
    kubeconfig.contexts = vec![kube::config::NamedContext {
        name: name.to_owned(),
        context: Some(Context {
            cluster: name.to_owned(),
            user: Some(name.to_owned()),
            ..context
        }),
        ..Default::default()
    }];
    kubeconfig.clusters = vec![kube::config::NamedCluster {
        name: name.to_owned(),
        cluster: Some(cluster),
        ..Default::default()
    }];
    kubeconfig.auth_infos = vec![kube::config::NamedAuthInfo {
        name: name.to_owned(),
        auth_info: Some(user),
        ..Default::default()
    }];
    Config::try_from(kubeconfig).map_err(|error| ClusterError::Config(error.to_string()))
}

/// The address as a URL; `host:port` is plain HTTP.
fn server_url(text: &str) -> Result<Uri, ClusterError> {
    let wrong = || {
        ClusterError::Config(format!(
            "host must be a URL or a host:port pair: \"{text}\""
        ))
    };
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let uri: Uri = with_scheme.parse().map_err(|_| wrong())?;
    let known = matches!(uri.scheme_str(), Some("http" | "https"));
    let is_host = |host: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
        !host.is_empty() && host.bytes().all(plain)
    };
    if !known || !uri.host().is_some_and(is_host) {
        return Err(wrong());
    }
    Ok(uri)
}

/// The proxy: that of the kubeconfig, else that of the environment unless the server is excepted.
fn proxy(
    own: Option<&str>,
    options: &ConnectOptions,
    server: &Uri,
) -> Result<Option<Uri>, ClusterError> {
    let environment = Some(options.https_proxy.as_str())
        .filter(|_| server.scheme_str() == Some("https") && !bypasses(&options.no_proxy, server));
    let Some(text) = own
        .filter(|text| !text.is_empty())
        .or(environment)
        .filter(|text| !text.is_empty())
    else {
        return Ok(None);
    };
    let text = if text.contains("://") {
        text.to_owned()
    } else {
        format!("http://{text}")
    };
    let wrong = |_| invalid("the URL of the proxy can not be read");
    text.parse().map(Some).map_err(wrong)
}

fn invalid(reason: &str) -> ClusterError {
    ClusterError::Config(format!("invalid configuration: {reason}"))
}
