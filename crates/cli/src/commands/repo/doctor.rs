//! `repo doctor`: what stands between this machine and a repository.

use steersman_repo::{Access, examine, load_repositories};

use crate::command::{Command, Flag, Invocation, Operands, quote};
use crate::context::Context;
use crate::error::CliError;
use crate::sources::{getters, places};

use super::command::complete_names;

const LONG: &str = "
Goes the way to a chart repository step by step and says what each step found and
how long it took: proxy, name, connection, encryption, answer, format. Where mirror
rules speak of the repository, it says which mirror was taken.

    $ {program} repo doctor private
    $ {program} repo doctor https://charts.example.com --ca-file ca.pem
";

#[rustfmt::skip]
const FLAGS: &[Flag] = &[
    Flag::text("ca-file", "verify certificates of HTTPS-enabled servers using this CA bundle"),
    Flag::text("cert-file", "identify HTTPS client using this SSL certificate file"),
    Flag::switch("insecure-skip-tls-verify", "skip tls certificate checks for the repository"),
    Flag::text("key-file", "identify HTTPS client using this SSL key file"),
    Flag::text("password", "chart repository password"),
    Flag::text("username", "chart repository username"),
];

pub(super) static COMMAND: Command = Command {
    flags: &[FLAGS],
    operands: Operands::Exactly(1),
    complete: Some(complete_names),
    run: Some(run),
    own: true,
    ..Command::new(
        "doctor [NAME | URL]",
        "find out why a chart repository cannot be used",
        LONG,
    )
};

fn run(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let flags = &invocation.flags;
    let wanted = &invocation.operands()[0];
    let access = if wanted.contains("://") {
        Access {
            base: wanted.clone(),
            username: flags.text("username").into(),
            password: flags.text("password").into(),
            ca_file: flags.text("ca-file").into(),
            cert_file: flags.text("cert-file").into(),
            key_file: flags.text("key-file").into(),
            insecure_skip_tls_verify: flags.switch("insecure-skip-tls-verify"),
            ..Access::default()
        }
    } else {
        let configured = load_repositories(&places(context.settings).config).unwrap_or_default();
        let known = configured
            .repositories
            .iter()
            .find(|known| known.name == *wanted);
        let missing = || CliError::new(format!("no repository is named {}", quote(wanted)));
        Access::of(known.ok_or_else(missing)?)
    };
    let findings = examine(&access, &getters(context));
    for finding in &findings {
        let (mark, said) = match &finding.outcome {
            Ok(said) => ("ok", said),
            Err(trouble) if finding.is_passed_over => ("next", &trouble.message),
            Err(trouble) => ("FAILED", &trouble.message),
        };
        let time = finding.time.as_millis();
        let line = format!("{:<12}{mark:<8}{time:>6} ms  {said}\n", finding.step);
        context.printer.data(line)?;
    }
    let trouble = findings
        .into_iter()
        .filter(|finding| !finding.is_passed_over)
        .find_map(|finding| finding.outcome.err());
    match trouble {
        None => Ok(()),
        Some(trouble) => {
            let error = CliError::new(format!("{} cannot be used", quote(wanted)));
            Err(trouble.hint.into_iter().fold(error, CliError::hint))
        }
    }
}
