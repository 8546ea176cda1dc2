//! Modules that do what they may, and modules that attack.
#![expect(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    reason = "a failed step fails the test; the tables of modules are long"
)]

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use steersman_wasm::{
    Call, Ended, Host, HttpRequest, HttpResponse, Settings, Stream, WasmError, run,
};

/// A host with clocks, a standard input, and one server.
#[derive(Debug, Clone)]
struct World {
    started: Instant,
    printed: Arc<Mutex<Vec<u8>>>,
}

impl Host for World {
    fn wall_clock(&self) -> Duration {
        Duration::from_hours(498_912)
    }

    fn monotonic_clock(&self) -> Duration {
        self.started.elapsed()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }

    fn fill_random(&self, bytes: &mut [u8]) -> bool {
        bytes.fill(7);
        true
    }

    fn read(&self, bytes: &mut [u8]) -> Option<usize> {
        let text = b"typed";
        let length = text.len().min(bytes.len());
        bytes[..length].copy_from_slice(&text[..length]);
        Some(length)
    }

    fn print(&self, stream: Stream, bytes: &[u8]) -> bool {
        let mut printed = self.printed.lock().unwrap();
        printed.extend(if stream == Stream::Out {
            b"out:"
        } else {
            b"err:"
        });
        printed.extend(bytes);
        true
    }

    fn host_of(&self, url: &str) -> Option<String> {
        url.strip_prefix("http://")?
            .split('/')
            .next()
            .map(str::to_owned)
    }

    fn send(&self, request: &HttpRequest) -> Result<HttpResponse, String> {
        Ok(HttpResponse {
            status: 200,
            headers: BTreeMap::from([("kind".into(), "text".into())]),
            body: format!("{} {}", request.method, request.url).into_bytes(),
        })
    }
}

fn settings() -> Settings {
    Settings {
        entry: "main".into(),
        max_pages: 64,
        timeout: Duration::from_secs(20),
        ..Settings::default()
    }
}

fn call(text: &str, settings: &Settings, input: &str) -> (Result<Ended, WasmError>, String) {
    let module = wat::parse_str(text).expect("the test's text is a module");
    let variables = BTreeMap::from([("NAME".to_owned(), "value".to_owned())]);
    let call = Call {
        module: &module,
        settings,
        variables: &variables,
        input: input.as_bytes(),
    };
    let world = World {
        started: Instant::now(),
        printed: Arc::default(),
    };
    let result = run(&call, Box::new(world.clone()));
    let printed = world.printed.lock().unwrap().clone();
    (result, String::from_utf8(printed).unwrap())
}

