//! A file is cut short and written anew while the server reads it: what is served was whole once.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{READY, readiness, serve, serve_with};
use crate::process::{Running, desk, wait_until};

const PARAGRAPHS: usize = 1500;

/// A long text in which every paragraph says of which version it is.
fn version(word: &str) -> Vec<u8> {
    let paragraph = format!("This paragraph is {word}, as all the others are.\n\n");
    format!("---\ntitle: A\n---\n{}", paragraph.repeat(PARAGRAPHS)).into_bytes()
}

/// How many paragraphs of each version a page has.
fn paragraphs(page: &str) -> (usize, usize) {
    let count = |word: &str| page.matches(&format!("is {word}, as all the others are.</p>")).count();
    (count("first"), count("other"))
}

/// A writer that takes its time, as over a network: no pause is long enough to take the file for finished.
#[test]
fn a_file_that_is_cut_and_written_slowly_is_served_whole_or_not_at_all() {
    assert_never_torn(&serve(&[]), &[(50, 10, 150), (10, 40, 600), (500, 1, 15)]);
}

/// One that begins again just when the server has begun to read, which takes a while with large pictures beside the text.
#[test]
fn a_file_that_is_cut_while_the_folder_is_being_read_is_not_served_so() {
    let folder = desk();
    for picture in 0..8 {
        folder.write(&format!("content/a/{picture}.png"), vec![picture; 16 << 20]);
    }
    let running = serve_with(folder, &[]);
    assert_never_torn(&running, &[(10, 5, 95), (10, 8, 110), (10, 10, 125), (10, 15, 140), (10, 20, 160)]);
}

/// Writes the two versions in turn; each round is in how many steps, with which pause between them, and which after them.
fn assert_never_torn(running: &Running, rounds: &[(usize, u64, u64)]) {
    let path = running.folder.file("content/a/index.md");
    let write = |word: &str, steps: usize, pause: Duration| {
        let bytes = version(word);
        let mut file = File::create(&path).unwrap();
        for part in bytes.chunks(bytes.len() / steps + 1) {
            file.write_all(part).unwrap();
            thread::sleep(pause);
        }
    };
    write("first", 1, Duration::ZERO);
    wait_until(|| paragraphs(&running.text("/a")) == (PARAGRAPHS, 0));
    let is_over = AtomicBool::new(false);
    let seen = thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = [0, 0];
            let mut client = running.server.connect();
            while !is_over.load(Ordering::Relaxed) {
                let (status, page) = client.get("/a").answer();
                assert_eq!(status, 200);
                match paragraphs(&String::from_utf8(page).unwrap()) {
                    (PARAGRAPHS, 0) => seen[0] += 1,
                    (0, PARAGRAPHS) => seen[1] += 1,
                    torn => panic!("a page with {torn:?} paragraphs"),
                }
                thread::sleep(Duration::from_millis(5));
            }
            seen
        });
        let start = Instant::now();
        for (steps, pause, between) in rounds {
            for word in ["other", "first"] {
                write(word, *steps, Duration::from_millis(*pause));
                thread::sleep(Duration::from_millis(*between));
            }
        }
        write("other", 30, Duration::from_millis(20));
        while paragraphs(&running.text("/a")) != (0, PARAGRAPHS) && !reader.is_finished() {
            assert!(start.elapsed() < Duration::from_mins(1), "the last version does not come");
            thread::sleep(Duration::from_millis(20));
        }
        is_over.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(seen[0] > 0 && seen[1] > 0, "{seen:?}");
    wait_until(|| readiness(running) == READY);
}
