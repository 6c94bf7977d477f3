//! A file is cut short and written anew while the server reads it: what is served was whole once.

use std::fs::File;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::{READY, pass_over, readiness, serve, serve_with};
use crate::process::{Running, desk, wait_until};

const PARAGRAPHS: usize = 400;

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
///
/// A machine with much to do may stop the writer for longer than the server waits; what is read then proves nothing.
fn assert_never_torn(running: &Running, rounds: &[(usize, u64, u64)]) {
    for _ in 0..5 {
        let stopped = AtomicBool::new(false);
        let [first, other, torn] = pages_while_written(running, rounds, &stopped);
        if torn > 0 && stopped.load(Ordering::Relaxed) {
            continue;
        }
        assert_eq!(torn, 0, "pages with a part of the text, beside {first} and {other} whole ones");
        assert!(first > 0 && other > 0, "{first} and {other}");
        return wait_until(|| readiness(running) == READY);
    }
    pass_over("write at an even pace");
}

/// How many pages were of the first version, of the other, and of neither.
fn pages_while_written(running: &Running, rounds: &[(usize, u64, u64)], stopped: &AtomicBool) -> [usize; 3] {
    const EVEN: Duration = Duration::from_millis(60);
    let path = running.folder.file("content/a/index.md");
    let write = |word: &str, steps: usize, pause: u64| {
        let bytes = version(word);
        let mut file = File::create(&path).unwrap();
        for part in bytes.chunks(bytes.len() / steps + 1) {
            let start = Instant::now();
            file.write_all(part).unwrap();
            thread::sleep(Duration::from_millis(pause));
            stopped.fetch_or(start.elapsed() > EVEN, Ordering::Relaxed);
        }
    };
    write("first", 1, 0);
    wait_until(|| paragraphs(&running.text("/a")) == (PARAGRAPHS, 0));
    let is_over = AtomicBool::new(false);
    let mut seen = [0; 3];
    thread::scope(|scope| {
        scope.spawn(|| {
            for (steps, pause, between) in rounds {
                for word in ["other", "first"] {
                    write(word, *steps, *pause);
                    thread::sleep(Duration::from_millis(*between));
                }
            }
            write("other", 30, 20);
            is_over.store(true, Ordering::Relaxed);
        });
        let start = Instant::now();
        loop {
            // Before it is asked for, so that the last page is one of after the end.
            let was_over = is_over.load(Ordering::Relaxed);
            let kind = match paragraphs(&running.text("/a")) {
                (PARAGRAPHS, 0) => 0,
                (0, PARAGRAPHS) => 1,
                _ => 2,
            };
            seen[kind] += 1;
            if was_over && kind == 1 || start.elapsed() > Duration::from_mins(2) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    });
    seen
}
