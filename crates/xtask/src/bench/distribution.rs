//! Repositories: searching, updating, indexing, and resolving dependencies, over the real indexes of the shared data and
//! a web server on loopback.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use fs_err as fs;
use steersman_testbed::free_port;

use super::compare::Pair;
use super::table::{Table, as_mebibytes, mebibytes};
use crate::oracle::{HELM_4, oracle};
use crate::peer::{Peer, find_program};
use crate::scratch::Scratch;
use crate::workspace::Workspace;

const SEARCH_FASTER: f64 = 20.0;
const SEARCH_SMALLER: f64 = 8.0;
const UPDATE_FASTER: f64 = 2.0;
const INDEX_FASTER: f64 = 5.0;
const MANY_FASTER: f64 = 3.0;
const FEW_FASTER: f64 = 20.0;
/// Archives of a folder that is indexed.
const ARCHIVES: usize = 2000;
/// Remote sub-charts of the large umbrella, and of the small one.
const MANY: usize = 60;
const FEW: usize = 3;

/// Measures and prints; returns how many targets were missed.
pub(crate) fn bench_distribution(
    workspace: &Workspace,
    program: Option<&Path>,
    rounds: usize,
) -> Result<usize> {
    if find_program("nginx").is_none() {
        println!("skipped: nginx is not on this machine (scripts/setup-peers)");
        return Ok(0);
    }
    let scratch = Scratch::new()?;
    let pair = Pair {
        helm: oracle(workspace, HELM_4)?,
        steer: workspace.installed(program)?,
        rounds: rounds.max(1),
        environment: scratch.environment(&[]),
    };
    let site = scratch.path().join("site");
    let names = indexes(workspace, &site)?;
    let web = serve(scratch.path(), &site)?;
    let url = format!("http://127.0.0.1:{}", web.port);
    let folder = scratch.work();
    configure(&scratch.path().join("home/.config/helm"), &url, &names)?;
    let mut table = Table::start();
    if names.is_empty() {
        Table::note("skipped: the shared indexes are not there");
    } else {
        real_indexes(&pair, &folder, names.len(), &mut table)?;
    }
    archives(&folder.join("archives"), "member", ARCHIVES)?;
    let name = format!("repo index of {ARCHIVES} archives");
    let index = words("repo index archives");
    pair.tabulate(&mut table, &name, (&folder, &index), INDEX_FASTER);
    dependencies(&pair, &folder, &site, &url, &mut table)?;
    Ok(table.missed())
}

