use anyhow::Result;

use crate::live::{Arena, Left, wanted};

/// A verb that changes a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verb {
    /// A new release, at step 1.
    Install,
    /// From step 1 to step 2.
    Upgrade,
    /// From step 2 back to step 1.
    Rollback,
    /// From step 1 to nothing.
    Uninstall,
}

/// What is to be there in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The release at this step.
    Step(u32),
    /// Nothing.
    Nothing,
}

impl Verb {
    /// All of them.
    pub(crate) const ALL: [Self; 4] = [
        Self::Install,
        Self::Upgrade,
        Self::Rollback,
        Self::Uninstall,
    ];

    /// Its word.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Upgrade => "upgrade",
            Self::Rollback => "rollback",
            Self::Uninstall => "uninstall",
        }
    }

    /// What the events of its hooks have in their names.
    pub(crate) fn event(self) -> &'static str {
        match self {
            Self::Uninstall => "delete",
            other => other.name(),
        }
    }

    /// Its command line for a release.
    pub(crate) fn command(self, release: &str) -> String {
        match self {
            Self::Install => format!("install {release} chart --wait"),
            Self::Upgrade => format!("upgrade {release} chart --set step=2 --wait"),
            Self::Rollback => format!("rollback {release} 1 --wait"),
            Self::Uninstall => format!("uninstall {release} --wait"),
        }
    }

    /// What it is to leave.
    pub(crate) fn wanted(self) -> Wanted {
        match self {
            Self::Install | Self::Rollback => Wanted::Step(1),
            Self::Upgrade => Wanted::Step(2),
            Self::Uninstall => Wanted::Nothing,
        }
    }

    /// Makes what it begins with.
    pub(crate) fn prepare(self, arena: &Arena, release: &str) -> Result<()> {
        let admin = arena.admin();
        if self != Self::Install {
            arena.succeed(&admin, &format!("install {release} chart --no-hooks"))?;
        }
        if self == Self::Rollback {
            arena.succeed(
                &admin,
                &format!("upgrade {release} chart --no-hooks --set step=2"),
            )?;
        }
        Ok(())
    }

    /// Whether it has reached its end in what is left.
    pub(crate) fn is_done(self, left: &Left) -> bool {
        let revisions = match self {
            Self::Install => 1,
            Self::Upgrade => 2,
            Self::Rollback => 3,
            Self::Uninstall => return left.records.is_empty(),
        };
        left.records.len() == revisions
            && left
                .records
                .last()
                .is_some_and(|last| last.status == "deployed")
    }

    /// The commands that can come after it, with what each is to leave. The first ones do the same again.
    pub(crate) fn recoveries(self, release: &str, is_done: bool) -> Vec<(String, Wanted)> {
        let same = self.command(release);
        let install = format!("upgrade --install {release} chart --reset-values --wait");
        let uninstall = format!("uninstall {release} --ignore-not-found --wait");
        let other = format!("{install} --set step=3");
        match self {
            Self::Install if is_done => {
                vec![(install, Wanted::Step(1)), (uninstall, Wanted::Nothing)]
            }
            Self::Uninstall if is_done => {
                vec![(uninstall, Wanted::Nothing), (install, Wanted::Step(1))]
            }
            Self::Install => vec![
                (same.clone(), Wanted::Step(1)),
                (install, Wanted::Step(1)),
                (format!("{same} --set step=3"), Wanted::Step(3)),
                (uninstall, Wanted::Nothing),
            ],
            Self::Upgrade => vec![
                (same.clone(), Wanted::Step(2)),
                (format!("{same} --on-interrupted rollback"), Wanted::Step(2)),
                (other, Wanted::Step(3)),
                (format!("rollback {release} 1 --wait"), Wanted::Step(1)),
                (uninstall, Wanted::Nothing),
            ],
            Self::Rollback => vec![
                (same, Wanted::Step(1)),
                (other, Wanted::Step(3)),
                (format!("rollback {release} 2 --wait"), Wanted::Step(2)),
                (uninstall, Wanted::Nothing),
            ],
            Self::Uninstall => vec![
                (same, Wanted::Nothing),
                (install, Wanted::Step(1)),
                (uninstall, Wanted::Nothing),
            ],
        }
    }
}

impl Wanted {
    /// What of a release is not as it is wanted.
    pub(crate) fn problems(self, left: &Left, release: &str) -> Vec<String> {
        let mut problems = Vec::new();
        let objects = match self {
            Self::Nothing => {
                let records = left.records.iter();
                problems.extend(records.map(|r| format!("stuck: {} {}", r.revision, r.status)));
                std::collections::BTreeMap::new()
            }
            Self::Step(step) => {
                problems.extend(left.record_problems());
                wanted(release, step)
            }
        };
        for (name, step) in &left.objects {
            match objects.get(name) {
                None => problems.push(format!("orphan: {name}")),
                Some(wanted) if wanted != step => {
                    problems.push(format!("object: {name} is at step {step}"));
                }
                Some(_) => {}
            }
        }
        let missing = objects
            .keys()
            .filter(|name| !left.objects.contains_key(*name));
        problems.extend(missing.map(|name| format!("object: {name} is missing")));
        if let Some(holder) = &left.holder {
            problems.push(format!("orphan: the lease of {holder}"));
        }
        problems
    }
}
