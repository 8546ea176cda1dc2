//! How the fields of built-in kinds merge: the facts of the struct tags in Kubernetes' API types.

use crate::Gvk;

/// The API groups whose kinds merge by their own rules.
const GROUPS: [&str; 24] = [
    "",
    "admission.k8s.io",
    "admissionregistration.k8s.io",
    "apidiscovery.k8s.io",
    "apps",
    "authentication.k8s.io",
    "authorization.k8s.io",
    "autoscaling",
    "batch",
    "certificates.k8s.io",
    "coordination.k8s.io",
    "discovery.k8s.io",
    "events.k8s.io",
    "extensions",
    "flowcontrol.apiserver.k8s.io",
    "imagepolicy.k8s.io",
    "internal.apiserver.k8s.io",
    "networking.k8s.io",
    "node.k8s.io",
    "policy",
    "rbac.authorization.k8s.io",
    "resource.k8s.io",
    "scheduling.k8s.io",
    "storage.k8s.io",
];

/// Whether objects of a kind are patched by the strategic merge: those that are part of Kubernetes.
pub fn is_strategic(gvk: &Gvk) -> bool {
    match gvk.group.as_str() {
        "apiextensions.k8s.io" => gvk.version == "v1",
        "storagemigration.k8s.io" => true,
        group => GROUPS.contains(&group),
    }
}

/// What part of an object a mapping is, as far as it matters to merging.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// The object itself.
    Root(Kind),
    Metadata,
    Spec(Kind),
    /// `template` of a workload.
    PodTemplate,
    PodSpec,
    Container,
    /// A webhook of an admission configuration.
    Webhook,
    Status,
    Other,
}

/// The kinds that have rules of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Pod,
    /// Everything with `spec.template`.
    Workload,
    CronJob,
    Service,
    ServiceAccount,
    PodDisruptionBudget,
    Webhooks,
    AdmissionPolicy,
    Other,
}

/// How a field merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Mappings merge, lists are replaced.
    Plain,
    /// A mapping that is replaced as a whole.
    Replace,
    /// A mapping whose other keys go when one is set.
    RetainKeys,
    /// A list of mappings that merges by this key; the mappings keep only the keys that are set when `retain`.
    ByKey { key: &'static str, retain: bool },
    /// A list that is a set of plain values.
    Set,
}

impl Shape {
    pub(super) fn of(gvk: &Gvk) -> Self {
        let kind = match (gvk.group.as_str(), gvk.kind.as_str()) {
            ("", "Pod") => Kind::Pod,
            ("", "ReplicationController" | "PodTemplate")
            | ("batch", "Job")
            | ("apps" | "extensions", _) => Kind::Workload,
            ("batch", "CronJob") => Kind::CronJob,
            ("", "Service") => Kind::Service,
            ("", "ServiceAccount") => Kind::ServiceAccount,
            ("policy", "PodDisruptionBudget") if gvk.version == "v1" => Kind::PodDisruptionBudget,
            (
                "admissionregistration.k8s.io",
                "ValidatingWebhookConfiguration" | "MutatingWebhookConfiguration",
            ) => Kind::Webhooks,
            (
                "admissionregistration.k8s.io",
                "ValidatingAdmissionPolicy" | "MutatingAdmissionPolicy",
            ) => Kind::AdmissionPolicy,
            _ => Kind::Other,
        };
        Self::Root(kind)
    }

    /// How a field of the mapping merges, and what its value is, or the items of its value.
    pub(super) fn field(self, name: &str) -> (Rule, Self) {
        let by = |key| Rule::ByKey { key, retain: false };
        match (self, name) {
            (Self::Root(_) | Self::PodTemplate, "metadata") => (Rule::Plain, Self::Metadata),
            (Self::Metadata, "ownerReferences") => (by("uid"), Self::Other),
            (Self::Metadata, "finalizers") => (Rule::Set, Self::Other),
            (Self::Root(_), "status") => (Rule::Plain, Self::Status),
            (Self::Status, "conditions") => (by("type"), Self::Other),
            (Self::Root(Kind::Pod) | Self::PodTemplate, "spec") => (Rule::Plain, Self::PodSpec),
            (Self::Root(Kind::Webhooks), "webhooks") => (by("name"), Self::Webhook),
            (Self::Root(kind), "spec") => (Rule::Plain, Self::Spec(kind)),
            (Self::Root(Kind::Workload) | Self::Spec(Kind::Workload), "template") => {
                (Rule::Plain, Self::PodTemplate)
            }
            (Self::Spec(Kind::Workload), "strategy") => (Rule::RetainKeys, Self::Other),
            // A job template is a job without kind and version.
            (Self::Spec(Kind::CronJob), "jobTemplate") => (Rule::Plain, Self::Root(Kind::Workload)),
            (Self::Spec(Kind::Service), "ports") => (by("port"), Self::Other),
            (Self::Spec(Kind::PodDisruptionBudget), "selector") => (Rule::Replace, Self::Other),
            (Self::Root(Kind::ServiceAccount), "secrets")
            | (Self::Spec(Kind::AdmissionPolicy), "variables" | "matchConditions")
            | (Self::Webhook, "matchConditions")
            | (Self::Container, "env") => (by("name"), Self::Other),
            (Self::PodSpec, _) => pod_field(name),
            (Self::Container, "ports") => (by("containerPort"), Self::Other),
            (Self::Container, "volumeMounts") => (by("mountPath"), Self::Other),
            (Self::Container, "volumeDevices") => (by("devicePath"), Self::Other),
            _ => (Rule::Plain, Self::Other),
        }
    }
}

fn pod_field(name: &str) -> (Rule, Shape) {
    let by = |key| Rule::ByKey { key, retain: false };
    match name {
        "containers" | "initContainers" | "ephemeralContainers" => (by("name"), Shape::Container),
        "volumes" | "resourceClaims" => (
            Rule::ByKey {
                key: "name",
                retain: true,
            },
            Shape::Other,
        ),
        "imagePullSecrets" | "schedulingGates" => (by("name"), Shape::Other),
        "hostAliases" => (by("ip"), Shape::Other),
        "topologySpreadConstraints" => (by("topologyKey"), Shape::Other),
        _ => (Rule::Plain, Shape::Other),
    }
}
