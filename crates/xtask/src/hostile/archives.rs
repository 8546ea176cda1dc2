//! Archives that expand, climb out of their folder, or are broken.

use std::io::{self, Write as _};

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;
use tar::{Builder, EntryType, Header};

use super::attack::{Attack, CHART, Ending};

/// A member of an archive: its raw name, its kind and its bytes.
type Member<'a> = (&'a str, EntryType, &'a [u8]);

/// All attacks by archives.
pub(super) fn attacks() -> Result<Vec<Attack>> {
    let mut attacks = broken()?;
    attacks.extend(climbing()?);
    attacks.extend(expanding()?);
    Ok(attacks)
}

fn archive_attack(name: &str, ending: Ending, archive: Vec<u8>) -> Attack {
    Attack::new(format!("archive-{name}"), ending)
        .command(&["template", "demo", "chart.tgz"])
        .file("chart.tgz", archive)
}

fn broken() -> Result<Vec<Attack>> {
    let good = pack(&[("chart/Chart.yaml", EntryType::Regular, CHART.as_bytes())])?;
    let noise: Vec<u8> = (0..20_000_u32)
        .flat_map(|n| n.wrapping_mul(2_654_435_761).to_le_bytes())
        .collect();
    let mut garbage = good[..10].to_vec();
    garbage.extend_from_slice(&noise);
    let mut huge_size = header("chart/Chart.yaml", EntryType::Regular, 0);
    huge_size.set_size(8 << 30);
    huge_size.set_cksum();
    let mut bad_sum = header("chart/Chart.yaml", EntryType::Regular, CHART.len() as u64);
    bad_sum.as_old_mut().cksum = *b"7777777\0";
    let no_base = pack(&[("Chart.yaml", EntryType::Regular, CHART.as_bytes())])?;
    Ok([
        ("truncated", good[..good.len() / 2].to_vec()),
        ("cut-after-header", good[..10].to_vec()),
        ("garbage", garbage),
        ("no-tar", gzip(&noise)?),
        ("empty", gzip(b"")?),
        ("huge-size", gzip(&raw(&huge_size, CHART.as_bytes()))?),
        ("bad-checksum", gzip(&raw(&bad_sum, CHART.as_bytes()))?),
        ("no-base-folder", no_base),
    ]
    .into_iter()
    .map(|(name, data)| archive_attack(name, Ending::Fails, data))
    .collect())
}

fn climbing() -> Result<Vec<Attack>> {
    let chart: Member<'_> = ("chart/Chart.yaml", EntryType::Regular, CHART.as_bytes());
    let evil = b"kind: Evil\n";
    let regular = EntryType::Regular;
    let mut attacks = Vec::new();
    for (name, ending, member) in [
        ("dot-dot", Ending::Fails, ("chart/../../evil.yaml", regular)),
        (
            "dot-dot-first",
            Ending::Bounded,
            ("../chart/evil.yaml", regular),
        ),
        (
            "dot-dot-template",
            Ending::Fails,
            ("chart/templates/../../../evil.yaml", regular),
        ),
        ("absolute", Ending::Bounded, ("/evil.yaml", regular)),
        (
            "backslashes",
            Ending::Fails,
            ("chart\\..\\..\\evil.yaml", regular),
        ),
        ("drive", Ending::Bounded, ("C:\\chart\\evil.yaml", regular)),
        (
            "link",
            Ending::Bounded,
            ("chart/templates/a.yaml", EntryType::Symlink),
        ),
        (
            "hard-link",
            Ending::Bounded,
            ("chart/templates/a.yaml", EntryType::Link),
        ),
        (
            "device",
            Ending::Bounded,
            ("chart/templates/a.yaml", EntryType::Char),
        ),
    ] {
        let data = pack(&[chart, (member.0, member.1, evil)])?;
        let attack = archive_attack(name, ending, data).words(["--output-dir", "out"]);
        attacks.push(attack);
    }
    Ok(attacks)
}

