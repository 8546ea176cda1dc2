//! The completion scripts in the shells they are for, where those are installed.

use std::path::Path;
use std::process::Command;

/// What a shell prints for a script, or nothing when there is no such shell.
fn shell(name: &str, arguments: &[&str], script: &str) -> Option<String> {
    let home = tempfile::tempdir().expect("a folder can be made");
    fs_err::write(home.path().join("values.yaml"), "a: 1\n").expect("it is there");
    let bin = Path::new(env!("CARGO_BIN_EXE_steer"))
        .parent()
        .expect("a program lies in a folder");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
    let output = Command::new(name)
        .args(arguments)
        .arg(script)
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path())
        .current_dir(home.path())
        .output();
    let Ok(output) = output else {
        println!("skipped: there is no {name}");
        return None;
    };
    let text = [output.stdout, output.stderr].concat();
    Some(String::from_utf8(text).expect("text"))
}

#[test]
fn fish_completes() {
    for (typed, expected) in [
        ("steer templ", "template\tlocally render templates\n"),
        (
            "steer template --output-d",
            "--output-dir\twrites the executed templates to files in output-dir instead of stdout\n",
        ),
        ("steer template --color=a", "--color=auto\n--color=always\n"),
        ("steer env HELM_KUBETO", "HELM_KUBETOKEN\n"),
        ("steer template -f v", "values.yaml\n"),
        ("steer version ", ""),
    ] {
        let script = format!("steer completion fish | source; complete -C {typed:?}");
        let Some(found) = shell("fish", &["-N", "-c"], &script) else {
            return;
        };
        assert_eq!(found, expected, "{typed}");
    }
}

#[test]
fn bash_completes() {
    for (line, expected) in [
        ("steer templ", "template "),
        ("steer template --output-d", "--output-dir "),
        ("steer env HELM_KUBETO", "HELM_KUBETOKEN "),
    ] {
        let words: Vec<_> = line.split(' ').collect();
        let script = format!(
            "source <(steer completion bash); COMP_WORDS=({line}); COMP_CWORD={}; COMP_LINE='{line}'; \
             COMP_POINT=${{#COMP_LINE}}; COMP_TYPE=9; __start_steer 2>/dev/null; printf '%s' \"${{COMPREPLY[@]}}\"",
            words.len() - 1
        );
        let Some(found) = shell("bash", &["--norc", "-c"], &script) else {
            return;
        };
        assert_eq!(found.trim_end(), expected.trim_end(), "{line}");
    }
}

#[test]
fn zsh_reads_the_script() {
    let script = "autoload -Uz compinit && compinit -u -D; source <(steer completion zsh); print -- $_comps[steer]";
    if let Some(found) = shell("zsh", &["-f", "-c"], script) {
        assert_eq!(found, "_steer\n");
    }
}
