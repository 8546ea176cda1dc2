//! Provenance files of Helm and GnuPG, and what Helm 4.3.1 says about them with each keyring.

use std::path::PathBuf;

use steersman_provenance::{Keyring, SigningRequest, sign, verify};

/// 2026-12-01: after everything in the test data was made.
const NOW: u32 = 1_796_083_200;
const ARCHIVE: &str = "web-0.1.0.tgz";

fn data(name: &str) -> Vec<u8> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    fs_err::read(folder.join(name)).expect("the test data is there")
}

/// What `helm verify` prints.
fn report(ring: &[u8], provenance: &[u8]) -> String {
    let ring = match Keyring::parse(ring) {
        Ok(ring) => ring,
        Err(error) => return format!("Error: failed to load keyring: {error}\n"),
    };
    match verify(&ring, &data(ARCHIVE), provenance, ARCHIVE, NOW) {
        Ok(verification) => {
            let names = verification.signed_by.iter();
            let names = names.fold(String::new(), |text, name| {
                text + "Signed by: " + name + "\n"
            });
            format!(
                "{names}Using Key With Fingerprint: {}\nChart Hash Verified: {}\n",
                verification.fingerprint, verification.digest
            )
        }
        Err(error) => format!("Error: {error}\n"),
    }
}

#[test]
fn says_what_helm_says() {
    let expected = String::from_utf8(data("expected.txt")).unwrap();
    let mut differences = String::new();
    let mut rows = 0;
    for row in expected.split("== ").skip(1) {
        let (head, wanted) = row.split_once('\n').unwrap();
        let (ring, provenance) = head.split_once(' ').unwrap();
        let found = report(&data(ring), &data(&format!("{provenance}.prov")));
        rows += 1;
        if found != wanted {
            differences = format!("{differences}{head}\n helm: {wanted} ours: {found}");
        }
    }
    assert_eq!(rows, 114);
    assert!(differences.is_empty(), "{differences}");
}

fn signed(key: &str, passphrase: &str) -> Result<String, String> {
    let ring = Keyring::parse(&data("secret.gpg")).map_err(|error| error.to_string())?;
    let request = SigningRequest {
        key,
        archive: &data(ARCHIVE),
        file_name: ARCHIVE,
        metadata: "apiVersion: v2\nmaintainers:\n- name: A  \nname: web\nversion: 0.1.0\n",
        now: NOW - 1,
    };
    sign(&ring, &request, &mut |_| Ok(passphrase.into())).map_err(|error| error.to_string())
}

#[test]
fn what_is_signed_verifies() {
    for (key, name) in [
        ("rsa@", "Signer RSA (tests only) <rsa@example.com>"),
        (
            "Signer P256 <p256@example.com>",
            "Signer P256 <p256@example.com>",
        ),
        ("Ed25519", "Signer Ed25519 <ed@example.com>"),
    ] {
        let text = signed(key, "opensesame").unwrap();
        let found = report(&data("public.gpg"), text.as_bytes());
        assert!(
            found.starts_with(&format!("Signed by: {name}\n")),
            "{key}: {found}"
        );
        let changed = text.replace("- - name: A", "- - name: B");
        let found = report(&data("public.gpg"), changed.as_bytes());
        assert!(
            found.starts_with("Error: openpgp: invalid signature: "),
            "{key}: {found}"
        );
    }
}

#[test]
fn keys_are_chosen_as_helm_does() {
    for (key, passphrase, wanted) in [
        ("nobody", "", "private key not found"),
        ("Signer", "", "more than one key contain the id \"Signer\""),
        (
            "Ed25519",
            "wrong",
            "openpgp: invalid data: private key checksum failure",
        ),
    ] {
        assert_eq!(signed(key, passphrase).unwrap_err(), wanted, "{key}");
    }
    let public = Keyring::parse(&data("rsa.gpg")).unwrap();
    let request = SigningRequest {
        key: "rsa",
        archive: b"",
        file_name: ARCHIVE,
        metadata: "",
        now: NOW,
    };
    let error = sign(&public, &request, &mut |_| Ok(Vec::new())).unwrap_err();
    assert_eq!(
        error.to_string(),
        "provided key is not a private key. Try providing a keyring with secret keys"
    );
}

#[test]
fn secrets_are_not_shown() {
    let ring = Keyring::parse(&data("secret.gpg")).unwrap();
    assert_eq!(format!("{ring:?}").matches('"').count(), 12, "{ring:?}");
}

#[test]
fn damaged_input_is_an_error() {
    for name in ["public.gpg", "public.asc", "public.kbx", "secret.gpg"] {
        let whole = data(name);
        for length in (0..whole.len()).step_by(61) {
            drop(Keyring::parse(&whole[..length]));
        }
        for at in (0..whole.len()).step_by(53) {
            let mut changed = whole.clone();
            changed[at] ^= 0x55;
            drop(Keyring::parse(&changed));
        }
    }
    let ring = data("rsa.gpg");
    let whole = data("helm-rsa.prov");
    for length in (0..whole.len()).step_by(3) {
        assert!(
            report(&ring, &whole[..length]).starts_with("Error: "),
            "{length}"
        );
    }
}
