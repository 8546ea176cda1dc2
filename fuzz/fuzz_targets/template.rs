//! Templates with all functions, run within small limits.
#![no_main]

use std::rc::Rc;

use libfuzzer_sys::fuzz_target;
use steersman_funcs::{Env, Now, Options, functions};
use steersman_gotmpl::{Limits, Templates};
use steersman_value::Value;

const VALUES: &[u8] = b"text: abc\nnumber: 3\nlist: [1, two, {three: 3}]\nmap: {a: 1, b: {c: d}}\nnothing: null\n";

#[derive(Debug)]
struct Still;

impl Env for Still {
    fn now(&self) -> Now {
        Now { unix_nanos: 1_700_000_000_000_000_000, monotonic_nanos: 0 }
    }

    fn local_zone(&self) -> String {
        "UTC".into()
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }

    fn resolve_host(&self, _name: &str) -> String {
        String::new()
    }
}

fuzz_target!(|text: &str| {
    // Making keys and passwords is slow by design; other inputs say more in the same time.
    if ["gen", "bcrypt", "htpasswd", "derive"].iter().any(|word| text.contains(word)) {
        return;
    }
    let limits = Limits { output_bytes: 1 << 20, steps: 100_000, ..Limits::default() };
    let table = functions(&Options::offline(Rc::new(Still)));
    let mut templates = Templates::new("gotpl", table).with_limits(limits);
    if templates.parse("fuzz.yaml", text).is_err() {
        return;
    }
    let values = steersman_yaml::parse(VALUES).expect("the values are well formed");
    let mut out = Vec::new();
    drop(templates.execute("fuzz.yaml", &Value::from(values), &mut out));
});
