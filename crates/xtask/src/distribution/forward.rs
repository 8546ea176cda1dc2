use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::thread::spawn;

use anyhow::{Context as _, Result, bail};
use fs_err as fs;

/// Starts a proxy that speaks HTTP and SOCKS 5 on one port, and notes in `log` what it was asked for. Whatever host is
/// asked for is this machine: port 80 leads to the first of `servers`, port 443 to the second.
pub(super) fn start_proxy(servers: [u16; 2], log: &Path) -> Result<u16> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let port = listener.local_addr()?.port();
    fs::write(log, "")?;
    let log = log.to_path_buf();
    spawn(move || {
        for stream in listener.incoming().flatten() {
            let log = log.clone();
            // A client that goes away in between is no fault of the proxy.
            spawn(move || drop(serve(stream, servers, &log)));
        }
    });
    Ok(port)
}

fn serve(mut client: TcpStream, servers: [u16; 2], log: &Path) -> Result<()> {
    let mut first = [0];
    client.read_exact(&mut first)?;
    if first == [5] {
        return serve_socks(client, servers, log);
    }
    let mut head = first.to_vec();
    while !head.ends_with(b"\r\n\r\n") && head.len() < 64 << 10 {
        let mut byte = [0];
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8(head)?;
    let line = head.lines().next().context("an empty request")?.to_owned();
    let secret = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("Proxy-Authorization")
            .then_some(value)
    });
    note(log, &format!("{line} [{}]", secret.unwrap_or_default()))?;
    let target = line.split(' ').nth(1).context("no target")?;
    if line.starts_with("CONNECT ") {
        let server = connect(target, servers)?;
        client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
        return relay(client, server);
    }
    let Some((host, path)) = target
        .strip_prefix("http://")
        .map(|rest| rest.split_once('/').unwrap_or((rest, "")))
    else {
        client.write_all(
            b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        )?;
        return Ok(());
    };
    let mut server = connect(host, servers)?;
    let passed = head.replacen(target, &format!("/{path}"), 1).replacen(
        "\r\n",
        "\r\nConnection: close\r\n",
        1,
    );
    let kept = passed.split_inclusive("\r\n");
    let kept: String = kept.filter(|line| !line.starts_with("Proxy-")).collect();
    server.write_all(kept.as_bytes())?;
    relay(client, server)
}

fn serve_socks(mut client: TcpStream, servers: [u16; 2], log: &Path) -> Result<()> {
    let mut count = [0];
    client.read_exact(&mut count)?;
    let mut methods = vec![0; usize::from(count[0])];
    client.read_exact(&mut methods)?;
    let mut user = String::new();
    if methods.contains(&2) {
        client.write_all(&[5, 2])?;
        client.read_exact(&mut count)?;
        for part in 0..2 {
            let mut length = [0];
            client.read_exact(&mut length)?;
            let mut text = vec![0; usize::from(length[0])];
            client.read_exact(&mut text)?;
            user.push_str(if part == 0 { "" } else { ":" });
            user.push_str(&String::from_utf8(text)?);
        }
        client.write_all(&[1, 0])?;
    } else {
        client.write_all(&[5, 0])?;
    }
    let mut request = [0; 5];
    client.read_exact(&mut request)?;
    if request[3] != 3 {
        bail!("only names are known");
    }
    let mut name = vec![0; usize::from(request[4])];
    client.read_exact(&mut name)?;
    let mut port = [0; 2];
    client.read_exact(&mut port)?;
    let target = format!("{}:{}", String::from_utf8(name)?, u16::from_be_bytes(port));
    note(log, &format!("SOCKS {target} [{user}]"))?;
    let server = connect(&target, servers)?;
    client.write_all(&[5, 0, 0, 1, 127, 0, 0, 1, 0, 0])?;
    relay(client, server)
}

fn connect(target: &str, servers: [u16; 2]) -> Result<TcpStream> {
    let port = target
        .rsplit_once(':')
        .map_or(80, |(_, port)| port.parse().unwrap_or(80));
    let port = match port {
        80 => servers[0],
        443 => servers[1],
        other => other,
    };
    Ok(TcpStream::connect(("127.0.0.1", port))?)
}

fn relay(client: TcpStream, server: TcpStream) -> Result<()> {
    let (back_from, back_to) = (server.try_clone()?, client.try_clone()?);
    let there = spawn(move || pump(client, server));
    pump(back_from, back_to);
    drop(there.join());
    Ok(())
}

fn pump(mut from: TcpStream, mut to: TcpStream) {
    // However it ends, the other side is told that it did.
    let _end = std::io::copy(&mut from, &mut to);
    let _told = to.shutdown(Shutdown::Write);
}

fn note(log: &Path, line: &str) -> Result<()> {
    let mut file = fs::OpenOptions::new().append(true).open(log)?;
    file.write_all(format!("{line}\n").as_bytes())?;
    Ok(())
}
