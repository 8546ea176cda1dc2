use steersman_manifest::HookEvent;
use steersman_release::Release;

use crate::install::{InstallRequest, install};
use crate::rollback::{RollbackRequest, rollback};
use crate::settings::{Trial, WaitSettings, WaitStrategy};
use crate::uninstall::{UninstallRequest, uninstall};
use crate::upgrade::{UpgradeRequest, upgrade};
use crate::{ReleaseContext, ReleaseError, Rendering};

/// What is planned: a verb and what it is to do.
#[derive(Clone, Debug)]
pub enum Operation {
    /// An installation.
    Install(Box<InstallRequest>),
    /// An upgrade.
    Upgrade(Box<UpgradeRequest>),
    /// A rollback.
    Rollback(Box<RollbackRequest>),
    /// An uninstallation.
    Uninstall(Box<UninstallRequest>),
}

impl Operation {
    /// The word for it.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::Install(_) => "install",
            Self::Upgrade(_) => "upgrade",
            Self::Rollback(_) => "rollback",
            Self::Uninstall(_) => "uninstall",
        }
    }

    /// The name of the release and its namespace.
    pub fn release(&self) -> (&str, &str) {
        match self {
            Self::Install(request) => (&request.release_name, &request.namespace),
            Self::Upgrade(request) => (&request.release_name, &request.namespace),
            Self::Rollback(request) => (&request.release_name, &request.namespace),
            Self::Uninstall(request) => (&request.release_name, &request.namespace),
        }
    }

    /// The events of hooks before and after objects are written.
    pub(super) fn events(&self) -> [HookEvent; 2] {
        match self {
            Self::Install(_) => [HookEvent::PreInstall, HookEvent::PostInstall],
            Self::Upgrade(_) => [HookEvent::PreUpgrade, HookEvent::PostUpgrade],
            Self::Rollback(_) => [HookEvent::PreRollback, HookEvent::PostRollback],
            Self::Uninstall(_) => [HookEvent::PreDelete, HookEvent::PostDelete],
        }
    }

    pub(super) fn deleted_because(&self) -> &'static str {
        match self {
            Self::Uninstall(_) => "the release is uninstalled",
            Self::Rollback(_) => "not in the manifest of the earlier revision",
            _ => "not in the new manifest",
        }
    }

    pub(super) fn takes_ownership(&self) -> bool {
        match self {
            Self::Install(request) => request.write.take_ownership,
            Self::Upgrade(request) => request.write.take_ownership,
            // They do not look at who owns what they write.
            Self::Rollback(_) | Self::Uninstall(_) => true,
        }
    }

    /// The same operation, taking over what belongs to others.
    pub(super) fn taking_ownership(&self) -> Option<Self> {
        let mut taking = self.clone();
        match &mut taking {
            Self::Install(request) => request.write.take_ownership = true,
            Self::Upgrade(request) => request.write.take_ownership = true,
            Self::Rollback(_) | Self::Uninstall(_) => return None,
        }
        Some(taking)
    }

    pub(super) fn waits(&self) -> bool {
        let wait: WaitSettings = match self {
            Self::Install(request) => request.wait,
            Self::Upgrade(request) => request.wait,
            Self::Rollback(request) => request.wait,
            Self::Uninstall(request) => request.wait,
        };
        wait.strategy != WaitStrategy::HookOnly
    }

    /// The same operation without its templates: they rendered to this.
    #[must_use]
    pub(super) fn rendered(mut self, rendering: Option<Rendering>) -> Self {
        match &mut self {
            Self::Install(request) => request.rendering = rendering,
            Self::Upgrade(request) => request.rendering = rendering,
            Self::Rollback(_) | Self::Uninstall(_) => {}
        }
        self
    }

    /// Done for real, whatever flags said of trying.
    pub(super) fn for_real(mut self) -> Self {
        match &mut self {
            Self::Install(request) => {
                request.trial = Trial::No;
                request.render.hide_secrets = false;
            }
            Self::Upgrade(request) => {
                request.trial = Trial::No;
                request.render.hide_secrets = false;
            }
            Self::Rollback(request) => request.trial = Trial::No,
            Self::Uninstall(request) => request.trial = Trial::No,
        }
        self
    }

    /// Does it. The record is the new one, and the text what was kept.
    ///
    /// # Errors
    /// Those of the verb.
    pub fn perform(
        self,
        context: &ReleaseContext<'_>,
    ) -> Result<(Option<Release>, String), ReleaseError> {
        let only = |release| (Some(release), String::new());
        match self {
            Self::Install(request) => install(context, *request).map(only),
            Self::Upgrade(request) => upgrade(context, *request).map(only),
            Self::Rollback(request) => rollback(context, &request).map(only),
            Self::Uninstall(request) => {
                uninstall(context, &request).map(|outcome| (outcome.release, outcome.kept))
            }
        }
    }
}