fn words(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// Unpacks the real indexes into a folder each, packed beside unpacked as web servers have them; their names.
fn indexes(workspace: &Workspace, site: &Path) -> Result<Vec<String>> {
    let shared = workspace.shared.as_ref().map(|path| path.join("indexes"));
    let Some(folder) = shared.filter(|path| path.is_dir()) else {
        return Ok(Vec::new());
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let file = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let Some(name) = file.strip_suffix(".yaml.gz") else {
            continue;
        };
        let place = site.join(name);
        fs::create_dir_all(&place)?;
        fs::copy(&path, place.join("index.yaml.gz"))?;
        let packed = fs::File::open(&path)?;
        let mut plain = fs::File::create(place.join("index.yaml"))?;
        std::io::copy(&mut MultiGzDecoder::new(packed), &mut plain)?;
        names.push(name.to_owned());
    }
    names.sort();
    Ok(names)
}

fn serve(root: &Path, site: &Path) -> Result<Peer> {
    fs::create_dir_all(site)?;
    let port = free_port()?;
    let places = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let places = places.map(|name| format!("{name}_temp_path {}/{name};\n", root.display()));
    let text = format!(
        "user root;\ndaemon off;\npid {root}/nginx.pid;\nevents {{}}\nhttp {{\naccess_log off;\ngzip_static on;\n{}\
         server {{ listen 127.0.0.1:{port}; root {site}; }}\n}}\n",
        places.concat(),
        root = root.display(),
        site = site.display(),
    );
    Peer::nginx(root, &text, port)
}

/// Configures every index, and one repository more.
fn configure(folder: &Path, url: &str, names: &[String]) -> Result<()> {
    fs::create_dir_all(folder)?;
    let mut text =
        String::from("apiVersion: \"\"\ngenerated: \"2026-01-01T00:00:00Z\"\nrepositories:\n");
    let own = ["own".to_owned()];
    for name in names.iter().chain(&own) {
        let short = name.replace("__", "-");
        let line = format!("- name: {short}\n  url: {url}/{name}\n");
        text.push_str(&line);
    }
    fs::write(folder.join("repositories.yaml"), text)?;
    Ok(())
}

fn real_indexes(pair: &Pair, folder: &Path, count: usize, table: &mut Table) -> Result<()> {
    let name = format!("repo update of {count}");
    // The repository beside them is made later: it is not asked.
    let configured = fs::read_to_string(folder.join("../home/.config/helm/repositories.yaml"))?;
    let short: Vec<_> = configured
        .lines()
        .filter_map(|line| line.strip_prefix("- name: "))
        .filter(|name| *name != "own")
        .collect();
    let update = words(&format!("repo update {}", short.join(" ")));
    pair.tabulate(table, &name, (folder, &update), UPDATE_FASTER);
    let updated = pair.run(&pair.steer, folder, &update)?;
    ensure!(updated.exit() == 0, "the indexes could not be updated");
    for (line, name) in [
        ("search repo ingress", "search repo WORD"),
        ("search repo -l", "search repo -l"),
    ] {
        let Some(compared) = pair.tabulate(table, name, (folder, &words(line)), SEARCH_FASTER)
        else {
            continue;
        };
        let (helm, steer) = (compared.helm.peak, compared.steer.peak);
        table.ratio(
            &format!("{name}, peak memory"),
            &mebibytes(helm),
            &mebibytes(steer),
            as_mebibytes(helm) / as_mebibytes(steer),
            SEARCH_SMALLER,
        );
    }
    Ok(())
}

/// Umbrellas over charts of the repository beside the real ones.
fn dependencies(
    pair: &Pair,
    folder: &Path,
    site: &Path,
    url: &str,
    table: &mut Table,
) -> Result<()> {
    let own = site.join("own");
    archives(&own, "chart", MANY)?;
    let made = pair.run(&pair.helm, site, &words("repo index own"))?;
    ensure!(made.exit() == 0, "Helm makes no index");
    for count in [FEW, MANY] {
        let mut text =
            String::from("apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies:\n");
        for n in 0..count {
            let line = format!("- {{name: chart-{n}, version: ^1.0.0, repository: {url}/own}}\n");
            text.push_str(&line);
        }
        let chart = folder.join(format!("umbrella-{count}"));
        fs::create_dir_all(&chart)?;
        fs::write(chart.join("Chart.yaml"), text)?;
    }
    let alone = "--repository-config alone.yaml --repository-cache alone";
    let many = words(&format!("dependency update umbrella-{MANY} {alone}"));
    let name = format!("dependency update of {MANY}");
    pair.tabulate(table, &name, (folder, &many), MANY_FASTER);
    let ready = pair.run(&pair.steer, folder, &words("repo update own"))?;
    ensure!(ready.exit() == 0, "the repository cannot be updated");
    for (line, target) in [
        (
            format!("dependency update umbrella-{FEW} --skip-refresh"),
            FEW_FASTER,
        ),
        (format!("dependency update umbrella-{FEW}"), UPDATE_FASTER),
    ] {
        let name = line.replace(
            &format!("umbrella-{FEW}"),
            &format!("of {FEW}, 70 repositories"),
        );
        pair.tabulate(table, &name, (folder, &words(&line)), target);
    }
    Ok(())
}

/// Writes archives of small charts with a few files each: `NAME-N`, version 1.0.N.
fn archives(folder: &Path, name: &str, count: usize) -> Result<()> {
    fs::create_dir_all(folder)?;
    let template = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n".repeat(40);
    for n in 0..count {
        let chart = format!("{name}-{n}");
        let path: PathBuf = folder.join(format!("{chart}-1.0.{n}.tgz"));
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let about =
            format!("apiVersion: v2\nname: {chart}\nversion: 1.0.{n}\ndescription: Number {n}\n");
        for (file, text) in [("Chart.yaml", &about), ("templates/all.yaml", &template)] {
            let mut header = tar::Header::new_gnu();
            header.set_size(text.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, format!("{chart}/{file}"), text.as_bytes())?;
        }
        let bytes = archive.into_inner()?.finish().context("no archive")?;
        fs::File::create(path)?.write_all(&bytes)?;
    }
    Ok(())
}
