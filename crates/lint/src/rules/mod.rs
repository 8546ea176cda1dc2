//! The rules, one module for each part of a chart.

mod chart_file;
mod crds;
mod dependencies;
mod deprecations;
mod email;
mod object;
mod object_name;
mod templates;
mod url;
mod values;

pub(crate) use chart_file::check_chart_file;
pub(crate) use crds::check_crds;
pub(crate) use dependencies::check_dependencies;
pub(crate) use templates::check_templates;
pub(crate) use values::check_values;
