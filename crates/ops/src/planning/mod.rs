//! `plan`: what a verb would do, before it does it; and carrying out exactly that.
//!
//! A plan is made by running the verb itself against a cluster in which every write is only tried, so it cannot
//! disagree with the verb about what is written and in which order.

mod attempt;
mod facts;
mod guard;
mod model;
mod operation;
mod preflight;
mod records;
mod rehearsal;
mod run;
mod saved;
mod secrets;
mod steps;

pub use facts::Facts;
pub use model::{
    Action, Finding, Kept, Plan, PlannedHook, PlannedObject, PlannedRelease, Problem, RecordAction,
    RecordStep, Severity, Step,
};
pub use operation::Operation;
pub use run::{Planned, plan};
pub use saved::{ApplyPlanError, SavedPlan};
