use std::path::{Path, absolute};

use kube::config::Kubeconfig;
use steersman_plan::{ClusterError, tree_to_json};

use crate::ConnectOptions;

/// Reads and merges the kubeconfig files; none when there is none of them.
pub(crate) fn load(options: &ConnectOptions) -> Result<Option<Kubeconfig>, ClusterError> {
    if let Some(path) = &options.explicit_kubeconfig {
        if !path.exists() {
            let text = format!("stat {}: no such file or directory", path.display());
            return Err(ClusterError::Config(text));
        }
        return read(path).map(Some);
    }
    let mut merged: Option<Kubeconfig> = None;
    for path in options.kubeconfig.iter().filter(|path| path.exists()) {
        let next = read(path)?;
        merged = Some(match merged {
            None => next,
            Some(first) => first
                .merge(next)
                .map_err(|error| ClusterError::Config(error.to_string()))?,
        });
    }
    Ok(merged)
}

fn read(path: &Path) -> Result<Kubeconfig, ClusterError> {
    let failed = |reason: &dyn std::fmt::Display| {
        let text = format!("error loading config file \"{}\": {reason}", path.display());
        ClusterError::Config(text)
    };
    let text = std::fs::File::open(path)
        .and_then(std::io::read_to_string)
        .map_err(|error| {
            let reason = crate::failure::system_words(&error);
            failed(&format_args!("open {}: {reason}", path.display()))
        })?;
    let tree = steersman_yaml::parse(text.as_bytes()).map_err(|error| failed(&error))?;
    let mut config: Kubeconfig = serde_json::from_value(without_nulls(tree_to_json(tree)))
        .map_err(|error| failed(&error))?;
    let folder = absolute(path).map_err(|error| failed(&error))?;
    resolve_paths(&mut config, folder.parent().unwrap_or(&folder));
    Ok(config)
}

/// A key without a value is the same as no key; an empty file is an empty configuration.
fn without_nulls(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) => map
            .into_iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(key, value)| (key, without_nulls(value)))
            .collect(),
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        Value::Null => Value::Object(serde_json::Map::new()),
        other => other,
    }
}

/// Paths in a file are meant from the folder it is in.
fn resolve_paths(config: &mut Kubeconfig, folder: &Path) {
    let resolve = |path: &mut Option<String>| {
        if let Some(path) = path.as_mut().filter(|path| !path.is_empty()) {
            *path = folder.join(&*path).to_string_lossy().into_owned();
        }
    };
    for cluster in config
        .clusters
        .iter_mut()
        .filter_map(|entry| entry.cluster.as_mut())
    {
        resolve(&mut cluster.certificate_authority);
    }
    for user in config
        .auth_infos
        .iter_mut()
        .filter_map(|entry| entry.auth_info.as_mut())
    {
        resolve(&mut user.client_certificate);
        resolve(&mut user.client_key);
        resolve(&mut user.token_file);
        if let Some(command) = user.exec.as_mut().and_then(|exec| exec.command.as_mut())
            && command.contains('/')
        {
            *command = folder.join(&*command).to_string_lossy().into_owned();
        }
    }
}
