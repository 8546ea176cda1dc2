//! The completion protocol and the scripts.

use crate::support::TestContext;

#[test]
fn answers_completion_requests() {
    let context = TestContext::new();
    for (command, expected) in [
        (
            "helm __complete ver",
            "verify\tverify that a chart at the given path has been signed and is valid\nversion\tprint the helm version information\n:4\n",
        ),
        (
            "helm __completeNoDesc completion ",
            "bash\nfish\npowershell\nzsh\n:4\n",
        ),
        (
            "helm __complete version ",
            "_activeHelp_ This command does not take any more arguments (but may accept flags).\n:4\n",
        ),
        (
            "helm __complete version --s",
            "--short\tprint the version number\n:4\n",
        ),
        ("helm __complete version --short --s", ":4\n"),
        (
            "helm __complete version --color=a",
            "never\nauto\nalways\n:4\n",
        ),
        (
            "helm __complete version -- -",
            "_activeHelp_ This command does not take any more arguments (but may accept flags).\n:4\n",
        ),
        ("helm __complete version --namespace ", ":0\n"),
        ("helm __complete version --help ", ":4\n"),
        (
            "helm __complete help comp",
            "completion\tgenerate autocompletion scripts for the specified shell\n:4\n",
        ),
        ("helm __complete foo ", ":0\n"),
    ] {
        let output = context.run(command);
        assert_eq!(
            (output.code, output.stdout.as_str()),
            (0, expected),
            "{command}"
        );
    }
    let output = context.run("helm __complete version --foo ");
    assert_eq!(
        output.stderr,
        "[Debug] [Error] Error while parsing flags from args [--foo]: unknown flag: --foo\n\
         Completion ended with directive: ShellCompDirectiveDefault\n"
    );
}

#[test]
fn remarks_and_descriptions_can_be_switched_off() {
    let context = TestContext::new()
        .with("HELM_ACTIVE_HELP", "0")
        .with("HELM_COMPLETION_DESCRIPTIONS", "false");
    assert_eq!(context.run("helm __complete version ").stdout, ":4\n");
    assert_eq!(
        context.run("helm __complete ver").stdout,
        "verify\nversion\n:4\n"
    );
}

#[test]
fn scripts_are_for_the_program_as_it_was_called() {
    let context = TestContext::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        for (program, other) in [("helm", "steer"), ("steer", "helm")] {
            let script = context.run(&format!("{program} completion {shell}")).stdout;
            assert!(
                script.contains(&format!("{program} __complete ")),
                "{shell}"
            );
            assert!(
                !script.contains(other) && !script.contains('@'.to_string().repeat(2).as_str())
            );
            let bare = context.run(&format!("{program} completion {shell} --no-descriptions"));
            assert!(bare.stdout.contains("__completeNoDesc"), "{shell}");
        }
    }
    assert!(
        context
            .run("helm completion zsh")
            .stdout
            .ends_with("\ncompdef _helm helm")
    );
    let renamed = context.run("/opt/steer-1 completion bash").stdout;
    assert!(renamed.ends_with("complete -o default -F __start_steer steer-1\n"));
}
