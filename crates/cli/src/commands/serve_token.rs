//! `serve token`: the tokens of a chart repository.

use std::path::PathBuf;

use steersman_chart::Modified;
use steersman_server::{
    ServerError, TokenAction, issue_token, parse_seconds, read_tokens, write_tokens,
};

use crate::command::{Command, Flag, FlagKind, Invocation, Operands};
use crate::context::Context;
use crate::error::CliError;
use crate::time::now;

const LONG: &str = "
Gives out tokens for `serve --tokens-file`, lists them, and takes them back. The file
holds digests only: a token is shown once, when it is made. A server sees a change of
the file with the next request.
";

const FILE: Flag = Flag::text("tokens-file", "the file of tokens").or("tokens.json");

pub(super) static COMMAND: Command = Command {
    operands: Operands::None,
    children: &[&ISSUE, &LIST, &REVOKE],
    own: true,
    ..Command::new("token", "tokens of a chart repository", LONG)
};

#[rustfmt::skip]
const ISSUE_FLAGS: &[Flag] = &[
    Flag::new("allow", FlagKind::Strings, "what the token allows (pull, push, admin; default pull)"),
    Flag::text("expires-in", "how long the token is good, such as 12h or 30d (default for ever)"),
    Flag::new("repo", FlagKind::Strings, "patterns of the repositories it is for, such as team/* (default all)"),
    FILE,
];

static ISSUE: Command = Command {
    flags: &[ISSUE_FLAGS],
    operands: Operands::Exactly(1),
    run: Some(issue),
    ..Command::new(
        "issue NAME",
        "make a token and print it",
        "\nMakes a token, keeps its digest in the file, and prints the token.\n",
    )
};

static LIST: Command = Command {
    flags: &[&[FILE]],
    operands: Operands::None,
    run: Some(list),
    ..Command::new(
        "list",
        "list the tokens",
        "\nLists the names of the tokens and what they allow.\n",
    )
};

static REVOKE: Command = Command {
    flags: &[&[FILE]],
    operands: Operands::Exactly(1),
    run: Some(revoke),
    ..Command::new(
        "revoke NAME",
        "take a token back",
        "\nTakes a token out of the file: from then on it allows nothing.\n",
    )
};

fn failed(error: &ServerError) -> CliError {
    CliError::from_error(error)
}

fn file_of(invocation: &Invocation) -> PathBuf {
    invocation.flags.text("tokens-file").into()
}

fn issue(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let name = &invocation.operands()[0];
    let path = file_of(invocation);
    let mut tokens = read_tokens(&path).map_err(|error| failed(&error))?;
    if tokens.iter().any(|token| token.name == *name) {
        let error = CliError::new(format!("there is a token {name:?} already"));
        return Err(error.hint("revoke it first, or choose another name"));
    }
    let mut repos = invocation.flags.list("repo").to_vec();
    if repos.is_empty() {
        repos.push("**".to_owned());
    }
    let actions = actions_of(invocation.flags.list("allow"))?;
    let expires = match invocation.flags.text_given("expires-in") {
        None => None,
        Some(text) => Some(expiry(text)?),
    };
    let (token, record) = issue_token(name, repos, actions, expires);
    tokens.push(record);
    write_tokens(&path, tokens).map_err(|error| failed(&error))?;
    context.printer.data(format!("{token}\n"))
}

fn expiry(text: &str) -> Result<Modified, CliError> {
    let seconds = parse_seconds(text).and_then(|seconds| i64::try_from(seconds).ok());
    let end = seconds.and_then(|seconds| now().seconds.checked_add(seconds));
    let wrong = || {
        CliError::new(format!(
            "expires-in: {text:?} is no time such as 12h or 30d"
        ))
    };
    Ok(Modified::from_seconds(end.ok_or_else(wrong)?))
}

fn actions_of(words: &[String]) -> Result<Vec<TokenAction>, CliError> {
    if words.is_empty() {
        return Ok(vec![TokenAction::Pull]);
    }
    let action = |word: &String| match word.as_str() {
        "pull" => Ok(TokenAction::Pull),
        "push" => Ok(TokenAction::Push),
        "admin" => Ok(TokenAction::Admin),
        _ => Err(CliError::new(format!(
            "allow: {word:?} is not pull, push or admin"
        ))),
    };
    words.iter().map(action).collect()
}

fn list(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let tokens = read_tokens(&file_of(invocation)).map_err(|error| failed(&error))?;
    let now = now().seconds;
    let mut out = String::from("NAME\tALLOWS\tREPOSITORIES\tEXPIRES\n");
    for token in tokens {
        let actions: Vec<String> = token
            .actions
            .iter()
            .map(|action| format!("{action:?}").to_lowercase())
            .collect();
        let expires = token.expires.as_deref().unwrap_or("never");
        let expired = if token.is_expired(now) {
            " (expired)"
        } else {
            ""
        };
        let columns = [
            token.name.as_str(),
            "\t",
            &actions.join(","),
            "\t",
            &token.repos.join(","),
            "\t",
            expires,
            expired,
            "\n",
        ];
        out.extend(columns);
    }
    context.printer.data(out)
}

fn revoke(context: &mut Context<'_>, invocation: &Invocation) -> Result<(), CliError> {
    let name = &invocation.operands()[0];
    let path = file_of(invocation);
    let mut tokens = read_tokens(&path).map_err(|error| failed(&error))?;
    let before = tokens.len();
    tokens.retain(|token| token.name != *name);
    if tokens.len() == before {
        return Err(CliError::new(format!("there is no token {name:?}")));
    }
    write_tokens(&path, tokens).map_err(|error| failed(&error))?;
    context.printer.data(format!("token {name:?} revoked\n"))
}
