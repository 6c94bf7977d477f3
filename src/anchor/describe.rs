//! Describing: the shortest quote that resolves to a given range.
//!
//! Enter at [`describe`]. It finds all other places of the same words and lets prefix and suffix grow, a word at a
//! time, until each of those places differs somewhere in them.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::TextRange;
use super::exact;
use super::index::Index;
use super::query;
use super::word;
use crate::content::Quote;

/// Scalars of context on one side at which growing stops; at most what a search reads.
const MAX_GROWTH: usize = query::MAX_CONTEXT / 2;

/// See [`Index::describe`].
pub(super) fn describe(index: &Index, range: TextRange) -> Quote {
    let text = index.text();
    let range = from_a_letter(text, query::trim(text, index.folded().to_folded(range)));
    let quote = |prefix: Range<usize>, suffix: Range<usize>| Quote {
        exact: text[range.clone()].to_owned(),
        prefix: text[prefix].to_owned(),
        suffix: text[suffix].to_owned(),
    };
    let (mut start, mut end) = (range.start, range.end);
    if range.is_empty() {
        return quote(start..start, end..end);
    }
    let exact = &text[range.clone()];
    let mut rivals: Vec<usize> = exact::find(text, exact).into_iter().filter(|at| *at != range.start).collect();
    // A place inside a word is no rival as long as that side has no context; but a range inside a word needs some.
    if word::is_inside_word(text, start) {
        start = grow_back(text, start);
    }
    if word::is_inside_word(text, end) {
        end = grow_on(text, end);
    }
    let mut back = true;
    loop {
        let (before, after) = (&text[start..range.start], &text[range.end..end]);
        rivals.retain(|at| {
            let stop = at + exact.len();
            text[..*at].ends_with(before)
                && text[stop..].starts_with(after)
                && !(before.is_empty() && word::is_inside_word(text, *at))
                && !(after.is_empty() && word::is_inside_word(text, stop))
        });
        let room = (range.start - start < MAX_GROWTH && start > 0, end - range.end < MAX_GROWTH && end < text.len());
        match (rivals.is_empty(), room) {
            (true, _) | (_, (false, false)) => break,
            (_, (true, _)) if back || !room.1 => start = grow_back(text, start),
            _ => end = grow_on(text, end),
        }
        back = !back;
    }
    quote(start..range.start, range.end..end)
}

/// Without the marks that it begins with: they stand on no letter of it, and no search begins with one.
fn from_a_letter(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = text[range.clone()].trim_start_matches(is_combining_mark);
    if rest.is_empty() { range } else { range.end - rest.len()..range.end }
}

/// The start of the word before `at`, with what is between.
fn grow_back(text: &str, at: usize) -> usize {
    let from = query::char_start(text, at.saturating_sub(MAX_GROWTH));
    word::words(text, from..at).last().map_or(from, |word| word.start)
}

/// The end of the word after `at`, with what is between.
fn grow_on(text: &str, at: usize) -> usize {
    let to = query::char_start(text, at + MAX_GROWTH);
    word::words(text, at..to).first().map_or(to, word::Word::end)
}
