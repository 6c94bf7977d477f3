//! The anchoring engine seen from outside: hand-made traps, properties, edits of prose, limits.

mod edits;
mod joints;
mod limits;
mod properties;
mod remedies;
mod traps;

use sidelight::anchor::{Quote, Selector, TextRange};

use crate::fuzzing::properties::anchoring;

/// A selector of one quote.
fn quote(exact: &str, prefix: &str, suffix: &str) -> Selector {
    Selector::Quote(Quote { exact: exact.into(), prefix: prefix.into(), suffix: suffix.into() })
}

/// The quote that a browser would make of a range: its words with 32 characters on each side.
fn selected(text: &str, range: TextRange) -> Selector {
    let chars: Vec<char> = text.chars().collect();
    let slice = |start: usize, end: usize| chars[start..end.min(chars.len())].iter().collect::<String>();
    let (start, end) = (range.start, range.end);
    quote(&slice(start, end), &slice(start.saturating_sub(32), start), &slice(end, end + 32))
}

/// The text of a range.
fn excerpt(text: &str, range: TextRange) -> String {
    anchoring::excerpt(text, range.start..range.end)
}