fn expanding() -> Result<Vec<Attack>> {
    let chart: Member<'_> = ("chart/Chart.yaml", EntryType::Regular, CHART.as_bytes());
    let names: Vec<String> = (0..60_000)
        .map(|number| format!("chart/files/{number}"))
        .collect();
    let mut many = vec![chart];
    many.extend(
        names
            .iter()
            .map(|name| (name.as_str(), EntryType::Regular, &b""[..])),
    );
    let sub = swollen(
        "sub",
        &header("sub/zeros", EntryType::Regular, 90 << 20),
        90,
    )?;
    let subs: Vec<String> = (0..40)
        .map(|number| format!("chart/charts/sub-{number}.tgz"))
        .collect();
    let mut nested = vec![chart];
    nested.extend(
        subs.iter()
            .map(|name| (name.as_str(), EntryType::Regular, sub.as_slice())),
    );
    let mut doll = pack(&[chart])?;
    for _ in 0..300 {
        let inner = ("chart/charts/chart.tgz", EntryType::Regular, &*doll);
        doll = pack(&[chart, inner])?;
    }
    let zeros = header("chart/zeros", EntryType::Regular, 400 << 20);
    // A valid header that says that a name of this length follows.
    let long_name = header("././@LongLink", EntryType::GNULongName, 600 << 20);
    let in_itself = gzip(&swollen("chart", &zeros, 400)?)?;
    Ok(vec![
        archive_attack("bomb", Ending::Fails, swollen("chart", &zeros, 400)?),
        archive_attack("many-files", Ending::Bounded, pack(&many)?),
        archive_attack("nested-bombs", Ending::Fails, pack(&nested)?),
        archive_attack("nested-deep", Ending::Fails, doll),
        archive_attack("gzip-in-gzip", Ending::Fails, in_itself),
        archive_attack(
            "endless-name",
            Ending::Fails,
            swollen("chart", &long_name, 600)?,
        ),
    ])
}

/// A chart with one more member of so many megabytes of zeros, in as many gzip members as megabytes.
fn swollen(name: &str, last: &Header, megabytes: usize) -> Result<Vec<u8>> {
    let metadata = format!("apiVersion: v2\nname: {name}\nversion: 0.1.0\n");
    let path = format!("{name}/Chart.yaml");
    let first = header(&path, EntryType::Regular, metadata.len() as u64);
    let mut start = first.as_bytes().to_vec();
    start.extend_from_slice(metadata.as_bytes());
    start.resize(1024, 0);
    start.extend_from_slice(last.as_bytes());
    let mut archive = gzip(&start)?;
    let megabyte = gzip(&vec![0; 1 << 20])?;
    for _ in 0..megabytes {
        archive.extend_from_slice(&megabyte);
    }
    archive.extend_from_slice(&gzip(&[0; 1024])?);
    Ok(archive)
}

fn pack(members: &[Member<'_>]) -> Result<Vec<u8>> {
    let mut builder = Builder::new(GzEncoder::new(Vec::new(), Compression::default()));
    for (name, kind, data) in members {
        let mut header = header(name, *kind, data.len() as u64);
        if *kind == EntryType::Regular {
            builder.append(&header, *data)?;
        } else {
            header.set_size(0);
            header.set_link_name_literal("../../../evil-target")?;
            header.set_cksum();
            builder.append(&header, io::empty())?;
        }
    }
    Ok(builder.into_inner()?.finish()?)
}

/// A header whose name is taken as it is.
fn header(name: &str, kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
    header.set_entry_type(kind);
    header.set_mode(0o644);
    header.set_size(size);
    header.set_cksum();
    header
}

fn raw(header: &Header, data: &[u8]) -> Vec<u8> {
    let mut bytes = header.as_bytes().to_vec();
    bytes.extend_from_slice(data);
    bytes.resize(4096, 0);
    bytes
}

fn gzip(data: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(data)?;
    Ok(encoder.finish()?)
}
