//! Plugins in the sandbox: what Helm 4.3.1 tells them, what becomes of their answers, what they may not do.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use steersman_plugin::{
    GetRequest, HttpRequest, HttpResponse, Network, Plugin, PluginError, Streams, load_plugin,
};

#[derive(Debug)]
struct NoNetwork;

impl Network for NoNetwork {
    fn host_of(&self, _: &str) -> Option<String> {
        None
    }

    fn send(&self, _: &HttpRequest) -> Result<HttpResponse, String> {
        Err("there is no network".to_owned())
    }
}

fn network() -> Arc<dyn Network> {
    Arc::new(NoNetwork)
}

/// A module that answers its input.
const ECHO: &str = r#"(module
    (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
    (import "extism:host/env" "input_length" (func $input_length (result i64)))
    (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
    (func (export "helm_plugin_main") (result i32)
        (call $output_set (call $input_offset) (call $input_length))
        (i32.const 0)))"#;

/// A module that answers a text.
fn answering(text: &str) -> String {
    let stores: Vec<String> = text
        .bytes()
        .enumerate()
        .map(|(at, byte)| {
            format!(
                "(call $store (i64.add (local.get $block) (i64.const {at})) (i32.const {byte}))\n"
            )
        })
        .collect();
    let stores = stores.concat();
    format!(
        r#"(module
        (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
        (import "extism:host/env" "store_u8" (func $store (param i64 i32)))
        (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
        (func (export "helm_plugin_main") (result i32) (local $block i64)
            (local.set $block (call $alloc (i64.const {0})))
            {stores}
            (call $output_set (local.get $block) (i64.const {0}))
            (i32.const 0)))"#,
        text.len()
    )
}

fn install(folder: &Path, kind: &str, rest: &str, module: &str) -> Plugin {
    let definition = format!(
        "apiVersion: v1\nname: probe\nversion: 0.1.0\ntype: {kind}\nruntime: extism/v1\n{rest}"
    );
    fs_err::write(folder.join("plugin.yaml"), definition).expect("it is written");
    let module = wat::parse_str(module).expect("the test's text is a module");
    fs_err::write(folder.join("plugin.wasm"), module).expect("it is written");
    load_plugin(folder).expect("it is a plugin")
}

fn text(error: &dyn std::error::Error) -> String {
    match error.source() {
        None => error.to_string(),
        Some(source) => format!("{error}: {}", text(source)),
    }
}

#[test]
fn commands_end_as_in_helm() {
    let folder = tempfile::tempdir().unwrap();
    let run = |rest: &str, module: &str| {
        let plugin = install(folder.path(), "cli/v1", rest, module);
        let arguments = ["a".to_owned(), "<b>".to_owned()];
        let ended = plugin.run_command(&arguments, &BTreeMap::new(), Streams::Captured, &network());
        match ended {
            Ok(_) => "ends well".to_owned(),
            Err((PluginError::Exit { code, .. }, _)) => format!("code {code}"),
            Err((error, _)) => text(&error),
        }
    };
    let main =
        |body: &str| format!(r#"(module (func (export "helm_plugin_main") (result i32) {body}))"#);
    for (rest, module, said) in [
        ("", answering("{}"), "ends well"),
        ("", answering(r#"{"data":{}}"#), "ends well"),
        ("", ECHO.to_owned(), "ends well"),
        (
            "",
            answering(""),
            "failed to json marshal plugin output message: reflect.Value: unexpected end of JSON input",
        ),
        (
            "",
            answering(r#"{"data":"text"}"#),
            "failed to json marshal plugin output message: reflect.Value: json: cannot unmarshal string into Go struct field OutputMessageCLIV1.data of type bytes.Buffer",
        ),
        ("", main("(i32.const 7)"), "code 7"),
        ("", main("(i32.const 256)"), "code 1"),
        (
            "",
            main("unreachable"),
            "plugin error: wasm error: unreachable",
        ),
        (
            "runtimeConfig: {entryFuncName: other}\n",
            main("(i32.const 0)"),
            "plugin error: unknown function: other",
        ),
        (
            "runtimeConfig: {timeout: 50}\n",
            main("(loop $l (br $l)) (i32.const 0)"),
            "plugin error: module closed with context deadline exceeded",
        ),
        (
            "runtimeConfig: {hostFunctions: [exec]}\n",
            main("(i32.const 0)"),
            "plugin requested host function \"exec\" not found",
        ),
        (
            "runtimeConfig: {memory: {maxPages: 2}}\n",
            r#"(module (memory 3) (func (export "helm_plugin_main")))"#.to_owned(),
            "failed to create existing plugin: the module needs more memory than the limit of 2 pages",
        ),
    ] {
        assert_eq!(run(rest, &module), said, "{rest}{module}");
    }
}

/// The message was recorded from Helm 4.3.1.
#[test]
fn downloaders_are_told_what_helm_tells_them() {
    const MESSAGE: &str = r#"{"href":"probe://x/y-1.0.0.tgz","protocol":"probe","options":{"URL":"probe://x/y-1.0.0.tgz","CertFile":"","KeyFile":"","CAFile":"","UNTar":false,"InsecureSkipVerifyTLS":false,"PlainHTTP":false,"AcceptHeader":"application/gzip,application/octet-stream","Username":"u","Password":"p","PassCredentialsAll":false,"UserAgent":"","Version":"","Timeout":0}}"#;
    let folder = tempfile::tempdir().unwrap();
    let config = "config: {protocols: [probe]}\n";
    let request = GetRequest {
        url: "probe://x/y-1.0.0.tgz".to_owned(),
        username: "u".to_owned(),
        password: "p".to_owned(),
        accept: "application/gzip,application/octet-stream".to_owned(),
        ..GetRequest::default()
    };
    let get = |module: &str| {
        let plugin = install(folder.path(), "getter/v1", config, module);
        match plugin.get(&request, &BTreeMap::new(), &network()) {
            Ok(bytes) => String::from_utf8(bytes).unwrap(),
            Err(error) => text(&error),
        }
    };
    assert_eq!(get(&answering(r#"{"data":"aGVsbG8="}"#)), "hello");
    assert_eq!(get(&answering("{}")), "");
    // A module that traps unless the message is this one.
    let checks: Vec<String> = MESSAGE
        .bytes()
        .enumerate()
        .map(|(at, byte)| {
            format!("(if (i32.ne (call $load (i64.const {at})) (i32.const {byte})) (then unreachable))\n")
        })
        .collect();
    let checks = checks.concat();
    let checking = format!(
        r#"(module
        (import "extism:host/env" "input_load_u8" (func $load (param i64) (result i32)))
        (import "extism:host/env" "input_length" (func $length (result i64)))
        (import "extism:host/env" "input_offset" (func $offset (result i64)))
        (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
        (func (export "helm_plugin_main") (result i32)
            (if (i64.ne (call $length) (i64.const {})) (then unreachable))
            {checks}
            (call $output_set (call $offset) (call $length))
            (i32.const 0)))"#,
        MESSAGE.len()
    );
    assert_eq!(get(&checking), "");
}

#[test]
fn post_renderers_get_manifests_as_a_text() {
    let folder = tempfile::tempdir().unwrap();
    let render = |module: &str| {
        let plugin = install(folder.path(), "postrenderer/v1", "", module);
        let manifests = b"kind: \"A\"\n---\nkind: <B>\n";
        match plugin.post_render(manifests, &[], &BTreeMap::new(), &network()) {
            Ok(bytes) => String::from_utf8(bytes).unwrap(),
            Err(error) => text(&error),
        }
    };
    assert_eq!(render(ECHO), "kind: \"A\"\n---\nkind: <B>\n");
    let empty = "post-renderer \"probe\" produced empty output";
    assert_eq!(render(&answering(r#"{"manifests":{}}"#)), empty);
    assert_eq!(render(&answering(r#"{"manifests":" "}"#)), empty);
    assert_eq!(
        render(&answering("[]")),
        "failed to invoke post-renderer plugin \"probe\": failed to json marshal plugin output message: \
         reflect.Value: json: cannot unmarshal array into Go struct field value of a message"
    );
}
