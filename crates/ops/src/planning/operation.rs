use steersman_manifest::HookEvent;
use steersman_release::Release;

use crate::install::{InstallRequest, install, install_held};
use crate::lease::Keeper;
use crate::rollback::{RollbackRequest, rollback, rollback_held};
use crate::settings::{ChangeSettings, Trial, WaitStrategy};
use crate::uninstall::{UninstallRequest, uninstall, uninstall_held};
use crate::upgrade::{UpgradeRequest, upgrade, upgrade_held};
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

    /// What it is told as every verb is.
    fn common(&self) -> &ChangeSettings {
        match self {
            Self::Install(request) => &request.common,
            Self::Upgrade(request) => &request.common,
            Self::Rollback(request) => &request.common,
            Self::Uninstall(request) => &request.common,
        }
    }

    fn common_mut(&mut self) -> &mut ChangeSettings {
        match self {
            Self::Install(request) => &mut request.common,
            Self::Upgrade(request) => &mut request.common,
            Self::Rollback(request) => &mut request.common,
            Self::Uninstall(request) => &mut request.common,
        }
    }

    /// The name of the release and its namespace.
    pub fn release(&self) -> (&str, &str) {
        let common = self.common();
        (&common.release_name, &common.namespace)
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
        self.owns_regardless() || self.common().write.take_ownership
    }

    /// Whether it does not look at who owns what it writes.
    fn owns_regardless(&self) -> bool {
        matches!(self, Self::Rollback(_) | Self::Uninstall(_))
    }

    /// The same operation, taking over what belongs to others.
    pub(super) fn taking_ownership(&self) -> Option<Self> {
        if self.owns_regardless() {
            return None;
        }
        let mut taking = self.clone();
        taking.common_mut().write.take_ownership = true;
        Some(taking)
    }

    pub(super) fn waits(&self) -> bool {
        self.common().wait.strategy != WaitStrategy::HookOnly
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
        self.common_mut().trial = Trial::No;
        match &mut self {
            Self::Install(request) => request.render.hide_secrets = false,
            Self::Upgrade(request) => request.render.hide_secrets = false,
            Self::Rollback(_) | Self::Uninstall(_) => {}
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

    /// As [`Operation::perform`], where the lease is held already.
    pub(super) fn perform_held(
        self,
        context: &ReleaseContext<'_>,
        keeper: &Keeper,
    ) -> Result<(Option<Release>, String), ReleaseError> {
        let only = |release| (Some(release), String::new());
        match self {
            Self::Install(request) => install_held(context, *request, keeper).map(only),
            Self::Upgrade(request) => upgrade_held(context, *request, keeper).map(only),
            Self::Rollback(request) => rollback_held(context, &request, Some(keeper)).map(only),
            Self::Uninstall(request) => uninstall_held(context, &request, Some(keeper))
                .map(|outcome| (outcome.release, outcome.kept)),
        }
    }
}
