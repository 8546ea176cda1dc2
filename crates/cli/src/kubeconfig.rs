//! What commands need of the kubeconfig files before there is a connection: contexts and the namespace.

use std::collections::BTreeMap;

use steersman_value::Tree;

use crate::environment::Environment;
use crate::paths::join;
use crate::settings::Settings;

const SERVICE_ACCOUNT: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
const DEFAULT_NAMESPACE: &str = "default";

/// The parts of the merged files that are of interest.
#[derive(Default)]
struct Kubeconfig {
    current: String,
    contexts: BTreeMap<String, KubeContext>,
}

#[derive(Default)]
struct KubeContext {
    cluster: String,
    namespace: String,
}

/// The namespace to work in: the flag or its variable, else that of the context, else that of the pod, else `default`.
pub(crate) fn namespace(settings: &Settings, environment: &Environment) -> String {
    if !settings.namespace.is_empty() {
        return settings.namespace.clone();
    }
    let Some(config) = load(settings, environment) else {
        return DEFAULT_NAMESPACE.into();
    };
    let context = if settings.kube_context.is_empty() {
        &config.current
    } else {
        &settings.kube_context
    };
    if let Some(context) = config.contexts.get(context)
        && !context.namespace.is_empty()
    {
        return context.namespace.clone();
    }
    pod_namespace(environment).unwrap_or_else(|| DEFAULT_NAMESPACE.into())
}

/// The names of all contexts with their clusters.
pub(crate) fn contexts(settings: &Settings, environment: &Environment) -> Vec<(String, String)> {
    let config = load(settings, environment).unwrap_or_default();
    config
        .contexts
        .into_iter()
        .map(|(name, context)| (name, context.cluster))
        .collect()
}

/// The files that the environment names, or the usual one.
pub(crate) fn files(environment: &Environment) -> Vec<String> {
    let Some(list) = environment.filled("KUBECONFIG") else {
        return vec![join(&[environment.home(), ".kube", "config"])];
    };
    let separator = if cfg!(windows) { ';' } else { ':' };
    list.split(separator)
        .filter(|file| !file.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The namespace of the pod the program runs in.
fn pod_namespace(environment: &Environment) -> Option<String> {
    environment.filled("KUBERNETES_SERVICE_HOST")?;
    environment.filled("KUBERNETES_SERVICE_PORT")?;
    fs_err::metadata(join(&[SERVICE_ACCOUNT, "token"])).ok()?;
    if let Some(namespace) = environment.filled("POD_NAMESPACE") {
        return Some(namespace.into());
    }
    let text = fs_err::read_to_string(join(&[SERVICE_ACCOUNT, "namespace"])).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.into())
}

/// Merges the files: what an earlier one says stands. Files that do not exist are passed over; nothing comes of a file
/// that cannot be read, as if there were no configuration at all.
fn load(settings: &Settings, environment: &Environment) -> Option<Kubeconfig> {
    let files = if settings.kubeconfig.is_empty() {
        files(environment)
    } else {
        vec![settings.kubeconfig.clone()]
    };
    let mut config = Kubeconfig::default();
    for file in files {
        match std::fs::File::open(&file).and_then(std::io::read_to_string) {
            Ok(text) => config.merge(&steersman_yaml::parse(text.as_bytes()).ok()?),
            Err(error)
                if error.kind() == std::io::ErrorKind::NotFound
                    && settings.kubeconfig.is_empty() => {}
            Err(_) => return None,
        }
    }
    Some(config)
}

impl Kubeconfig {
    fn merge(&mut self, tree: &Tree) {
        if self.current.is_empty() {
            self.current = text(tree, "current-context");
        }
        let Some(Tree::List(contexts)) = tree.get("contexts") else {
            return;
        };
        for entry in contexts {
            let context = entry.get("context").unwrap_or(&Tree::Null);
            let name = text(entry, "name");
            self.contexts.entry(name).or_insert_with(|| KubeContext {
                cluster: text(context, "cluster"),
                namespace: text(context, "namespace"),
            });
        }
    }
}

fn text(tree: &Tree, key: &str) -> String {
    tree.get(key)
        .and_then(Tree::as_str)
        .unwrap_or_default()
        .into()
}
