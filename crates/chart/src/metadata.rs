use std::collections::BTreeMap;

use steersman_value::Tree;

/// The content of `Chart.yaml`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    /// The name of the chart.
    pub name: String,
    /// The project's home page.
    pub home: String,
    /// Where the sources are.
    pub sources: Vec<String>,
    /// The version of the chart, a semantic version.
    pub version: String,
    /// One sentence about the chart.
    pub description: String,
    /// Words to find the chart by.
    pub keywords: Vec<String>,
    /// The people who keep the chart; `None` where the list holds a null, which validation refuses.
    pub maintainers: Vec<Option<Maintainer>>,
    /// URL of an icon.
    pub icon: String,
    /// The API version of the chart: `v1` or `v2`.
    pub api_version: String,
    /// A condition that enables the chart (unused by Helm itself).
    pub condition: String,
    /// Tags that enable the chart (unused by Helm itself).
    pub tags: String,
    /// The version of the application inside.
    pub app_version: String,
    /// Whether the chart should no longer be used.
    pub deprecated: bool,
    /// Free mappings; `None` when the key is absent.
    pub annotations: Option<BTreeMap<String, String>>,
    /// Constraint on the version of Kubernetes.
    pub kube_version: String,
    /// The charts this one depends on; `None` when there is no such list, which differs from an empty one.
    pub dependencies: Option<Vec<Dependency>>,
    /// `application`, `library` or nothing.
    pub chart_type: String,
}

impl Metadata {
    /// The keys of `Chart.yaml`, in the order in which Helm declares them.
    pub const FIELDS: [&str; 17] = [
        "name",
        "home",
        "sources",
        "version",
        "description",
        "keywords",
        "maintainers",
        "icon",
        "apiVersion",
        "condition",
        "tags",
        "appVersion",
        "deprecated",
        "annotations",
        "kubeVersion",
        "dependencies",
        "type",
    ];

    /// The dependencies, none when the list is absent.
    pub fn dependencies(&self) -> &[Dependency] {
        self.dependencies.as_deref().unwrap_or_default()
    }

    /// Whether the chart only holds definitions for other charts.
    pub fn is_library(&self) -> bool {
        self.chart_type.eq_ignore_ascii_case("library")
    }
}

/// A keeper of a chart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maintainer {
    /// Name of a person or organisation.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Web address.
    pub url: String,
}

impl Maintainer {
    /// The keys of a maintainer, in the order in which Helm declares them.
    pub const FIELDS: [&str; 3] = ["name", "email", "url"];
}

/// A chart that another chart depends on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dependency {
    /// The name of the chart.
    pub name: String,
    /// A version constraint; an exact version in a lock.
    pub version: String,
    /// The repository: a URL, `@name`, `alias:name`, `file://` path, or nothing.
    pub repository: String,
    /// Comma list of paths in the values that switch the dependency on or off.
    pub condition: String,
    /// Tags that switch groups of dependencies on or off.
    pub tags: Vec<String>,
    /// Whether the dependency takes part; set while dependencies are resolved.
    pub enabled: bool,
    /// What the parent imports from the values of the dependency: names, or maps of `child` and `parent`.
    pub import_values: Vec<Tree>,
    /// Another name for the dependency within this chart.
    pub alias: String,
}

impl Dependency {
    /// The keys of a dependency, in the order in which Helm declares them.
    pub const FIELDS: [&str; 8] = [
        "name",
        "version",
        "repository",
        "condition",
        "tags",
        "enabled",
        "import-values",
        "alias",
    ];
}
