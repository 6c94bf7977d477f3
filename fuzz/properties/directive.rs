//! The text directive: any value of an address, in any text.

use sidelight::anchor::directive::{Directive, MAX_BYTES, Malformed, Opened, resolve};
use sidelight::anchor::{Index, State, TextRange};

use super::anchoring::{check_sound, excerpt, letters, overlaps};
use super::fields;

/// A value, a text, and two numbers that choose a stretch of it.
pub fn holds(data: &[u8]) {
    let input = fields::text(data);
    let [value, text, numbers] = fields::fields(&input);
    let index = Index::new(text);
    let opened = resolve(&index, value);
    assert_eq!(opened == Err(Malformed::TooLong), value.len() > MAX_BYTES, "{} bytes", value.len());
    assert_eq!(opened, resolve(&index, value));
    if let Ok(opened) = opened {
        check_opened(text, &opened);
        check_written(&index, text, &opened);
    }
    let mut numbers = fields::numbers(numbers);
    if let Some(range) = fields::chosen(text, numbers.next().unwrap_or(0), numbers.next().unwrap_or(5)) {
        let quote = index.describe(TextRange { start: range.start, end: range.end });
        let directive = Directive { prefix: quote.prefix, start: quote.exact, end: None, suffix: quote.suffix };
        let Ok(opened) = resolve(&index, &directive.write()) else { return };
        check_opened(text, &opened);
        if let Some(found) = opened.resolution.range {
            assert!(overlaps(text, &range, found), "{range:?} {opened:?}");
        }
    }
}

/// What is marked is what the address says.
fn check_opened(text: &str, opened: &Opened) {
    let Opened { directive, resolution } = opened;
    check_sound(text, resolution);
    if let (State::Found, Some(range)) = (resolution.state, resolution.range) {
        let found = letters(&excerpt(text, range.start..range.end));
        let start = letters(&directive.start);
        match &directive.end {
            None => assert_eq!(found, start, "{opened:?}"),
            Some(end) => assert!(found.starts_with(&start) && found.ends_with(&letters(end)), "{found:?}: {opened:?}"),
        }
    }
}

/// A directive that is written and read again is the same one, and leads to the same words.
fn check_written(index: &Index, text: &str, opened: &Opened) {
    let value = opened.directive.write();
    assert!(value.bytes().all(|byte| byte.is_ascii_graphic()), "{value:?}");
    let again = match resolve(index, &value) {
        // Decoded commas and the like are longer when they are encoded.
        Err(Malformed::TooLong) if value.len() > MAX_BYTES => return,
        // Of parts without words, those that say the most are left out.
        Err(Malformed::Empty) if letters(&opened.directive.quote()).is_empty() => return,
        again => again.unwrap_or_else(|error| panic!("{error:?}: {value:?} of {opened:?}")),
    };
    check_opened(text, &again);
    let is_found = |opened: &Opened| opened.resolution.state == State::Found;
    assert!(is_found(&again) || !is_found(opened), "{value:?} of {opened:?} is {again:?}");
    // What is not found as it is written may be found as somebody's program would have changed it.
    if is_found(opened) || !is_found(&again) {
        assert_eq!(&again, opened, "{value:?}");
    }
}
