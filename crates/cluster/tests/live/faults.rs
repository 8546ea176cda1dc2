//! Through a proxy that does harm.

use std::time::Duration;

use serde_json::json;
use steersman_cluster::KubeCluster;
use steersman_plan::{Call, Cluster as _, ClusterError, DryRun, Flow, Object, Propagation};
use steersman_testbed::{Fault, FaultProxy, Seen};

use crate::bed::{kubeconfig, namespace, object, options, reference};

struct Bed {
    cluster: KubeCluster,
    proxy: FaultProxy,
    namespace: String,
    _folder: tempfile::TempDir,
}

/// A connection through a proxy, by which the server was reached already.
fn bed(name: &str) -> Option<Bed> {
    let kubeconfig = kubeconfig()?;
    let folder = kubeconfig.parent()?;
    if !folder.join("admin.key").exists() {
        println!("skipped: the cluster is not the project's own");
        return None;
    }
    let own = tempfile::tempdir().unwrap();
    let proxy = FaultProxy::start(folder, "admin", &own.path().join("proxy.kubeconfig")).unwrap();
    let cluster = KubeCluster::new(options(proxy.kubeconfig().to_owned()));
    let namespace = namespace(&cluster, name);
    Some(Bed {
        cluster,
        proxy,
        namespace,
        _folder: own,
    })
}

impl Bed {
    /// Does this to the first requests, in their order, and nothing to later ones.
    fn harm(&self, faults: &[Fault]) {
        let faults = faults.to_vec();
        self.proxy.set_faults(move |seen: &Seen| {
            faults.get(seen.number - 1).cloned().unwrap_or(Fault::None)
        });
    }

    fn create(&self, name: &str, value: &str) -> Result<Object, ClusterError> {
        let call = Call::Create {
            object: config_map(name, value),
            namespace: self.namespace.clone(),
            manager: "test".to_owned(),
            dry_run: DryRun::Off,
        };
        Ok(self.cluster.call(call)?.into_object().unwrap())
    }

    fn apply(&self, name: &str, value: &str) -> Result<Object, ClusterError> {
        let call = Call::Apply {
            object: config_map(name, value),
            namespace: self.namespace.clone(),
            manager: "test".to_owned(),
            force: true,
            dry_run: DryRun::Off,
        };
        Ok(self.cluster.call(call)?.into_object().unwrap())
    }

    fn delete(&self, name: &str) -> Result<(), ClusterError> {
        let call = Call::Delete {
            target: reference(&self.namespace, "ConfigMap", name),
            propagation: Propagation::Background,
            uid: None,
            dry_run: DryRun::Off,
        };
        self.cluster.call(call).map(|_| ())
    }

    fn requests(&self) -> usize {
        self.proxy.seen().len()
    }
}

fn config_map(name: &str, value: &str) -> Object {
    object(
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": {"key": value}}),
    )
}

#[test]
fn refused_and_failing_requests_are_made_again() {
    let Some(bed) = bed("faults") else { return };
    for faults in [
        vec![Fault::Answer(429, Some(0)), Fault::Answer(429, None)],
        vec![Fault::Answer(503, Some(0)), Fault::Answer(503, None)],
        vec![Fault::Answer(500, None), Fault::Answer(502, None)],
        vec![Fault::Reset, Fault::Reset],
        vec![Fault::LoseAnswer, Fault::Reset],
        vec![Fault::Delay(Duration::from_millis(300)), Fault::None],
    ] {
        bed.harm(&faults);
        let applied = bed.apply("applied", "1").unwrap();
        assert_eq!(applied.text(&["data", "key"]), "1", "{faults:?}");
        let expected = if matches!(faults[0], Fault::Delay(_)) {
            1
        } else {
            3
        };
        assert_eq!(bed.requests(), expected, "{faults:?}");
    }
    bed.harm(&[]);
}

#[test]
fn failures_that_last_are_told() {
    let Some(bed) = bed("faults") else { return };
    bed.proxy.set_faults(|_| Fault::Answer(500, None));
    let error = bed.apply("never", "1").unwrap_err();
    assert_eq!(
        error.to_string(),
        "an error on the server (\"a fault\") has prevented the request from succeeding"
    );
    assert_eq!(bed.requests(), 4);
}

#[test]
fn a_creation_whose_answer_was_lost_is_known_again() {
    let Some(bed) = bed("faults") else { return };
    let _ = bed.delete("created").ok();
    bed.harm(&[Fault::LoseAnswer]);
    let made = bed.create("created", "mine").unwrap();
    assert_eq!(made.text(&["data", "key"]), "mine");
    assert!(!made.text(&["metadata", "uid"]).is_empty());

    // The object of somebody else is not.
    bed.harm(&[Fault::Reset]);
    assert!(
        bed.create("created", "theirs")
            .unwrap_err()
            .is_already_exists()
    );

    bed.harm(&[Fault::LoseAnswer]);
    bed.delete("created").unwrap();
    bed.harm(&[]);
    assert!(bed.delete("created").unwrap_err().is_not_found());
}

#[test]
fn watches_survive() {
    let Some(bed) = bed("faults") else { return };
    bed.harm(&[]);
    bed.apply("watched", "1").unwrap();
    let cut = Fault::CutAfter(Duration::from_millis(50));
    let mut watches = 0;
    bed.proxy.set_faults(move |seen| {
        if !seen.is_watch() {
            return Fault::None;
        }
        watches += 1;
        match watches {
            1 => cut.clone(),
            2 => Fault::Answer(410, None),
            3 => Fault::Reset,
            _ => Fault::None,
        }
    });
    let targets = [reference(&bed.namespace, "ConfigMap", "watched")];
    let mut told = Vec::new();
    let other = bed.namespace.clone();
    let cluster = KubeCluster::new(options(kubeconfig().unwrap()));
    bed.cluster
        .watch(&targets, Duration::from_secs(20), &mut |change| {
            let object = change.object.unwrap();
            told.push(object.text(&["data", "key"]).to_owned());
            if told.last().is_some_and(|value| value == "3") {
                return Flow::Stop;
            }
            let next = (told.len() + 1).to_string();
            let call = Call::Apply {
                object: config_map("watched", &next),
                namespace: other.clone(),
                manager: "test".to_owned(),
                force: true,
                dry_run: DryRun::Off,
            };
            cluster.call(call).unwrap();
            Flow::Continue
        })
        .unwrap();
    assert_eq!(told, ["1", "2", "3"]);
}

#[test]
fn a_server_that_was_never_reached_is_not_waited_for() {
    let mut options = options("unused".into());
    options.explicit_kubeconfig = None;
    options.server = "http://127.0.0.1:1".to_owned();
    let cluster = KubeCluster::new(options);
    assert_eq!(
        cluster.version().unwrap_err().to_string(),
        "Get \"http://127.0.0.1:1/version\": dial tcp 127.0.0.1:1: connect: connection refused"
    );
    let target = reference("default", "ConfigMap", "x");
    assert_eq!(
        cluster.get(&target).unwrap_err().to_string(),
        "Get \"http://127.0.0.1:1/api/v1/namespaces/default/configmaps/x\": \
         dial tcp 127.0.0.1:1: connect: connection refused"
    );
}
