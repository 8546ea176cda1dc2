//! The two repositories that everybody had once, and that are gone.

use steersman_repo::load_repositories;

use crate::command::quote;
use crate::printer::Printer;
use crate::settings::Settings;

/// Name, where it was, and what took its place.
const EXPIRED: [(&str, &str, &str); 2] = [
    (
        "stable",
        "kubernetes-charts.storage.googleapis.com",
        "https://charts.helm.sh/stable",
    ),
    (
        "incubator",
        "kubernetes-charts-incubator.storage.googleapis.com",
        "https://charts.helm.sh/incubator",
    ),
];

/// Warns when one of them is configured, in the words of Helm; the second is looked for only beside the first.
pub(crate) fn warn_of_expired_repositories(settings: &Settings, printer: &mut Printer<'_>) {
    // A file that cannot be read is told of by the commands that need it.
    let Ok(configured) = load_repositories(settings.repository_config.as_ref()) else {
        return;
    };
    for (name, old, new) in EXPIRED {
        let Some(repository) = configured.get(name) else {
            return;
        };
        if repository.url.contains(old) {
            let (name, old, new) = (quote(name), quote(old), quote(new));
            printer.talk(&format!(
                "WARNING: {old} is deprecated for {name} and will be deleted Nov. 13, 2020.\n\
                 WARNING: You should switch to {new} via:\n\
                 WARNING: helm repo add {name} {new} --force-update\n"
            ));
        }
    }
}
