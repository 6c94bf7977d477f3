//! Describing: the shortest quote that resolves to a given range.
//!
//! Enter at [`describe`], or at [`directive`] for the same as a link. It finds all other places of the same words and lets
//! prefix and suffix grow, a word at a time, until each of those places differs somewhere in them.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::TextRange;
use super::directive::{self, Directive};
use super::exact;
use super::index::Index;
use super::query;
use super::word;
use crate::content::Quote;

/// Scalars of context on one side at which growing stops; at most what a search reads.
const MAX_GROWTH: usize = query::MAX_CONTEXT / 2;

/// A quote by where its parts stand, in bytes of the folded text.
pub(super) struct Described {
    pub(super) prefix: Range<usize>,
    pub(super) exact: Range<usize>,
    pub(super) suffix: Range<usize>,
}

impl Described {
    fn quote(&self, text: &str) -> Quote {
        let words = |range: &Range<usize>| text[range.clone()].to_owned();
        Quote { exact: words(&self.exact), prefix: words(&self.prefix), suffix: words(&self.suffix) }
    }
}

/// See [`Index::describe`].
pub(super) fn describe(index: &Index, range: TextRange) -> Quote {
    places(index, range).quote(index.text())
}

/// Where the parts of the quote stand that describes `range`. It is told from its likes whether or not the blanks between
/// its parts are written.
pub(super) fn places(index: &Index, range: TextRange) -> Described {
    let text = index.text();
    let range = from_a_letter(text, query::trim(text, index.folded().to_folded(range)));
    let (mut start, mut end) = (range.start, range.end);
    let described = |start: usize, end: usize| Described {
        prefix: start..range.start,
        exact: range.clone(),
        suffix: range.end..end,
    };
    if range.is_empty() {
        return described(start, end);
    }
    let exact = &text[range.clone()];
    let mut rivals: Vec<usize> = exact::find(text, exact).into_iter().filter(|at| *at != range.start).collect();
    // A place inside a word is no rival as long as that side has no context; but a range inside a word needs some.
    if index.is_inside_word(start) {
        start = grow_back(text, start);
    }
    if index.is_inside_word(end) {
        end = grow_on(text, end);
    }
    let mut back = true;
    loop {
        let (before, after) = (text[start..range.start].trim(), text[range.end..end].trim());
        rivals.retain(|at| {
            let stop = at + exact.len();
            text[..*at].trim_end().ends_with(before)
                && text[stop..].trim_start().starts_with(after)
                && !(before.is_empty() && index.is_inside_word(*at))
                && !(after.is_empty() && index.is_inside_word(stop))
        });
        let room = (range.start - start < MAX_GROWTH && start > 0, end - range.end < MAX_GROWTH && end < text.len());
        match (rivals.is_empty(), room) {
            (true, _) | (_, (false, false)) => break,
            (_, (true, _)) if back || !room.1 => start = grow_back(text, start),
            _ => end = grow_on(text, end),
        }
        back = !back;
    }
    described(start, end)
}

/// Without the marks that it begins with: they stand on no letter of it, and no search begins with one.
fn from_a_letter(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = text[range.clone()].trim_start_matches(is_combining_mark);
    if rest.is_empty() { range } else { range.end - rest.len()..range.end }
}

/// Longer passages are given by their first and last words, in Unicode scalars.
const LONGEST_WHOLE: usize = 300;

/// So many words.
const ENDS: usize = 8;

/// How often a directive is made longer that does not lead to its passage.
const TRIES: usize = 4;

/// See [`Index::directive`].
pub(super) fn directive(index: &Index, range: TextRange) -> Option<Directive> {
    let is_long = range.end - range.start > LONGEST_WHOLE;
    let (first, last) = if is_long { ends(index, range)? } else { (range, range) };
    let text = index.text();
    let (mut first, mut last) = (places(index, first), places(index, last));
    // What it says may mean other places too: in a directive the words behind the first ones, and before the last, have
    // no place, and a value may have several readings. So it is tried, and says more if that is not enough.
    for _ in 0..TRIES {
        let directive = Directive {
            prefix: first.quote(text).prefix,
            start: first.quote(text).exact,
            end: is_long.then(|| last.quote(text).exact),
            suffix: last.quote(text).suffix,
        };
        let found = directive::resolve(index, &directive.write()).ok()?.resolution.range;
        if found.map(|found| directive::words_of(index, found)) == Some(directive::words_of(index, range)) {
            return Some(directive);
        }
        first.prefix.start = grow_back(text, first.prefix.start);
        last.suffix.end = grow_on(text, last.suffix.end);
    }
    None
}

/// The first and the last words of a passage.
fn ends(index: &Index, range: TextRange) -> Option<(TextRange, TextRange)> {
    let range = index.folded().to_folded(range);
    let words = word::words(index.text(), range.clone());
    let (first, last) = (words.get(ENDS - 1)?, words.get(words.len().checked_sub(ENDS)?)?);
    Some((index.to_source(range.start..first.end()), index.to_source(last.start..range.end)))
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
