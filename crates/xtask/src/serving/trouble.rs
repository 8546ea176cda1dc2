//! A bucket that fails, lags, hangs or cuts off, and a disk that is full.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result};
use fs_err as fs;

use super::check;
use super::http::ask;
use super::minio::Minio;
use super::model::{Model, Wanted};
use super::package::Package;
use super::registry::pull;
use super::server::{Place, Server};
use crate::process::now;
use crate::scratch::Scratch;
use crate::workspace::Workspace;

const CHART: &str = "web";
/// How long any answer may take while the bucket does harm.
const BOUND: Duration = Duration::from_secs(40);
/// How long an index or a probe may take: what is known stays served.
const STEADY: Duration = Duration::from_secs(3);

/// What is done to connections to the bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Harm {
    /// Nothing.
    None,
    /// They are closed at once.
    Refuse,
    /// Every request is answered by 503.
    Busy,
    /// Answers come 300 ms late.
    Lag,
    /// Nothing comes back.
    Hang,
    /// Requests arrive, but their answers are cut off.
    Cut,
}

const HARMS: [Harm; 5] = [Harm::Refuse, Harm::Busy, Harm::Lag, Harm::Hang, Harm::Cut];

/// Does all harm; answers with how many checks failed.
pub(super) fn trouble(workspace: &Workspace, program: &Path) -> Result<usize> {
    let mut wrong = 0;
    let scratch = Scratch::new()?;
    let minio = Minio::start(workspace, scratch.path())?;
    let harm = Arc::new(AtomicU8::new(0));
    let proxy = forward(&minio.host, &harm)?;
    let place = |host: &str, spool: &str| Place::Bucket {
        host: host.to_owned(),
        prefix: "trouble".to_owned(),
        spool: scratch.work().join(spool),
    };
    let server = Server::start(program, &place(&proxy, "behind"), &[])?;
    let mut model = Model {
        chart: CHART,
        versions: std::collections::BTreeMap::new(),
    };
    for (n, kind) in HARMS.into_iter().enumerate() {
        // Without harm there is something to read and to delete.
        for part in 0..2 {
            let package = Package::new(CHART, &format!("{n}.0.{part}"), "x")?;
            let answer = ask(&server.host, "POST", "/api/charts", &package.bytes);
            let kept = answer.is_some_and(|answer| answer.status == 201);
            check(
                &mut wrong,
                kept,
                &format!("before {kind:?}: an upload is kept"),
            );
            let wanted = Wanted::There(package.digest());
            model.versions.insert(package.version.clone(), wanted);
        }
        harm.store(code(kind), Ordering::Release);
        under_harm(&mut wrong, &server.host, (n, kind), &mut model)?;
        harm.store(code(Harm::None), Ordering::Release);
        settles(
            &mut wrong,
            &server.host,
            &mut model,
            &format!("after {kind:?}"),
        )?;
    }
    let fresh = Server::start(program, &place(&minio.host, "fresh"), &[])?;
    settles(&mut wrong, &fresh.host, &mut model, "on a server beside it")?;
    full_disk(&mut wrong, program, scratch.path())?;
    Ok(wrong)
}

/// What a server does while its bucket does harm: probes and the index go on, changes are refused or kept.
fn under_harm(
    wrong: &mut usize,
    host: &str,
    (n, kind): (usize, Harm),
    model: &mut Model,
) -> Result<()> {
    for path in [
        "/livez",
        "/readyz",
        "/index.yaml",
        &format!("/api/charts/{CHART}"),
    ] {
        let begin = now();
        let status = ask(host, "GET", path, b"").map(|answer| answer.status);
        let took = begin.elapsed();
        let text = format!(
            "{kind:?}: {path} is {status:?} after {} ms",
            took.as_millis()
        );
        check(wrong, status == Some(200) && took <= STEADY, &text);
    }
    let package = Package::new(CHART, &format!("{n}.1.0"), "x")?;
    let upload = ask(host, "POST", "/api/charts", &package.bytes);
    let upload_took = upload.as_ref().map(|answer| answer.took);
    let upload = upload.map(|answer| answer.status);
    let wanted = match upload {
        Some(201) => Wanted::There(package.digest()),
        _ => Wanted::Either(package.digest()),
    };
    model.versions.insert(package.version, wanted);
    let said =
        matches!(upload, Some(201 | 500..=599)) && upload_took.is_some_and(|took| took <= BOUND);
    check(
        wrong,
        said,
        &format!("{kind:?}: an upload is {upload:?} after {upload_took:?}"),
    );
    let gone = format!("{n}.0.1");
    let deletion = ask(host, "DELETE", &format!("/api/charts/{CHART}/{gone}"), b"");
    let deletion = deletion.map(|answer| answer.status);
    if let Some(Wanted::There(bytes)) = model.versions.get(&gone).cloned() {
        let wanted = match deletion {
            Some(200) => Wanted::Gone,
            _ => Wanted::Either(bytes),
        };
        model.versions.insert(gone, wanted);
    }
    check(
        wrong,
        matches!(deletion, Some(200 | 500..=599)),
        &format!("{kind:?}: a delete is {deletion:?}"),
    );
    Ok(())
}

