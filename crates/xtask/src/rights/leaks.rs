use std::ffi::OsString;
use std::path::Path;

use anyhow::Result;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fs_err as fs;

use super::run::has_command;
use crate::live::Arena;
use crate::process::Job;

/// What nobody may be told, by where it comes from.
const MARKS: [(&str, &str); 8] = [
    ("a value", "MARKvalue7d1f"),
    ("a values file", "MARKfile52ac"),
    ("a value from a file", "MARKsetfile9be0"),
    ("a token of a flag", "MARKtokenflag31"),
    ("a token of a kubeconfig", "MARKtokenfile48"),
    ("a token of a plugin", "MARKplugin60cd"),
    ("a password of a database", "MARKsql83fe"),
    ("a password of a proxy", "MARKproxy17aa"),
];

/// Objects that hold secrets, and mistakes that can be asked for.
const TEMPLATE: &str = r#"apiVersion: v1
kind: Secret
metadata: {name: {{ .Release.Name }}}
type: {{ .Values.type }}
stringData:
  one: {{ .Values.one }}
  two: {{ .Values.two }}
data:
  three: {{ .Values.three | b64enc }}
{{- if eq .Values.mistake "yaml" }}
  broken: [{{ .Values.one }}
{{- else if eq .Values.mistake "key" }}
  one: {{ .Values.one }}: {{ .Values.two }}
{{- else if eq .Values.mistake "data" }}
  four: "{{ .Values.one }}!"
{{- else if eq .Values.mistake "template" }}
  four: {{ .Values.one.two }}
{{- else if eq .Values.mistake "call" }}
  four: {{ index .Values.one "x" | quote }}
{{- else if eq .Values.mistake "field" }}
unknown: {{ .Values.one }}
{{- else if eq .Values.mistake "type" }}
  four: {a: {{ .Values.one }}}
{{- end }}
"#;

/// Runs commands that know secrets, most of them failing, and looks for these in all that is said.
pub(super) fn leaks(arena: &Arena) -> Result<Vec<String>> {
    let folder = arena.work();
    write_chart(&folder)?;
    let mut runs = Runs {
        arena,
        searched: 0,
        problems: Vec::new(),
    };
    let values = "--set one=MARKvalue7d1f -f values.yaml --set-file three=three.txt --debug";
    let admin = arena.admin();
    runs.run(
        &admin,
        &format!("install web secrets {values}"),
        Stdout::MayShow,
    )?;
    for mistake in ["yaml", "key", "data", "template", "call", "field", "type"] {
        let words = format!("upgrade web secrets {values} --set mistake={mistake}");
        runs.run(&admin, &words, Stdout::MayShow)?;
        let words = format!("install other secrets {values} --set mistake={mistake}");
        runs.run(&admin, &words, Stdout::MayShow)?;
        runs.run(
            &admin,
            &format!("lint secrets {values} --set mistake={mistake}"),
            Stdout::Searched,
        )?;
    }
    // The type of a Secret cannot be changed.
    let words = format!("upgrade web secrets {values} --set type=example.com/other");
    runs.run(&admin, &words, Stdout::MayShow)?;
    runs.run(
        &admin,
        &format!("{words} --rollback-on-failure"),
        Stdout::MayShow,
    )?;
    runs.run(
        &admin,
        &format!("{words} --server-side=false"),
        Stdout::MayShow,
    )?;
    if has_command(arena, "plan")? {
        for more in [
            "",
            " -o json",
            " --set type=example.com/other",
            " --set mistake=data",
        ] {
            let words =
                format!("plan upgrade web secrets {values} --set one=MARKvalue7d1f-2{more}");
            runs.run(&admin, &words, Stdout::Searched)?;
        }
    }
    for words in [
        "list --debug",
        "history web --debug",
        "status web --debug",
        "rollback web 1 --debug",
    ] {
        runs.run(&admin, words, Stdout::Searched)?;
    }
    for words in [
        "get values web --debug",
        "get manifest web --debug",
        "get all web --debug",
        "status web -o json",
        "test web --debug",
    ] {
        runs.run(&admin, words, Stdout::MayShow)?;
    }
    runs.run(&admin, "uninstall web --debug", Stdout::Searched)?;
    credentials(&mut runs)?;
    println!(
        "secrets: {} outputs of {} secrets searched",
        runs.searched,
        MARKS.len()
    );
    Ok(runs.problems)
}

/// Tokens and passwords that are wrong, so that there is much to say.
fn credentials(runs: &mut Runs<'_>) -> Result<()> {
    let folder = runs.arena.work();
    let own = fs::read_to_string(runs.arena.admin())?;
    let (head, _) = own.split_once("users:").unwrap_or_default();
    let (_, tail) = own.split_once("contexts:").unwrap_or_default();
    let plugin = r#"{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never, args: [-c, 'echo "{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"MARKplugin60cd\"}}"']}}"#;
    let broken = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Never, env: [{name: SECRET, value: MARKplugin60cd}], args: [-c, 'echo MARKplugin60cd; exit 1']}}";
    let users = [
        ("none", "{}", " --kube-token MARKtokenflag31"),
        ("token", "{token: MARKtokenfile48}", ""),
        ("basic", "{username: user, password: MARKtokenfile48}", ""),
        ("plugin", plugin, ""),
        ("broken", broken, ""),
    ];
    for (name, user, more) in users {
        let kubeconfig = folder.join(format!("{name}.kubeconfig"));
        fs::write(
            &kubeconfig,
            format!("{head}users:\n- name: admin\n  user: {user}\ncontexts:{tail}"),
        )?;
        for words in [
            "install x chart --debug",
            "list --debug",
            "status x --debug",
            "uninstall x --debug",
        ] {
            runs.run(&kubeconfig, &format!("{words}{more}"), Stdout::Searched)?;
        }
    }
    let admin = runs.arena.admin();
    let surroundings = [
        [
            ("HELM_DRIVER", "sql"),
            (
                "HELM_DRIVER_SQL_CONNECTION_STRING",
                "postgres://user:MARKsql83fe@127.0.0.1:1/db?sslmode=disable",
            ),
        ],
        [
            ("HELM_DRIVER", "sql"),
            (
                "HELM_DRIVER_SQL_CONNECTION_STRING",
                "user=me password=MARKsql83fe host=127.0.0.1 port=one",
            ),
        ],
        [
            ("HTTPS_PROXY", "http://user:MARKproxy17aa@127.0.0.1:1"),
            ("NO_PROXY", "example.com"),
        ],
    ];
    for variables in surroundings {
        for words in ["install x chart --debug", "list --debug", "env"] {
            let extra = variables.map(|(name, value)| (name.to_owned(), OsString::from(value)));
            runs.run_with(&admin, words, Stdout::Searched, &extra)?;
        }
    }
    Ok(())
}

