use steersman_chart::{Chart, Notice};
use steersman_names::HelmDialect;
use steersman_render::{KubeVersion, Ports, RenderLimits};
use steersman_value::Table;

use crate::rules::{
    check_chart_file, check_crds, check_dependencies, check_templates, check_values,
};
use crate::{ChartFolder, Level, Message};

/// A chart and what to check it with.
#[derive(Clone, Copy, Debug)]
pub struct LintRequest<'a> {
    /// The chart.
    pub folder: &'a ChartFolder,
    /// The user's values.
    pub values: &'a Table,
    /// The namespace that templates see.
    pub namespace: &'a str,
    /// The version of Kubernetes, when not the usual one.
    pub kube_version: Option<&'a KubeVersion>,
    /// Whether values are not checked against schemas.
    pub skip_schema_validation: bool,
    /// Which Helm's behaviour is reproduced.
    pub dialect: HelmDialect,
    /// What the templates may use.
    pub limits: RenderLimits,
    /// Whether values of the user that no template reads are findings. Helm has no such rule.
    pub unused: bool,
}

/// What the rules found.
#[derive(Clone, Debug, Default)]
pub struct Linted {
    /// The findings, in Helm's order.
    pub messages: Vec<Message>,
    /// What there is to say about the values.
    pub notices: Vec<Notice>,
    /// The chart with the dependencies that the values enable, when its values were held against schemas.
    pub checked: Option<Chart>,
}

impl Linted {
    /// The chart is needed for a rule, which is when Helm loads it.
    pub(crate) fn load(&mut self, folder: &ChartFolder) {
        self.notices.extend(folder.notices.iter().cloned());
    }

    /// Adds the finding of a rule, if it has one. Returns whether the rule is satisfied.
    pub(crate) fn check(&mut self, level: Level, path: &str, finding: Option<String>) -> bool {
        let satisfied = finding.is_none();
        self.messages.extend(finding.map(|text| Message {
            level,
            path: path.to_owned(),
            text,
            diagnostic: None,
        }));
        satisfied
    }
}

/// Checks a chart by all rules.
pub fn lint(request: &LintRequest<'_>, ports: &dyn Ports) -> Linted {
    let mut linted = Linted::default();
    check_chart_file(request, &mut linted);
    check_values(request, ports, &mut linted);
    check_templates(request, ports, &mut linted);
    check_dependencies(request, &mut linted);
    if request.dialect >= HelmDialect::V4_1 {
        check_crds(request, &mut linted);
    }
    linted
}
