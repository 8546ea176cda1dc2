use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::spawn;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use fs_err as fs;
use serde_json::json;

/// Who asks: `me` with the password `secret`.
const BASIC: &str = "Basic bWU6c2VjcmV0";

/// Starts a server that gives tokens for a registry to those who say the password, and notes what it was asked for.
pub(super) fn start_issuer(keys: &Path, log: &Path) -> Result<u16> {
    let token = sign(keys)?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    fs::write(log, "")?;
    let log = log.to_path_buf();
    spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away in between is no fault of the server.
            drop(answer(stream, &token, &log));
        }
    });
    Ok(port)
}

fn answer(stream: TcpStream, token: &str, log: &Path) -> Result<()> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut secret = String::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        if name.eq_ignore_ascii_case("authorization") {
            value.clone_into(&mut secret);
        }
    }
    let mut file = fs::OpenOptions::new().append(true).open(log)?;
    file.write_all(format!("{} [{secret}]\n", first.trim_end()).as_bytes())?;
    let (status, body) = if secret == BASIC {
        ("200 OK", json!({"token": token, "expires_in": 3600}))
    } else {
        (
            "401 Unauthorized",
            json!({"errors": [{"code": "UNAUTHORIZED", "message": "who are you"}]}),
        )
    };
    let body = body.to_string();
    write!(
        reader.get_mut(),
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    Ok(())
}

/// A token for everything that the scenarios do.
fn sign(keys: &Path) -> Result<String> {
    let certificate = fs::read_to_string(keys.join("token.pem"))?;
    let certificate: String = certificate
        .lines()
        .filter(|line| !line.starts_with('-'))
        .collect();
    STANDARD
        .decode(&certificate)
        .context("token.pem is no certificate")?;
    let header = json!({"typ": "JWT", "alg": "RS256", "x5c": [certificate]});
    let access: Vec<_> = ["charts/alpha", "charts/beta", "charts/gamma"]
        .iter()
        .map(|name| json!({"type": "repository", "name": name, "actions": ["pull", "push"]}))
        .collect();
    let claims = json!({
        "iss": "issuer", "sub": "me", "aud": "test", "jti": "1", "access": access,
        "nbf": 1_500_000_000, "iat": 1_500_000_000, "exp": 4_000_000_000_u64,
    });
    let encoded = |value: &serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", encoded(&header), encoded(&claims));
    let mut child = Command::new("openssl")
        .args(["dgst", "-sha256", "-sign"])
        .arg(keys.join("token.key"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child
        .stdin
        .take()
        .context("no pipe")?
        .write_all(text.as_bytes())?;
    let signed = child.wait_with_output()?;
    ensure!(signed.status.success(), "openssl does not sign");
    Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signed.stdout)))
}
