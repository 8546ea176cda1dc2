//! Ways to say who one is.

use std::path::Path;
use std::time::Duration;

use serde_json::json;
use steersman_cluster::KubeCluster;
use steersman_plan::{Call, Cluster as _, DryRun, Object, ObjectRef};

use crate::bed::{connect, kubeconfig, namespace, object, options, reference};

/// A token of the default service account of a namespace.
fn token(cluster: &KubeCluster, namespace: &str) -> String {
    let secret = json!({
        "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
        "metadata": {"name": "token", "annotations": {"kubernetes.io/service-account.name": "default"}},
    });
    let target = reference(namespace, "Secret", "token");
    for _ in 0..100 {
        let made = cluster.call(Call::Create {
            object: object(secret.clone()),
            namespace: namespace.to_owned(),
            manager: "test".to_owned(),
            dry_run: DryRun::Off,
        });
        // The controller deletes it as long as there is no account.
        if let Err(error) = made {
            assert!(error.is_already_exists(), "{error}");
        }
        let found = cluster.get(&target).unwrap();
        let text = |object: Object| object.text(&["data", "token"]).to_owned();
        if let Some(token) = found.map(text).filter(|text| !text.is_empty()) {
            use base64::Engine as _;
            let bytes = base64::engine::general_purpose::STANDARD
                .decode(token)
                .unwrap();
            return String::from_utf8(bytes).unwrap();
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("the token did not come");
}

/// A kubeconfig for the same server with another user.
fn other_user(folder: &Path, user: &str) -> std::path::PathBuf {
    let own = std::fs::File::open(kubeconfig().unwrap())
        .and_then(std::io::read_to_string)
        .unwrap();
    let (head, _) = own.split_once("users:").unwrap();
    let (_, tail) = own.split_once("contexts:").unwrap();
    let path = folder.join("config");
    let text = format!("{head}users:\n- name: admin\n  user: {user}\ncontexts:{tail}");
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), text.as_bytes()).unwrap();
    path
}

fn forbidden(cluster: &KubeCluster, target: &ObjectRef) -> String {
    let error = cluster.get(target).unwrap_err();
    assert!(error.is_forbidden(), "{error}");
    error.to_string()
}

#[test]
fn tokens_come_from_flags_files_and_plugins() {
    let Some(admin) = connect() else { return };
    let namespace = namespace(&admin, "auth");
    let token = token(&admin, &namespace);
    let target = reference(&namespace, "ConfigMap", "x");
    let expected = format!(
        "configmaps \"x\" is forbidden: User \"system:serviceaccount:{namespace}:default\" cannot get resource \
         \"configmaps\" in API group \"\" in the namespace \"{namespace}\""
    );

    let folder = tempfile::tempdir().unwrap();
    let mut by_flag = options(other_user(folder.path(), "{}"));
    by_flag.token.clone_from(&token);
    assert!(!format!("{by_flag:?}").contains(&token));
    let cluster = KubeCluster::new(by_flag);
    assert_eq!(forbidden(&cluster, &target), expected);
    assert!(!format!("{cluster:?}").contains(&token));

    std::io::Write::write_all(
        &mut std::fs::File::create(folder.path().join("token")).unwrap(),
        token.as_bytes(),
    )
    .unwrap();
    // A path in a kubeconfig is meant from where that is.
    let config = other_user(folder.path(), "{tokenFile: token}");
    assert_eq!(
        forbidden(&KubeCluster::new(options(config)), &target),
        expected
    );

    // The first token of this plugin is not accepted, the second one is.
    let script = format!(
        "if [ -e {0}/again ]; then t=$(cat {0}/token); else t=expired; touch {0}/again; fi; \
         echo \"{{\\\"apiVersion\\\":\\\"client.authentication.k8s.io/v1\\\",\\\"kind\\\":\\\"ExecCredential\\\",\\\"status\\\":{{\\\"token\\\":\\\"$t\\\"}}}}\"",
        folder.path().display()
    );
    let user = json!({"exec": {
        "apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", script],
        "interactiveMode": "Never",
    }});
    let config = other_user(folder.path(), &user.to_string());
    assert_eq!(
        forbidden(&KubeCluster::new(options(config)), &target),
        expected
    );

    // Where there is a certificate, it counts before a token.
    let mut wrong = options(kubeconfig().unwrap());
    wrong.token = "no-such-token".to_owned();
    KubeCluster::new(wrong).version().unwrap();
    let mut wrong = options(other_user(folder.path(), "{}"));
    wrong.token = "no-such-token".to_owned();
    let cluster = KubeCluster::new(wrong);
    assert_eq!(
        cluster.version().unwrap_err().to_string(),
        "the server has asked for the client to provide credentials"
    );
    assert_eq!(
        cluster.get(&target).unwrap_err().to_string(),
        "Unauthorized"
    );
}

#[test]
fn administrators_act_as_others() {
    let Some(kubeconfig) = kubeconfig() else {
        return;
    };
    let mut options = options(kubeconfig);
    options.as_user = "jane".to_owned();
    options.as_groups = vec!["developers".to_owned()];
    let cluster = KubeCluster::new(options);
    assert_eq!(
        forbidden(&cluster, &reference("default", "Secret", "x")),
        "secrets \"x\" is forbidden: User \"jane\" cannot get resource \"secrets\" in API group \"\" in the namespace \"default\""
    );
}

#[test]
fn certificates_are_checked() {
    let Some(kubeconfig) = kubeconfig() else {
        return;
    };
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("other.crt");
    std::io::Write::write_all(
        &mut std::fs::File::create(&file).unwrap(),
        other.cert.pem().as_bytes(),
    )
    .unwrap();
    let mut distrusting = options(kubeconfig.clone());
    distrusting.ca_file = file.to_string_lossy().into_owned();
    let error = KubeCluster::new(distrusting.clone()).version().unwrap_err();
    let words = "tls: failed to verify certificate: x509: certificate signed by unknown authority";
    assert!(error.to_string().ends_with(words), "{error}");

    distrusting.insecure_skip_tls_verify = true;
    let error = KubeCluster::new(distrusting.clone()).version().unwrap_err();
    let words = "specifying a root certificates file with the insecure flag is not allowed";
    assert_eq!(error.to_string(), words);
    distrusting.ca_file.clear();
    KubeCluster::new(distrusting).version().unwrap();

    let mut named = options(kubeconfig);
    named.tls_server_name = "kubernetes.default.svc".to_owned();
    KubeCluster::new(named.clone()).version().unwrap();
    named.tls_server_name = "elsewhere.example.com".to_owned();
    let error = KubeCluster::new(named).version().unwrap_err().to_string();
    let words = "tls: failed to verify certificate: x509: certificate is valid for localhost, kubernetes, \
                 kubernetes.default.svc, not elsewhere.example.com";
    assert!(error.ends_with(words), "{error}");
}
