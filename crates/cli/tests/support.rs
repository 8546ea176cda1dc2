//! A hermetic run of the program.

use std::path::{Path, PathBuf};

use steersman_cli::{Environment, run};

/// What a run did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Output {
    pub(crate) code: u8,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// An environment for runs: a home that does not exist unless a test makes it, and no variables but the given ones.
pub(crate) struct TestContext {
    variables: Vec<(String, String)>,
}

impl TestContext {
    /// With `/home/user` as the home.
    pub(crate) fn new() -> Self {
        Self {
            variables: vec![("HOME".into(), "/home/user".into())],
        }
    }

    /// With one more variable.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Runs a command line; its first word is `helm` or `steer`, words are separated by spaces.
    pub(crate) fn run(&self, command: &str) -> Output {
        let words: Vec<_> = command.split(' ').collect();
        self.run_words(&words)
    }

    /// Runs a command line of these words.
    pub(crate) fn run_words(&self, words: &[&str]) -> Output {
        let (program, arguments) = words.split_first().expect("a command line");
        let environment = Environment::new(program, self.variables.clone());
        let arguments: Vec<_> = arguments.iter().map(|word| (*word).to_owned()).collect();
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        let code = run(
            &arguments,
            &environment,
            Box::new(&mut stdout),
            Box::new(&mut stderr),
        );
        Output {
            code,
            stdout: String::from_utf8(stdout).expect("text"),
            stderr: String::from_utf8(stderr).expect("text"),
        }
    }
}

/// A folder of this crate's tests.
pub(crate) fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name)
}
