use serde_json::Value;
use steersman_plan::{Answer, Call, Gvk, Object, Selector, read_objects};
use steersman_release::Release;

use crate::{Level, ReleaseContext};

/// Shows the logs of a hook if it has the policy: those of its pod, or of the pods of its job.
///
/// # Errors
/// Why they can not be had.
pub(super) fn show_logs(
    context: &ReleaseContext<'_>,
    release: &Release,
    place: usize,
    policy: &str,
) -> Result<(), String> {
    let hook = &release.hooks[place];
    if !hook.output_log_policies.iter().any(|own| own == policy) {
        return Ok(());
    }
    let selector = match hook.kind.as_str() {
        "Job" => Selector {
            labels: format!("job-name={}", hook.name),
            fields: String::new(),
        },
        "Pod" => Selector {
            labels: String::new(),
            fields: format!("metadata.name={}", hook.name),
        },
        _ => return Ok(()),
    };
    let objects = read_objects(hook.manifest.as_bytes()).unwrap_or_default();
    let own = objects.first().and_then(Object::namespace);
    let namespace = own.unwrap_or(&release.namespace).to_owned();
    let list = Call::List {
        gvk: Gvk::new("v1", "Pod"),
        namespace: Some(namespace.clone()),
        selector,
    };
    let pods = context.cluster.call(list).map_err(|e| e.to_string())?;
    for pod in Answer::into_list(pods) {
        let containers = pod.at(&["spec", "containers"]).and_then(Value::as_array);
        for container in containers.into_iter().flatten() {
            let name = container.get("name").and_then(Value::as_str);
            let name = name.unwrap_or_default();
            let log = context
                .cluster
                .logs(&namespace, pod.name(), name)
                .map_err(|_| {
                    format!(
                        "failed to stream pod logs for pod: {}, container: {name}",
                        pod.name()
                    )
                })?;
            let log = String::from_utf8_lossy(&log);
            if !log.is_empty() {
                context.log(Level::Info, log.strip_suffix('\n').unwrap_or(&log), &[]);
            }
        }
    }
    Ok(())
}
