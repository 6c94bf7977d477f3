//! Input that nobody would write: always a clear answer, in bounded time.

use std::time::{Duration, Instant};

use sidelight::anchor::{Index, Quote, Reason, Selector, State, TextRange};

use super::quote;
use crate::fuzzing::properties::anchoring::check_sound;

/// Far more than any of these takes, in a debug build on a busy machine; a hang or quadratic time takes longer.
const PATIENCE: Duration = Duration::from_secs(20);

fn resolve(text: &str, selector: &Selector) -> sidelight::anchor::Resolution {
    let start = Instant::now();
    let resolution = Index::new(text).resolve(selector, Some(7));
    assert!(start.elapsed() < PATIENCE, "took {:?}", start.elapsed());
    check_sound(text, &resolution);
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

fn range(text: &str, start: &str, end: &str) -> sidelight::anchor::Resolution {
    let part = |exact: &str| Quote { exact: exact.into(), ..Quote::default() };
    resolve(text, &Selector::Range { start: part(start), end: part(end) })
}

#[test]
fn ranges() {
    let text = "To Washington it was one question. To Moscow it was another. They spoke of the officer’s concern. \
                Later they spoke of it again: the officer’s concern.";
    let passage = |start: &str, end: &str| range(text, start, end).range.map(|range| super::excerpt(text, range));

    let washington = passage("To Washington", "To Moscow");
    assert_eq!(washington.as_deref(), Some("To Washington it was one question. To Moscow"));
    let again = passage("Later", "the officer's concern");
    assert_eq!(again.as_deref(), Some("Later they spoke of it again: the officer’s concern"), "the other is before it");
    assert_eq!(passage("it was", "To Moscow").as_deref(), Some("it was one question. To Moscow"));
    assert_eq!(range(text, "To Moscow", "To Washington").reason, Reason::EndBeforeStart);
    assert_eq!(range(text, "Later", "it was").reason, Reason::EndBeforeStart);
    assert_eq!(range(text, "it was", "spoke of").state, State::Ambiguous);
    assert_eq!(
        range(text, "To Beijing", "another").reason.to_string(),
        "start of the range: nothing in the text is near the quote"
    );
    assert_eq!(range(text, "To Moscow", "").reason.to_string(), "end of the range: the quote is empty");
}

#[test]
fn of_two_ends_the_nearer_may_be_the_new_one() {
    let (start, end) = ("Here it all begins", "and there it stops");
    let range = |text: &str| range(text, start, end);
    let made = range("Here it all begins, goes on for a while, and there it stops. More.");
    assert_eq!((made.state, made.candidates), (State::Found, vec![]));
    for (lookalike, text) in [
        ("between", "Here it all begins, and there it stops, and goes on for a while, and there it stops. More."),
        ("after", "Here it all begins, goes on for a while, and there it stops. More, and there it stops."),
        ("between", "Here it all begins. Here it all begins, goes on for a while, and there it stops. More."),
    ] {
        let resolution = range(text);
        assert_eq!(resolution.state, State::Ambiguous, "{lookalike}: {text}");
        assert!(resolution.reason.to_string().ends_with("of the range: the quote stands 2 times in the text"));
        let length = |range: &TextRange| range.end - range.start;
        let passages: Vec<usize> = resolution.candidates.iter().map(length).collect();
        assert_eq!(passages.len(), 2, "{lookalike}: {text}");
    }
    for (lookalike, text) in [
        ("before", "So and there it stops. Here it all begins, goes on for a while, and there it stops. More."),
        ("after", "Here it all begins, goes on for a while, and there it stops. Here it all begins anew."),
    ] {
        let resolution = range(text);
        assert_eq!(resolution.state, State::Found, "{lookalike}: {text}");
        let words = super::excerpt(text, resolution.range.unwrap());
        assert_eq!(words, "Here it all begins, goes on for a while, and there it stops", "{lookalike}");
    }
}

#[test]
fn a_range_over_half_a_book_is_one_if_both_ends_stand() {
    let book = |start: &str, end: &str| format!("Here {start}. {} Here {end}.", "And on it goes. ".repeat(4_000));
    let far = |text: &str| range(text, "in the beginning it was light", "in the last days it grew dark");
    let whole = far(&book("in the beginning it was light", "in the last days it grew dark"));
    assert_eq!(whole.state, State::Found, "{whole:?}");
    assert!(whole.range.is_some_and(|range| range.end - range.start > 64_000));
    // Two that do not stand as they did, or that only their order tells from others, and so far apart, are not one.
    let edited = far(&book("in the begining it was light", "in the last days it grew dark"));
    assert!(matches!(edited.reason, Reason::SpanTooLong { .. }), "{edited:?}");
    let again = book("in the beginning it was light", "in the last days it grew dark");
    let chosen = far(&format!("So in the last days it grew dark. {again}"));
    assert!(matches!(chosen.reason, Reason::SpanTooLong { .. }), "{chosen:?}");
    let near = range(
        "Here in the begining it was light. Here in the last days it grew dark.",
        "in the beginning it was light",
        "in the last days it grew dark",
    );
    assert_eq!(near.state, State::Moved, "{near:?}");
}
