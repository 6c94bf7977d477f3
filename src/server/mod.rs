//! The accept loop: connections with time-outs, and an end that lets readers finish.
//!
//! Enter at [`serve`], which takes listeners ([`listen`]) and a future that resolves when it is time to stop.
//! `axum::serve` gives neither a time-out for a request's head nor one for idle connections, so the loop is here, on
//! hyper's connections.
//! Going down has two steps: [`signal`] tells of the grace in which the server still accepts; when it is over, the
//! listener closes and open answers have the drain time to finish.

pub mod descriptors;
mod idle;
pub mod listen;
pub mod signal;
#[cfg(unix)]
mod unix_socket;
mod workers;

use std::future::Future;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::{Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
#[cfg(unix)]
use tokio::net::UnixStream;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::web::{App, Peer, Sent};
use idle::IdleTimeout;
use listen::{Accepted, Listeners};
pub use workers::Workers;

/// What one server grants its clients.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; more wait in the system's queue.
    pub connections: usize,
    /// From the first byte of a connection, or the end of the last answer, to the end of a request's head.
    pub header_timeout: Duration,
    /// Without a byte in either direction.
    pub idle_timeout: Duration,
    /// For a client to take one answer, counted only while it keeps the server waiting.
    pub answer_timeout: Duration,
    /// For answers that are under way when the server stops.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: descriptors::connections(MAX_CONNECTIONS),
            // Ten seconds are enough for a phone at the edge of its network.
            header_timeout: Duration::from_secs(10),
            // Longer than the fifteen seconds between two signs of life of an event stream.
            idle_timeout: Duration::from_secs(30),
            // The largest asset, 32 MB, at the 20 KB a second of a poor mobile network takes 28 minutes. Without this
            // limit, taking a little every half a minute would hold a place for hours.
            answer_timeout: Duration::from_mins(30),
            // Containers are killed ten seconds after they were asked to stop, and two may be the grace.
            drain_timeout: Duration::from_secs(6),
        }
    }
}

/// A connection costs about 20 KB, so this many cost 200 MB. File descriptors are the scarcer good: some processes may
/// hold only a tenth of it.
pub const MAX_CONNECTIONS: usize = 10_000;

/// Bytes of a request's head that are kept: an address and headers of a browser are about 1 KB.
pub const MAX_HEAD_BYTES: usize = 16 << 10;
/// Headers of a request; browsers send about 20.
pub const MAX_HEADERS: usize = 64;
/// After the system could not accept a connection (no file descriptors), before trying again.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);
/// Failures to accept that follow each other faster than this have one cause, and one line in the log.
const ACCEPT_EPISODE: Duration = Duration::from_mins(1);

/// Who answers requests.
pub trait Answer: Clone + Send + 'static {
    type Body: HttpBody<Data: Send, Error: std::error::Error + Send + Sync> + Send + 'static;

    fn answer(&self, request: Request<Incoming>, peer: Peer) -> impl Future<Output = Response<Self::Body>> + Send;
}

impl Answer for App {
    type Body = Sent;

    async fn answer(&self, request: Request<Incoming>, peer: Peer) -> Response<Sent> {
        self.answer(request, peer).await
    }
}

impl Answer for Router {
    type Body = Body;

    async fn answer(&self, request: Request<Incoming>, _: Peer) -> Response<Body> {
        let Ok(response) = TowerToHyperService::new(self.clone()).call(request.map(Body::new)).await;
        response
    }
}

/// The connections that there are and were.
#[derive(Debug, Default)]
pub struct Connections {
    open: AtomicUsize,
    accepted: AtomicU64,
}

impl Connections {
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

/// One that is open; closed when this is dropped.
struct Open(Arc<Connections>);

impl Open {
    fn new(connections: &Arc<Connections>) -> Self {
        connections.open.fetch_add(1, Ordering::Relaxed);
        connections.accepted.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(connections))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.open.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Serves `app` on `listeners`, connections on `workers`, until `shutdown` resolves, then lets open answers finish within
/// the drain time.
pub async fn serve(
    mut listeners: Listeners,
    app: impl Answer,
    limits: Limits,
    connections: Arc<Connections>,
    mut workers: Workers,
    shutdown: impl Future<Output = ()>,
) {
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut failures = Failures::default();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let place = tokio::select! {
            place = Arc::clone(&places).acquire_owned() => place,
            () = &mut shutdown => break,
        };
        let accepted = tokio::select! {
            accepted = accept(&mut listeners, &mut failures) => accepted,
            () = &mut shutdown => break,
        };
        let kept = (place, Open::new(&connections));
        let (app, watcher) = (app.clone(), graceful.watcher());
        let connection = async move {
            match accepted {
                Accepted::Tcp(stream, peer) => {
                    let stream = TcpStream::from_std(stream)?;
                    // Answers are written whole; waiting to fill a packet would only delay their last one.
                    stream.set_nodelay(true)?;
                    connection(stream, Peer::Address(peer), app, limits, watcher).await;
                }
                #[cfg(unix)]
                Accepted::Unix(stream) => {
                    connection(UnixStream::from_std(stream)?, Peer::Unix, app, limits, watcher).await;
                }
            }
            drop(kept);
            Ok(())
        };
        workers.take_turns().spawn(async move {
            if let Err::<(), io::Error>(error) = connection.await {
                tracing::debug!("a connection could not be served: {error}");
            }
        });
    }
    drop(listeners);
    if tokio::time::timeout(limits.drain_timeout, graceful.shutdown()).await.is_err() {
        tracing::warn!("some connections did not finish in time");
    }
}

/// The next connection. Errors belong to one connection, or pass.
async fn accept(listeners: &mut Listeners, failures: &mut Failures) -> Accepted {
    loop {
        match listeners.accept().await {
            Ok(accepted) => return accepted,
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                if failures.is_new(Instant::now()) {
                    tracing::error!("accepting a connection failed, and is tried again until it works: {error}");
                }
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Tells the first failure of an episode from those that follow it.
#[derive(Debug, Default)]
struct Failures {
    last: Option<Instant>,
}

impl Failures {
    fn is_new(&mut self, now: Instant) -> bool {
        let last = self.last.replace(now);
        last.is_none_or(|last| now.duration_since(last) > ACCEPT_EPISODE)
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

/// One connection to its end, watched so that it ends gracefully.
async fn connection<A: Answer>(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    app: A,
    limits: Limits,
    watcher: Watcher,
) {
    let io = TokioIo::new(IdleTimeout::new(stream, limits.idle_timeout, limits.answer_timeout));
    let service = service_fn(move |request| {
        let app = app.clone();
        async move { Ok::<_, std::convert::Infallible>(app.answer(request, peer).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        // Who has nothing more to say still waits for the answer.
        .half_close(true)
        .header_read_timeout(limits.header_timeout)
        .max_buf_size(MAX_HEAD_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(io, service);
    if let Err(error) = watcher.watch(connection).await {
        // Clients that hang up or time out are their own business.
        tracing::debug!("connection ended: {error}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_cannot_accept_is_logged_once() {
        let (mut failures, start) = (Failures::default(), Instant::now());
        // Twenty times a second, for ten minutes.
        let logged = (0..12_000).filter(|number| failures.is_new(start + ACCEPT_PAUSE * *number)).count();
        assert_eq!(logged, 1);
        let later = start + ACCEPT_PAUSE * 12_000 + ACCEPT_EPISODE * 2;
        assert!(failures.is_new(later), "another episode");
    }
}
