use std::path::Path;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

use crate::process::Job;

/// Makes keys, certificates and passwords: `ca.pem`, `server.pem` with `server.key` for this machine, `other.pem` for
/// another name, `expired.pem`, `own.pem` that nobody signed, `token.pem` with `token.key`, `passwords`, and a keyring
/// `secret.gpg` with its public half.
const SCRIPT: &str = r#"
set -eu
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj '/CN=test authority'
sign() { # NAME SUBJECT-NAMES DAYS
    openssl req -newkey rsa:2048 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
    echo "subjectAltName=$2" >"$1.names"
    openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -CAcreateserial -out "$1.pem" -days "$3" -extfile "$1.names"
}
sign server DNS:localhost,DNS:charts.test,IP:127.0.0.1 30
sign other DNS:other.example 30
sign expired DNS:localhost 30
printf '[ca]\ndefault_ca = d\n[d]\ndatabase = list\nserial = serial\nnew_certs_dir = .\ndefault_md = sha256\npolicy = p\n[p]\ncommonName = supplied\n' >ca.conf
: >list
openssl ca -batch -config ca.conf -create_serial -notext -cert ca.pem -keyfile ca.key -in expired.csr -out expired.pem -extfile expired.names -startdate 20200101000000Z -enddate 20210101000000Z
openssl req -x509 -newkey rsa:2048 -nodes -keyout own.key -out own.pem -days 30 -subj '/CN=own' -addext subjectAltName=DNS:localhost,IP:127.0.0.1
openssl req -x509 -newkey rsa:2048 -nodes -keyout token.key -out token.pem -days 30 -subj '/CN=issuer'
htpasswd -Bbn me secret >passwords
htpasswd -bdn me secret >web-passwords
chmod 644 passwords web-passwords
mkdir -m 700 -p gnupg
export GNUPGHOME="$PWD/gnupg"
gpg -q --batch --pinentry-mode loopback --passphrase '' --quick-gen-key 'Signer <signer@example.com>' rsa2048 sign never
gpg -q --batch --export >public.gpg
gpg -q --batch --pinentry-mode loopback --passphrase '' --export-secret-keys >secret.gpg
gpgconf --kill all
"#;

/// Writes them into a folder.
pub(super) fn write_certificates(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder)?;
    let environment = [
        (
            "PATH".to_owned(),
            "/usr/local/bin:/usr/bin:/bin:/usr/sbin".into(),
        ),
        ("HOME".to_owned(), folder.into()),
    ];
    let made = Job::new("/bin/sh", folder)
        .arguments(["-c", SCRIPT])
        .environment(&environment)
        .run()
        .context("no certificates")?;
    if made.exit() != 0 {
        bail!("no certificates: {}", String::from_utf8_lossy(&made.stderr));
    }
    Ok(())
}
