//! `.Files`: the files of a chart that are neither templates nor metadata.

mod glob;
mod object;

pub(crate) use object::files_value;
