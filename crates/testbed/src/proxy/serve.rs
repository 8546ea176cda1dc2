use std::fmt;
use std::io::{BufReader, Read as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Result;
use fs_err as fs;
use rustix::net::sockopt::set_socket_linger;
use rustix::process::{Pid, Signal, kill_process};

use super::message::{Incoming, has_body, read_request, write_chunk, write_head};
use super::upstream::Upstream;
use super::{Fault, Seen};

type Faults = Box<dyn FnMut(&Seen) -> Fault + Send>;

/// A proxy between clients and the API server of a cluster. It speaks plain HTTP to clients and is itself the user that
/// the server sees, so that any client can be sent through it. It ends with the process.
pub struct FaultProxy {
    kubeconfig: PathBuf,
    state: Arc<State>,
}

struct State {
    upstream: Upstream,
    faults: Mutex<Faults>,
    seen: Mutex<Vec<Seen>>,
}

impl fmt::Debug for FaultProxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FaultProxy")
            .field("kubeconfig", &self.kubeconfig)
            .finish_non_exhaustive()
    }
}

impl FaultProxy {
    /// Starts a proxy to the cluster in `folder`, as its user `user` (`admin`, `team`), and writes a kubeconfig for it to
    /// `kubeconfig`. At first everything goes through.
    pub fn start(folder: &Path, user: &str, kubeconfig: &Path) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let state = Arc::new(State {
            upstream: Upstream::new(folder, user)?,
            faults: Mutex::new(Box::new(|_| Fault::None)),
            seen: Mutex::default(),
        });
        fs::write(
            kubeconfig,
            format!(
                "apiVersion: v1\nkind: Config\ncurrent-context: proxy\n\
                 clusters: [{{name: proxy, cluster: {{server: 'http://127.0.0.1:{port}'}}}}]\n\
                 users: [{{name: proxy, user: {{}}}}]\n\
                 contexts: [{{name: proxy, context: {{cluster: proxy, user: proxy}}}}]\n"
            ),
        )?;
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || {
                    // A client that goes away in the middle is what this proxy is for.
                    let _ = serve(&state, &stream).ok();
                });
            }
        });
        Ok(Self {
            kubeconfig: kubeconfig.to_owned(),
            state,
        })
    }

    /// The kubeconfig of the way through the proxy.
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// Decides from now on what is done to requests, and counts them from 1 again.
    pub fn set_faults(&self, faults: impl FnMut(&Seen) -> Fault + Send + 'static) {
        let mut seen = lock(&self.state.seen);
        *lock(&self.state.faults) = Box::new(faults);
        seen.clear();
    }

    /// The requests since the faults were set.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.state.seen).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    fn fault_for(&self, incoming: &Incoming) -> Fault {
        let mut seen = lock(&self.seen);
        let mut headers = incoming.headers.iter();
        let authorization = headers.find(|(name, _)| name == "authorization");
        let request = Seen {
            number: seen.len() + 1,
            method: incoming.method.clone(),
            target: incoming.target.clone(),
            authorization: authorization.map_or_else(String::new, |(_, value)| value.clone()),
        };
        seen.push(request.clone());
        (lock(&self.faults))(&request)
    }
}

fn serve(state: &State, stream: &TcpStream) -> Result<()> {
    let mut input = BufReader::new(stream);
    while let Some(incoming) = read_request(&mut input)? {
        match state.fault_for(&incoming) {
            Fault::None => relay(state, stream, &incoming)?,
            Fault::Delay(time) => {
                thread::sleep(time);
                relay(state, stream, &incoming)?;
            }
            Fault::Answer(status, wish) => {
                let headers = wish.map(|seconds| ("retry-after".to_owned(), seconds.to_string()));
                let headers: Vec<_> = headers.into_iter().collect();
                write_head(&mut &*stream, status, &headers)?;
                write_chunk(&mut &*stream, b"a fault")?;
                write_chunk(&mut &*stream, b"")?;
            }
            Fault::Reset => return reset(stream),
            Fault::LoseAnswer => {
                swallow(state, &incoming)?;
                return reset(stream);
            }
            Fault::CutAfter(time) => {
                let cut = stream.try_clone()?;
                thread::spawn(move || {
                    thread::sleep(time);
                    // It may be closed already.
                    let _ = cut.shutdown(std::net::Shutdown::Both).ok();
                });
                return relay(state, stream, &incoming);
            }
            Fault::KillBefore(pid) => {
                kill(pid)?;
                return reset(stream);
            }
            Fault::KillAfter(pid) => {
                // The head of the answer is enough: that of a watch has no end.
                let answer = state.upstream.send(&incoming);
                kill(pid)?;
                drop(answer);
                return reset(stream);
            }
        }
    }
    Ok(())
}

/// Sends a request on and the answer back.
fn relay(state: &State, stream: &TcpStream, incoming: &Incoming) -> Result<()> {
    let answer = state.upstream.send(incoming)?;
    let headers: Vec<(String, String)> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "content-length" | "transfer-encoding"))
        .map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            (name.as_str().to_owned(), value)
        })
        .collect();
    let mut output = stream;
    let status = answer.status().as_u16();
    write_head(&mut output, status, &headers)?;
    if !has_body(status) {
        return Ok(());
    }
    let mut body = answer.into_body().into_reader();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let length = body.read(&mut buffer)?;
        write_chunk(&mut output, &buffer[..length])?;
        if length == 0 {
            return Ok(());
        }
    }
}

/// Sends a request on and forgets the answer.
fn swallow(state: &State, incoming: &Incoming) -> Result<()> {
    let mut body = state.upstream.send(incoming)?.into_body().into_reader();
    std::io::copy(&mut body, &mut std::io::sink())?;
    Ok(())
}

/// Closes a connection so that the other side sees it as broken.
fn reset(stream: &TcpStream) -> Result<()> {
    Ok(set_socket_linger(stream, Some(Duration::ZERO))?)
}

fn kill(pid: u32) -> Result<()> {
    if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
        kill_process(pid, Signal::KILL)?;
    }
    Ok(())
}
