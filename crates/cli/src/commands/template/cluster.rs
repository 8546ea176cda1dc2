//! Rendering for a cluster that is there.

use steersman_ops::template::{
    TemplateFailure, TemplateOutcome, TemplateRequest, template, template_on_cluster,
};

use crate::commands::change::{Reach, Surroundings};
use crate::context::Context;
use crate::error::CliError;

use super::check::Asked;

/// Renders, and asks the cluster as far as wanted.
///
/// # Errors
/// When records are given in files and cannot be read; inside, what `template` gives.
pub(super) fn render(
    request: TemplateRequest,
    asked: Asked,
    context: &mut Context<'_>,
) -> Result<Result<TemplateOutcome, TemplateFailure>, CliError> {
    let surroundings = Surroundings::new(context)?.announcing(&request.release_name);
    let reach = if asked.lookup {
        Reach::Cluster
    } else {
        Reach::Machine
    };
    Ok(surroundings.run(context, reach, |cx| {
        if asked.validate {
            template_on_cluster(cx, request)
        } else {
            template(&cx.base, request)
        }
    }))
}
