//! A picture on the terminal that is drawn again and again while something is waited for.

use std::fmt::Write as _;
use std::io::{Write as _, stderr};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use steersman_ops::WaitStep;

use super::tree::{Size, Tree};
use crate::time::Stopwatch;

/// How often the picture is drawn anew: ages change.
const PAUSE: Duration = Duration::from_millis(500);
/// What is over sooner is not worth a picture.
const NOT_WORTH_DRAWING: Duration = Duration::from_secs(1);

/// The picture, and whoever draws it.
#[derive(Debug)]
pub(super) struct Screen {
    picture: Arc<Mutex<Picture>>,
    ends: Option<Sender<()>>,
    drawing: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Picture {
    tree: Tree,
    since: Option<Stopwatch>,
    /// How many lines of the terminal it takes now.
    height: usize,
}

impl Screen {
    /// A picture of nothing.
    pub(super) fn new() -> Self {
        let picture = Arc::new(Mutex::new(Picture::default()));
        let (ends, ended) = channel::<()>();
        let drawn = Arc::clone(&picture);
        let drawing = std::thread::Builder::new()
            .name("screen".to_owned())
            .spawn(move || {
                while ended.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
                    lock(&drawn).draw();
                }
            });
        Self {
            picture,
            ends: Some(ends),
            drawing: drawing.ok(),
        }
    }

    /// Takes a change.
    pub(super) fn take(&self, step: &WaitStep<'_>) {
        let mut picture = lock(&self.picture);
        if picture.tree.is_settled() {
            // Another wait begins.
            picture.erase();
            picture.tree = Tree::default();
            picture.since = Some(Stopwatch::start());
        }
        picture.tree.take(step);
        picture.draw();
    }

    /// Lets something else be written where the picture is; it is drawn again below.
    pub(super) fn beside(&self, write: impl FnOnce()) {
        let mut picture = lock(&self.picture);
        picture.erase();
        write();
    }

    /// Takes the picture away: the operation goes on, or is over.
    pub(super) fn clear(&self) {
        let mut picture = lock(&self.picture);
        picture.erase();
        picture.tree = Tree::default();
        picture.since = None;
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        drop(self.ends.take());
        if let Some(drawing) = self.drawing.take() {
            // It has nothing to say.
            let _joined = drawing.join();
        }
        self.clear();
    }
}

impl Picture {
    fn draw(&mut self) {
        let Some(since) = &self.since else { return };
        let elapsed = since.elapsed();
        if elapsed < NOT_WORTH_DRAWING {
            return;
        }
        let lines = if self.tree.is_settled() {
            Vec::new()
        } else {
            self.tree.lines(elapsed, terminal_size())
        };
        let mut text = erasing(self.height);
        for line in &lines {
            writeln!(text, "{line}").expect("writing to a string cannot fail");
        }
        self.height = lines.len();
        show(&text);
    }

    fn erase(&mut self) {
        if self.height > 0 {
            show(&erasing(self.height));
            self.height = 0;
        }
    }
}

/// What makes a terminal forget its last lines.
fn erasing(height: usize) -> String {
    match height {
        0 => String::new(),
        height => format!("\x1b[{height}A\r\x1b[J"),
    }
}

fn show(text: &str) {
    let mut terminal = stderr();
    // A terminal that is gone shows nothing.
    let _shown = terminal.write_all(text.as_bytes());
    let _flushed = terminal.flush();
}

fn lock(picture: &Mutex<Picture>) -> MutexGuard<'_, Picture> {
    picture.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(unix)]
fn terminal_size() -> Size {
    let size = rustix::termios::tcgetwinsize(stderr());
    match size {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size {
            columns: size.ws_col.into(),
            rows: size.ws_row.into(),
        },
        _ => USUAL,
    }
}

#[cfg(not(unix))]
fn terminal_size() -> Size {
    USUAL
}

/// The size of terminals that do not tell it.
const USUAL: Size = Size {
    columns: 80,
    rows: 24,
};
