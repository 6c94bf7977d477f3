//! A quote made ready for the search: prefix, exact and suffix folded as one stretch of text, as typography does not
//! stop at their borders (a dash takes up the spaces on both of its sides).

use std::ops::Range;

use super::context::Context;
use super::fold::Folded;
use super::word::{self, Word};
use super::{Reason, TextRange};
use crate::content::Quote;

/// Scalars of a prefix or suffix that are read, those next to the exact words. Half a page tells any two places apart
/// that a reader could tell apart; more only costs time.
pub(super) const MAX_CONTEXT: usize = 1024;

/// A folded quote.
pub(super) struct Query {
    joined: String,
    exact: Range<usize>,
    /// The exact words without the signs at their ends.
    words: Range<usize>,
    /// Where white space was left out of the exact words, in bytes of them.
    parted: Vec<usize>,
    context: Context,
}

/// The part of a quote that a word is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Prefix,
    Exact,
    Suffix,
}

impl Query {
    /// Folds a quote. An error is a reason why it can point at nothing.
    pub(super) fn new(quote: &Quote) -> Result<Self, Reason> {
        let skipped = quote.prefix.chars().count().saturating_sub(MAX_CONTEXT);
        let prefix: String = quote.prefix.chars().skip(skipped).collect();
        let suffix: String = quote.suffix.chars().take(MAX_CONTEXT).collect();
        let start = prefix.chars().count();
        let end = start + quote.exact.chars().count();
        let folded = Folded::new(&[prefix.as_str(), quote.exact.as_str(), suffix.as_str()].concat());
        let exact = trim(folded.text(), folded.to_folded(TextRange { start, end }));
        let words = &folded.text()[exact.clone()];
        if words.is_empty() {
            return Err(Reason::EmptyQuote);
        }
        if !words.chars().any(word::is_content) {
            return Err(Reason::NoWords);
        }
        let start = exact.start + word::leading_signs(words);
        let end = exact.end - word::trailing_signs(&folded.text()[start..exact.end], None);
        let context = Context::new(&folded.text()[..exact.start], &folded.text()[exact.end..]);
        let parted = folded.parted_within(exact.clone()).collect();
        Ok(Self { joined: folded.text().to_owned(), words: start..end, exact, parted, context })
    }

    /// The exact words.
    pub(super) fn exact(&self) -> &str {
        &self.joined[self.exact.clone()]
    }

    /// The exact words without the signs at their ends.
    pub(super) fn bare(&self) -> &str {
        &self.joined[self.words.clone()]
    }

    /// What stands before and after those, in the quote.
    pub(super) fn beside_bare(&self) -> (&str, &str) {
        (&self.joined[..self.words.start], &self.joined[self.words.end..])
    }

    /// The signs that the exact words begin and end with, with the blanks among them.
    pub(super) fn signs(&self) -> (&str, &str) {
        (&self.joined[self.exact.start..self.words.start], &self.joined[self.words.end..self.exact.end])
    }

    /// Whether the exact words have white space that was left out at a byte of them.
    pub(super) fn is_parted(&self, at: usize) -> bool {
        self.parted.binary_search(&at).is_ok()
    }

    /// What stands before them, with any space in between.
    pub(super) fn prefix(&self) -> &str {
        &self.joined[..self.exact.start]
    }

    /// What stands after them, with any space in between.
    pub(super) fn suffix(&self) -> &str {
        &self.joined[self.exact.end..]
    }

    /// The whole quote, without white space at its ends.
    pub(super) fn joined(&self) -> &str {
        self.joined.trim()
    }

    /// Where the exact words are in [`Self::joined`].
    pub(super) fn exact_in_joined(&self) -> Range<usize> {
        let skipped = self.joined.len() - self.joined.trim_start().len();
        self.exact.start - skipped..self.exact.end - skipped
    }

    /// The context, ready to be compared.
    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// The words of the exact part and of at most `context` bytes around it on each side. The parts are cut into words
    /// on their own: a prefix written by hand often lacks the space at its end.
    pub(super) fn words(&self, context: usize) -> Vec<(Part, Word<'_>)> {
        let from = char_start(&self.joined, self.exact.start.saturating_sub(context));
        let to = char_start(&self.joined, (self.exact.end + context).min(self.joined.len()));
        [(Part::Prefix, from..self.exact.start), (Part::Exact, self.exact.clone()), (Part::Suffix, self.exact.end..to)]
            .into_iter()
            .flat_map(|(part, range)| word::words(&self.joined, range).into_iter().map(move |word| (part, word)))
            .collect()
    }
}

/// `at`, or the start of the character that it is inside of; at most the length of the text.
pub(super) fn char_start(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// `range` of `text` without the white space at its ends.
pub(super) fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let whole = &text[range.clone()];
    let start = range.start + whole.len() - whole.trim_start().len();
    start..start + whole.trim().len()
}
