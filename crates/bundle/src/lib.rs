//! Charts for closed networks in one file.
//!
//! A bundle is an image layout of the OCI image specification 1.1 as a tar archive (`oci-archive` in other programs):
//! each chart is the artifact that Helm pushes to registries, with its archive and provenance file. One more artifact
//! lists the charts, why they are there, and the images that they would run.
//!
//! ```
//! use steersman_bundle::{Bundle, BundleChart, BundleWriter};
//! use steersman_chart::Metadata;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let path = folder.path().join("bundle.tar");
//! let mut writer = BundleWriter::new(Vec::new())?;
//! let metadata = Metadata { name: "web".into(), version: "1.0.0".into(), ..Metadata::default() };
//! writer.add(&BundleChart::new(&metadata, b"the archive"))?;
//! fs_err::write(&path, writer.finish(&[])?)?;
//!
//! let mut bundle = Bundle::open(&path)?;
//! let chart = bundle.charts()[0].clone();
//! assert_eq!((chart.name.as_str(), bundle.read(&chart.archive)?), ("web", b"the archive".to_vec()));
//! # Ok(())
//! # }
//! ```
//!
//! # Invariants
//! - The same charts in the same order make the same file, to the byte.
//! - Opening a bundle checks every blob against its digest; reading one checks it again.
//! - No name in the archive is ever used as a path on the disk.
//! - Memory is for one chart at a time; what is read whole has a limit.

mod error;
mod layout;
mod list;
mod open;
mod write;

pub use error::BundleError;
pub use list::{ListedChart, Listing};
pub use open::{Bundle, BundledChart};
pub use write::{BundleChart, BundleWriter};