/// Waits until everything that was answered is there and the rest is whole.
fn settles(wrong: &mut usize, host: &str, model: &mut Model, what: &str) -> Result<()> {
    let begin = now();
    loop {
        let mut tried = model.clone();
        let problems = tried.compare(host);
        let late = begin.elapsed() > Duration::from_secs(20);
        if let Some(problems) = problems.filter(|problems| problems.is_empty() || late) {
            let text = format!(
                "{what}: all that was answered is there, the rest is whole, after {} ms",
                begin.elapsed().as_millis()
            );
            check(wrong, problems.is_empty(), &text);
            for problem in problems.iter().take(5) {
                println!("     {problem}");
            }
            *model = tried;
            return Ok(());
        }
        if begin.elapsed() > Duration::from_mins(1) {
            anyhow::bail!("{what}: the server does not answer");
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}

fn code(harm: Harm) -> u8 {
    HARMS
        .iter()
        .position(|known| *known == harm)
        .map_or(0, |at| u8::try_from(at + 1).unwrap_or(0))
}

fn harm_of(code: u8) -> Harm {
    match code {
        0 => Harm::None,
        code => HARMS[usize::from(code) - 1],
    }
}

/// Listens on loopback and hands every connection on, with the harm of the moment.
fn forward(to: &str, harm: &Arc<AtomicU8>) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?.to_string();
    let (to, harm) = (to.to_owned(), Arc::clone(harm));
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Ok(bucket) = TcpStream::connect(&to) else {
                continue;
            };
            let (Ok(reader), Ok(writer)) = (client.try_clone(), bucket.try_clone()) else {
                continue;
            };
            let to_bucket = Arc::clone(&harm);
            let to_client = Arc::clone(&harm);
            std::thread::spawn(move || pump(reader, writer, &to_bucket, false));
            std::thread::spawn(move || pump(bucket, client, &to_client, true));
        }
    });
    Ok(address)
}

/// Copies one direction of a connection.
fn pump(mut from: TcpStream, mut to: TcpStream, harm: &AtomicU8, answers: bool) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        match (harm_of(harm.load(Ordering::Acquire)), answers) {
            (Harm::Refuse, _) | (Harm::Cut, true) => break,
            (Harm::Busy, false) => {
                let busy =
                    b"HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
                drop(from.write_all(busy));
                break;
            }
            (Harm::Lag, true) => std::thread::sleep(Duration::from_millis(300)),
            // What is read now comes nowhere, until the other side gives up.
            (Harm::Hang, _) => continue,
            _ => {}
        }
        if to.write_all(&buffer[..count]).is_err() {
            break;
        }
    }
    drop(from.shutdown(Shutdown::Both));
    drop(to.shutdown(Shutdown::Both));
}

/// A folder on a small file system that fills up. Needs the right to mount one.
fn full_disk(wrong: &mut usize, program: &Path, scratch: &Path) -> Result<()> {
    let folder = scratch.join("small");
    fs::create_dir_all(&folder)?;
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"])
        .arg(&folder)
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        println!("skipped: a full disk needs the right to mount one");
        return Ok(());
    }
    let charts = folder.join("charts");
    let result = fill(wrong, program, &charts).and_then(|()| {
        let sealed = Command::new("mount")
            .args(["-o", "remount,ro"])
            .arg(&folder)
            .status()
            .is_ok_and(|status| status.success());
        if sealed {
            only_read(wrong, program, &charts)
        } else {
            println!("skipped: a file system that is read-only needs the right to mount one so");
            Ok(())
        }
    });
    Command::new("umount")
        .arg(&folder)
        .status()
        .context("failed to run umount")?;
    result
}

