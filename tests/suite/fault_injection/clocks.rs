//! Clocks that are wrong, or set back while the server runs.
//!
//! The time of day goes into the log and nowhere else: tags are made of content, dates are those that writers give,
//! answers have no `Last-Modified`, and what is waited for is measured by a clock that is never set. The first test
//! holds that true of the sources, the second sets the clock of a running server with libfaketime. The others give files
//! times from 1970 and from 2100, which is what a server sees whose clock, or whose file server's, is wrong.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use super::{READY, pass_over, readiness, serve_with};
use crate::house::sources_with;
use crate::process::{Running, desk, spawn, wait_until};
use crate::program::{Folder, command, run};
use crate::server::PATIENCE;

#[test]
fn the_time_of_day_is_asked_for_the_log_alone() {
    let asks = ["SystemTime", "Timestamp::now", "Zoned::now", "UNIX_EPOCH", "elapsed_since_epoch"];
    assert_eq!(sources_with(&asks), ["src/log/sink.rs"]);
}

/// The library that tells one process another time of day, as Debian's package `faketime` has it.
fn other_time() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?.flatten();
    folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1")).find(|library| library.exists())
}

#[test]
fn a_clock_that_is_set_while_it_runs() {
    let Some(library) = other_time() else { return pass_over("libfaketime") };
    let folder = desk();
    folder.write("clock", "+0");
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("LD_PRELOAD", library);
    command.env("FAKETIME_TIMESTAMP_FILE", folder.file("clock")).env("FAKETIME_NO_CACHE", "1");
    // As when somebody sets the clock: what counts from the machine's start goes on as it did.
    command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let mut running = spawn(command, folder);

    let mut half_sent = running.server.connect();
    half_sent.send("GET /a HTTP/1.1\r\n");
    let mut reader = running.server.connect();
    for (number, clock) in ["+0", "-10y", "+20y", "-40y"].into_iter().enumerate() {
        running.folder.write("clock", clock);
        assert_eq!(reader.get("/a").answer().0, 200, "{clock}: its connection stays");
        running.folder.write("content/a/index.md", format!("---\ntitle: A\n---\nVersion {number}.\n"));
        let marked = format!("Version</mark> {number}.");
        wait_until(|| String::from_utf8(reader.get("/a?text=Version").answer().1).unwrap().contains(&marked));
    }
    let years: BTreeSet<String> =
        running.said().lines().map(|line| line["{\"timestamp\":\"".len()..][..4].to_owned()).collect();
    assert_eq!(years.len(), 4, "the log has the time that there was: {years:?}");
    let start = Instant::now();
    assert_eq!(half_sent.rest(), b"", "still given up");
    running.signal("-TERM");
    assert_eq!(running.end().0, Some(0));
    assert!(start.elapsed() < PATIENCE);
}

const YEAR: Duration = Duration::from_hours(8766);

fn past() -> SystemTime {
    SystemTime::UNIX_EPOCH + YEAR / 2
}

fn future() -> SystemTime {
    SystemTime::UNIX_EPOCH + YEAR * 130
}

fn set_time(file: &Path, time: SystemTime) {
    File::options().append(true).open(file).unwrap().set_modified(time).unwrap();
}

fn library(time: SystemTime) -> Folder {
    let folder = desk();
    folder.write("content/sidelight.yaml", "base_url: https://example.org\n");
    folder.write("content/a/index.md", "---\ntitle: A\ndate: 2024-02-29\n---\nSome [words](notes/n.md).\n");
    folder.write("content/a/notes/n.md", "---\ntitle: N\n---\nWords.\n");
    for path in ["sidelight.yaml", "a/index.md", "a/notes/n.md"] {
        set_time(&folder.file(&format!("content/{path}")), time);
    }
    folder
}

/// The head, but what is different for every request, and the body.
fn answer(running: &Running, path: &str, header: &str) -> (u16, String, Vec<u8>) {
    let mut client = running.server.connect();
    client.send(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{header}\r\n"));
    let head = String::from_utf8(client.until(b"\r\n\r\n")).unwrap().to_ascii_lowercase();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let lines = head.lines().filter(|line| !line.starts_with("date: ") && !line.starts_with("x-request-id: "));
    (status, lines.collect::<Vec<_>>().join("\n"), client.rest())
}

#[test]
fn answers_do_not_depend_on_the_times_of_files() {
    let [early, late] = [past(), future()].map(|time| serve_with(library(time), &[]));
    for path in ["/", "/a", "/a?text=words", "/a/notes/n", "/a/index.md", "/feed.atom", "/sitemap.xml", "/a/card.png"] {
        let (one, other) = (answer(&early, path, ""), answer(&late, path, ""));
        assert_eq!(one, other, "{path}");
        assert_eq!(one.0, 200, "{path}");
        assert!(!one.1.contains("last-modified"), "{path}: {}", one.1);
        // Who compares times compares with nothing.
        for since in ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"] {
            let asked = answer(&early, path, &format!("If-Modified-Since: {since}\r\n"));
            assert_eq!(asked, one, "{path} since {since}");
        }
    }
    let (_, _, feed) = answer(&early, "/feed.atom", "");
    let feed = String::from_utf8(feed).unwrap();
    let dates: Vec<&str> = feed.split("<updated>").skip(1).map(|rest| &rest[..10]).collect();
    assert!(!dates.is_empty() && dates.iter().all(|date| *date == "2024-02-29"), "{feed}");
}

#[test]
fn files_of_a_static_site_do_not_depend_on_them_either() {
    let [one, other] = [past(), future()].map(|time| {
        let folder = library(time);
        let outcome = run(&folder, &["build", "--output", "site"]);
        assert_eq!(outcome.status, Some(0), "{outcome:?}");
        crate::static_site::files(&folder.file("site"))
    });
    assert_eq!(one, other);
}

/// After a clock was set back, what is saved is older than what it takes the place of.
#[test]
fn what_is_saved_is_found_however_old_it_says_to_be() {
    let running = serve_with(library(future()), &[]);
    let file = running.folder.file("content/a/index.md");
    for (number, time) in [past(), future(), past(), past()].into_iter().enumerate() {
        // Always as long as the one before.
        fs::write(&file, format!("---\ntitle: A\n---\nVersion {number} [words](notes/n.md).\n")).unwrap();
        set_time(&file, time);
        wait_until(|| running.text("/a").contains(&format!("Version {number}")));
    }
    assert_eq!(readiness(&running), READY);
}
