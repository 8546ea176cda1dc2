//! The cache keeps what is right and nothing else.
#![expect(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a failed step fails the test"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use steersman_index::Repository;
use steersman_repo::{
    Access, ContentCache, Get, GetError, Getter, Getters, Kind, Places, Reference, Resolved,
    check_digest, download_index, fetch_chart, load_catalog, lock_path, parse_digest, resolve,
    update_all,
};

/// A server in memory.
#[derive(Debug, Default)]
struct Memory {
    schemes: Vec<String>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Getter for Memory {
    fn schemes(&self) -> &[String] {
        &self.schemes
    }

    fn get(&self, get: &Get<'_>) -> Result<Vec<u8>, GetError> {
        let files = self.files.lock().unwrap();
        files
            .get(get.url)
            .cloned()
            .ok_or_else(|| GetError::new(format!("nothing at {}", get.url)))
    }
}

struct Setting {
    folder: tempfile::TempDir,
    memory: Arc<Memory>,
}

impl Setting {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            memory: Arc::new(Memory {
                schemes: vec!["memory".into()],
                files: Mutex::default(),
            }),
        }
    }

    fn places(&self) -> Places {
        Places {
            config: self.folder.path().join("repositories.yaml"),
            cache: self.folder.path().join("repository"),
            content: self.folder.path().join("content"),
            catalogs: self.folder.path().join("catalogs"),
        }
    }

    fn getters(&self) -> Getters {
        Getters::default().with(Arc::<Memory>::clone(&self.memory))
    }

    fn put(&self, url: &str, content: impl Into<Vec<u8>>) {
        self.memory
            .files
            .lock()
            .unwrap()
            .insert(url.into(), content.into());
    }
}

fn repository() -> Repository {
    Repository {
        name: "test".into(),
        url: "memory://charts/stable".into(),
        ..Repository::default()
    }
}

fn index(version: &str, digest: &str) -> String {
    format!(
        "apiVersion: v1\nentries:\n  web:\n  - apiVersion: v2\n    name: web\n    version: {version}\n    digest: \"{digest}\"\n    urls: [web.tgz]\n"
    )
}

#[test]
fn a_bad_index_does_not_replace_a_good_one() {
    let setting = Setting::new();
    let (places, getters) = (setting.places(), setting.getters());
    let url = "memory://charts/stable/index.yaml";
    setting.put(url, index("1.0.0", ""));
    download_index(&repository(), &places, &getters).unwrap();
    let good = fs_err::read(places.index("test")).unwrap();
    for (bad, wanted) in [
        ("", "empty index.yaml file"),
        (
            "<html>log in</html>",
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go value of type repo.IndexFile",
        ),
        ("entries: {}\n", "no API version specified"),
        (
            "apiVersion: v1\nentries:\n  web:\n  - nam: web\n",
            "error unmarshaling JSON: while decoding JSON: json: unknown field \"nam\"",
        ),
    ] {
        setting.put(url, bad);
        let error = download_index(&repository(), &places, &getters).unwrap_err();
        assert_eq!(error.to_string(), wanted);
        assert_eq!(fs_err::read(places.index("test")).unwrap(), good);
    }
    // A damaged compact form is made again, and so is one of another index.
    fs_err::write(places.catalog("test"), b"steerix1 and nothing").unwrap();
    assert_eq!(
        load_catalog("test", &places)
            .unwrap()
            .catalog
            .version_count(),
        1
    );
    fs_err::write(places.index("test"), index("2.0.0", "")).unwrap();
    let read = load_catalog("test", &places).unwrap();
    assert_eq!(
        read.catalog.select("web", "").unwrap().entry.version(),
        "2.0.0"
    );
}

#[test]
fn two_updates_at_once_leave_whole_files() {
    let setting = Setting::new();
    let (places, getters) = (setting.places(), setting.getters());
    setting.put("memory://charts/stable/index.yaml", index("1.0.0", ""));
    let same = repository();
    let repositories = vec![&same; 64];
    let mut count = 0;
    update_all(&repositories, &places, &getters, &mut |updated| {
        updated.result.unwrap();
        count += 1;
    });
    assert_eq!(count, 64);
    assert_eq!(
        load_catalog("test", &places)
            .unwrap()
            .catalog
            .version_count(),
        1
    );
    let names = fs_err::read_dir(&places.cache)
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["test-charts.txt", "test-index.yaml"]);
}

#[test]
fn archives_have_to_be_what_the_index_says() {
    let setting = Setting::new();
    let (places, getters) = (setting.places(), setting.getters());
    let archive = b"archive".to_vec();
    let digest = steersman_names::Sha256::of(&archive).to_hex();
    setting.put("memory://charts/stable/index.yaml", index("1.0.0", &digest));
    setting.put("memory://charts/stable/web.tgz", archive.clone());
    download_index(&repository(), &places, &getters).unwrap();
    fs_err::write(
        &places.config,
        "apiVersion: v1\ngenerated: \"2020-01-01T00:00:00Z\"\nrepositories:\n- name: test\n  url: memory://charts/stable\n",
    )
    .unwrap();
    let reference = Reference {
        text: "test/web",
        version: "^1",
        access: Access::default(),
    };
    let found: Resolved = resolve(&reference, &places, &mut |_, _| {}).unwrap();
    assert_eq!(found.url, "memory://charts/stable/web.tgz");
    assert_eq!(fetch_chart(&found, &getters).unwrap(), archive);
    setting.put("memory://charts/stable/web.tgz", "another");
    let error = fetch_chart(&found, &getters).unwrap_err();
    assert!(error.message.contains("has the digest"), "{error}");

    let cache = ContentCache::new(&places.content);
    let key = parse_digest(&format!("sha256:{digest}")).unwrap().unwrap();
    let path = cache.put(&key, Kind::Chart, &archive).unwrap();
    assert!(cache.get(&key, Kind::Chart).is_some());
    for bad in ["", "something else"] {
        fs_err::write(&path, bad).unwrap();
        assert!(cache.get(&key, Kind::Chart).is_none());
    }
    for (text, wanted) in [
        ("abcd", "invalid digest length: 2"),
        ("xy", "encoding/hex: invalid byte: U+0078 'x'"),
    ] {
        assert_eq!(
            check_digest("u", text, b"").unwrap_err().to_string(),
            wanted
        );
    }
}

#[test]
fn the_lock_is_the_one_of_helm() {
    for (config, lock) in [
        ("/a/repositories.yaml", "/a/repositories.lock"),
        ("/a/file", "/a/file.lock"),
        ("/a.b/file", "/a.b/file.lock"),
    ] {
        assert_eq!(lock_path(config.as_ref()).to_str(), Some(lock));
    }
}
