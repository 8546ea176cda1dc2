//! Completion of names of plugins.

use steersman_plugin::{Kind, load_folders};

use crate::command::{Candidates, CompletionRequest, Directive};
use crate::extensions::plugin_folders;

/// Names of plugins that are commands and no operand yet. The shell chooses among all of them.
pub(super) fn plugins(request: &CompletionRequest<'_>) -> Candidates {
    let found = load_folders(&plugin_folders(request.settings), &mut |_| {});
    let names =
        found
            .unwrap_or_default()
            .into_iter()
            .filter_map(|plugin| match &plugin.metadata.kind {
                Kind::Command(texts)
                    if !request.operands.iter().any(|name| name == plugin.name()) =>
                {
                    Some(format!("{}\t{}", plugin.name(), texts.short))
                }
                _ => None,
            });
    (names.collect(), Directive::NO_FILES)
}
