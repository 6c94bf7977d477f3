//! The text directive: any value of an address, in any text.

use sidelight::anchor::directive::{MAX_BYTES, Malformed, Opened, resolve};
use sidelight::anchor::{Index, Landmarks, State, TextRange};
use unicode_normalization::char::is_combining_mark;

use super::anchoring::{check_sound, excerpt, letters};
use super::fields;

/// A value and a text.
pub fn holds(data: &[u8]) {
    let input = fields::text(data);
    let [value, text] = fields::fields(&input);
    let index = Index::new(text);
    let opened = resolve(&index, value);
    assert_eq!(opened == Err(Malformed::TooLong), value.len() > MAX_BYTES, "{} bytes", value.len());
    assert_eq!(opened, resolve(&index, value));
    if let Ok(opened) = opened {
        check_opened(text, &opened);
        check_written(&index, text, &opened);
    }
    check_links(&index, text);
}

/// The link of every block of a text, here of its lines, leads to its words.
fn check_links(index: &Index, text: &str) {
    let landmarks = Landmarks::new(index);
    let mut start = 0;
    for line in text.split('\n') {
        let end = start + line.chars().count();
        let range = TextRange { start, end };
        start = end + 1;
        let words = |range: TextRange| excerpt(text, range.start..range.end);
        let Some(directive) = landmarks.directive(range, words) else { continue };
        let value = directive.write();
        if value.len() > MAX_BYTES {
            continue;
        }
        let opened = resolve(index, &value).unwrap_or_else(|error| panic!("{error:?}: {value:?} of {directive:?}"));
        check_opened(text, &opened);
        // Marks that stand on no letter are no words.
        let said = |words: &str| letters(words).replace(is_combining_mark, "");
        // No value has control characters; what they part in the text may be one character without them.
        if line.contains(is_refused) {
            continue;
        }
        let found = opened.resolution.range.map(|found| said(&words(found)));
        assert_eq!(found, Some(said(line)), "{value:?} in {text:?} is {opened:?}");
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
        again => again.unwrap_or_else(|error| panic!("{error:?}: {value:?} of {opened:?}")),
    };
    check_opened(text, &again);
    let is_found = |opened: &Opened| opened.resolution.state == State::Found;
    assert!(is_found(&again) || !is_found(opened), "{value:?} of {opened:?} is {again:?}");
    // What is not found was perhaps cut, and then not looked for in edited forms; what is written is whole.
    if is_found(opened) {
        assert_eq!(&again, opened, "{value:?}");
    }
}

fn is_refused(char: char) -> bool {
    char.is_control() && !char.is_whitespace()
}
