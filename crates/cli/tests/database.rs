//! Records in a real `PostgreSQL`, by either program.

use std::path::PathBuf;
use std::process::Command;

use steersman_testbed::{Postgres, skip};

use crate::bed::{Bed, output};
use crate::support::Output;

/// Real Helm 4.3: in the folder that `STEER_ORACLE` names, or in the cache of `cargo xtask oracle`.
fn helm_4() -> Option<PathBuf> {
    let folder = std::env::var_os("STEER_ORACLE").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let cache = home.map(|home| home.join(".cache/steersman/helm"));
    let folders = folder.into_iter().chain(cache);
    let mut programs = folders.map(|folder| folder.join("v4.3.1/helm"));
    programs.find(|program| program.is_file())
}

fn server(folder: &tempfile::TempDir) -> Option<Postgres> {
    let server = Postgres::start(folder.path()).expect("a server");
    if server.is_none() {
        skip("no PostgreSQL; Debian's package is `postgresql`");
    }
    server
}

fn run(mut command: Command, connection: &str) -> Output {
    command
        .env("HELM_DRIVER", "sql")
        .env("HELM_DRIVER_SQL_CONNECTION_STRING", connection);
    output(command.output().expect("it runs"))
}

/// What stands for the place of the server in the tables below.
fn fill(text: &str, server: &Postgres) -> String {
    text.replace("PORT", &server.port().to_string())
        .replace("CA", &server.authority().display().to_string())
        .replace("FOLDER", &server.folder().display().to_string())
        .replace("SECRET", Postgres::PASSWORD)
}

/// Connection strings, and what is wrong with each; nothing where `list` lists.
const CONNECTIONS: [(&str, &str); 22] = [
    ("postgres://helm:SECRET@localhost:PORT/postgres", ""),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=disable",
        "",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=allow",
        "",
    ),
    (
        "postgresql://helm:SECRET@localhost:PORT/postgres?sslmode=prefer",
        "",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=verify-full&sslrootcert=CA",
        "",
    ),
    (
        "postgres://helm:SECRET@127.0.0.1:PORT/postgres?sslmode=verify-ca&sslrootcert=CA",
        "",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?search_path=public&application_name=x&connect_timeout=3",
        "",
    ),
    (
        "host=localhost port=PORT user=helm dbname=postgres password='SECRET'",
        "",
    ),
    (
        "host=FOLDER port=PORT user=helm dbname=postgres password=SECRET",
        "",
    ),
    (
        "host=localhost,localhost port=1,PORT user=helm dbname=postgres password=SECRET",
        "",
    ),
    (
        "host=localhost port=PORT user=helm dbname=postgres password=SECRET target_session_attrs=primary",
        "",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=verify-full",
        "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=wrong",
        "pq: wrong value for \\\"sslmode\\\": \\\"wrong\\\" is not supported; supported values are disable, allow, prefer, require, verify-full, or verify-ca",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=verify-ca&sslrootcert=/nosuch",
        "open /nosuch: no such file or directory",
    ),
    (
        "postgres://helm:other@localhost:PORT/postgres",
        "pq: password authentication failed for user \\\"helm\\\" (28P01)",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/nosuchdb",
        "pq: database \\\"nosuchdb\\\" does not exist (3D000)",
    ),
    (
        "postgres://helm:SECRET@localhost:PORT/postgres?nosuchparam=1",
        "pq: unrecognized configuration parameter \\\"nosuchparam\\\" (42704)",
    ),
    (
        "host=localhost port=PORT user=helm password='SECRET",
        "unterminated quoted string literal in connection string",
    ),
    (
        "host=localhost port=abc user=helm",
        "pq: wrong value for \\\"port\\\": strconv.ParseUint: parsing \\\"abc\\\": invalid syntax",
    ),
    (
        "host=localhost port",
        "missing \\\"=\\\" after \\\"port\\\" in connection info string",
    ),
    (
        "host=localhost port=PORT user=helm dbname=postgres password=SECRET sslrootcert=system sslmode=require",
        "pq: weak sslmode \\\"require\\\" may not be used with sslrootcert=system (use \\\"verify-full\\\")",
    ),
    (
        "host=localhost port=PORT user=helm dbname=postgres password=SECRET target_session_attrs=read-only",
        "session is not read-only",
    ),
];