/// Whether standard output may show values, as it does in Helm: of commands that are asked for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stdout {
    Searched,
    MayShow,
}

struct Runs<'a> {
    arena: &'a Arena,
    searched: usize,
    problems: Vec<String>,
}

impl Runs<'_> {
    fn run(&mut self, kubeconfig: &Path, words: &str, stdout: Stdout) -> Result<()> {
        self.run_with(kubeconfig, words, stdout, &[])
    }

    fn run_with(
        &mut self,
        kubeconfig: &Path,
        words: &str,
        stdout: Stdout,
        extra: &[(String, OsString)],
    ) -> Result<()> {
        let mut environment = self.arena.environment(kubeconfig);
        environment.extend_from_slice(extra);
        let finished = Job::new(&self.arena.program, self.arena.work())
            .arguments(
                words
                    .split(' ')
                    .chain(["--namespace", &self.arena.namespace]),
            )
            .environment(&environment)
            .run()?;
        self.search(words, "standard error", &finished.stderr);
        if stdout == Stdout::Searched {
            self.search(words, "standard output", &finished.stdout);
        }
        Ok(())
    }

    fn search(&mut self, words: &str, stream: &str, bytes: &[u8]) {
        self.searched += 1;
        let text = String::from_utf8_lossy(bytes);
        for (what, mark) in MARKS {
            let encoded = STANDARD.encode(mark);
            // The end of the encoding depends on what follows.
            let start = encoded.trim_end_matches('=');
            let start = &start[..start.len() - 1];
            let line = text
                .lines()
                .find(|line| line.contains(mark) || line.contains(start));
            if let Some(line) = line {
                self.problems
                    .push(format!("{words}: {what} in {stream}: {line}"));
            }
        }
    }
}

fn write_chart(folder: &Path) -> Result<()> {
    let chart = folder.join("secrets");
    fs::create_dir_all(chart.join("templates"))?;
    fs::write(
        chart.join("Chart.yaml"),
        "apiVersion: v2\nname: secrets\nversion: 0.1.0\n",
    )?;
    fs::write(
        chart.join("values.yaml"),
        "type: Opaque\nmistake: none\none: a\ntwo: b\nthree: c\n",
    )?;
    fs::write(chart.join("templates/secret.yaml"), TEMPLATE)?;
    fs::write(folder.join("values.yaml"), "two: MARKfile52ac\n")?;
    fs::write(folder.join("three.txt"), "MARKsetfile9be0")?;
    Ok(())
}
