//! Kubernetes manifests as text: splitting rendered files into documents, telling hooks from objects, ordering by kind.
//!
//! ```
//! use steersman_manifest::{KindOrder, RenderedFile, SplitRule, sort_manifests};
//! use steersman_names::HelmDialect;
//!
//! let files = vec![RenderedFile::new("web/templates/all.yaml", "kind: Deployment\n---\nkind: Secret\n")];
//! let sorted = sort_manifests(files, SplitRule::Lines, KindOrder::Install(HelmDialect::V4_3)).unwrap();
//! let kinds: Vec<&str> = sorted.manifests.iter().map(|manifest| manifest.kind()).collect();
//! assert_eq!(kinds, ["Secret", "Deployment"]);
//! ```
//!
//! # Invariants
//! - Documents are never copied: a [`Document`] shares the text of its file.
//! - No document is changed, not even in its white space, apart from what [`SplitRule`] cuts.
//! - All sorts are stable.

mod document;
mod head;
mod hook;
mod images;
mod kind_order;
mod read;
mod sort;
mod space;
mod split;

pub use document::{Document, RenderedFile, write_with_source};
pub use head::annotation;
pub use hook::{DeletePolicy, Hook, HookEvent, LogPolicy, UnknownEvent};
pub use images::{ImageError, ImagePlace, ImageRole, Rewritten, find_images, rewrite_images};
pub use kind_order::KindOrder;
pub use sort::{Manifest, ParseError, Partial, SkippedHook, Sorted, sort_manifests};
pub use space::{is_blank, trim, trim_start};
pub use split::{SplitRule, split_documents};

pub use steersman_yaml::Head;

/// The annotation that tells what happens to an object when its release goes.
pub const RESOURCE_POLICY_ANNOTATION: &str = "helm.sh/resource-policy";
