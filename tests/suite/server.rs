//! Connections on real sockets: time-outs, keep-alive, and an end that loses nothing.
//!
//! Clients are plain sockets on the loopback, because what is tested is what no well-behaved client does.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get;
use sidelight::server::listen::Listeners;
use sidelight::server::{self, Answer, Limits, Workers};
use sidelight::web::{App, MAX_ADDRESS_BYTES};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::site::Site;

/// Short, but long enough for a busy machine to do what is not meant to time out.
const SHORT: Duration = Duration::from_millis(400);
const LONG: Duration = Duration::from_secs(30);
/// Nothing that is waited for takes longer, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

pub const LIBRARY: &str = "-- a/index.md --\n---\ntitle: A\n---\nWords.\n";

/// No limit that a test would run into by accident.
const GENEROUS: Limits =
    Limits { connections: 100, header_timeout: LONG, idle_timeout: LONG, answer_timeout: LONG, drain_timeout: LONG };

/// A server in a thread of its own.
pub struct Server {
    pub address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    fn start(app: impl Answer, limits: Limits) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = thread::spawn(move || {
            runtime.block_on(async {
                let listeners = Listeners::try_from(listener).unwrap();
                let shutdown = async move {
                    let _ = stopped.await;
                };
                server::serve(listeners, app, limits, Arc::default(), Workers::here(), shutdown).await;
            });
        });
        Self { address, stop: Some(stop), thread: Some(thread) }
    }

    /// A server that runs elsewhere.
    pub fn at(address: SocketAddr) -> Self {
        Self { address, stop: None, thread: None }
    }

    pub fn connect(&self) -> Client {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Client { stream }
    }

    fn stop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Waits for the end of the server; answers how long that took.
    fn join(&mut self) -> Duration {
        let start = Instant::now();
        self.thread.take().unwrap().join().unwrap();
        start.elapsed()
    }
}

pub struct Client {
    pub stream: TcpStream,
}

impl Client {
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) -> &mut Self {
        self.stream.write_all(bytes.as_ref()).unwrap();
        self
    }

    pub fn get(&mut self, path: &str) -> &mut Self {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"))
    }

    /// One answer: its status and body. The body has the length that the head says.
    pub fn answer(&mut self) -> (u16, Vec<u8>) {
        let head = self.until(b"\r\n\r\n");
        let head = String::from_utf8(head).unwrap();
        let status = head.split(' ').nth(1).unwrap_or_else(|| panic!("no answer: {head:?}")).parse().unwrap();
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        self.stream.read_exact(&mut body).unwrap();
        (status, body)
    }

    /// What comes up to and with `end`.
    pub fn until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut byte = [0];
        while !bytes.ends_with(end) {
            match self.stream.read(&mut byte) {
                Ok(1) => bytes.push(byte[0]),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                other => panic!("{other:?} behind {:?}", String::from_utf8_lossy(&bytes)),
            }
        }
        bytes
    }

    /// Everything up to the end of the connection.
    pub fn rest(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        match self.stream.read_to_end(&mut bytes) {
            Ok(_) => bytes,
            Err(error) if error.kind() == ErrorKind::ConnectionReset => bytes,
            Err(error) => panic!("the connection is still open: {error}"),
        }
    }
}

fn site() -> App {
    Site::of(LIBRARY).app()
}