/// A module with a function `main` of this body, all functions that are tested, and a text at 1024.
fn module(text: &str, body: &str) -> String {
    format!(
        r#"(module
        (import "extism:host/env" "input_length" (func $input_length (result i64)))
        (import "extism:host/env" "input_offset" (func $input_offset (result i64)))
        (import "extism:host/env" "input_load_u8" (func $input_load_u8 (param i64) (result i32)))
        (import "extism:host/env" "alloc" (func $alloc (param i64) (result i64)))
        (import "extism:host/env" "free" (func $free (param i64)))
        (import "extism:host/env" "length" (func $length (param i64) (result i64)))
        (import "extism:host/env" "load_u8" (func $load_u8 (param i64) (result i32)))
        (import "extism:host/env" "load_u64" (func $load_u64 (param i64) (result i64)))
        (import "extism:host/env" "store_u8" (func $store_u8 (param i64 i32)))
        (import "extism:host/env" "store_u64" (func $store_u64 (param i64 i64)))
        (import "extism:host/env" "output_set" (func $output_set (param i64 i64)))
        (import "extism:host/env" "error_set" (func $error_set (param i64)))
        (import "extism:host/env" "config_get" (func $config_get (param i64) (result i64)))
        (import "extism:host/env" "var_get" (func $var_get (param i64) (result i64)))
        (import "extism:host/env" "var_set" (func $var_set (param i64 i64)))
        (import "extism:host/env" "http_request" (func $http_request (param i64 i64) (result i64)))
        (import "extism:host/env" "http_status_code" (func $http_status_code (result i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "path_open"
            (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
        (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ_sizes_get (param i32 i32) (result i32)))
        (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 1024) "{text}")
        ;; Puts bytes of memory into a block.
        (func $put (param $from i32) (param $size i32) (result i64)
            (local $block i64) (local $at i32)
            (local.set $block (call $alloc (i64.extend_i32_u (local.get $size))))
            (block $done (loop $next
                (br_if $done (i32.ge_u (local.get $at) (local.get $size)))
                (call $store_u8
                    (i64.add (local.get $block) (i64.extend_i32_u (local.get $at)))
                    (i32.load8_u (i32.add (local.get $from) (local.get $at))))
                (local.set $at (i32.add (local.get $at) (i32.const 1)))
                (br $next)))
            (local.get $block))
        ;; Opens the text as a path of a folder.
        (func $open (param $folder i32) (param $size i32) (param $flags i32) (result i32)
            (call $path_open (local.get $folder) (i32.const 0) (i32.const 1024) (local.get $size)
                (local.get $flags) (i64.const -1) (i64.const -1) (i32.const 0) (i32.const 512)))
        (func $give (param $block i64)
            (call $output_set (local.get $block) (call $length (local.get $block))))
        (func (export "main") (result i32) {body}))"#
    )
}

/// The code, or the error.
fn answer(text: &str, body: &str, settings: &Settings) -> String {
    match call(&module(text, body), settings, "input").0 {
        Ok(Ended { code, output }) => match String::from_utf8(output) {
            Ok(output) if output.is_empty() => code.to_string(),
            Ok(output) => format!("{code} {output}"),
            Err(_) => "no text".to_owned(),
        },
        Err(error) => error.to_string(),
    }
}

#[test]
fn modules_do_what_they_may() {
    let mut open = settings();
    open.config.insert("greeting".into(), "hello".into());
    open.max_variables = 1000;
    open.max_http_response = 1000;
    open.allowed_hosts = vec!["*.example".into()];
    open.temporary_folder = true;
    let request = r"{\22url\22:\22http://a.example/x\22}";
    for (text, body, said) in [
        ("", "(i32.const 3)", "3"),
        ("", "(call $give (call $input_offset)) (i32.const 0)", "0 input"),
        ("", "(call $input_load_u8 (i64.const 1))", "110"),
        ("hello", "(call $give (call $put (i32.const 1024) (i32.const 5))) (i32.const 0)", "0 hello"),
        ("wrong", "(call $error_set (call $put (i32.const 1024) (i32.const 5))) (i32.const 2)", "wrong"),
        ("greeting", "(call $give (call $config_get (call $put (i32.const 1024) (i32.const 8)))) (i32.const 0)", "0 hello"),
        ("nothing", "(i32.wrap_i64 (call $config_get (call $put (i32.const 1024) (i32.const 7))))", "0"),
        (
            "key",
            "(call $var_set (call $put (i32.const 1024) (i32.const 3)) (call $put (i32.const 1024) (i32.const 2)))
             (call $give (call $var_get (call $put (i32.const 1024) (i32.const 3)))) (i32.const 0)",
            "0 ke",
        ),
        (
            request,
            "(call $give (call $http_request (call $put (i32.const 1024) (i32.const 28)) (i64.const 0)))
             (call $http_status_code)",
            "200 GET http://a.example/x",
        ),
        ("", "(drop (call $environ_sizes_get (i32.const 0) (i32.const 4))) (i32.load (i32.const 4))", "11"),
        ("", "(call $fd_prestat_get (i32.const 3) (i32.const 0))", "0"),
        ("file", "(call $open (i32.const 3) (i32.const 4) (i32.const 1))", "0"),
        ("file", "(call $open (i32.const 3) (i32.const 4) (i32.const 0))", "44"),
        ("", "(call $proc_exit (i32.const 0)) (i32.const 9)", "0"),
    ] {
        assert_eq!(answer(text, body, &open), said, "{text} {body}");
    }
}

#[test]
fn streams_go_to_the_host() {
    let body = "(i32.store (i32.const 0) (i32.const 8)) (i32.store (i32.const 4) (i32.const 5))
        (drop (call $fd_read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 64)))
        (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 64)))
        (call $fd_write (i32.const 2) (i32.const 0) (i32.const 1) (i32.const 64))";
    let (ended, printed) = call(&module("", body), &settings(), "");
    assert_eq!((ended.unwrap().code, &*printed), (0, "out:typederr:typed"));
}

