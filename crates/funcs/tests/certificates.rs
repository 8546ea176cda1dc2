//! Certificates that Go made, and again from the same keys, names, serial number and moment.

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value as Json;
use steersman_value::{List, Value};

fn call(name: &str, args: &[Value]) -> Value {
    support::call(&support::function(name), args).expect("a certificate")
}

fn field(value: &Value, name: &str) -> String {
    let object = match value {
        Value::Object(object) => Some(object),
        _ => None,
    };
    let field = object.expect("an object").field(name).expect("a field");
    field.as_str().expect("a text").to_text().into_owned()
}

fn list(json: &Json) -> Value {
    let texts = json
        .as_array()
        .expect("a list")
        .iter()
        .map(|text| Value::str(text.as_str().expect("a text")));
    List::any(texts.collect()).into()
}

/// The bytes of a certificate without its signature, unless that can be predicted.
fn comparable(pem: &str, deterministic: bool) -> Vec<u8> {
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = STANDARD.decode(body).expect("base64");
    // Certificates of this size have lengths of two bytes.
    let length = usize::from(bytes[6]) << 8 | usize::from(bytes[7]);
    if deterministic {
        bytes
    } else {
        bytes[4..8 + length].to_vec()
    }
}

#[test]
fn same_as_go() {
    for line in include_str!("data/certificates.jsonl").lines() {
        let case: Json = serde_json::from_str(line).expect("a case");
        let text = |name: &str| Value::str(case[name].as_str().expect("a text"));
        let deterministic = case["deterministic"] == true;
        let check = |made: &Value, expected: &str, signed: bool| {
            let expected = case[expected].as_str().expect("a certificate");
            let same = comparable(&field(made, "Cert"), signed) == comparable(expected, signed);
            assert!(
                same,
                "{} {}\n{}\n{expected}",
                case["name"],
                case["cn"],
                field(made, "Cert")
            );
        };
        let (none, names) = (Value::Nil, list(&case["dns"]));
        let authority = call(
            "genCAWithKey",
            &[text("cn"), Value::int(36_500), text("key")],
        );
        check(&authority, "ca", deterministic);
        let args = [text("cn"), none, names.clone(), Value::int(-1), text("key")];
        check(
            &call("genSelfSignedCertWithKey", &args),
            "self",
            deterministic,
        );
        let args = [
            Value::str(""),
            list(&case["ips"]),
            names,
            Value::int(365),
            authority,
            text("leafKey"),
        ];
        check(&call("genSignedCertWithKey", &args), "leaf", deterministic);
    }
}

#[test]
fn new_keys_can_be_read_again() {
    for kind in ["ecdsa", "ed25519"] {
        let key = call("genPrivateKey", &[Value::str(kind)]);
        let authority = call(
            "genCAWithKey",
            &[Value::str("ca"), Value::int(1), key.clone()],
        );
        assert_eq!(Value::str(field(&authority, "Key")).as_str(), key.as_str());
    }
    let authority = call("genCA", &[Value::str("ca"), Value::int(1)]);
    let args = [
        Value::str("leaf"),
        Value::Nil,
        Value::Nil,
        Value::int(1),
        authority,
    ];
    assert!(
        field(&call("genSignedCert", &args), "Key")
            .starts_with("-----BEGIN RSA PRIVATE KEY-----\n")
    );
}
