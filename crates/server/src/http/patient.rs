//! Clients that take their time: a connection, a body and an answer may each take so long.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::BodyDataStream;
use bytes::Bytes;
use futures_util::Stream;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Duration, Instant, Sleep, sleep, sleep_until};

/// Bytes after which it is known which protocol a client speaks.
const FIRST: usize = 24;
/// How long a client may take nothing of an answer.
const STALL: Duration = Duration::from_mins(1);
/// Bytes a second that a body has to come with, on the whole.
const SLOWEST: u64 = 1024;

/// A connection whose first bytes have to come, and whose answers have to be taken.
#[derive(Debug)]
pub(super) struct PatientStream<S> {
    inner: S,
    /// Bytes that are still to come until the protocol is known.
    wanted: usize,
    first: Pin<Box<Sleep>>,
    stall: Option<Pin<Box<Sleep>>>,
}

impl<S> PatientStream<S> {
    pub(super) fn new(inner: S, patience: Duration) -> Self {
        Self {
            inner,
            wanted: FIRST,
            first: Box::pin(sleep(patience)),
            stall: None,
        }
    }

    /// The end of a connection whose client has taken nothing for long.
    fn taken<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stall = None;
            return written;
        }
        let stall = self.stall.get_or_insert_with(|| Box::pin(sleep(STALL)));
        ready!(stall.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PatientStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.inner).poll_read(context, buffer) {
            let count = buffer.filled().len() - before;
            self.wanted = self.wanted.saturating_sub(count);
            return Poll::Ready(read);
        }
        if self.wanted > 0 {
            ready!(self.first.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PatientStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.taken(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, parts);
        self.taken(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        self.taken(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(context);
        self.taken(context, shut)
    }
}

/// A body that has to arrive: each piece in time, and all of them no slower than [`SLOWEST`].
#[derive(Debug)]
pub(crate) struct Arriving {
    inner: BodyDataStream,
    begin: Instant,
    bytes: u64,
    patience: Duration,
    timer: Pin<Box<Sleep>>,
}

impl Arriving {
    pub(super) fn new(inner: BodyDataStream, patience: Duration) -> Self {
        Self {
            inner,
            begin: Instant::now(),
            bytes: 0,
            patience,
            timer: Box::pin(sleep(patience)),
        }
    }
}

impl Stream for Arriving {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Poll::Ready(next) = Pin::new(&mut self.inner).poll_next(context) else {
            ready!(self.timer.as_mut().poll(context));
            let late = io::Error::from(io::ErrorKind::TimedOut);
            return Poll::Ready(Some(Err(late.into())));
        };
        if let Some(Ok(piece)) = &next {
            self.bytes += piece.len() as u64;
            let all = self.patience + Duration::from_secs(self.bytes / SLOWEST);
            let end = (self.begin + all).min(Instant::now() + self.patience);
            self.timer = Box::pin(sleep_until(end));
        }
        Poll::Ready(next.map(|piece| piece.map_err(Into::into)))
    }
}
