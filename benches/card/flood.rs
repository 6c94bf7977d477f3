//! Readers while somebody asks for thousands of different cards, on real sockets.
//!
//! A reader opens the same page again and again, one time while nobody asks for cards and one time while many do, each
//! for one that has not been drawn. What counts is the page's 99th percentile, in the quieter of several rounds: this
//! machine draws, serves, reads and floods on the same cores, and has others at work.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sidelight::content::Tree;
use sidelight::server::listen::Listeners;
use sidelight::server::{self, Limits};
use sidelight::site::{Current, Options, build};
use sidelight::web::{self, App};
use tokio::net::TcpListener;

/// How many times as long a page may take.
const TARGET: f64 = 2.0;
const ROUNDS: usize = 5;
const PAGES: usize = 400;
/// More than are drawn and may wait.
const FLOODERS: usize = 48;
/// More than the cache holds.
const CARDS: usize = 2_000;
/// A reader's way to the server and back.
const BETWEEN_PAGES: Duration = Duration::from_millis(2);
/// A flooder's, after being sent away.
const BETWEEN_TRIES: Duration = Duration::from_millis(50);

/// Whether the target is met.
pub fn readers_go_on_reading() -> bool {
    let address = serve();
    let (flood, asked, drawn) = (Arc::new(AtomicBool::new(false)), Arc::default(), Arc::default());
    for _ in 0..FLOODERS {
        let (flood, asked, drawn) = (Arc::clone(&flood), Arc::clone(&asked), Arc::clone(&drawn));
        thread::spawn(move || ask_for_cards(address, &flood, &asked, &drawn));
    }
    println!("a page while {FLOODERS} others ask for cards; the target is {TARGET} times its 99th percentile without");
    let (mut quiet, mut flooded) = (Duration::MAX, Duration::MAX);
    let mut reader = Connection::new(address);
    for _ in 0..ROUNDS {
        quiet = quiet.min(percentile(&mut reader));
        flood.store(true, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(300));
        flooded = flooded.min(percentile(&mut reader));
        flood.store(false, Ordering::Relaxed);
        // Until those who wait have been served.
        thread::sleep(Duration::from_secs(2));
    }
    let ratio = flooded.as_secs_f64() / quiet.as_secs_f64();
    let is_met = ratio <= TARGET && drawn.load(Ordering::Relaxed) > ROUNDS;
    let ms = |time: Duration| time.as_secs_f64() * 1000.0;
    let (asked, drawn) = (asked.load(Ordering::Relaxed), drawn.load(Ordering::Relaxed));
    let verdict = if is_met { "" } else { "  MISSED" };
    println!("  without {:.2} ms  with {:.2} ms  ratio {ratio:.2}{verdict}", ms(quiet), ms(flooded));
    println!("  {asked} cards were asked for, {drawn} drawn");
    is_met
}

/// The 99th percentile of a page's time.
fn percentile(reader: &mut Connection) -> Duration {
    let mut times: Vec<Duration> = (0..PAGES)
        .map(|_| {
            thread::sleep(BETWEEN_PAGES);
            let start = Instant::now();
            assert_eq!(reader.get("/page"), 200);
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[PAGES * 99 / 100]
}

fn ask_for_cards(address: SocketAddr, flood: &AtomicBool, asked: &AtomicUsize, drawn: &AtomicUsize) {
    let mut connection = Connection::new(address);
    loop {
        if !flood.load(Ordering::Relaxed) {
            thread::sleep(BETWEEN_TRIES);
            // The server closes connections that are silent for long.
            connection.get("/healthz");
            continue;
        }
        let number = asked.fetch_add(1, Ordering::Relaxed) % CARDS;
        if connection.get(&format!("/p{number}/card.png")) == 200 {
            drawn.fetch_add(1, Ordering::Relaxed);
        } else {
            thread::sleep(BETWEEN_TRIES);
        }
    }
}

/// A server of a page and of many cards, for as long as the program runs.
fn serve() -> SocketAddr {
    let text = super::SENTENCE.repeat(300);
    let mut files = vec![("page/index.md".to_owned(), format!("---\ntitle: A Page\n---\n{text}\n"))];
    for number in 0..CARDS {
        let title = format!("Number {number}, {}", super::SENTENCE);
        files.push((format!("p{number}/index.md"), format!("---\ntitle: \"{title}\"\n---\nWords.\n")));
    }
    let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    let current = Arc::new(Current::new(build(&Tree::from_files(files), Options::default()).site, None));
    let (say, said) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            say.send(listener.local_addr().expect("an address")).expect("somebody waits for the address");
            let listeners = Listeners::try_from(listener).expect("an address");
            let app = App::new(current, web::Options::default());
            server::serve(listeners, app, Limits::default(), Arc::default(), std::future::pending()).await;
        });
    });
    said.recv().expect("a server")
}

struct Connection(TcpStream);

impl Connection {
    fn new(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("a connection");
        stream.set_nodelay(true).expect("a socket");
        Self(stream)
    }

    /// The status of an answer that has been read to its end.
    fn get(&mut self, path: &str) -> u16 {
        write!(self.0, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").expect("the server listens");
        let mut answer = Vec::new();
        let mut part = vec![0; 1 << 16];
        loop {
            let read = self.0.read(&mut part).expect("an answer");
            assert_ne!(read, 0, "the server has closed the connection");
            answer.extend_from_slice(&part[..read]);
            let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
            let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
            if answer.len() >= end + 4 + length.unwrap_or(0) {
                return head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
            }
        }
    }
}
