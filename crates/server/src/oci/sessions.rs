//! Uploads of blobs that take several requests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::Mutex as AsyncMutex;
use tokio::time::{Duration, Instant};

use crate::random::uuid;
use crate::spool::Spooled;

/// Uploads at once; the one that waited longest goes when there is one too many.
const MAX_SESSIONS: usize = 256;
/// How long an upload may wait for its next piece.
pub(super) const MAX_IDLE: Duration = Duration::from_hours(1);

/// One upload.
#[derive(Debug)]
pub(super) struct Session {
    /// The name it is for.
    pub(super) name: String,
    pub(super) file: AsyncMutex<Spooled>,
    used: Mutex<Instant>,
}

/// All uploads.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Arc<Session>>>);

impl Sessions {
    /// Begins an upload; answers with its id.
    pub(super) fn begin(&self, name: &str, file: Spooled) -> String {
        let id = uuid();
        let session = Session {
            name: name.to_owned(),
            file: AsyncMutex::new(file),
            used: Mutex::new(Instant::now()),
        };
        let mut sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        forget_idle(&mut sessions);
        if sessions.len() >= MAX_SESSIONS {
            let oldest = sessions.iter().min_by_key(|(_, session)| session.used());
            let oldest = oldest.map(|(id, _)| id.clone());
            oldest.and_then(|id| sessions.remove(&id));
        }
        sessions.insert(id.clone(), Arc::new(session));
        id
    }

    /// The upload of that id and name.
    pub(super) fn get(&self, id: &str, name: &str) -> Option<Arc<Session>> {
        let sessions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = sessions.get(id).filter(|session| session.name == name)?;
        *session.used.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(Arc::clone(session))
    }

    /// Ends uploads that nobody has gone on with for long.
    pub(super) fn end_idle(&self) {
        forget_idle(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Ends an upload.
    pub(super) fn end(&self, id: &str) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(id);
    }
}

fn forget_idle(sessions: &mut HashMap<String, Arc<Session>>) {
    sessions.retain(|_, session| session.used().elapsed() < MAX_IDLE);
}

impl Session {
    fn used(&self) -> Instant {
        *self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
