//! Clients that are gone in the middle of an answer: nothing of them stays.

use std::time::Duration;

use super::serve_with;
use crate::process::{Running, desk, wait_until};
use crate::server::Server;
use crate::watching_over::{metrics_of, scrape};

const CLIENTS: usize = 150;
const ROUNDS: usize = 9;
/// What a process may hold more of after a crowd than before it; one connection has about 20 KB while it lasts.
const GROWTH: f64 = 0.5e6;

fn start(text: &str) -> (Running, Server) {
    let folder = desk();
    folder.write("content/a/index.md", format!("---\ntitle: A\n---\n{text}"));
    folder.write("content/a/large.png", vec![0; 8 << 20]);
    let running = serve_with(folder, &["--log", "info", "--metrics-listen", "127.0.0.1:0"]);
    let metrics = metrics_of(&running);
    (running, metrics)
}

/// Many clients ask for `path`, take `bytes` of the answer and are gone: the system says so to the server, because there
/// is more that they did not take. Then none is left.
fn come_and_go(running: &Running, metrics: &Server, path: &str, bytes: usize) {
    let mut clients: Vec<_> = (0..CLIENTS).map(|_| running.server.connect()).collect();
    for client in &mut clients {
        client.get(path);
    }
    for client in &mut clients {
        std::io::Read::read_exact(&mut client.stream, &mut vec![0; bytes]).unwrap();
    }
    drop(clients);
    wait_until(|| scrape(metrics)["sidelight_connections"] == 0.0);
}

#[test]
fn in_the_middle_of_a_large_body() {
    let (running, metrics) = start("Words. ![](large.png)\n");
    let page = running.text("/a");
    let large = page.split('"').find(|part| part.contains("/static/large.")).unwrap();
    let memory = || scrape(&metrics)["process_resident_memory_bytes"];
    let mut before = memory();
    let grown = [0.0; ROUNDS].map(|_: f64| {
        come_and_go(&running, &metrics, large, 10_000);
        let now = memory();
        now - std::mem::replace(&mut before, now)
    });
    println!("{before} bytes after {} clients; it grew by {grown:?}", CLIENTS * ROUNDS);
    // What stays of a crowd stays of each; what is made once, such as buffers and the forms of pages, is no growth.
    let least = grown.into_iter().fold(f64::INFINITY, f64::min);
    assert!(least < GROWTH, "{grown:?}");
    assert_eq!(running.text("/a"), page);
    let asked = (CLIENTS * ROUNDS) as f64;
    let series = scrape(&metrics);
    let counted = series.iter().filter(|(name, _)| name.starts_with("sidelight_requests_total{route=\"/static/"));
    assert!((counted.map(|(_, count)| count).sum::<f64>() - asked).abs() < 0.5, "{series:#?}");
}

/// Pages that are made to order take a turn: it is given back.
#[test]
fn while_its_page_is_being_made() {
    let (running, metrics) = start(&"Words of a long text, and more of them.\n\n".repeat(2000));
    for _ in 0..3 {
        come_and_go(&running, &metrics, "/a?hide=notes", 0);
    }
    let mut reader = running.server.connect();
    for _ in 0..20 {
        // Turned away at most while pages of those who are gone are still made.
        if reader.get("/a?hide=notes").answer().0 == 200 {
            return;
        }
        std::thread::sleep(Duration::from_millis(500));
    }
    panic!("no page is made any more: {:#?}", scrape(&metrics));
}
