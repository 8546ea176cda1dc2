//! What commands that change a cluster have in common.

mod chart;
mod flags;
mod options;
mod output;
mod surroundings;

pub(super) use chart::{Provenance, explain, load};
pub(super) use flags::{
    COMMON, CRDS, DRY_RUN, EVENTS, HISTORY_MAX, ON_INTERRUPTED, SERVER_SIDE, UPGRADE,
    complete_upgrade,
};
pub(super) use options::{
    crd_policy, dry_run, on_interrupted, render_settings, run_hooks, server_side, wait_settings,
    write_settings,
};
pub(super) use output::print_release;
pub(super) use surroundings::{Reach, Surroundings};
