//! Readers while somebody asks for thousands of different cards, on real sockets.
//!
//! A reader opens a page and one with a shared passage on it, again and again, one time while nobody asks for cards and
//! one time while many do without a pause, each for one of a passage that has not been drawn. What counts is each page's
//! 99th percentile in the quieter of several rounds, which take turns. This machine draws, serves, reads and floods on the
//! same cores, and has others at work, so a target that is missed is tried again.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sidelight::background::step_back;
use sidelight::content::Tree;
use sidelight::server::listen::Listeners;
use sidelight::server::{self, Limits, Workers};
use sidelight::site::{Current, Options, build};
use sidelight::web::{self, App};
use tokio::net::TcpListener;

/// How many times as long as a page may take.
const TARGET: f64 = 2.0;
const TRIES: usize = 3;
const ROUNDS: usize = 5;
const PAGES: usize = 250;
const READ: [&str; 2] = ["/page", "/page?text=the+beginning,or+two"];
/// More than are drawn and may wait.
const FLOODERS: usize = 48;
/// Of the piece that cards are asked of: it takes a while to find a passage in it.
const WORDS: usize = 6_000;
/// A reader's way to the server and back.
const BETWEEN_PAGES: Duration = Duration::from_millis(2);

/// What is known of the flood.
#[derive(Default)]
struct Flood {
    is_on: AtomicBool,
    asked: AtomicUsize,
    drawn: AtomicUsize,
}

/// Whether the target is met.
pub fn readers_go_on_reading() -> bool {
    let (address, flood) = (serve(), Arc::new(Flood::default()));
    for _ in 0..FLOODERS {
        let flood = Arc::clone(&flood);
        thread::spawn(move || ask_for_cards(address, &flood));
    }
    println!("pages while {FLOODERS} others ask for cards; the target is {TARGET} times their 99th percentile without");
    (0..TRIES).any(|_| is_met(address, &flood))
}

fn is_met(address: SocketAddr, flood: &Flood) -> bool {
    let drawn_before = flood.drawn.load(Ordering::Relaxed);
    let (mut without, mut with) = ([Duration::MAX; READ.len()], [Duration::MAX; READ.len()]);
    let mut reader = Connection::new(address);
    for _ in 0..ROUNDS {
        read(&mut reader, &mut without);
        flood.is_on.store(true, Ordering::Relaxed);
        thread::sleep(Duration::from_millis(300));
        read(&mut reader, &mut with);
        flood.is_on.store(false, Ordering::Relaxed);
        // Until those who wait have been served.
        thread::sleep(Duration::from_secs(2));
    }
    let mut is_met = true;
    for ((page, without), with) in READ.iter().zip(without).zip(with) {
        let is_quick = with.as_secs_f64() <= TARGET * without.as_secs_f64();
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let (ratio, verdict) = (ms(with) / ms(without), if is_quick { "" } else { "  MISSED" });
        let page = if page.contains('?') { "passage" } else { "page" };
        println!("  {page:8} without {:6.2} ms  with {:6.2} ms  ratio {ratio:.2}{verdict}", ms(without), ms(with));
        is_met &= is_quick;
    }
    let (asked, drawn) = (flood.asked.load(Ordering::Relaxed), flood.drawn.load(Ordering::Relaxed));
    println!("  {asked} cards were asked for, {drawn} drawn");
    is_met && drawn > drawn_before + ROUNDS
}

/// Reads the pages in turn; keeps the 99th percentile of each if it is lower than before.
fn read(reader: &mut Connection, lowest: &mut [Duration; READ.len()]) {
    let mut times = READ.map(|_| Vec::with_capacity(PAGES));
    for _ in 0..PAGES {
        for (page, times) in READ.iter().zip(&mut times) {
            thread::sleep(BETWEEN_PAGES);
            let start = Instant::now();
            assert_eq!(reader.get(page), 200);
            times.push(start.elapsed());
        }
    }
    for (mut times, lowest) in times.into_iter().zip(lowest) {
        times.sort_unstable();
        *lowest = times[PAGES * 99 / 100].min(*lowest);
    }
}

fn ask_for_cards(address: SocketAddr, flood: &Flood) {
    // On a machine of their own they would take nothing from the server but answers.
    step_back();
    let mut connection = Connection::new(address);
    loop {
        if !flood.is_on.load(Ordering::Relaxed) {
            thread::sleep(Duration::from_millis(50));
            // The server closes connections that are silent for long.
            connection.get("/healthz");
            continue;
        }
        let number = flood.asked.fetch_add(1, Ordering::Relaxed);
        // Of different beginnings, and of different lengths when all have been asked for.
        let (first, count) = (number * 7 % (WORDS - 100), 20 + number / WORDS % 80);
        if connection.get(&format!("/long/card.png?text=word{first},word{}", first + count)) == 200 {
            flood.drawn.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A server of a page and of many cards, for as long as the program runs.
fn serve() -> SocketAddr {
    let text = ["This is the beginning of a page or two. ", &super::SENTENCE.repeat(300)].concat();
    let words: Vec<String> = (0..WORDS).map(|number| format!("word{number}")).collect();
    let files = [
        ("page/index.md", format!("---\ntitle: A Page\n---\n{text}\n")),
        ("long/index.md", format!("---\ntitle: Long\n---\n{}\n", words.join(" "))),
    ];
    let files = files.iter().map(|(path, text)| (*path, text.as_str()));
    let current = Arc::new(Current::new(build(&Tree::from_files(files), Options::default()).site, None));
    let (say, said) = std::sync::mpsc::channel();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
            say.send(listener.local_addr().expect("an address")).expect("somebody waits for the address");
            let listeners = Listeners::try_from(listener).expect("an address");
            let app = App::new(current, web::Options::default());
            server::serve(listeners, app, Limits::default(), Arc::default(), Workers::here(), std::future::pending())
                .await;
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
