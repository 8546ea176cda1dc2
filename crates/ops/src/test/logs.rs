use serde_json::Value;
use steersman_plan::{Gvk, Object, ObjectRef};
use steersman_release::Release;

use super::TestFilter;
use crate::ReleaseContext;

/// The logs of the pods that are tests: a section for each container, those that come first while a pod starts
/// first. With them what kept others from being read, if anything did.
pub fn write_logs(
    context: &ReleaseContext<'_>,
    release: &Release,
    namespace: &str,
    filter: &TestFilter,
) -> (Vec<u8>, Result<(), String>) {
    let mut out = Vec::new();
    let mut order: Vec<_> = release.hooks.iter().collect();
    order.sort_by_key(|hook| (hook.weight, &hook.name));
    for hook in order {
        let runs = hook.events.iter().filter(|event| *event == "test").count();
        if hook.kind != "Pod" || !filter.wants(&hook.name) {
            continue;
        }
        for _ in 0..runs {
            if let Err(error) = write_pod(context, namespace, &hook.name, &mut out) {
                return (out, Err(error));
            }
        }
    }
    (out, Ok(()))
}

fn write_pod(
    context: &ReleaseContext<'_>,
    namespace: &str,
    name: &str,
    out: &mut Vec<u8>,
) -> Result<(), String> {
    let target = ObjectRef {
        gvk: Gvk::new("v1", "Pod"),
        namespace: Some(namespace.to_owned()),
        name: name.to_owned(),
    };
    let pod = match context.cluster.get(&target) {
        Ok(Some(pod)) => pod,
        // Whose pods nobody keeps has no logs of them.
        Ok(None) if context.cluster.is_stub() => return Ok(()),
        Ok(None) => {
            return Err(format!("unable to get pod {name}: pods {name:?} not found"));
        }
        Err(error) => return Err(format!("unable to get pod {name}: {error}")),
    };
    let mut errors = Vec::new();
    for container in containers(&pod) {
        match context.cluster.logs(namespace, name, container) {
            Ok(log) => {
                out.extend(format!("POD LOGS: {name} ({container})\n").into_bytes());
                out.extend(log);
                out.push(b'\n');
            }
            Err(error) => errors.push(format!(
                "unable to get logs for pod {name}, container {container}: {error}"
            )),
        }
    }
    if errors.is_empty() {
        Ok(())
    } else {
        Err(errors.join("\n"))
    }
}

fn containers(pod: &Object) -> impl Iterator<Item = &str> {
    ["initContainers", "containers"]
        .into_iter()
        .filter_map(|key| pod.at(&["spec", key])?.as_array())
        .flatten()
        .filter_map(|container| container.get("name").and_then(Value::as_str))
}
