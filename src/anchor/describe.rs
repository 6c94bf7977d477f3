//! Describing: the shortest quote that resolves to a given range.
//!
//! Enter at [`describe`], or at [`directive`] for the same as a link. It finds all other places of the same words and lets prefix and suffix grow, a word at a
//! time, until each of those places differs somewhere in them.

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

/// A range of the folded text, and with it the context that tells it from its likes.
struct Described {
    exact: Range<usize>,
    around: Range<usize>,
}

impl Described {
    fn quote(&self, text: &str) -> Quote {
        Quote {
            exact: text[self.exact.clone()].to_owned(),
            prefix: text[self.around.start..self.exact.start].to_owned(),
            suffix: text[self.exact.end..self.around.end].to_owned(),
        }
    }
}

/// See [`Index::describe`].
pub(super) fn describe(index: &Index, range: TextRange) -> Quote {
    described(index, range).quote(index.text())
}

fn described(index: &Index, range: TextRange) -> Described {
    let text = index.text();
    let range = from_a_letter(text, query::trim(text, index.folded().to_folded(range)));
    let (mut start, mut end) = (range.start, range.end);
    if range.is_empty() {
        return Described { around: range.clone(), exact: range };
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
    Described { exact: range, around: start..end }
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
    let (mut first, mut last) = (described(index, first), described(index, last));
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
        first.around.start = grow_back(text, first.around.start);
        last.around.end = grow_on(text, last.around.end);
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