fn fill(wrong: &mut usize, program: &Path, folder: &Path) -> Result<()> {
    let place = Place::Folder(folder.to_owned());
    let server = Server::start(program, &place, &[])?;
    let mut model = Model {
        chart: CHART,
        versions: std::collections::BTreeMap::new(),
    };
    let mut refused = 0;
    for n in 0..40 {
        let mut package = Package::new(CHART, &format!("0.1.{n}"), "x")?;
        // What follows the end of the archive is part of the package.
        package.bytes.resize(120 << 10, 0);
        let answer = ask(&server.host, "POST", "/api/charts", &package.bytes);
        let status = answer.map(|answer| answer.status);
        let wanted = match status {
            Some(201) => Wanted::There(package.digest()),
            Some(500..=599) => Wanted::Gone,
            _ => Wanted::Either(package.digest()),
        };
        refused += usize::from(wanted == Wanted::Gone);
        model.versions.insert(package.version, wanted);
    }
    check(
        wrong,
        refused > 0,
        &format!("full disk: {refused} of 40 uploads refused"),
    );
    // Reading needs no room, whatever protocol it is by.
    settles(wrong, &server.host, &mut model, "full disk, nothing freed")?;
    let kept = |(version, wanted): (&String, &Wanted)| {
        matches!(wanted, Wanted::There(_)).then(|| version.clone())
    };
    let victims: Vec<String> = model.versions.iter().filter_map(kept).take(4).collect();
    for victim in victims {
        let path = format!("/api/charts/{CHART}/{victim}");
        let deleted = ask(&server.host, "DELETE", &path, b"").map(|answer| answer.status);
        let text = format!("full disk: a delete is {deleted:?}");
        check(wrong, deleted == Some(200), &text);
        model.versions.insert(victim, Wanted::Gone);
    }
    settles(wrong, &server.host, &mut model, "full disk")?;
    drop(server);
    let again = Server::start(program, &place, &[])?;
    settles(wrong, &again.host, &mut model, "full disk, after a restart")
}

/// A server on a folder that takes nothing: everything can be read, nothing can be changed.
fn only_read(wrong: &mut usize, program: &Path, folder: &Path) -> Result<()> {
    let server = Server::start(program, &Place::Folder(folder.to_owned()), &[])?;
    let list = ask(&server.host, "GET", &format!("/api/charts/{CHART}"), b"").context("a list")?;
    let list: serde_json::Value = serde_json::from_slice(&list.body)?;
    let mut pulled = 0;
    for version in list.as_array().into_iter().flatten() {
        let (version, digest) = (version["version"].as_str(), version["digest"].as_str());
        let bytes = version.and_then(|version| pull(&server.host, CHART, version)?.0);
        let same = bytes.map(|bytes| super::package::digest(&bytes));
        pulled += usize::from(same.as_deref() == digest && digest.is_some());
    }
    let text = format!("read-only folder: {pulled} versions pulled");
    check(
        wrong,
        pulled > 0 && list.as_array().map(Vec::len) == Some(pulled),
        &text,
    );
    let package = Package::new(CHART, "9.9.9", "x")?;
    for (method, path, body) in [
        ("POST", "/api/charts".to_owned(), &*package.bytes),
        ("DELETE", format!("/api/charts/{CHART}/0.1.9"), b""),
    ] {
        let status = ask(&server.host, method, &path, body).map(|answer| answer.status);
        let text = format!("read-only folder: {method} is {status:?}");
        check(wrong, matches!(status, Some(500..=599)), &text);
    }
    for path in ["/livez", "/readyz", "/index.yaml"] {
        let status = ask(&server.host, "GET", path, b"").map(|answer| answer.status);
        check(
            wrong,
            status == Some(200),
            &format!("read-only folder: {path} is {status:?}"),
        );
    }
    Ok(())
}