/// Answers after a while, and with more than any socket buffer holds.
fn slow_and_large() -> Router {
    Router::new()
        .route(
            "/slow",
            get(async || {
                tokio::time::sleep(SHORT).await;
                "slowly\n"
            }),
        )
        .route("/never", get(std::future::pending::<&'static str>))
        .route("/large", get(async || vec![b'x'; 48 << 20]))
        .route("/quick", get(async || "quick\n"))
}

#[test]
fn a_half_sent_head_does_not_hold_a_connection() {
    let server = Server::start(site(), Limits { header_timeout: SHORT, ..GENEROUS });
    let start = Instant::now();
    let mut client = server.connect();
    client.send("GET / HTTP/1.1\r\nHost: x\r\n").rest();
    assert!(start.elapsed() >= SHORT / 2, "{:?}", start.elapsed());
}

#[test]
fn a_head_that_trickles_in_does_not_hold_a_connection() {
    let server = Server::start(site(), Limits { header_timeout: SHORT, idle_timeout: LONG, ..GENEROUS });
    let mut client = server.connect();
    let start = Instant::now();
    client.send("GET / HTTP/1.1\r\n");
    // Every byte is a sign of life, so only the head's own time-out can end this.
    while client.stream.write_all(b"x").is_ok() {
        assert!(start.elapsed() < PATIENCE);
        thread::sleep(SHORT / 10);
    }
}

#[test]
fn a_silent_client_does_not_hold_a_connection() {
    for limits in [Limits { idle_timeout: SHORT, ..GENEROUS }, Limits { header_timeout: SHORT, ..GENEROUS }] {
        let server = Server::start(site(), limits);
        let start = Instant::now();
        assert_eq!(server.connect().rest(), b"", "{limits:?}");
        assert!(start.elapsed() >= SHORT / 2, "{:?}", start.elapsed());
    }
}

#[test]
fn a_client_that_stays_silent_after_an_answer_does_not_hold_a_connection() {
    let server = Server::start(site(), Limits { idle_timeout: SHORT, ..GENEROUS });
    let mut client = server.connect();
    assert_eq!(client.get("/a").answer().0, 200);
    assert_eq!(client.rest(), b"");
}

#[test]
fn a_client_that_takes_nothing_does_not_hold_a_connection() {
    let mut server = Server::start(slow_and_large(), Limits { idle_timeout: SHORT, ..GENEROUS });
    let mut client = server.connect();
    client.get("/large");
    // It does not read a byte until the server is gone.
    thread::sleep(SHORT * 3);
    server.stop();
    let waited = server.join();
    assert!(waited < LONG / 2, "the connection was held for {waited:?}");
    assert!(client.rest().len() < 48 << 20);
}

#[test]
fn a_client_that_reads_slowly_gets_all_of_it() {
    let server = Server::start(slow_and_large(), Limits { idle_timeout: SHORT, ..GENEROUS });
    let mut client = server.connect();
    client.get("/large");
    client.until(b"\r\n\r\n");
    let (start, mut taken, mut part) = (Instant::now(), 0, vec![0; 1 << 20]);
    while taken < 48 << 20 {
        taken += match client.stream.read(&mut part) {
            Ok(0) => panic!("cut off after {taken} bytes"),
            Ok(count) => count,
            Err(error) => panic!("{error} after {taken} bytes"),
        };
        // The whole takes longer than the time-out, no single pause does.
        if start.elapsed() < SHORT * 2 {
            thread::sleep(SHORT / 10);
        }
    }
}

#[test]
fn a_client_that_takes_a_little_now_and_then_does_not_hold_a_connection() {
    let server = Server::start(slow_and_large(), Limits { answer_timeout: SHORT, ..GENEROUS });
    let mut client = server.connect();
    client.get("/large");
    let (start, mut taken, mut part) = (Instant::now(), 0, vec![0; 64 << 10]);
    // Far from any idle time-out, and far from the end of the answer.
    while start.elapsed() < SHORT * 4 {
        match client.stream.read(&mut part) {
            Ok(count) if count > 0 => taken += count,
            _ => break,
        }
        thread::sleep(SHORT / 40);
    }
    taken += client.rest().len();
    assert!(taken < 48 << 20, "it got all {taken} bytes");
}

/// An hour between two changes is no hour for which the client let the server wait.
#[test]
fn an_open_page_is_not_taken_for_a_slow_reader() {
    let site = Site::live(LIBRARY);
    let server = Server::start(site.app(), Limits { answer_timeout: SHORT / 4, ..GENEROUS });
    let mut client = server.connect();
    client.get("/events");
    client.until(b"\n\n");
    for number in 0..3 {
        thread::sleep(SHORT / 2);
        site.current.keep(format!("fault {number}"));
        client.until(format!("fault {number}\"").as_bytes());
    }
}

#[test]
fn a_connection_serves_many_requests() {
    let server = Server::start(site(), GENEROUS);
    let mut client = server.connect();
    let first = client.get("/a").answer();
    for _ in 0..10 {
        assert_eq!(client.get("/a").answer(), first);
        assert_eq!(client.get("/nothing").answer().0, 404);
    }
    client.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(client.answer(), first);
    assert_eq!(client.rest(), b"");
}

#[test]
fn requests_that_are_sent_at_once_are_answered_in_order() {
    let server = Server::start(site(), GENEROUS);
    let mut client = server.connect();
    let paths = ["/a", "/nothing", "/", "/healthz", "/%ff"];
    let all: String = paths.iter().map(|path| format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n")).collect();
    client.send(all);
    let statuses: Vec<u16> = paths.iter().map(|_| client.answer().0).collect();
    assert_eq!(statuses, [200, 404, 200, 200, 400]);
}

#[test]
fn old_clients_are_answered() {
    let server = Server::start(site(), GENEROUS);
    let mut client = server.connect();
    client.send("GET /healthz HTTP/1.0\r\n\r\n");
    let answer = String::from_utf8(client.rest()).unwrap();
    assert!(answer.starts_with("HTTP/1.0 200") && answer.ends_with("ok\n"), "{answer}");
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Server::start(site(), GENEROUS);
    for (head, expected) in [
        (format!("GET / HTTP/1.1\r\nHost: x\r\nCookie: {}\r\n\r\n", "x".repeat(20 << 10)), 431),
        (format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "A: b\r\n".repeat(100)), 431),
        (format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "x".repeat(20 << 10)), 431),
    ] {
        let mut client = server.connect();
        // The server may hang up before it has read all.
        let _ = client.stream.write_all(head.as_bytes());
        let answer = String::from_utf8_lossy(&client.rest()).into_owned();
        assert!(answer.starts_with(&format!("HTTP/1.1 {expected} ")), "{answer}");
    }
    assert_eq!(server.connect().get("/a").answer().0, 200, "the next one is served");
}

#[test]
fn an_address_that_is_too_long_is_refused() {
    let server = Server::start(site(), GENEROUS);
    for (address, expected) in [
        (format!("/a?q={}", "x".repeat(MAX_ADDRESS_BYTES - 100)), 200),
        (format!("/a?text={}", "x".repeat(MAX_ADDRESS_BYTES)), 414),
        (format!("/{}", "x".repeat(MAX_ADDRESS_BYTES)), 414),
    ] {
        let mut client = server.connect();
        assert_eq!(client.get(&address).answer().0, expected);
        if expected != 200 {
            assert_eq!(client.rest(), b"", "the connection ends");
        }
    }
}

/// No request has a body: none is read, however long it says to be.
#[test]
fn a_body_is_refused_unread() {
    let server = Server::start(site(), GENEROUS);
    for head in [
        "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
        "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n",
    ] {
        let mut client = server.connect();
        assert_eq!(client.send(head).answer().0, 413, "{head}");
        assert_eq!(client.rest(), b"", "{head}");
    }
    let mut client = server.connect();
    client.send("GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
    assert_eq!(client.answer().0, 200, "nothing is no body");
    // A second request behind a body that was not read could be anybody's: it is not answered.
    let mut client = server.connect();
    client.send("GET /a HTTP/1.1\r\nHost: x\r\nContent-Length: 8\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(client.answer().0, 413);
    assert_eq!(client.rest(), b"");
}

#[test]
fn what_is_not_http_is_refused() {
    let server = Server::start(site(), GENEROUS);
    for bytes in [
        &b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"[..],
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
    ] {
        let mut client = server.connect();
        client.send(bytes);
        client.stream.shutdown(std::net::Shutdown::Write).unwrap();
        let answer = String::from_utf8_lossy(&client.rest()).into_owned();
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{bytes:?}: {answer}");
    }
    assert_eq!(server.connect().get("/a").answer().0, 200, "the next one is served");
}

#[test]
fn connections_beyond_the_limit_wait_for_a_place() {
    let server = Server::start(site(), Limits { connections: 2, ..GENEROUS });
    let (mut first, mut second) = (server.connect(), server.connect());
    assert_eq!(first.get("/a").answer().0, 200);
    assert_eq!(second.get("/a").answer().0, 200);
    let mut third = server.connect();
    third.get("/a").stream.set_read_timeout(Some(SHORT)).unwrap();
    let error = third.stream.read(&mut [0]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    drop(first);
    third.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    assert_eq!(third.answer().0, 200);
}

#[test]
fn answers_that_are_under_way_are_finished() {
    let mut server = Server::start(slow_and_large(), GENEROUS);
    let mut clients: Vec<Client> = (0..20).map(|_| server.connect()).collect();
    for client in &mut clients {
        client.get("/slow");
    }
    // All are accepted, and none is answered yet.
    thread::sleep(SHORT / 2);
    server.stop();
    for client in &mut clients {
        assert_eq!(client.answer(), (200, b"slowly\n".to_vec()));
        assert_eq!(client.rest(), b"", "and then the connection ends");
    }
    let waited = server.join();
    assert!(waited < LONG / 2, "{waited:?}");
    assert!(TcpStream::connect(server.address).is_err(), "nobody listens any more");
}

#[test]
fn a_large_answer_under_way_is_finished() {
    let mut server = Server::start(slow_and_large(), GENEROUS);
    let mut client = server.connect();
    client.get("/large");
    client.until(b"\r\n\r\n");
    server.stop();
    assert_eq!(client.rest().len(), 48 << 20);
    server.join();
}

/// While it goes down, a request is answered whole or its connection was never taken.
#[test]
fn no_request_is_answered_by_half() {
    let mut server = Server::start(slow_and_large(), GENEROUS);
    let address = server.address;
    let clients: Vec<JoinHandle<usize>> = (0..8)
        .map(|_| {
            thread::spawn(move || {
                let mut answered = 0;
                // Each time a new connection: what is sent on an old one may cross its end.
                while let Ok(mut stream) = TcpStream::connect(address) {
                    stream.set_read_timeout(Some(PATIENCE)).unwrap();
                    let mut answer = Vec::new();
                    let request = b"GET /quick HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                    let sent = stream.write_all(request).and_then(|()| stream.read_to_end(&mut answer));
                    if answer.is_empty() {
                        assert!(answered > 0, "{sent:?}");
                        break;
                    }
                    let answer = String::from_utf8(answer).unwrap();
                    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("quick\n"), "{answer}");
                    answered += 1;
                }
                answered
            })
        })
        .collect();
    thread::sleep(SHORT);
    server.stop();
    server.join();
    for client in clients {
        assert!(client.join().unwrap() > 0);
    }
}

#[test]
fn idle_connections_do_not_put_off_the_end() {
    let mut server = Server::start(slow_and_large(), GENEROUS);
    let mut used = server.connect();
    assert_eq!(used.get("/quick").answer().0, 200);
    let _unused = server.connect();
    thread::sleep(SHORT / 4);
    server.stop();
    let waited = server.join();
    assert!(waited < LONG / 2, "{waited:?}");
    assert_eq!(used.rest(), b"");
}

#[test]
fn what_never_ends_is_cut_off_after_the_drain_time() {
    let mut server = Server::start(slow_and_large(), Limits { drain_timeout: SHORT, ..GENEROUS });
    let mut client = server.connect();
    client.get("/never");
    thread::sleep(SHORT / 4);
    server.stop();
    let waited = server.join();
    assert!(waited >= SHORT / 2 && waited < LONG / 2, "{waited:?}");
}

#[test]
fn streams_of_events_end_with_the_server() {
    let site = Site::live(LIBRARY);
    let mut server = Server::start(site.app(), GENEROUS);
    let mut client = server.connect();
    client.get("/events");
    client.until(b"\r\n\r\n");
    let first = String::from_utf8(client.until(b"\n\n")).unwrap();
    assert!(first.contains("event: state") && first.contains(&site.current.site().version), "{first}");
    site.current.close();
    server.stop();
    let waited = server.join();
    assert!(waited < LONG / 2, "{waited:?}");
    assert!(client.rest().ends_with(b"0\r\n\r\n"), "the stream ends as it should");
}

#[test]
fn an_event_stream_says_what_changes() {
    let site = Site::live(LIBRARY);
    let server = Server::start(site.app(), GENEROUS);
    let mut client = server.connect();
    client.get("/events");
    let head = String::from_utf8(client.until(b"\r\n\r\n")).unwrap().to_ascii_lowercase();
    assert!(head.contains("content-type: text/event-stream") && head.contains("cache-control: no-store"), "{head}");
    client.until(b"\n\n");
    site.current.keep("a fault\nof two lines".to_owned());
    let event = String::from_utf8(client.until(b"\n\n")).unwrap();
    let data = event.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    let state: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(state["faults"], "a fault\nof two lines");
    assert_eq!(state["version"], site.current.site().version.as_str());
}