#[test]
fn connections_mean_what_they_mean_to_helm() {
    let Some(bed) = Bed::new("database") else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let Some(server) = server(&folder) else {
        return;
    };
    let helm = helm_4();
    for (connection, problem) in CONNECTIONS {
        let connection = fill(connection, &server);
        let own = run(bed.command("list -q"), &connection);
        let wanted = match problem {
            "" => String::new(),
            text => format!("level=INFO msg=\"unable to instantiate SQL driver: {text}\"\n"),
        };
        assert_eq!(
            (own.stderr.as_str(), own.code),
            (&*wanted, u8::from(!problem.is_empty())),
            "{connection}"
        );
        if let Some(helm) = &helm {
            let real = run(bed.command_of(helm, "list -q"), &connection);
            assert_eq!(own, real, "{connection}");
        }
    }
    let mut command = bed.command("list -q");
    command
        .env("PGPORT", server.port().to_string())
        .env("PGUSER", "helm")
        .env("PGPASSWORD", Postgres::PASSWORD)
        .env("PGDATABASE", "postgres")
        .env("PGSSLMODE", "verify-full")
        .env("PGSSLROOTCERT", server.authority());
    let own = run(command, "");
    assert_eq!((own.code, own.stderr.as_str()), (0, ""));
}

/// Reads both until they are equal: the objects that `status` shows go on changing for a moment, between the one reading
/// and the other.
fn settled(read: impl Fn() -> (Output, Output)) -> (Output, Output) {
    for _ in 0..20 {
        let (ours, theirs) = read();
        if ours == theirs {
            return (ours, theirs);
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    read()
}

#[test]
fn either_program_goes_on_with_what_the_other_wrote() {
    let Some(bed) = Bed::new("sql") else { return };
    let Some(helm) = helm_4() else {
        println!("skipped: no Helm 4.3.1; `cargo xtask oracle` builds it");
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let Some(server) = server(&folder) else {
        return;
    };
    let connection = fill(
        "postgres://helm:SECRET@localhost:PORT/postgres?sslmode=verify-full&sslrootcert=CA",
        &server,
    );
    let own = |words: &str| run(bed.command(words), &connection);
    let real = |words: &str| run(bed.command_of(&helm, words), &connection);
    let runs: [&dyn Fn(&str) -> Output; 2] = [&own, &real];
    for (n, release) in ["one", "two"].into_iter().enumerate() {
        let (first, second) = (runs[n], runs[1 - n]);
        let steps = [
            (
                first,
                format!("install {release} chart --no-hooks --labels team=a"),
            ),
            (
                second,
                format!("upgrade {release} chart --no-hooks --set color=blue"),
            ),
            (first, format!("rollback {release} 1 --no-hooks")),
            (
                second,
                format!("uninstall {release} --no-hooks --keep-history"),
            ),
        ];
        for (run, words) in steps {
            let ended = run(&words);
            assert_eq!(ended.code, 0, "{words}: {ended:?}");
            let commands = [
                "list -o json".to_owned(),
                "list -q -l team=a".to_owned(),
                format!("history {release} -o json"),
                format!("status {release} -o json"),
                format!("get values {release} --all -o json"),
                format!("get metadata {release} -o json"),
            ];
            for read in commands {
                let (ours, theirs) = settled(|| (own(&read), real(&read)));
                assert_eq!(ours, theirs, "{read} after {words}");
            }
        }
        assert_eq!(second(&format!("uninstall {release} --no-hooks")).code, 0);
        let error = first(&format!("history {release}")).stderr;
        assert_eq!(error, "Error: release: not found\n");
    }
    assert!(bed.names("v1", "Secret").is_empty());
}
