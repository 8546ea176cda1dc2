//! Usage texts: called as `helm` the program prints those of Helm, which `usage/record` recorded.

use crate::support::{TestContext, folder};

#[test]
fn usage_is_that_of_helm() {
    let context = TestContext::new();
    let mut seen = 0;
    for entry in fs_err::read_dir(folder("usage")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(command) = name.strip_suffix(".txt") else {
            continue;
        };
        let command = command.replace('-', " ");
        let expected = fs_err::read_to_string(&path).unwrap();
        let output = context.run(&format!("helm {command} --help"));
        assert_eq!((output.code, output.stderr.as_str()), (0, ""), "{command}");
        let at = output.stdout.find("Usage:").unwrap();
        assert_eq!(&output.stdout[at..], expected, "{command}");
        assert_eq!(context.run(&format!("helm help {command}")), output);
        seen += 1;
    }
    assert_eq!(seen, 22);
}

#[test]
fn root_lists_commands_and_global_flags() {
    let output = TestContext::new().run("helm");
    assert_eq!(output.code, 0);
    for line in [
        "Usage:\n  helm [command]\n\nAvailable Commands:\n",
        "\n  -n, --namespace string                namespace scope for this request\n",
        "\nUse \"helm [command] --help\" for more information about a command.\n",
    ] {
        assert!(output.stdout.contains(line), "{line}");
    }
    assert!(!output.stdout.contains("diagnostics string"));
}

#[test]
fn texts_name_the_program_as_it_was_called() {
    let context = TestContext::new();
    for (command, word, other) in [
        ("steer env --help", "Steersman", "Helm"),
        ("helm env --help", "Helm", "Steersman"),
        (
            "steer completion bash --help",
            "steer completion",
            "helm completion",
        ),
    ] {
        let output = context.run(command);
        assert!(
            output.stdout.contains(word) && !output.stdout.contains(other),
            "{command}"
        );
    }
    assert!(context.run("steer --help").stdout.contains("--diagnostics"));
}
