//! Which arguments of a plugin are the program's own.

/// Flags of the program with a value, as far as plugins are kept from them.
const WITH_VALUE: [&str; 14] = [
    "--kube-context",
    "--namespace",
    "-n",
    "--kubeconfig",
    "--kube-apiserver",
    "--kube-token",
    "--kube-as-user",
    "--kube-as-group",
    "--kube-ca-file",
    "--registry-config",
    "--repository-cache",
    "--repository-config",
    "--kube-insecure-skip-tls-verify",
    "--kube-tls-server-name",
];

/// The arguments that the program takes for itself, and those for the plugin.
pub(super) fn divide(arguments: &[String]) -> (Vec<String>, Vec<String>) {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        let named = word.split_once('=').map(|(name, _)| name);
        if word == "--debug" || named.is_some_and(|name| WITH_VALUE.contains(&name)) {
            own.push(word.clone());
        } else if WITH_VALUE.contains(&word.as_str()) {
            own.push(word.clone());
            own.extend(rest.next().cloned());
        } else {
            others.push(word.clone());
        }
    }
    (own, others)
}

#[cfg(test)]
mod tests {
    use super::divide;

    #[test]
    fn keeps_global_flags_from_plugins() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let (own, others) = divide(&words("a -n x --my --debug --namespace=y --set b=c -n"));
        assert_eq!(own, words("-n x --debug --namespace=y -n"));
        assert_eq!(others, words("a --my --set b=c"));
    }
}
