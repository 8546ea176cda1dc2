//! The verbs that change a cluster, against one that is kept in memory.
#![expect(
    clippy::panic,
    clippy::unwrap_in_result,
    reason = "what the tests' own cluster cannot do fails the test"
)]

mod cluster;
mod cut_off;
mod failures;
mod plans;
mod verbs;
mod world;
