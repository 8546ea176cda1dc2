//! Closed networks: images, bundles, mirrors, and dependencies that are there twice, with `serve` as the servers.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::serve::Serving;

/// A user's folders, and a working folder.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }

    /// Runs the program: whether it succeeded, standard output, standard error.
    fn run(&self, words: &str) -> (bool, String, String) {
        let output = Command::new(env!("CARGO_BIN_EXE_steer"))
            .args(words.split(' '))
            .current_dir(self.0.path())
            .env_clear()
            .env("HOME", self.0.path())
            .env("STEER_DIAGNOSTICS", "text")
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (
            output.status.success(),
            text(output.stdout),
            text(output.stderr),
        )
    }

    /// Standard output of what has to succeed.
    fn ok(&self, words: &str) -> String {
        let (success, stdout, stderr) = self.run(words);
        assert!(success, "{words}: {stdout}{stderr}");
        stdout
    }

    /// Standard error of what has to fail.
    fn fails(&self, words: &str) -> String {
        let (success, stdout, stderr) = self.run(words);
        assert!(!success, "{words}: {stdout}");
        stderr
    }

    /// A chart with a Deployment of an image, packed.
    fn chart(&self, name: &str, version: &str, more: &str) {
        self.write(
            &format!("{name}/Chart.yaml"),
            &format!("apiVersion: v2\nname: {name}\nversion: {version}\n{more}"),
        );
        self.write(&format!("{name}/values.yaml"), "tag: '1'\n");
        self.write(
            &format!("{name}/templates/all.yaml"),
            "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: a}\nspec:\n  template:\n    spec:\n      \
             containers:\n      - image: nginx:{{ .Values.tag }} # web\n        name: web\n---\napiVersion: \
             example.com/v1\nkind: Thing\nmetadata: {name: b}\nspec: {image: quay.io/thing:2}\n",
        );
    }

    fn packed(&self, name: &str, version: &str, more: &str) -> PathBuf {
        self.chart(name, version, more);
        self.ok(&format!("package {name}"));
        self.path(&format!("{name}-{version}.tgz"))
    }
}

fn read(path: &Path) -> Vec<u8> {
    fs_err::read(path).unwrap()
}

#[test]
fn images_of_a_chart() {
    let desk = Desk::new();
    desk.chart("web", "1.0.0", "");
    assert_eq!(desk.ok("images web"), "nginx:1\n");
    assert_eq!(
        desk.ok("images web --set tag=2 --guess"),
        "nginx:2\nquay.io/thing:2\n"
    );
    assert_eq!(
        desk.ok("images web -o json"),
        "[{\"image\":\"nginx:1\",\"usedBy\":[{\"container\":\"web\",\
         \"field\":\"spec.template.spec.containers[0].image\",\"file\":\"web/templates/all.yaml\",\
         \"kind\":\"Deployment\",\"name\":\"a\",\"role\":\"container\"}]}]\n"
    );
    desk.write(
        "mirrors.yaml",
        "mirrors:\n- {prefix: docker.io, to: [inner.example/hub]}\n- {prefix: quay.io, to: [inner.example/quay]}\n",
    );
    let mirrored = "inner.example/hub/library/nginx:1\ninner.example/quay/thing:2\n";
    assert_eq!(
        desk.ok("images web --mirrored --guess --mirrors mirrors.yaml"),
        mirrored
    );
    let plain = desk.ok("template web --mirrors mirrors.yaml");
    let expected = plain
        .replace("nginx:1", "inner.example/hub/library/nginx:1")
        .replace("quay.io", "inner.example/quay");
    assert_ne!(plain, expected);
    assert_eq!(
        desk.ok("template web --mirror-images --mirrors mirrors.yaml"),
        expected
    );
    let refused = desk.fails("template web --mirror-images --mirrors nowhere.yaml");
    assert!(
        refused.contains("failed to read mirror rules nowhere.yaml"),
        "{refused}"
    );
}

#[test]
fn bundles_go_everywhere() {
    let desk = Desk::new();
    let source = Serving::start(&desk.path("source"), &[]);
    let cache = desk.packed("cache", "2.0.0", "");
    desk.ok(&format!(
        "push {} oci://{} --plain-http",
        cache.display(),
        source.host
    ));
    let dependency = format!(
        "dependencies:\n- {{name: cache, version: 2.x, repository: 'oci://{}'}}\n",
        source.host
    );
    desk.chart("web", "1.0.0", &dependency);
    desk.ok("dependency update web --plain-http");
    let create = "bundle create web --plain-http -o";
    desk.ok(&format!("{create} one.tar"));
    drop(source);
    let listed = desk.ok("bundle list one.tar");
    for text in [
        "cache\t2.0.0",
        "web 1.0.0",
        "web  \t1.0.0",
        "IMAGES\nnginx:1\n",
    ] {
        assert!(listed.contains(text), "{text:?} in {listed}");
    }

    // A folder, twice.
    let load = "bundle load one.tar";
    assert_eq!(
        desk.ok(&format!("{load} --dir site")),
        "cache 2.0.0 loaded\nweb 1.0.0 loaded\n"
    );
    assert_eq!(read(&desk.path("site/cache-2.0.0.tgz")), read(&cache));
    let again = "cache 2.0.0 is there already\nweb 1.0.0 is there already\n";
    assert_eq!(desk.ok(&format!("{load} --dir site")), again);
    let index = String::from_utf8(read(&desk.path("site/index.yaml"))).unwrap();
    assert!(
        index.contains("cache-2.0.0.tgz") && index.contains("web-1.0.0.tgz"),
        "{index}"
    );
    desk.write("site/web-1.0.0.tgz", "something else");
    let refused = desk.fails(&format!("{load} --dir site"));
    assert!(
        refused.contains("there is another web 1.0.0 already"),
        "{refused}"
    );

    // A server, by both of its protocols.
    let target = Serving::start(&desk.path("target"), &[]);
    desk.ok(&format!("{load} --repo {}", target.url));
    assert_eq!(desk.ok(&format!("{load} --repo {}", target.url)), again);
    desk.ok(&format!("{load} oci://{} --plain-http", target.host));
    assert_eq!(
        desk.ok(&format!("{load} oci://{} --plain-http", target.host)),
        again
    );
    desk.ok(&format!("repo add target {}", target.url));
    let shown = desk.ok("show chart target/cache");
    assert!(shown.contains("version: 2.0.0"), "{shown}");
    let pulled = desk.ok(&format!(
        "show chart oci://{}/cache --plain-http",
        target.host
    ));
    assert!(pulled.contains("version: 2.0.0"), "{pulled}");
}

