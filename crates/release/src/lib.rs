//! Release records: what was installed, when, from which chart and with which values.
//!
//! A [`Release`] is one revision. It is stored as Helm stores it ([`encode`], [`decode`]), so that either tool reads what
//! the other wrote. The rules about the revisions of one name are in [`History`].
//!
//! ```
//! use steersman_release::{Release, Status, decode, encode};
//!
//! let mut release = Release { name: "web".to_owned(), version: 1, ..Release::default() };
//! release.info.status = Status::Deployed;
//! let stored = encode(&release)?;
//! assert_eq!(decode(&stored)?, release);
//! # Ok::<(), steersman_release::CodecError>(())
//! ```
//!
//! # Invariants
//! - No I/O and no clock: times come in from outside.
//! - Reading takes everything Helm 3 and 4 ever wrote and ignores fields it does not know.
//! - A record that is read is bounded by [`MAX_RECORD_BYTES`], compressed or not.

mod codec;
mod history;
mod labels;
mod memory;
mod record;
mod status;
mod store;
mod summary;
mod time;

pub use codec::{
    CodecError, Joint, MAX_OBJECT_BYTES, MAX_RECORD_BYTES, Parts, PartsId, Split, View, decode,
    decode_split, decode_summary, encode, encode_split, read_releases, to_json,
};
pub use history::History;
pub use labels::{
    SYSTEM_LABELS, SystemLabel, check_user_labels, object_key, split_labels, system_labels,
};
pub use memory::MemoryStore;
pub use record::{ApplyMethod, Hook, HookRun, Info, Phase, Release};
pub use status::{Status, UnknownStatus};
pub use store::{Query, ReleaseStore, StoreError};
pub use summary::{ChartName, Summary};
pub use time::{InvalidTime, Time};
