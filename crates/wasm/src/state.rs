//! What belongs to one call of a module.

use std::collections::BTreeMap;
use std::time::Duration;

use wasmi::{StoreLimits, StoreLimitsBuilder};

use crate::host::Host;
use crate::http::Answer;
use crate::kernel::Kernel;
use crate::wasi::Descriptors;
use crate::{Call, Settings};

/// How large the tables of a module may be, in elements.
const MAX_TABLE: usize = 1 << 20;
const MAX_TABLES: usize = 16;

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) settings: Settings,
    /// The environment, as WASI shows it: `NAME=VALUE`.
    pub(crate) environment: Vec<Vec<u8>>,
    pub(crate) host: Box<dyn Host>,
    pub(crate) kernel: Kernel,
    pub(crate) variables: BTreeMap<String, Vec<u8>>,
    pub(crate) answer: Answer,
    pub(crate) descriptors: Descriptors,
    pub(crate) limits: StoreLimits,
    /// When its time is over, by the clock that never goes back.
    pub(crate) deadline: Duration,
}

impl State {
    pub(crate) fn new(call: &Call<'_>, host: Box<dyn Host>) -> Self {
        let settings = call.settings.clone();
        let deadline = host.monotonic_clock().saturating_add(settings.timeout);
        let variables = call.variables.iter();
        let limits = StoreLimitsBuilder::new()
            .memory_size(settings.max_memory())
            .table_elements(MAX_TABLE)
            .tables(MAX_TABLES)
            .memories(1)
            .instances(1)
            .build();
        Self {
            environment: variables
                .map(|(name, value)| format!("{name}={value}").into_bytes())
                .collect(),
            kernel: Kernel::new(settings.max_memory(), call.input),
            descriptors: Descriptors::new(settings.temporary_folder),
            settings,
            host,
            variables: BTreeMap::new(),
            answer: Answer::default(),
            limits,
            deadline,
        }
    }

    pub(crate) fn is_over(&self) -> bool {
        self.host.monotonic_clock() > self.deadline
    }
}
