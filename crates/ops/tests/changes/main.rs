//! The verbs that change a cluster, against one that is kept in memory.

mod cluster;
mod cut_off;
mod failures;
mod verbs;
mod world;
