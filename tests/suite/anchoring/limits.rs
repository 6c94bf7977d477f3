//! Input that nobody would write: always a clear answer, in bounded time.

use std::time::{Duration, Instant};

use sidelight::anchor::{Index, Quote, Reason, Selector, State, TextRange};

use super::{assert_sound, quote};

/// Far more than any of these takes, in a debug build on a busy machine; a hang or quadratic time takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

fn resolve(text: &str, selector: &Selector) -> sidelight::anchor::Resolution {
    let start = Instant::now();
    let resolution = Index::new(text).resolve(selector, Some(7));
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    assert_sound(text, &resolution);
    resolution
}

fn reason(text: &str, exact: &str) -> String {
    resolve(text, &quote(exact, "", "")).reason.to_string()
}

#[test]
fn bad_quotes_have_their_reasons() {
    let text = "A short text.";
    assert_eq!(reason(text, ""), "the quote is empty");
    assert_eq!(reason(text, " \u{a0}\n\u{200b}\u{202e}"), "the quote is empty");
    assert_eq!(reason(text, "—… “.”"), "the quote has no letters or digits");
    assert_eq!(reason(text, "A short text. And then some."), "the quote is longer than the text");
    assert_eq!(reason("", "words"), "the text is empty");
    assert_eq!(reason(" \n\n", "words"), "the text is empty");
    assert_eq!(reason(text, "hort tex"), "the quote stands only inside longer words or numbers");
    assert_eq!(reason(text, "\0sho\u{202e}rt\u{7}"), "the quote stands once in the text");
}

#[test]
fn a_megabyte_of_quote() {
    let text = "No text is as long as that. ".repeat(50_000);
    let selector = quote(&text[..1_000_000].replace("long", "short"), "", "");
    assert_eq!(resolve(&text, &selector).reason, Reason::TooLong);
    assert_eq!(resolve("short", &selector).reason, Reason::LongerThanText);
    assert_eq!(resolve(&text, &quote(&text, "", "")).state, State::Found);
}

#[test]
fn a_megabyte_of_context() {
    let context = "word ".repeat(200_000);
    let text = "Here stands a sentence about ships and the sea.";
    let resolution = resolve(text, &quote("about ships", &context, &context));
    assert_eq!(resolution.state, State::Orphaned);
    assert_eq!(resolution.candidates, [TextRange { start: 23, end: 34 }]);
}

#[test]
fn texts_full_of_lookalikes() {
    let sentences = "Team Alpha reported that the new deployment reduced latency by 30 percent. ".repeat(5_000);
    let edited = quote("Team Alpha reported that the new deploymnet reduced latency by 30 percent.", "", "");
    assert_eq!(resolve(&sentences, &edited).state, State::Ambiguous);
    let verbatim = quote("reduced latency", "deployment ", " by 30");
    assert_eq!(resolve(&sentences, &verbatim).state, State::Ambiguous);
    for text in ["a".repeat(300_000), "a ".repeat(150_000), "ab".repeat(150_000), "aaaa. ".repeat(50_000)] {
        for selector in
            [quote("a", "", ""), quote("aab aa a abab aa b", "a a a", "b"), quote(&"a b".repeat(900), "", "a")]
        {
            assert_eq!(resolve(&text, &selector).range, None);
        }
    }
}

#[test]
fn ranges() {
    let text = "To Washington it was one question. To Moscow it was another. They spoke of the officer’s concern. \
                Later they spoke of it again: the officer’s concern.";
    let resolve = |start: &str, end: &str| {
        let part = |exact: &str| Quote { exact: exact.into(), ..Quote::default() };
        let resolution = Index::new(text).resolve(&Selector::Range { start: part(start), end: part(end) }, None);
        assert_sound(text, &resolution);
        resolution
    };
    let passage = |resolution: sidelight::anchor::Resolution| resolution.range.map(|range| super::excerpt(text, range));

    let washington = passage(resolve("To Washington", "To Moscow"));
    assert_eq!(washington.as_deref(), Some("To Washington it was one question. To Moscow"));
    let nearest_end = passage(resolve("To Moscow", "the officer's concern"));
    assert_eq!(nearest_end.as_deref(), Some("To Moscow it was another. They spoke of the officer’s concern"));
    let nearest_start = passage(resolve("it was", "another"));
    assert_eq!(nearest_start.as_deref(), Some("it was another"));
    assert_eq!(resolve("To Moscow", "To Washington").reason, Reason::EndBeforeStart);
    assert_eq!(resolve("they", "of").state, State::Found);
    assert_eq!(resolve("it was", "spoke of").state, State::Ambiguous);
    assert_eq!(
        resolve("To Beijing", "another").reason.to_string(),
        "start of the range: nothing in the text is near the quote"
    );
    assert_eq!(resolve("To Moscow", "").reason.to_string(), "end of the range: the quote is empty");
}

#[test]
fn a_range_over_half_a_book_is_none() {
    let text = format!("Here it begins. {} Here it ends.", "And on it goes. ".repeat(4_000));
    let part = |exact: &str| Quote { exact: exact.into(), ..Quote::default() };
    let resolution = resolve(&text, &Selector::Range { start: part("it begins"), end: part("it ends") });
    assert!(matches!(resolution.reason, Reason::SpanTooLong { .. }), "{resolution:?}");
}
