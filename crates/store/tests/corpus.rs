//! The charts of the corpus of real charts load, and pack as Helm packs them.

use std::path::{Path, PathBuf};

use steersman_chart::archive::{Limits, read_archive};
use steersman_chart::pack::PackError;
use steersman_chart::{File, Modified, metadata_tree, parse_metadata};
use steersman_names::HelmDialect;
use steersman_names::Sha256;
use steersman_store::{Purpose, load_chart, load_folder, save_archive};

/// The folder of shared test data, when there is one on this machine.
fn shared() -> Option<PathBuf> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = option_env!("STEER_SHARED").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

struct Case {
    id: String,
    kind: String,
    chart: PathBuf,
    exit: String,
    sha256: String,
}

#[expect(clippy::print_stdout, reason = "whoever runs the tests should know")]
/// The cases of the given kinds; none when the corpus is not here.
fn cases(kinds: &[&str]) -> Vec<Case> {
    let Some(shared) = shared() else {
        println!("skipped: no shared test data");
        return Vec::new();
    };
    let corpus = shared.join("corpus");
    let table = fs_err::read_to_string(corpus.join("cases.tsv")).expect("the table can be read");
    let cases: Vec<_> = table
        .lines()
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|fields| kinds.contains(&fields[1]))
        .map(|fields| Case {
            id: fields[0].to_owned(),
            kind: fields[1].to_owned(),
            chart: corpus.join(fields[2]),
            exit: fields[6].to_owned(),
            sha256: fields[8].to_owned(),
        })
        .collect();
    assert!(!cases.is_empty());
    cases
}

fn load(path: &Path) -> Result<steersman_chart::Chart, String> {
    load_chart(path, HelmDialect::default(), &Limits::default())
        .map(|loaded| loaded.chart)
        .map_err(|error| error.to_string())
}

#[test]
fn every_chart_is_shown_as_helm_shows_it() {
    let mut wrong = Vec::new();
    for case in cases(&["show-chart", "show-values"]) {
        let found = load(&case.chart).map(|chart| {
            let mut text = if case.kind == "show-chart" {
                steersman_yaml::encode_tree(&metadata_tree(&chart.metadata))
                    .expect("it can be written")
            } else {
                chart
                    .raw_file("values.yaml")
                    .map(|file| file.data.to_vec())
                    .unwrap_or_default()
            };
            if case.kind == "show-chart" || chart.raw_file("values.yaml").is_some() {
                text.push(b'\n');
            }
            text
        });
        let is_equal = match &found {
            Ok(text) => case.exit == "0" && Sha256::of(text).to_hex() == case.sha256,
            Err(_) => case.exit != "0",
        };
        if !is_equal {
            wrong.push(format!("{} ({})", case.id, found.err().unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}

/// Puts the files of an archive below `folder` and returns the chart's own folder.
fn unpack(archive: &Path, folder: &Path) -> PathBuf {
    let bytes = fs_err::read(archive).expect("the archive can be read");
    let chart = folder.join("chart");
    for file in read_archive(&bytes, &Limits::default()).expect("it is an archive") {
        let path = chart.join(&file.name);
        fs_err::create_dir_all(path.parent().expect("it is in a folder"))
            .expect("folders can be made");
        fs_err::write(path, &*file.data).expect("files can be written");
    }
    chart
}

/// Name, size and hash of each member of an archive: in its order within a chart, the charts sorted.
fn listing(archive: &Path) -> String {
    let bytes = fs_err::read(archive).expect("the archive can be read");
    let title = archive
        .file_name()
        .expect("it has a name")
        .to_string_lossy();
    let files = read_archive(&bytes, &Limits::default()).expect("it is an archive");
    let metadata = files
        .iter()
        .find(|file| file.name == "Chart.yaml")
        .expect("there is a chart");
    let name = parse_metadata(&metadata.data).expect("it is metadata").name;
    let charts_above = |file: &File| -> Vec<String> {
        let parts: Vec<_> = file.name.split('/').collect();
        let mut rest = &parts[..];
        let mut above = Vec::new();
        while let ["charts", chart, below @ ..] = rest
            && !below.is_empty()
        {
            above.push((*chart).to_owned());
            rest = below;
        }
        above
    };
    let mut sorted: Vec<_> = files.iter().collect();
    sorted.sort_by_key(|file| charts_above(file));
    sorted.into_iter().fold(format!("{title}\n"), |text, file| {
        text + &format!(
            "{name}/{} {} {}\n",
            file.name,
            file.data.len(),
            Sha256::of(&file.data).to_hex()
        )
    })
}

#[test]
fn every_chart_packs_as_helm_packs_it() {
    let mut wrong = Vec::new();
    // Packing is slow without optimisation; a tenth of the charts is enough to notice.
    for case in cases(&["package"]).into_iter().step_by(10) {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let limits = Limits::default();
        let dialect = HelmDialect::default();
        let out = folder.path().join("out");
        let found = load_folder(
            &unpack(&case.chart, folder.path()),
            Purpose::Install,
            dialect,
            &limits,
        )
        .and_then(|mut loaded| {
            let missing = loaded.chart.missing_dependencies();
            if !missing.is_empty() {
                let names = missing.into_iter().map(str::to_owned).collect();
                return Err(PackError::MissingDependencies(names).into());
            }
            save_archive(&mut loaded.chart, &out, Modified::default(), dialect)
        })
        .map(|path| listing(&path))
        .map_err(|error| error.to_string());
        let is_equal = match &found {
            Ok(text) => case.exit == "0" && Sha256::of(text.as_bytes()).to_hex() == case.sha256,
            Err(_) => case.exit != "0",
        };
        if !is_equal {
            wrong.push(format!("{} ({})", case.id, found.err().unwrap_or_default()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong: {wrong:#?}", wrong.len());
}
