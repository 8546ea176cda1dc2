//! What an operation works with.

use std::sync::Arc;

use steersman_cluster::{NOT_SERVED, Unserved};
use steersman_ops::{Event, Observer as _, ReleaseContext, ReleaseError};
use steersman_render::Ports;

use crate::command::{Flags, quote};
use crate::context::Context;
use crate::error::{CliError, ErrorKind};
use crate::live::{ClusterPorts, EventStyle, LiveObserver, ProcessHolder, Signals, SystemClock};
use crate::log::Level;
use crate::ports::Machine;
use crate::releases::{Releases, Scope};
use crate::settings::Settings;

/// Whether templates may ask the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::commands) enum Reach {
    Machine,
    Cluster,
}

/// Releases, cluster, clock and name of this run.
#[derive(Debug)]
pub(in crate::commands) struct Surroundings {
    pub(in crate::commands) releases: Releases,
    clock: SystemClock,
    holder: ProcessHolder,
    signals: Signals,
    style: EventStyle,
    /// Whose end is told on standard output.
    announced: Option<String>,
}

impl Surroundings {
    /// Nothing is asked yet.
    ///
    /// # Errors
    /// Records that are given in files and cannot be read.
    pub(in crate::commands) fn new(context: &Context<'_>) -> Result<Self, CliError> {
        Self::of(context, context.settings)
    }

    /// As [`Surroundings::new`], in a namespace whatever the settings say.
    ///
    /// # Errors
    /// Records that are given in files and cannot be read.
    pub(in crate::commands) fn within(
        namespace: &str,
        context: &Context<'_>,
    ) -> Result<Self, CliError> {
        let settings = Settings {
            namespace: namespace.to_owned(),
            ..context.settings.clone()
        };
        Self::of(context, &settings)
    }

    fn of(context: &Context<'_>, settings: &Settings) -> Result<Self, CliError> {
        let releases = Releases::open(settings, context.environment, Scope::Namespace)?;
        Ok(Self {
            clock: SystemClock::new(context.environment, releases.cancellation.clone()),
            releases,
            holder: ProcessHolder::new(),
            signals: Signals::default(),
            style: EventStyle::automatic(context.environment),
            announced: None,
        })
    }

    /// Tells what happens in the way that the flags choose.
    ///
    /// # Errors
    /// A way that does not exist.
    pub(in crate::commands) fn telling(
        mut self,
        flags: &Flags,
        context: &Context<'_>,
    ) -> Result<Self, CliError> {
        let word = flags.text_given("events").unwrap_or("auto");
        self.style = EventStyle::of(word, context.environment).ok_or_else(|| {
            CliError::new(format!(
                "invalid events value ({}). Must be \"auto\", \"tree\", \"lines\", \"json\", or \"none\"",
                quote(word)
            ))
        })?;
        Ok(self)
    }

    /// Says on standard output that this was cancelled, when it was, as Helm does of installations and upgrades.
    pub(in crate::commands) fn announcing(mut self, name: &str) -> Self {
        self.announced = Some(name.to_owned());
        self
    }

    /// Runs an operation; what happens meanwhile is printed at once.
    pub(in crate::commands) fn run<T>(
        &self,
        context: &mut Context<'_>,
        reach: Reach,
        operation: impl FnOnce(&ReleaseContext<'_>) -> T,
    ) -> T {
        let machine = Machine::new(context.environment);
        let unserved = Unserved::default();
        let ports: Box<dyn Ports> = match reach {
            Reach::Machine => Box::new(machine),
            Reach::Cluster => {
                if context.environment.process.is_some() && !self.releases.cluster.is_stub() {
                    self.signals.listen(&self.releases.cancellation);
                }
                let cluster = Arc::clone(&self.releases.cluster);
                Box::new(ClusterPorts::new(machine, cluster, unserved.clone()))
            }
        };
        let observer = LiveObserver::new(
            &mut context.printer,
            context.dialect,
            self.style,
            self.announced.as_deref(),
        );
        let result = operation(&ReleaseContext {
            base: steersman_ops::Context {
                dialect: context.dialect,
                ports: &*ports,
                observer: &observer,
            },
            cluster: &*self.releases.cluster,
            releases: &*self.releases.store,
            clock: &self.clock,
            holder: &self.holder,
        });
        for text in self.releases.cluster.take_warnings() {
            observer.event(&Event::Log {
                level: steersman_ops::Level::Warn,
                message: &format!("Warning: {text}"),
                fields: &[],
            });
        }
        drop(observer);
        tell_unserved(&unserved, context);
        result
    }

    /// The failure of an operation that Helm does not know how to cancel: a signal ends Helm itself there.
    pub(in crate::commands) fn failure(&self, error: &ReleaseError) -> CliError {
        let mut failure = CliError::from_error(error);
        if let Some(code) = self.signals.exit_code().filter(|_| error.is_cancelled()) {
            failure.kind = ErrorKind::Interrupted(code);
        }
        failure
    }
}

/// Says in the log which kinds templates looked up that the cluster does not serve.
fn tell_unserved(unserved: &Unserved, context: &mut Context<'_>) {
    for gvk in unserved.take() {
        let printer = &mut context.printer;
        printer.log(
            Level::Error,
            "unable to retrieve resource list",
            &[("GroupVersion", &*gvk.api_version()), ("error", NOT_SERVED)],
        );
        printer.log(
            Level::Error,
            "unable to get apiresource",
            &[
                ("groupVersionKind", &*gvk.to_string()),
                ("error", NOT_SERVED),
            ],
        );
    }
}