#[test]
fn modules_that_attack_get_nowhere() {
    let request = r"{\22url\22:\22http://a.example/x\22}";
    let mut folder = settings();
    folder.temporary_folder = true;
    let loops = "(loop $again (br $again)) (i32.const 0)";
    let mut short = settings();
    short.timeout = Duration::from_millis(100);
    let sleeps = "(i64.store (i32.const 24) (i64.const 60000000000))
        (call $poll (i32.const 0) (i32.const 128) (i32.const 1) (i32.const 256))";
    let grows = "(loop $again
        (br_if $again (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (memory.size)";
    let allocates = "(loop $again
        (br_if $again (i64.ne (call $alloc (i64.const 65536)) (i64.const 0)))) (i32.const 1)";
    for (text, body, settings, said) in [
        (
            "",
            loops,
            &short,
            "module closed with context deadline exceeded",
        ),
        (
            "",
            sleeps,
            &short,
            "module closed with context deadline exceeded",
        ),
        ("", grows, &folder, "64"),
        ("", allocates, &folder, "1"),
        (
            "",
            "(i32.wrap_i64 (call $alloc (i64.const -1)))",
            &folder,
            "0",
        ),
        ("", "unreachable", &folder, "wasm error: unreachable"),
        (
            "",
            "(i32.load (i32.const -4))",
            &folder,
            "wasm error: out of bounds memory access",
        ),
        (
            "",
            "(i32.div_u (i32.const 1) (i32.const 0))",
            &folder,
            "wasm error: integer divide by zero",
        ),
        (
            "",
            "(call $proc_exit (i32.const 5)) (i32.const 0)",
            &folder,
            "module closed with exit_code(5)",
        ),
        // Places in no block are zero, and stay so.
        (
            "",
            "(call $store_u64 (i64.const 8) (i64.const 7)) (i32.wrap_i64 (call $load_u64 (i64.const 8)))",
            &folder,
            "0",
        ),
        ("", "(call $load_u8 (i64.const -1))", &folder, "0"),
        (
            "",
            "(call $output_set (call $input_offset) (i64.const -1)) (i32.const 0)",
            &folder,
            "0 input",
        ),
        (
            "",
            "(call $free (call $input_offset)) (i32.wrap_i64 (call $input_length))",
            &folder,
            "0",
        ),
        // Pointers out of the memory are errors of WASI, not of the host.
        (
            "",
            "(call $fd_write (i32.const 1) (i32.const -8) (i32.const 1) (i32.const 0))",
            &folder,
            "21",
        ),
        (
            "",
            "(call $fd_write (i32.const 1) (i32.const 0) (i32.const -1) (i32.const 0))",
            &folder,
            "28",
        ),
        // There are no files but those of the temporary folder, and no way out of it.
        (
            "/etc/passwd",
            "(call $open (i32.const 3) (i32.const 11) (i32.const 0))",
            &folder,
            "76",
        ),
        (
            "../etc/passwd",
            "(call $open (i32.const 3) (i32.const 13) (i32.const 0))",
            &folder,
            "76",
        ),
        (
            "a/../../etc",
            "(call $open (i32.const 3) (i32.const 11) (i32.const 0))",
            &folder,
            "76",
        ),
        (
            "etc",
            "(call $open (i32.const 4) (i32.const 3) (i32.const 0))",
            &folder,
            "8",
        ),
        (
            "file",
            "(call $open (i32.const 3) (i32.const 4) (i32.const 1))",
            &short,
            "8",
        ),
        (
            "",
            "(call $fd_prestat_get (i32.const 3) (i32.const 0))",
            &short,
            "8",
        ),
        (
            request,
            "(i32.wrap_i64 (call $http_request (call $put (i32.const 1024) (i32.const 28)) (i64.const 0)))",
            &folder,
            "HTTP request to 'http://a.example/x' is not allowed",
        ),
        (
            "k",
            "(call $var_set (call $put (i32.const 1024) (i32.const 1)) (i64.const 0)) (i32.const 0)",
            &folder,
            "Vars are disabled by this host",
        ),
    ] {
        assert_eq!(answer(text, body, settings), said, "{text} {body}");
    }
}

#[test]
fn modules_that_cannot_run_are_errors() {
    for (text, said) in [
        (
            r#"(module (func (export "other")))"#,
            "unknown function: main",
        ),
        (
            r#"(module (func (export "main") (result i32 i32) (i32.const 1) (i32.const 2)))"#,
            "function main has 2 results, expected 0 or 1",
        ),
        (
            r#"(module (memory 65) (func (export "main")))"#,
            "the module needs more memory than the limit of 64 pages",
        ),
        (
            r#"(module (func $f (export "main") (call $f)))"#,
            "wasm error: stack overflow",
        ),
        (
            r#"(module (func (export "_initialize") unreachable) (func (export "main")))"#,
            "failed to initialize runtime: wasm error: unreachable",
        ),
        (
            r#"(module (func $s (loop $l (br $l))) (start $s) (func (export "main")))"#,
            "wasm error: all fuel consumed by WebAssembly",
        ),
        (
            r#"(module (import "wasi_snapshot_preview1" "fd_close" (func $c (param i32) (result i32))) (func (export "main") (result i32) (call $c (i32.const 0))))"#,
            "module does not export its memory",
        ),
    ] {
        let error = call(text, &settings(), "").0.expect_err(text);
        assert_eq!(error.to_string(), said, "{text}");
    }
    let unknown = r#"(module (import "env" "system" (func)) (func (export "main")))"#;
    let error = call(unknown, &settings(), "").0.unwrap_err();
    assert!(
        matches!(&error, WasmError::Module(text) if text.contains("system")),
        "{error}"
    );
    let call = Call {
        module: b"no module",
        settings: &settings(),
        variables: &BTreeMap::new(),
        input: b"",
    };
    assert!(matches!(
        run(&call, Box::new(steersman_wasm::NoHost)),
        Err(WasmError::Module(_))
    ));
}
