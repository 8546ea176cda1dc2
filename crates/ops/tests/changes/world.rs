//! Everything around the verbs.

use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use steersman_chart::archive::Limits;
use steersman_chart::{Chart, File, Origin, load_files};
use steersman_funcs::{Env, Now};
use steersman_names::HelmDialect;
use steersman_ops::{Clock, Context, Event, Holder, Observer, ReleaseContext};
use steersman_release::{MemoryStore, Query, Release, ReleaseStore, StoreError, Time};
use steersman_render::Ports;

use crate::cluster::FakeCluster;

pub(crate) const NAMESPACE: &str = "shop";
pub(crate) const NAME: &str = "web";

/// A cluster, its records, and a clock.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) cluster: FakeCluster,
    pub(crate) records: MemoryStore,
    clock: FakeClock,
    /// How often somebody came to work on it.
    visits: AtomicUsize,
    /// What was told.
    told: Mutex<Vec<String>>,
}

impl World {
    pub(crate) fn new() -> Self {
        Self {
            cluster: FakeCluster::default(),
            records: MemoryStore::new(Some(NAMESPACE)),
            clock: FakeClock(Mutex::new(1_700_000_000)),
            visits: AtomicUsize::default(),
            told: Mutex::default(),
        }
    }

    /// Lets somebody work, who may die on the way.
    pub(crate) fn visit<T>(&self, work: impl FnOnce(&ReleaseContext<'_>) -> T) -> T {
        let visit = self.visits.fetch_add(1, Ordering::SeqCst);
        let holder = Visitor(format!("visitor-{visit}"));
        let records = MortalRecords(self);
        work(&ReleaseContext {
            base: Context {
                dialect: HelmDialect::default(),
                ports: &Nothing,
                observer: self,
            },
            cluster: &self.cluster,
            releases: &records,
            clock: &self.clock,
            holder: &holder,
        })
    }

    /// Whether that was told.
    pub(crate) fn was_told(&self, message: &str) -> bool {
        let told = self.told.lock().expect("no test panics while it holds it");
        told.iter().any(|line| line == message)
    }

    /// Revisions with their states, the oldest first.
    pub(crate) fn history(&self) -> Vec<String> {
        let mut records = self.revisions();
        records.sort_by_key(|release| release.version);
        records
            .iter()
            .map(|release| format!("{} {}", release.version, release.info.status))
            .collect()
    }

    pub(crate) fn revisions(&self) -> Vec<Release> {
        let query = Query {
            name: Some(NAME),
            status: None,
        };
        self.records.query(&query).expect("memory can be read")
    }
}

impl Observer for World {
    fn event(&self, event: &Event<'_>) {
        if let Event::Log { message, .. } = event {
            let mut told = self.told.lock().expect("no test panics while it holds it");
            told.push((*message).to_owned());
        }
    }
}

/// Records that die with the cluster.
#[derive(Debug)]
struct MortalRecords<'a>(&'a World);

impl MortalRecords<'_> {
    fn alive(&self) -> Result<&MemoryStore, StoreError> {
        if self.0.cluster.life.spend() {
            Ok(&self.0.records)
        } else {
            Err(StoreError::Backend("dead".to_owned()))
        }
    }
}

impl ReleaseStore for MortalRecords<'_> {
    fn create(&self, release: &Release) -> Result<(), StoreError> {
        self.alive()?.create(release)
    }

    fn update(&self, release: &Release) -> Result<(), StoreError> {
        self.alive()?.update(release)
    }

    fn get(&self, name: &str, version: u32) -> Result<Release, StoreError> {
        self.alive()?.get(name, version)
    }

    fn query(&self, query: &Query<'_>) -> Result<Vec<Release>, StoreError> {
        self.alive()?.query(query)
    }

    fn delete(&self, name: &str, version: u32) -> Result<(), StoreError> {
        self.alive()?.delete(name, version)
    }
}

/// A clock that only goes on when somebody looks at it or sleeps.
#[derive(Debug)]
struct FakeClock(Mutex<i64>);

impl Clock for FakeClock {
    fn now(&self) -> Time {
        let mut seconds = self.0.lock().expect("no test panics while it holds it");
        *seconds += 1;
        Time::from_unix(*seconds, 0, 0)
    }

    fn sleep(&self, duration: Duration) {
        let mut seconds = self.0.lock().expect("no test panics while it holds it");
        *seconds += i64::try_from(duration.as_secs()).unwrap_or_default() + 1;
    }
}

/// Nobody ever comes twice under the same name, so whoever was there before is gone.
#[derive(Debug)]
struct Visitor(String);

impl Holder for Visitor {
    fn name(&self) -> &str {
        &self.0
    }

    fn is_gone(&self, name: &str) -> bool {
        name != self.0
    }
}

#[derive(Debug)]
struct Nothing;

impl Ports for Nothing {
    fn env(&self) -> Rc<dyn Env> {
        Rc::new(Self)
    }
}

impl Env for Nothing {
    fn now(&self) -> Now {
        Now {
            unix_nanos: 0,
            monotonic_nanos: 0,
        }
    }

    fn local_zone(&self) -> String {
        "UTC".to_owned()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn resolve_host(&self, _: &str) -> String {
        String::new()
    }
}

/// A chart of `ConfigMap`s with these names, and a hook for each event.
pub(crate) fn chart(names: &[&str], hooks: &[&str]) -> Chart {
    let mut files = vec![File::new(
        "Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 0.1.0\n",
    )];
    for name in names {
        files.push(File::new(
            format!("templates/{name}.yaml"),
            format!(
                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  of: {}\n",
                names.join("-")
            ),
        ));
    }
    for hook in hooks {
        files.push(File::new(
            format!("templates/{hook}.yaml"),
            format!("apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: {hook}\n  annotations:\n    helm.sh/hook: {hook}\n    helm.sh/hook-delete-policy: before-hook-creation\n"),
        ));
    }
    load_files(
        files,
        Origin::Folder,
        HelmDialect::default(),
        &Limits::default(),
    )
    .expect("the chart is well formed")
    .chart
}
