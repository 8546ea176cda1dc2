//! `dependency`: the charts that a chart depends on.

use crate::command::{Command, Operands};

const LONG: &str = "
Manages the charts that a chart depends on. They are declared in its Chart.yaml
and stand in its folder charts/; these commands keep the two in step:

    # Chart.yaml
    dependencies:
    - name: database
      version: \"1.2.x\"
      repository: \"https://example.com/charts\"
    - name: library
      version: \">=0.3.0\"
      repository: \"file://../library\"

'name' is the name of the other chart. 'version' is a version or a range.
'repository' says where it is: the URL of a chart repository, the name of a
configured one after '@' or 'alias:', a registry ('oci://...'), or a folder
relative to the chart ('file://...'). Without it the chart has to be in charts/.
";

pub(in crate::commands) static COMMAND: Command = Command {
    aliases: &["dep", "dependencies"],
    operands: Operands::None,
    children: &[
        &super::update::BUILD,
        &super::list::COMMAND,
        &super::update::UPDATE,
    ],
    ..Command::new(
        "dependency update|build|list",
        "manage a chart's dependencies",
        LONG,
    )
};
