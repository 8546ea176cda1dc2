//! Dates and times: `time.Time` with its methods, Go's layouts, zones of the IANA database.

mod calendar;
mod format;
mod functions;
mod layout;
mod methods;
mod moment;
mod names;
mod object;
mod parse;
mod quote;
mod stamp;
mod zone;
mod zone_name;

pub(crate) use functions::FUNCTIONS;
pub(crate) use moment::{Civil, Time, civil_of};
pub(crate) use quote::quote;
pub use stamp::{Stamp, offset_of};
pub(crate) use zone::Zone;
