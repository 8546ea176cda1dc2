use steersman_names::HelmDialect;

/// The group versions that the client library of Helm 4.3 and 3.22 knows, in its order.
const KNOWN: &[&str] = &[
    "v1",
    "admissionregistration.k8s.io/v1",
    "admissionregistration.k8s.io/v1alpha1",
    "admissionregistration.k8s.io/v1beta1",
    "internal.apiserver.k8s.io/v1alpha1",
    "apps/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "authentication.k8s.io/v1",
    "authentication.k8s.io/v1alpha1",
    "authentication.k8s.io/v1beta1",
    "authorization.k8s.io/v1",
    "authorization.k8s.io/v1beta1",
    "autoscaling/v1",
    "autoscaling/v2",
    "batch/v1",
    "batch/v1beta1",
    "certificates.k8s.io/v1",
    "certificates.k8s.io/v1beta1",
    "certificates.k8s.io/v1alpha1",
    "coordination.k8s.io/v1alpha2",
    "coordination.k8s.io/v1beta1",
    "coordination.k8s.io/v1",
    "discovery.k8s.io/v1",
    "discovery.k8s.io/v1beta1",
    "events.k8s.io/v1",
    "events.k8s.io/v1beta1",
    "extensions/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1",
    "flowcontrol.apiserver.k8s.io/v1beta1",
    "flowcontrol.apiserver.k8s.io/v1beta2",
    "flowcontrol.apiserver.k8s.io/v1beta3",
    "lifecycle.k8s.io/v1alpha1",
    "networking.k8s.io/v1",
    "networking.k8s.io/v1beta1",
    "node.k8s.io/v1",
    "node.k8s.io/v1alpha1",
    "node.k8s.io/v1beta1",
    "policy/v1",
    "policy/v1beta1",
    "rbac.authorization.k8s.io/v1",
    "rbac.authorization.k8s.io/v1beta1",
    "rbac.authorization.k8s.io/v1alpha1",
    "resource.k8s.io/v1",
    "resource.k8s.io/v1beta2",
    "resource.k8s.io/v1beta1",
    "resource.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1beta1",
    "scheduling.k8s.io/v1",
    "storage.k8s.io/v1beta1",
    "storage.k8s.io/v1",
    "storage.k8s.io/v1alpha1",
    "storagemigration.k8s.io/v1",
    "storagemigration.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1beta1",
    "apiextensions.k8s.io/v1",
];

/// In the list since Helm 4.2.
const ADDED: &[&str] = &[
    "lifecycle.k8s.io/v1alpha1",
    "scheduling.k8s.io/v1alpha3",
    "storagemigration.k8s.io/v1",
];

/// In the list until Helm 4.1, each with the version it follows.
const REMOVED: &[(&str, &str)] = &[
    ("autoscaling/v2beta1", "autoscaling/v2"),
    ("autoscaling/v2beta2", "autoscaling/v2beta1"),
    ("scheduling.k8s.io/v1alpha1", "resource.k8s.io/v1alpha3"),
];

/// The API versions that templates see without a cluster.
pub(super) fn offline(dialect: HelmDialect) -> Vec<String> {
    if dialect != HelmDialect::V4_1 {
        return KNOWN.iter().map(|version| (*version).to_owned()).collect();
    }
    let mut list: Vec<&str> = KNOWN
        .iter()
        .copied()
        .filter(|version| !ADDED.contains(version))
        .collect();
    for (version, before) in REMOVED {
        let place = list
            .iter()
            .position(|listed| listed == before)
            .map_or(list.len(), |at| at + 1);
        list.insert(place, version);
    }
    list.into_iter().map(str::to_owned).collect()
}