#[test]
fn damaged_bundles_change_nothing() {
    let desk = Desk::new();
    desk.packed("web", "1.0.0", "");
    desk.ok("bundle create web-1.0.0.tgz -o good.tar");
    desk.ok("bundle create web-1.0.0.tgz -o again.tar");
    let good = read(&desk.path("good.tar"));
    assert_eq!(
        good,
        read(&desk.path("again.tar")),
        "the same charts make the same file"
    );
    for (at, what) in [(good.len() / 3, "damaged"), (good.len() / 2, "damaged")] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs_err::write(desk.path("bad.tar"), &bad).unwrap();
        let (success, _, said) = desk.run("bundle load bad.tar --dir site");
        // A byte between the files means nothing.
        assert!(
            success
                || [what, "no bundle", "checksum mismatch"]
                    .iter()
                    .any(|word| said.contains(word)),
            "{said}"
        );
        if !success {
            assert!(!desk.path("site").exists());
        }
    }
    fs_err::write(desk.path("cut.tar"), &good[..good.len() / 2]).unwrap();
    desk.fails("bundle load cut.tar --dir cut");
    assert!(!desk.path("cut").exists());
    let refused = desk.fails("bundle load web-1.0.0.tgz --dir site2");
    assert!(refused.contains("it is compressed"), "{refused}");
}

#[test]
fn mirrors_take_the_place_of_servers() {
    let desk = Desk::new();
    let mirror = Serving::start(&desk.path("mirror"), &[]);
    let cache = desk.packed("cache", "2.0.0", "");
    desk.ok(&format!(
        "push {} oci://{} --plain-http",
        cache.display(),
        mirror.host
    ));
    desk.write(
        ".config/helm/mirrors.yaml",
        &format!(
            "only: true\nmirrors:\n- {{prefix: 'https://charts.example', to: ['{}']}}\n- prefix: oci://registry.example\n  \
             to: [{{url: 'oci://{}', plainHTTP: true}}]\n",
            mirror.url, mirror.host
        ),
    );
    let shown = desk.ok("show chart oci://registry.example/cache --version 2.x");
    assert!(shown.contains("version: 2.0.0"), "{shown}");
    let pulled = desk.ok("pull oci://registry.example/cache --version 2.0.0 -d .config");
    assert!(
        pulled.starts_with("Pulled: registry.example/cache:2.0.0\n"),
        "{pulled}"
    );
    let refused = desk.fails("pull oci://other.example/cache --version 2.0.0");
    assert!(
        refused.contains("no mirror has other.example/cache"),
        "{refused}"
    );
    desk.ok("bundle create cache-2.0.0.tgz -o one.tar");
    desk.ok(&format!("bundle load one.tar --repo {}", mirror.url));
    desk.ok("repo add far https://charts.example");
    desk.ok("pull far/cache -d .cache");
    assert_eq!(read(&desk.path(".cache/cache-2.0.0.tgz")), read(&cache));
    let doctor = desk.ok("repo doctor far");
    assert!(
        doctor.contains(&format!("{}/index.yaml", mirror.url.trim_end_matches('/'))),
        "{doctor}"
    );
    let refused = desk.fails("repo add stranger https://stranger.example");
    assert!(
        refused.contains("no mirror has https://stranger.example/index.yaml"),
        "{refused}"
    );
}

#[test]
fn a_dependency_that_is_there_twice_is_told_of() {
    let desk = Desk::new();
    let (right, wrong) = (
        Serving::start(&desk.path("right"), &[]),
        Serving::start(&desk.path("wrong"), &[]),
    );
    for server in [&right, &wrong] {
        desk.packed(
            "cache",
            "2.0.0",
            &format!("description: of {}\n", server.host),
        );
        desk.ok("bundle create cache-2.0.0.tgz -o one.tar");
        desk.ok(&format!("bundle load one.tar --repo {}", server.url));
    }
    desk.ok(&format!("repo add right {}", right.url));
    desk.ok(&format!("repo add wrong {}", wrong.url));
    let dependency = format!(
        "dependencies:\n- {{name: cache, version: 2.0.0, repository: '{}'}}\n",
        right.url
    );
    desk.chart("web", "1.0.0", &dependency);
    for verb in ["update", "build"] {
        let (success, stdout, stderr) = desk.run(&format!("dependency {verb} web"));
        assert!(success, "{stderr}");
        assert!(!stdout.contains("warning"), "{stdout}");
        let expected = format!(
            "warning: cache 2.0.0 was taken from {}; the repository \"wrong\" has another chart under this name and \
             version\nhint: ",
            right.url
        );
        assert!(stderr.contains(&expected), "{stderr}");
    }
}
