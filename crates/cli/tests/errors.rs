//! What is said of command lines that cannot be run.

use crate::support::TestContext;

#[test]
fn words_errors_as_helm() {
    let context = TestContext::new();
    for (command, expected) in [
        (
            "helm foo",
            "Error: unknown command \"foo\" for \"helm\"\nRun 'helm --help' for usage.\n",
        ),
        (
            "helm versio",
            "Error: unknown command \"versio\" for \"helm\"\n\nDid you mean this?\n\tversion\n\nRun 'helm --help' for usage.\n",
        ),
        ("helm version --foo", "Error: unknown flag: --foo\n"),
        (
            "helm version -x",
            "Error: unknown shorthand flag: 'x' in -x\n",
        ),
        (
            "helm version -gx",
            "Error: unknown shorthand flag: 'g' in -gx\n",
        ),
        ("helm version ---x", "Error: bad flag syntax: ---x\n"),
        ("helm -n", "Error: flag needs an argument: 'n' in -n\n"),
        (
            "helm version --namespace",
            "Error: flag needs an argument: --namespace\n",
        ),
        (
            "helm version --short=maybe",
            "Error: invalid argument \"maybe\" for \"--short\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax\n",
        ),
        (
            "helm -v=x version",
            "Error: invalid argument \"x\" for \"-v, --v\" flag: strconv.ParseInt: parsing \"x\": invalid syntax\n",
        ),
        (
            "helm version a",
            "Error: \"helm version\" accepts no arguments\n\nUsage:  helm version [flags]\n",
        ),
        (
            "steer env a b",
            "Error: \"steer env\" accepts at most 1 argument\n\nUsage:  steer env [flags]\n",
        ),
        (
            "helm version --color=x",
            "level=WARN msg=\"command failed\" error=\"invalid color mode \\\"x\\\": must be one of: never, auto, always\"\n",
        ),
    ] {
        let output = context.run(command);
        assert_eq!(
            (output.code, output.stderr.as_str()),
            (1, expected),
            "{command}"
        );
        assert_eq!(output.stdout, "", "{command}");
    }
}

#[test]
fn refuses_unknown_storage_before_anything_else() {
    let context = TestContext::new().with("HELM_DRIVER", "zz");
    let output = context.run("helm version too many");
    assert_eq!(
        (output.code, output.stderr.as_str()),
        (1, "level=INFO msg=\"unknown driver \\\"zz\\\"\"\n")
    );
    assert_eq!(context.run("helm version --help").code, 0);
}

#[test]
fn an_unknown_topic_shows_the_usage() {
    let output = TestContext::new().run("helm help foo bar");
    assert_eq!((output.code, output.stdout.as_str()), (0, ""));
    assert!(
        output
            .stderr
            .starts_with("Unknown help topic [`foo` `bar`]\nUsage:\n  helm [command]\n")
    );
}

#[test]
fn words_of_the_past_say_what_to_use_now() {
    let context = TestContext::new();
    for (command, expected) in [
        (
            "helm init",
            "hint: nothing has to be set up: leave it out\nError: unknown command \"init\" for \"helm\"\n",
        ),
        (
            "steer home",
            "hint: use `steer env`\nError: unknown command \"home\" for \"steer\"\n",
        ),
        (
            "helm template --name web chart",
            "hint: the name is an operand now: `helm template NAME CHART`\nError: unknown flag: --name\n",
        ),
        (
            "helm template -x a chart",
            "hint: use `--show-only PATH`\nError: unknown shorthand flag: 'x' in -x\n",
        ),
        (
            "helm version --client",
            "hint: there is only a client: leave it out\nError: unknown flag: --client\n",
        ),
    ] {
        let output = context.run(command);
        assert_eq!(output.code, 1, "{command}");
        assert!(
            output.stderr.starts_with(expected),
            "{command}: {}",
            output.stderr
        );
    }
    let output = context.run("helm inspect ./web");
    assert_eq!(
        (output.code, output.stderr.as_str()),
        (
            0,
            "hint: to show everything of a chart use `helm show all ./web`\n"
        )
    );
    assert_eq!(context.run("steer version -c --short").code, 0);
}
