use std::cmp::Ordering;

use steersman_names::HelmDialect;

/// The order in which objects are created, by kind.
const INSTALL: &[&str] = &[
    "PriorityClass",
    "Namespace",
    "NetworkPolicy",
    "ResourceQuota",
    "LimitRange",
    "PodSecurityPolicy",
    "PodDisruptionBudget",
    "ServiceAccount",
    "Secret",
    "SecretList",
    "ConfigMap",
    "StorageClass",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "CustomResourceDefinition",
    "ClusterRole",
    "ClusterRoleList",
    "ClusterRoleBinding",
    "ClusterRoleBindingList",
    "Role",
    "RoleList",
    "RoleBinding",
    "RoleBindingList",
    "Service",
    "DaemonSet",
    "Pod",
    "ReplicationController",
    "ReplicaSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "StatefulSet",
    "Job",
    "CronJob",
    "IngressClass",
    "Ingress",
    "APIService",
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// The order in which objects are deleted, by kind. Not the reverse of [`INSTALL`]: Services go before workloads.
const UNINSTALL: &[&str] = &[
    "ValidatingWebhookConfiguration",
    "MutatingWebhookConfiguration",
    "APIService",
    "Ingress",
    "IngressClass",
    "Service",
    "CronJob",
    "Job",
    "StatefulSet",
    "HorizontalPodAutoscaler",
    "Deployment",
    "ReplicaSet",
    "ReplicationController",
    "Pod",
    "DaemonSet",
    "RoleBindingList",
    "RoleBinding",
    "RoleList",
    "Role",
    "ClusterRoleBindingList",
    "ClusterRoleBinding",
    "ClusterRoleList",
    "ClusterRole",
    "CustomResourceDefinition",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "ConfigMap",
    "SecretList",
    "Secret",
    "ServiceAccount",
    "PodDisruptionBudget",
    "PodSecurityPolicy",
    "LimitRange",
    "ResourceQuota",
    "NetworkPolicy",
    "Namespace",
    "PriorityClass",
];

/// Kinds that Helm 3 has in neither list.
const UNKNOWN_TO_HELM_3: &[&str] = &[
    "MutatingWebhookConfiguration",
    "ValidatingWebhookConfiguration",
];

/// An order of objects by their kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KindOrder {
    /// The order of creation.
    Install(HelmDialect),
    /// The order of deletion.
    Uninstall(HelmDialect),
}

impl KindOrder {
    /// The sort key of a kind: listed kinds by their place, then all others by name.
    fn rank(self, kind: &str) -> Option<usize> {
        let (list, dialect) = match self {
            Self::Install(dialect) => (INSTALL, dialect),
            Self::Uninstall(dialect) => (UNINSTALL, dialect),
        };
        if dialect == HelmDialect::V3_22 && UNKNOWN_TO_HELM_3.contains(&kind) {
            return None;
        }
        list.iter().position(|listed| *listed == kind)
    }

    /// Compares two kinds. Equal means that the objects keep their order.
    pub fn compare(self, a: &str, b: &str) -> Ordering {
        match (self.rank(a), self.rank(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => a.cmp(b),
        }
    }

    /// Sorts `items` by kind, keeping the order inside a kind.
    pub fn sort<T>(self, items: &mut Vec<T>, kind: impl Fn(&T) -> &str) {
        // The place in the list is looked up once for each item, not once for each comparison.
        let mut ranked: Vec<(usize, T)> = items
            .drain(..)
            .map(|item| (self.rank(kind(&item)).unwrap_or(usize::MAX), item))
            .collect();
        ranked.sort_by(|(a, left), (b, right)| {
            a.cmp(b).then_with(|| {
                if *a == usize::MAX {
                    kind(left).cmp(kind(right))
                } else {
                    Ordering::Equal
                }
            })
        });
        items.extend(ranked.into_iter().map(|(_, item)| item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unlisted_kinds_come_last_by_name_and_the_sort_is_stable() {
        let mut items = vec![
            ("Zebra", 1),
            ("Secret", 2),
            ("", 3),
            ("Namespace", 4),
            ("Zebra", 5),
            ("Secret", 6),
        ];
        KindOrder::Install(HelmDialect::V4_3).sort(&mut items, |item| item.0);
        assert_eq!(
            items,
            [
                ("Namespace", 4),
                ("Secret", 2),
                ("Secret", 6),
                ("", 3),
                ("Zebra", 1),
                ("Zebra", 5)
            ]
        );
    }

    #[test]
    fn helm_3_does_not_list_webhooks() {
        for (dialect, expected) in [
            (HelmDialect::V4_3, Ordering::Less),
            (HelmDialect::V3_22, Ordering::Greater),
        ] {
            let order = KindOrder::Install(dialect);
            assert_eq!(
                order.compare("ValidatingWebhookConfiguration", "Certificate"),
                expected,
                "{dialect}"
            );
        }
    }
}
