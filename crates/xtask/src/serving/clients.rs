//! crane and skopeo as clients of the registry.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use fs_err as fs;

use super::http::ask;
use super::package::Package;
use super::server::{Place, Server};
use super::tool::CRANE;
use super::{check, registry};
use crate::process::Job;
use crate::scratch::Scratch;
use crate::workspace::Workspace;

/// Tries both clients; answers with how many of their commands failed.
pub(super) fn clients(workspace: &Workspace, program: &Path) -> Result<usize> {
    let mut wrong = 0;
    let scratch = Scratch::new()?;
    let place = Place::Folder(scratch.work().join("charts"));
    let server = Server::start(program, &place, &[])?;
    let package = Package::new("web", "1.0.0", "x")?;
    let pushed = registry::push(&server.host, &package).context("a push is answered")?;
    check(
        &mut wrong,
        pushed.status == 201,
        "a chart is there to begin with",
    );
    let mut run = Client {
        wrong,
        scratch: &scratch,
        host: &server.host,
    };
    crane(&mut run, &CRANE.find_or_build(workspace)?, &package)?;
    let skopeo = PathBuf::from("/usr/bin/skopeo");
    if skopeo.is_file() {
        with_skopeo(&mut run, &skopeo, &package)?;
    } else {
        println!("skipped: no skopeo, which Debian has");
    }
    Ok(run.wrong)
}

struct Client<'a> {
    wrong: usize,
    scratch: &'a Scratch,
    host: &'a str,
}

impl Client<'_> {
    /// Runs a command, in which `HOST` stands for the server; what it prints.
    fn run(&mut self, program: &Path, line: &str) -> Result<String> {
        let words: Vec<String> = line
            .split(' ')
            .map(|word| word.replace("HOST", self.host))
            .collect();
        let finished = Job::new(program, self.scratch.work())
            .arguments(words)
            .environment(&self.scratch.environment(&[]))
            .run()?;
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        check(
            &mut self.wrong,
            finished.exit() == 0,
            &format!("{name} {line}"),
        );
        if finished.exit() != 0 {
            println!("     {}", String::from_utf8_lossy(&finished.stderr).trim());
        }
        Ok(String::from_utf8_lossy(&finished.stdout).into_owned())
    }

    fn expect(&mut self, holds: bool, what: &str) {
        check(&mut self.wrong, holds, what);
    }

    /// Whether the index has a file.
    fn lists(&self, file: &str) -> bool {
        ask(self.host, "GET", "/index.yaml", b"").is_some_and(|index| index.text().contains(file))
    }
}

fn crane(client: &mut Client<'_>, crane: &Path, package: &Package) -> Result<()> {
    let manifest = client.run(crane, "manifest --insecure HOST/web:1.0.0")?;
    client.expect(
        manifest.contains(&package.digest()),
        "the manifest has the package",
    );
    let tags = client.run(crane, "ls --insecure HOST/web")?;
    client.expect(tags.trim() == "1.0.0", "one tag");
    let digest = client.run(crane, "digest --insecure HOST/web:1.0.0")?;
    client.expect(digest.starts_with("sha256:"), "a digest");
    let catalog = client.run(crane, "catalog --insecure HOST")?;
    client.expect(
        catalog.lines().any(|name| name == "web"),
        "the catalogue has the chart",
    );
    let layer = client.run(
        crane,
        &format!("blob --insecure HOST/web@sha256:{}", package.digest()),
    )?;
    client.expect(!layer.is_empty(), "the package as a blob");
    client.run(crane, "pull --insecure --format=oci HOST/web:1.0.0 pulled")?;
    client.run(crane, "tag --insecure HOST/web:1.0.0 stable")?;
    let tags = client.run(crane, "ls --insecure HOST/web")?;
    client.expect(tags.lines().eq(["1.0.0", "stable"]), "two tags");
    client.run(crane, "delete --insecure HOST/web:1.0.0")?;
    client.expect(!client.lists("web-1.0.0.tgz"), "the index has it no more");
    client.run(crane, "push --insecure pulled HOST/web:1.0.0")?;
    client.expect(
        client.lists("web-1.0.0.tgz"),
        "the index has what was pushed",
    );
    let archive = ask(client.host, "GET", "/charts/web-1.0.0.tgz", b"").context("an archive")?;
    client.expect(archive.body == package.bytes, "byte for byte");
    Ok(())
}

fn with_skopeo(client: &mut Client<'_>, skopeo: &Path, package: &Package) -> Result<()> {
    // Skopeo asks for a policy, which a machine need not have.
    let policy = r#"{"default":[{"type":"insecureAcceptAnything"}]}"#;
    fs::write(client.scratch.work().join("policy.json"), policy)?;
    let raw = client.run(
        skopeo,
        "inspect --raw --tls-verify=false docker://HOST/web:1.0.0",
    )?;
    client.expect(
        raw.contains(&package.digest()),
        "the manifest has the package",
    );
    let tags = client.run(skopeo, "list-tags --tls-verify=false docker://HOST/web")?;
    client.expect(tags.contains("\"1.0.0\""), "the tags have the version");
    client.run(
        skopeo,
        "copy --policy policy.json --src-tls-verify=false docker://HOST/web:1.0.0 oci:copied:1.0.0",
    )?;
    client.run(skopeo, "delete --tls-verify=false docker://HOST/web:1.0.0")?;
    client.expect(!client.lists("web-1.0.0.tgz"), "the index has it no more");
    client.run(skopeo, "copy --policy policy.json --dest-tls-verify=false oci:copied:1.0.0 docker://HOST/web:1.0.0")?;
    client.expect(
        client.lists("web-1.0.0.tgz"),
        "the index has what was copied",
    );
    client.run(skopeo, "copy --policy policy.json --src-tls-verify=false --dest-tls-verify=false docker://HOST/web:1.0.0 docker://HOST/web:again")?;
    let archive = ask(client.host, "GET", "/charts/web-1.0.0.tgz", b"").context("an archive")?;
    client.expect(archive.body == package.bytes, "byte for byte");
    Ok(())
}
