use std::io::Write as _;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use fs_err as fs;

use super::check;
use super::site::{Site, said};
use super::tree::{differences, tree};

/// What takes all the room.
const FILLER: &str = "filler";

/// Commands that write, in an order in which each finds what it needs.
const LINES: [&str; 13] = [
    "repo add more URL",
    "repo update",
    "repo remove more",
    "pull main/large",
    "pull main/larger --untar",
    "dependency update umbrella",
    "dependency build other",
    "package umbrella",
    "repo index .",
    "create fresh",
    "template web umbrella --output-dir out",
    "package umbrella -d packed",
    "bundle create umbrella -o all.bundle",
];

/// Runs every command on a file system without room, which has to say so and to change nothing, and then with room. Needs
/// the right to mount one.
pub(super) fn full_disk(wrong: &mut usize, site: &Site, program: &Path) -> Result<()> {
    let home = site.place("small")?;
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=32m", "tmpfs"])
        .arg(&home)
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        println!("skipped: a full disk needs the right to mount one");
        return Ok(());
    }
    let result = furnish(site, &home, program).and_then(|()| {
        for (place, line) in LINES.into_iter().enumerate() {
            // There is something new for whoever looks.
            site.publish(place + 2)?;
            without_room(wrong, site, &home, program, line)?;
        }
        Ok(())
    });
    Command::new("umount")
        .arg(&home)
        .status()
        .context("failed to run umount")?;
    result
}

fn furnish(site: &Site, home: &Path, program: &Path) -> Result<()> {
    for folder in [
        "umbrella/templates",
        "other/templates",
        "plugin",
        "packed",
        "tmp",
    ] {
        fs::create_dir_all(home.join(folder))?;
    }
    for name in ["umbrella", "other"] {
        let head = format!(
            "apiVersion: v2\nname: {name}\nversion: 0.1.0\ndependencies:\n\
             - {{name: small, version: '>0', repository: {url}}}\n\
             - {{name: large, version: 1.0.0, repository: {url}}}\n",
            url = site.url()
        );
        fs::write(home.join(name).join("Chart.yaml"), head)?;
        let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: it}\n";
        fs::write(home.join(name).join("templates/it.yaml"), object)?;
    }
    site.succeed(program, home, "repo add main URL")?;
    site.succeed(program, home, "search repo main")?;
    site.succeed(program, home, "dependency update other")?;
    fs::remove_dir_all(home.join("other/charts"))?;
    Ok(())
}

fn without_room(
    wrong: &mut usize,
    site: &Site,
    home: &Path,
    program: &Path,
    line: &str,
) -> Result<()> {
    fill(&home.join(FILLER))?;
    let before = tree(home, &[FILLER])?;
    let done = site.run(program, home, line)?;
    let after = tree(home, &[FILLER])?;
    fs::remove_file(home.join(FILLER))?;
    // `repo update` tells on standard output what went wrong with which repository.
    let text = said(&done);
    let last = text.lines().last().unwrap_or_default();
    let text = format!("{}{text}", String::from_utf8_lossy(&done.stdout));
    let told = done.exit() == 1 && text.to_lowercase().contains("no space left on device");
    check(wrong, told, &format!("full disk: {line}: {last}"));
    let changed = differences(&before, &after);
    let what = format!("full disk: {line}: nothing changed {}", changed.join(", "));
    check(wrong, changed.is_empty(), what.trim_end());
    let again = site.run(program, home, line)?;
    let what = format!("full disk: {line}: succeeds with room {}", said(&again));
    check(wrong, again.exit() == 0, what.trim_end());
    Ok(())
}

/// Writes until there is no room.
fn fill(path: &Path) -> Result<()> {
    let mut file = fs::File::create(path)?;
    for size in [1 << 16, 1 << 12, 1 << 8, 1] {
        let chunk = vec![0; size];
        while file.write_all(&chunk).is_ok() {}
    }
    Ok(())
}
