//! `images`: which container images a chart would run.

mod run;

pub use run::{Image, ImagesError, images};
