//! `env`: the settings of the environment.

use std::collections::BTreeMap;

use steersman_names::HelmDialect;

use crate::command::{
    Candidates, Command, CompletionRequest, Directive, Invocation, Operands, no_more_operands,
};
use crate::context::Context;
use crate::environment::Environment;
use crate::error::CliError;
use crate::kubeconfig::namespace;
use crate::settings::Settings;

const LONG: &str = "
Prints every setting that {product} takes from the environment, or one of them.
";

pub(super) static COMMAND: Command = Command {
    operands: Operands::AtMost(1),
    complete: Some(complete),
    run: Some(run),
    ..Command::new("env", "helm client environment information", LONG)
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let mut variables = variables(context.settings, context.environment);
    let groups = invocation.flags.list("kube-as-group");
    if !groups.is_empty() {
        // Helm reads its flags twice, and this one adds up.
        let doubled = [groups, groups].concat().join(",");
        variables.insert("HELM_KUBEASGROUPS", doubled);
    }
    if context.dialect == HelmDialect::V3_22 {
        variables.remove("HELM_CONTENT_CACHE");
    }
    if let Some(name) = invocation.operands().first() {
        let value = variables.get(name.as_str()).map_or("", String::as_str);
        return context.printer.data(format!("{value}\n"));
    }
    for (name, value) in variables {
        context.printer.data(format!("{name}=\"{value}\"\n"))?;
    }
    Ok(())
}

fn complete(request: &CompletionRequest<'_>) -> Candidates {
    if !request.operands.is_empty() {
        return no_more_operands();
    }
    let variables = variables(request.settings, request.environment);
    let names = variables.into_keys().map(str::to_owned).collect();
    (names, Directive::NO_FILES)
}

/// The variables that the command prints.
pub(crate) fn variables(
    settings: &Settings,
    environment: &Environment,
) -> BTreeMap<&'static str, String> {
    let text = |text: &str| text.to_owned();
    let mut variables = BTreeMap::from([
        ("HELM_BIN", environment.program.clone()),
        ("HELM_BURST_LIMIT", settings.burst_limit.to_string()),
        ("HELM_CACHE_HOME", text(&settings.cache_home)),
        ("HELM_CONFIG_HOME", text(&settings.config_home)),
        ("HELM_CONTENT_CACHE", text(&settings.content_cache)),
        ("HELM_DATA_HOME", text(&settings.data_home)),
        ("HELM_DEBUG", settings.debug.to_string()),
        ("HELM_KUBEAPISERVER", text(&settings.kube_api_server)),
        ("HELM_KUBEASGROUPS", settings.kube_as_groups.join(",")),
        ("HELM_KUBEASUSER", text(&settings.kube_as_user)),
        ("HELM_KUBECAFILE", text(&settings.kube_ca_file)),
        ("HELM_KUBECONTEXT", text(&settings.kube_context)),
        (
            "HELM_KUBEINSECURE_SKIP_TLS_VERIFY",
            settings.kube_insecure_skip_tls_verify.to_string(),
        ),
        (
            "HELM_KUBETLS_SERVER_NAME",
            text(&settings.kube_tls_server_name),
        ),
        ("HELM_KUBETOKEN", text(&settings.kube_token)),
        ("HELM_MAX_HISTORY", settings.max_history.to_string()),
        ("HELM_NAMESPACE", namespace(settings, environment)),
        ("HELM_PLUGINS", text(&settings.plugins)),
        ("HELM_QPS", format!("{:.2}", settings.qps)),
        ("HELM_REGISTRY_CONFIG", text(&settings.registry_config)),
        ("HELM_REPOSITORY_CACHE", text(&settings.repository_cache)),
        ("HELM_REPOSITORY_CONFIG", text(&settings.repository_config)),
    ]);
    if !settings.kubeconfig.is_empty() {
        variables.insert("KUBECONFIG", text(&settings.kubeconfig));
    }
    variables
}
