//! What nobody was given: it is refused or not found, in little time, and never marks other words.

use std::time::Duration;

use axum::http::StatusCode;
use rustix::time::{ClockId, clock_gettime};
use scraper::Selector;
use sidelight::anchor::Index;
use sidelight::anchor::directive::{MAX_BYTES, resolve};

use super::values::{texts, values};
use crate::site::{Site, css};

/// So that the slow build, on a machine with others at work, gets through; the benchmark has the figure that is promised
/// and longer texts.
const LENGTH: usize = 30_000;

/// How many times as long as preparing the text a value may take: a search that is not bounded takes thousands of times
/// as long. The bounds themselves have tests beside them, in `src/anchor`.
const TIMES: u32 = 200;

/// What a run takes of this thread's processor time: others at work do not count.
fn timed<T>(run: impl FnOnce() -> T) -> Duration {
    let now = || Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap();
    let start = now();
    std::hint::black_box(run());
    now().saturating_sub(start)
}

#[test]
fn no_value_takes_long_in_any_text() {
    for (name, text) in texts(LENGTH) {
        let preparing = timed(|| Index::new(&text));
        for (kind, value) in values(&text) {
            assert!(value.len() <= MAX_BYTES, "{kind}");
            let index = Index::new(&text);
            // A machine with others at work may stop a run, but not one after the other.
            let time = || timed(|| resolve(&index, &value).is_ok());
            let is_soon = (0..3).any(|_| time() < TIMES * preparing);
            assert!(is_soon, "{kind} in {name} takes over {TIMES} times {preparing:?}, in which the text is prepared");
        }
    }
}

#[tokio::test]
async fn every_value_has_an_answer() {
    let marks: Selector = css("mark[data-passage]");
    let text =
        "A ferry, a river, a word: the ferry crosses the river, and nobody has a word for it. Team Alpha is here.";
    let site = Site::of(&format!("-- a/index.md --\n---\ntitle: A\n---\n{text}\n"));
    for (name, source) in texts(2_000).into_iter().chain([("its own", text.repeat(20))]) {
        for (kind, value) in values(&source) {
            let answer = site.get(&format!("/a?text={value}")).await;
            let is_refused = answer.status == StatusCode::BAD_REQUEST;
            assert!(is_refused || answer.status == StatusCode::OK, "{kind} of {name}: {}", answer.status);
            // Nothing that these are made of stands once, but for one letter of "is".
            if !is_refused {
                assert_eq!(answer.html().select(&marks).count(), 0, "{kind} of {name}: {value}");
            }
        }
    }
    let too_long = site.get(&format!("/a?text={}", "a".repeat(MAX_BYTES + 1))).await;
    assert_eq!(too_long.status, StatusCode::BAD_REQUEST);
}
