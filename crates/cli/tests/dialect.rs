//! Releases read as Helm 3 says them, beside what real Helm 3 says where it is there.

use std::path::PathBuf;

use serde_json::Value;

use crate::bed::{Bed, output};
use crate::support::Output;

/// Real Helm 3.22: in the folder that `STEER_ORACLE` names, or in the cache of `cargo xtask oracle`.
fn helm_3() -> Option<PathBuf> {
    let folder = std::env::var_os("STEER_ORACLE").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let cache = home.map(|home| home.join(".cache/steersman/helm"));
    let folders = folder.into_iter().chain(cache);
    let mut programs = folders.map(|folder| folder.join("v3.22.0/helm"));
    let found = programs.find(|program| program.is_file());
    if found.is_none() {
        println!("skipped: no Helm 3.22; `cargo xtask oracle v3.22.0` builds it");
    }
    found
}

/// Tables have as many spaces as their widest cells need.
fn plain(output: Output) -> (u8, Value, String) {
    let stdout = serde_json::from_str(&output.stdout).unwrap_or(Value::String(output.stdout));
    (output.code, stdout, output.stderr)
}

#[test]
fn releases_are_read_as_helm_3_reads_them() {
    let (Some(bed), Some(helm)) = (Bed::new("helm-3"), helm_3()) else {
        return;
    };
    bed.succeed("install good chart --no-hooks --description first");
    bed.fail("install bad chart --no-hooks --set image= --set color=");
    bed.succeed("install gone chart --no-hooks");
    bed.succeed("uninstall gone --no-hooks --keep-history");
    let commands = [
        "list -a",
        "list -a -o json",
        "list -q",
        "list --uninstalled -o yaml",
        "status good -o json",
        "status good",
        "status bad -o json",
        "history good -o json",
        "history gone",
        "get metadata good -o json",
        "get values good --all -o yaml",
    ];
    for words in commands {
        let mut own = bed.command(words);
        own.env("STEER_HELM_COMPAT", "3.22");
        let mut real = bed.command_of(&helm, words);
        let own = plain(output(own.output().expect("it runs")));
        let real = plain(output(real.output().expect("it runs")));
        assert_eq!(own, real, "{words}");
    }
}
