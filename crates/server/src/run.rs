//! A process that serves: runtime, storage, socket, signals.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::config::Config;
use crate::error::ServerError;
use crate::http::{Bound, serve};
use crate::ports::{LogLevel, Surroundings};
use crate::service::Service;
use crate::storage::{BucketStorage, CloudBucket, LocalStorage, MemoryStorage, Storage};

/// Threads that may wait for the disk at once. Each may hold a package in memory.
const MAX_BLOCKING: usize = 16;

/// Where packages are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StorageChoice {
    /// A folder on this machine.
    Folder(PathBuf),
    /// Memory, with a folder for uploads under way: everything is gone at the end.
    Memory(PathBuf),
    /// A bucket, with a folder for uploads under way.
    Bucket(Box<CloudBucket>, PathBuf),
}

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct RunRequest {
    /// How.
    pub config: Config,
    /// What.
    pub storage: StorageChoice,
    /// The host name or address to listen on.
    pub host: String,
    /// The port; 0 takes any.
    pub port: u16,
}

/// Serves until the process gets a signal to end. `ready` is told the address once requests are answered.
///
/// # Errors
/// [`ServerError`]
pub fn run(
    request: RunRequest,
    surroundings: Arc<dyn Surroundings>,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServerError> {
    runtime()?.block_on(async {
        let storage = open(&request.storage, &*surroundings)?;
        let service = Arc::new(Service::new(request.config, storage, surroundings)?);
        // Whoever asks before everything is read waits for it; probes do not.
        let bound = Bound::listen(&request.host, request.port).await?;
        ready(bound.address());
        let first = Arc::clone(&service);
        let reading = tokio::spawn(async move { first.warm_up().await });
        serve(service, bound, ended()).await?;
        reading.abort();
        Ok(())
    })
}

/// The index of the repository at depth 0, without a socket.
///
/// # Errors
/// [`ServerError`]
pub fn generate_index(
    request: RunRequest,
    surroundings: Arc<dyn Surroundings>,
) -> Result<Vec<u8>, ServerError> {
    runtime()?.block_on(async {
        let storage = open(&request.storage, &*surroundings)?;
        let service = Service::new(request.config, storage, surroundings)?;
        service.index_text().await
    })
}

fn runtime() -> Result<Runtime, ServerError> {
    let mut builder = Builder::new_multi_thread();
    builder.max_blocking_threads(MAX_BLOCKING).enable_all();
    builder.build().map_err(ServerError::Run)
}

fn open(
    choice: &StorageChoice,
    surroundings: &dyn Surroundings,
) -> Result<Arc<dyn Storage>, ServerError> {
    let storage: Arc<dyn Storage> = match choice {
        StorageChoice::Folder(folder) => {
            let storage = LocalStorage::open(folder)?;
            if !storage.takes_uploads() {
                let folder = folder.display().to_string();
                let message = "the folder cannot be written to: nothing in it can be changed";
                surroundings.log(LogLevel::Warn, message, &[("folder", &folder)]);
            }
            Arc::new(storage)
        }
        StorageChoice::Memory(spool) => Arc::new(MemoryStorage::new(Path::new(spool))?),
        StorageChoice::Bucket(bucket, spool) => {
            Arc::new(BucketStorage::new(bucket.open()?, spool)?)
        }
    };
    Ok(storage)
}

/// Comes when the process is asked to end.
async fn ended() {
    let interrupt = async {
        // Without a handler the signal ends the process by itself.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                () = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    interrupt.await;
}
