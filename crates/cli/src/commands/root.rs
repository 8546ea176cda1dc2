//! The program itself.

use crate::command::Command;

use super::groups::{GLOBAL, LOGGING};

const LONG: &str = "\
{product} manages applications on Kubernetes as charts. It finds, renders, checks and packs charts; installs, upgrades
and rolls back releases of them, with plans to read before; mirrors and serves charts as repository and registry.

Environment variables:

| Name                               | Description                                                              |
|------------------------------------|--------------------------------------------------------------------------|
| $HELM_CACHE_HOME                   | folder of cached files                                                   |
| $HELM_CONFIG_HOME                  | folder of configuration files                                            |
| $HELM_DATA_HOME                    | folder of data, such as plugins and starters                             |
| $HELM_DEBUG                        | show what is done (true or false)                                        |
| $HELM_DRIVER                       | where releases are kept: configmap, secret, memory or sql                |
| $HELM_DRIVER_SQL_CONNECTION_STRING | how the sql driver connects                                              |
| $HELM_MAX_HISTORY                  | how many revisions of a release are kept                                 |
| $HELM_NAMESPACE                    | namespace to work in                                                     |
| $HELM_NO_PLUGINS                   | set to 1 to do without plugins                                           |
| $HELM_PLUGINS                      | folder of plugins                                                        |
| $HELM_REGISTRY_CONFIG              | file of registry credentials                                             |
| $HELM_REPOSITORY_CACHE             | folder of repository indexes                                             |
| $HELM_REPOSITORY_CONFIG            | file of repository names and URLs                                        |
| $KUBECONFIG                        | Kubernetes configuration files (default \"~/.kube/config\")                |
| $HELM_KUBEAPISERVER                | address of the Kubernetes API server                                     |
| $HELM_KUBECAFILE                   | certificate authority of the Kubernetes API server                       |
| $HELM_KUBEASGROUPS                 | groups to impersonate, with commas between them                          |
| $HELM_KUBEASUSER                   | user to impersonate                                                      |
| $HELM_KUBECONTEXT                  | context of the Kubernetes configuration to use                           |
| $HELM_KUBETOKEN                    | bearer token for the Kubernetes API server                               |
| $HELM_KUBEINSECURE_SKIP_TLS_VERIFY | do not check the certificate of the Kubernetes API server (true or false) |
| $HELM_KUBETLS_SERVER_NAME          | name to expect in the certificate of the Kubernetes API server           |
| $HELM_BURST_LIMIT                  | requests to the Kubernetes API server at once (default 100, -1 for any)  |
| $HELM_QPS                          | requests to the Kubernetes API server a second beyond the burst          |
| $HELM_COLOR                        | when to colour output: never, always or auto                             |
| $NO_COLOR                          | set to anything to have no colours at all                                |
| $SOURCE_DATE_EPOCH                 | time to stamp into chart archives, in seconds since 1970                 |
| $STEER_HELM_COMPAT                 | whose output to reproduce: 3.22, 4.1 or 4.3 (default 4.3)                |
| $STEER_MIRRORS                     | file of mirror rules (default \"mirrors.yaml\" among configuration files)  |
| $STEER_DIAGNOSTICS                 | how to explain errors: auto, text, json or off                           |
| $STEER_MAX_TIME                    | seconds of processor time a chart may take (default 1)                   |
| $STEER_MAX_MEMORY                  | MiB of memory a chart may take (default 200)                             |
| $STEER_MAX_STEPS                   | steps the templates of a chart may take (default 12000000)               |
| $STEER_MAX_OUTPUT                  | MiB one template may print (default 64)                                  |

A folder that no HELM_*_HOME variable names is the one of the XDG variables, or the usual one of the system:

| Operating System | Cache Path                | Configuration Path             | Data Path               |
|------------------|---------------------------|--------------------------------|-------------------------|
| Linux            | $HOME/.cache/helm         | $HOME/.config/helm             | $HOME/.local/share/helm |
| macOS            | $HOME/Library/Caches/helm | $HOME/Library/Preferences/helm | $HOME/Library/helm      |
| Windows          | %TEMP%\\helm               | %APPDATA%\\helm                 | %APPDATA%\\helm          |
";

/// Every command of the program.
pub static ROOT: Command = Command {
    persistent: &[GLOBAL, LOGGING],
    children: &[
        &super::plan::APPLY,
        &super::bundle::COMMAND,
        &super::completion::COMMAND,
        &super::create::COMMAND,
        &super::dependency::COMMAND,
        &super::docs::COMMAND,
        &super::env::COMMAND,
        &super::get::COMMAND,
        &super::help::COMMAND,
        &super::history::COMMAND,
        &super::images::COMMAND,
        &super::install::COMMAND,
        &super::lint::COMMAND,
        &super::list::COMMAND,
        &super::package::COMMAND,
        &super::plan::COMMAND,
        &super::plugin::COMMAND,
        &super::pull::COMMAND,
        &super::push::COMMAND,
        &super::registry::COMMAND,
        &super::repo::COMMAND,
        &super::rollback::COMMAND,
        &super::search::COMMAND,
        &super::serve::COMMAND,
        &super::show::COMMAND,
        &super::status::COMMAND,
        &super::template::COMMAND,
        &super::test::COMMAND,
        &super::uninstall::COMMAND,
        &super::upgrade::COMMAND,
        &super::values::COMMAND,
        &super::verify::COMMAND,
        &super::version::COMMAND,
    ],
    ..Command::new("steer", "The package manager for Kubernetes.", LONG)
};
