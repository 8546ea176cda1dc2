//! The kinds every supported Kubernetes serves, so that nothing has to be asked about them.

use steersman_plan::Gvk;

/// Where objects of a kind are in the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Resource {
    /// The name in paths, such as `deployments`.
    pub(crate) plural: String,
    /// Whether the objects are in namespaces.
    pub(crate) namespaced: bool,
}

/// One API version of Kubernetes: its name, the kinds in namespaces, the kinds without.
type Version = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static [(&'static str, &'static str)],
);

/// Only versions that all servers have since 1.23; of the others the server is asked.
const BUILT_IN: [Version; 16] = [
    (
        "v1",
        &[
            ("ConfigMap", "configmaps"),
            ("Endpoints", "endpoints"),
            ("Event", "events"),
            ("LimitRange", "limitranges"),
            ("PersistentVolumeClaim", "persistentvolumeclaims"),
            ("Pod", "pods"),
            ("PodTemplate", "podtemplates"),
            ("ReplicationController", "replicationcontrollers"),
            ("ResourceQuota", "resourcequotas"),
            ("Secret", "secrets"),
            ("Service", "services"),
            ("ServiceAccount", "serviceaccounts"),
        ],
        &[
            ("Namespace", "namespaces"),
            ("Node", "nodes"),
            ("PersistentVolume", "persistentvolumes"),
        ],
    ),
    (
        "apps/v1",
        &[
            ("ControllerRevision", "controllerrevisions"),
            ("DaemonSet", "daemonsets"),
            ("Deployment", "deployments"),
            ("ReplicaSet", "replicasets"),
            ("StatefulSet", "statefulsets"),
        ],
        &[],
    ),
    ("batch/v1", &[("CronJob", "cronjobs"), ("Job", "jobs")], &[]),
    (
        "autoscaling/v1",
        &[("HorizontalPodAutoscaler", "horizontalpodautoscalers")],
        &[],
    ),
    (
        "autoscaling/v2",
        &[("HorizontalPodAutoscaler", "horizontalpodautoscalers")],
        &[],
    ),
    (
        "networking.k8s.io/v1",
        &[
            ("Ingress", "ingresses"),
            ("NetworkPolicy", "networkpolicies"),
        ],
        &[("IngressClass", "ingressclasses")],
    ),
    (
        "policy/v1",
        &[("PodDisruptionBudget", "poddisruptionbudgets")],
        &[],
    ),
    (
        "rbac.authorization.k8s.io/v1",
        &[("Role", "roles"), ("RoleBinding", "rolebindings")],
        &[
            ("ClusterRole", "clusterroles"),
            ("ClusterRoleBinding", "clusterrolebindings"),
        ],
    ),
    (
        "storage.k8s.io/v1",
        &[],
        &[
            ("CSIDriver", "csidrivers"),
            ("CSINode", "csinodes"),
            ("StorageClass", "storageclasses"),
            ("VolumeAttachment", "volumeattachments"),
        ],
    ),
    (
        "apiextensions.k8s.io/v1",
        &[],
        &[("CustomResourceDefinition", "customresourcedefinitions")],
    ),
    (
        "apiregistration.k8s.io/v1",
        &[],
        &[("APIService", "apiservices")],
    ),
    (
        "admissionregistration.k8s.io/v1",
        &[],
        &[
            (
                "MutatingWebhookConfiguration",
                "mutatingwebhookconfigurations",
            ),
            (
                "ValidatingWebhookConfiguration",
                "validatingwebhookconfigurations",
            ),
        ],
    ),
    ("coordination.k8s.io/v1", &[("Lease", "leases")], &[]),
    (
        "scheduling.k8s.io/v1",
        &[],
        &[("PriorityClass", "priorityclasses")],
    ),
    (
        "discovery.k8s.io/v1",
        &[("EndpointSlice", "endpointslices")],
        &[],
    ),
    ("events.k8s.io/v1", &[("Event", "events")], &[]),
];

/// The resource of a built-in kind.
pub(crate) fn built_in(gvk: &Gvk) -> Option<Resource> {
    let api_version = gvk.api_version();
    let (_, namespaced, clustered) = BUILT_IN.iter().find(|(name, ..)| *name == api_version)?;
    let plural = |kinds: &[(&str, &str)]| {
        let found = kinds.iter().find(|(kind, _)| *kind == gvk.kind)?;
        Some(found.1.to_owned())
    };
    plural(namespaced)
        .map(|plural| Resource {
            plural,
            namespaced: true,
        })
        .or_else(|| {
            plural(clustered).map(|plural| Resource {
                plural,
                namespaced: false,
            })
        })
}

/// Whether every server has this API version.
pub(crate) fn is_built_in_version(api_version: &str) -> bool {
    BUILT_IN.iter().any(|(name, ..)| *name == api_version)
}
