//! Signatures as cosign, sigstore and notation write them, made with `openssl`; and what is said of those that do not
//! hold.

use std::path::PathBuf;

use steersman_provenance::{PublicKey, Signature, SignatureFormat, Subject, verify_signatures};

/// 2026-12-01.
const NOW: i64 = 1_796_083_200;
const DIGEST: &str = "sha256:e7f457600db4a5c09a0fd0715dd75805ebb4e4df76847694749b1d5b2928f374";
const REPOSITORY: &str = "registry.example/charts/web";

fn data(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/signature");
    fs_err::read(folder.join(name)).expect("the test data is there")
}

/// A signature by the name of its file; of a simple one, `PAYLOAD SIGNATURE`.
fn signature(name: &str) -> Signature {
    let (content, format) = match name.split_once(' ') {
        Some((payload, signature)) => {
            let signature = String::from_utf8(data(signature)).expect("it is base64");
            (payload, SignatureFormat::Simple { signature })
        }
        None if name.starts_with("notation") => (name, SignatureFormat::NotationJws),
        None => (name, SignatureFormat::Bundle),
    };
    Signature {
        format,
        content: data(content),
    }
}

fn report(key: &str, names: &[&str], repository: &str) -> String {
    let keys = match PublicKey::parse_all(&data(key)) {
        Ok(keys) => keys,
        Err(error) => return error.to_string(),
    };
    let signatures: Vec<_> = names.iter().map(|name| signature(name)).collect();
    let subject = Subject {
        digest: DIGEST,
        manifest: &data("manifest.json"),
        repository,
        now: NOW,
    };
    match verify_signatures(&signatures, &keys, &subject) {
        Ok(verification) => format!("{} holds", verification.kind),
        Err(error) => error.to_string(),
    }
}

const COSIGN: &str = "cosign signature holds";
const NOTATION: &str = "notation signature holds";

#[test]
fn signatures_hold_or_say_why_not() {
    for (key, names, said) in [
        ("p256.pub", "simple.json simple.p256.sig", COSIGN),
        ("p256.crt", "simple.json simple.p256.sig", COSIGN),
        ("p384.pub", "simple.json simple.p384.sig", COSIGN),
        ("p384.pub", "simple.json simple.p384-sha384.sig", COSIGN),
        ("ed25519.pub", "simple.json simple.ed25519.sig", COSIGN),
        ("rsa.pub", "simple.json simple.rsa.sig", COSIGN),
        (
            "p256.pub",
            "simple-no-identity.json simple-no-identity.p256.sig",
            COSIGN,
        ),
        ("p256.pub", "bundle.json", COSIGN),
        ("p256.pub", "bundle-message.json", COSIGN),
        ("p256.pub", "notation-es256.json", NOTATION),
        ("p256.crt", "notation-es256.json", NOTATION),
        ("rsa.crt", "notation-ps256.json", NOTATION),
        (
            "other.pub",
            "simple.json simple.p256.sig",
            "the cosign signature is of none of the given keys",
        ),
        (
            "other.pub",
            "bundle.json",
            "the cosign signature is of none of the given keys",
        ),
        (
            "other.pub",
            "bundle-message.json",
            "the cosign signature is of none of the given keys",
        ),
        (
            "other.pub",
            "notation-es256.json",
            "the notation signature is of none of the given keys",
        ),
        (
            "rsa.pub",
            "simple.json simple.p256.sig",
            "the cosign signature is of none of the given keys",
        ),
        (
            "p256.pub",
            "simple-no-identity.json simple.p256.sig",
            "the cosign signature is of none of the given keys",
        ),
        (
            "p256.pub",
            "simple-other-digest.json simple-other-digest.p256.sig",
            "the cosign signature is of sha256:0000000000000000000000000000000000000000000000000000000000000000, \
             not of sha256:e7f457600db4a5c09a0fd0715dd75805ebb4e4df76847694749b1d5b2928f374",
        ),
        (
            "p256.pub",
            "bundle-other-digest.json",
            "the cosign signature is of sha256:0000000000000000000000000000000000000000000000000000000000000000, \
             not of sha256:e7f457600db4a5c09a0fd0715dd75805ebb4e4df76847694749b1d5b2928f374",
        ),
        (
            "p256.pub",
            "bundle-attestation.json",
            "the cosign signature says something else: https://cyclonedx.org/bom",
        ),
        (
            "p256.pub",
            "notation-expired.json",
            "the notation signature has expired",
        ),
        (
            "p256.pub",
            "notation-critical.json",
            "the notation signature needs the header \"com.example.plugin\", which is not supported",
        ),
        (
            "p256.pub",
            "notation-other-digest.json",
            "the notation signature is of sha256:0000000000000000000000000000000000000000000000000000000000000000, \
             not of sha256:e7f457600db4a5c09a0fd0715dd75805ebb4e4df76847694749b1d5b2928f374",
        ),
        (
            "p521.pub",
            "bundle.json",
            "its public key is none of ECDSA on P-256 or P-384, Ed25519, or RSA",
        ),
        (
            "manifest.json",
            "bundle.json",
            "no public key in it: a PEM block PUBLIC KEY or CERTIFICATE is wanted",
        ),
    ] {
        assert_eq!(report(key, &[names], REPOSITORY), said, "{key} {names}");
    }
}

#[test]
fn one_of_several_is_enough() {
    let names = [
        "notation-ps256.json",
        "bundle-attestation.json",
        "simple-other-digest.json simple-other-digest.p256.sig",
        "simple.json simple.p256.sig",
    ];
    assert_eq!(report("p256.pub", &names, REPOSITORY), COSIGN);
    let said = report("p256.pub", &names[..3], REPOSITORY);
    assert!(
        said.starts_with("the cosign signature is of sha256:000"),
        "{said}"
    );
    let said = report("p256.pub", &[], REPOSITORY);
    assert_eq!(said, "there is no cosign or notation signature beside it");
}

#[test]
fn the_repository_counts_where_it_is_signed() {
    let simple = "simple.json simple.p256.sig";
    let said = report("p256.pub", &[simple], "registry.example/charts/other");
    assert_eq!(
        said,
        "the cosign signature was made for registry.example/charts/web, not for registry.example/charts/other"
    );
    let free = "simple-no-identity.json simple-no-identity.p256.sig";
    assert_eq!(
        report("p256.pub", &[free], "registry.example/charts/other"),
        COSIGN
    );
}

#[test]
fn damaged_signatures_are_errors() {
    let keys = PublicKey::parse_all(&data("p256.pub")).unwrap();
    let manifest = data("manifest.json");
    let subject = Subject {
        digest: DIGEST,
        manifest: &manifest,
        repository: REPOSITORY,
        now: NOW,
    };
    for name in [
        "simple.json simple.p256.sig",
        "bundle.json",
        "bundle-message.json",
        "notation-es256.json",
    ] {
        let good = signature(name);
        for at in 0..good.content.len() {
            let mut bad = good.clone();
            bad.content.truncate(at);
            assert!(
                verify_signatures(&[bad], &keys, &subject).is_err(),
                "{name} cut at {at}"
            );
        }
    }
    let certificate = data("p256.crt");
    for at in 0..certificate.len() {
        let mut bad = certificate.clone();
        bad[at] ^= 1;
        // Whatever comes of it, it does not panic.
        drop(PublicKey::parse_all(&bad));
    }
}

#[test]
fn secret_keys_are_refused() {
    for text in [
        "-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\neyJh\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    ] {
        let error = PublicKey::parse_all(text.as_bytes()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "it holds a secret key: the public one is wanted"
        );
    }
}
