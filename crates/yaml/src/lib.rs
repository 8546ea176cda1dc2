//! YAML exactly as Go programs read and write it.
//!
//! Kubernetes tools read YAML with go-yaml version 2 by way of JSON (`sigs.k8s.io/yaml`). That is YAML 1.1 with
//! habits of its own: `on` is a boolean, `0o17` a number, a date a string, errors have lines that are off by one.
//! Two programs agree about a document only when they agree about all of that. This crate does, in both directions:
//! what it reads means the same, what it refuses is refused with the same words, and what it writes is the same
//! to the byte.
//!
//! ```
//! use steersman_value::Tree;
//!
//! let tree = steersman_yaml::parse(b"replicas: 3\nenabled: yes\n").expect("this is YAML");
//! assert_eq!(tree.get("replicas"), Some(&Tree::Float(3.0)));
//! assert_eq!(tree.get("enabled"), Some(&Tree::Bool(true)));
//! assert_eq!(steersman_yaml::encode_tree(&tree).expect("it can be written"), b"enabled: true\nreplicas: 3\n");
//!
//! let error = steersman_yaml::parse(b"a: b: c\n").expect_err("a mapping cannot begin there");
//! assert_eq!(error.to_string(), "yaml: mapping values are not allowed in this context");
//! ```
//!
//! - [`parse()`] and its relatives read into a [`Tree`](steersman_value::Tree); [`parse_spanned`] keeps places.
//! - [`split`] and [`parse_all`] read texts of several documents.
//! - [`scan_manifest`] checks a Kubernetes manifest and reads its head.
//! - [`encode`], [`encode_pretty`] and [`encode_tree`] write.
//! - [`StyledDocument`] keeps comments and styles.
//!
//! # Invariants
//! - No input makes this crate panic, recurse without limit or use memory out of proportion: nesting
//!   ([`MAX_DEPTH`]), size ([`MAX_TEXT`]) and the share of aliases are limited.
//! - What is accepted, what it means and every error text are those of go-yaml 2.4.4 and `sigs.k8s.io/yaml` 1.6,
//!   except for the two limits above.
//! - Spans are byte offsets in the text that was given.
//! - No I/O.

mod base64;
mod compose;
mod decode;
mod documents;
mod emit;
mod error;
mod fast;
mod go_syntax;
mod head;
mod intern;
mod json;
mod limits;
mod node;
mod number;
mod parse;
mod parser;
mod resolve;
mod scanner;
mod styled;
mod timestamp;

pub use decode::Duplicates;
pub use documents::{Part, parse_all, split};
pub use emit::{EncodeError, encode, encode_pretty, encode_tree};
pub use error::{DuplicateKey, Error};
pub use head::{Head, HeadMetadata, scalar_text, scan_manifest};
pub use limits::{MAX_DEPTH, MAX_TEXT};
pub use node::{Entry, Node, NodeValue, Numbers};
pub use parse::{
    Options, parse, parse_list, parse_map, parse_spanned, parse_strict, parse_typed, parse_with,
};
pub use styled::StyledDocument;
