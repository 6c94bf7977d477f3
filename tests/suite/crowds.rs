//! A good client among a thousand that never finish a request and a thousand that hardly take an answer.
//!
//! Against the program itself, on real sockets. What counts is the 99th percentile of the good client's answers, in the
//! quietest of several rounds: this machine may have others at work.

use std::io::Write;
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpSocket;

use crate::process::{Running, desk, spawn};
use crate::program::command;
use crate::server::Client;

/// Of each kind; fewer where the system has no descriptors for so many.
const CROWD: usize = 1000;
const ROUNDS: usize = 3;
const REQUESTS: usize = 200;

/// Raises the limit on open files for both ends of all connections, and answers how many of each kind there can be.
fn crowd() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    let most = getrlimit(Resource::Nofile).current.map_or(CROWD, |most| most as usize / 2 - 200);
    most.min(CROWD)
}

/// A client whose system takes no more than a few kilobytes until it reads.
fn narrow(address: SocketAddr, runtime: &tokio::runtime::Runtime) -> TcpStream {
    let _inside = runtime.enter();
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let stream = runtime.block_on(socket.connect(address)).unwrap().into_std().unwrap();
    stream.set_nonblocking(false).unwrap();
    stream
}

/// The 99th percentile of a page's time.
fn percentile(client: &mut Client) -> Duration {
    let mut times: Vec<Duration> = (0..REQUESTS)
        .map(|_| {
            thread::sleep(Duration::from_millis(1));
            let start = Instant::now();
            assert_eq!(client.get("/a").answer().0, 200);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[REQUESTS * 99 / 100]
}

fn quietest(client: &mut Client) -> Duration {
    (0..ROUNDS).map(|_| percentile(client)).min().unwrap()
}

fn start() -> (Running, String) {
    let folder = desk();
    folder.write("content/a/index.md", "---\ntitle: A\n---\nWords. ![](large.svg)\n");
    folder.write("content/a/large.svg", format!("<svg>{}</svg>", " ".repeat(2 << 20)));
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "warn"]);
    let running = spawn(command, folder);
    let page = running.text("/a");
    let large = page.split('"').find(|part| part.contains("/static/large.")).unwrap().to_owned();
    (running, large)
}

#[test]
fn a_good_client_does_not_wait_behind_a_crowd() {
    let crowd = crowd();
    assert!(crowd >= 100, "{crowd} are no crowd");
    let (running, large) = start();
    let address = running.server.address;
    let mut good = running.server.connect();
    let quiet = quietest(&mut good);

    let mut half_open: Vec<TcpStream> = (0..crowd).map(|_| TcpStream::connect(address).unwrap()).collect();
    for stream in &mut half_open {
        stream.write_all(b"GET /a HTTP/1.1\r\nHost: ").unwrap();
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut slow: Vec<TcpStream> = (0..crowd).map(|_| narrow(address, &runtime)).collect();
    for stream in &mut slow {
        stream.write_all(format!("GET {large} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes()).unwrap();
        stream.set_nonblocking(true).unwrap();
    }
    let is_over = AtomicBool::new(false);
    let (same, new) = thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                for stream in &mut slow {
                    let _ = std::io::Read::read(stream, &mut [0]);
                }
                thread::sleep(Duration::from_millis(500));
            }
        });
        let same = quietest(&mut good);
        // One who comes only now is served at once, too.
        let start = Instant::now();
        assert_eq!(running.server.connect().get("/a").answer().0, 200);
        let new = start.elapsed();
        is_over.store(true, Ordering::Relaxed);
        (same, new)
    });
    println!("99th percentile: {quiet:?} alone, {same:?} among {crowd} and {crowd}; {new:?} for one who comes new");
    assert!(same < quiet * 3 + Duration::from_millis(10), "{quiet:?} alone, {same:?} in the crowd");
    assert!(new < Duration::from_secs(1), "{new:?}");
    // They were all there while it was measured: a half-sent head is let go after ten seconds, by then answered 408 or
    // closed, and a slow reader keeps its place.
    let kept = slow.iter().filter(|stream| stream.take_error().unwrap().is_none()).count();
    assert_eq!(kept, crowd);
}
