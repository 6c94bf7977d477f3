//! Ends a connection on which nothing moves, or hardly anything.
//!
//! Wraps a stream: every byte read or written puts the deadline off; a read or write that waits past it fails with
//! `TimedOut`. So neither a client that sends nothing nor one that takes nothing holds a connection for ever. One that
//! takes a little now and then has a total: the time for which writes waited since it last sent something. What the
//! server itself takes before it writes does not count, so a stream of events may stay open as long as it is read.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

pub struct IdleTimeout<S> {
    stream: S,
    timeout: Duration,
    deadline: Pin<Box<Sleep>>,
    /// For how long writes may wait in all.
    patience: Duration,
    /// For how long they have waited since the client last sent something.
    waited: Duration,
    /// Since when a write is waiting.
    waiting: Option<Instant>,
}

impl<S> IdleTimeout<S> {
    /// `timeout` is for every single wait, `patience` for all waits of one answer.
    pub fn new(stream: S, timeout: Duration, patience: Duration) -> Self {
        let deadline = Box::pin(sleep(timeout));
        Self { stream, timeout, deadline, patience, waited: Duration::ZERO, waiting: None }
    }

    /// As [`Self::watched`], for writes. Their total is looked at when one ends, and none waits past the deadline.
    fn written<T>(&mut self, context: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if poll.is_pending() {
            self.waiting.get_or_insert_with(Instant::now);
        } else if let Some(start) = self.waiting.take() {
            self.waited += start.elapsed();
            if self.waited > self.patience {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
        }
        self.watched(context, poll)
    }

    /// Passes on what the stream says, unless it has been waiting too long.
    fn watched<T>(&mut self, context: &mut Context<'_>, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        match poll {
            Poll::Ready(result) => {
                let deadline = Instant::now() + self.timeout;
                self.deadline.as_mut().reset(deadline);
                Poll::Ready(result)
            }
            Poll::Pending => {
                ready!(self.deadline.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for IdleTimeout<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let poll = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.waited = Duration::ZERO;
        }
        self.watched(context, poll)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for IdleTimeout<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, poll)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let poll = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.written(context, poll)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.stream).poll_flush(context);
        self.watched(context, poll)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
