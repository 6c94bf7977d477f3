//! Context: how well the text around a place agrees with the prefix and suffix of a quote.
//!
//! Enter at [`Context::agreement`], which compares both sides of a place, adjacent to it, by edit distance; then
//! [`Agreement::support`] says what that is worth. A side is also compared only as far as the sentence of the quote
//! reaches: a neighbouring sentence may come, go or move without touching the quoted one, but what stands in the same
//! sentence belongs to the quote.

use std::ops::Range;

use super::myers::Pattern;
use super::word;

/// Characters of a side that are compared approximately: as many as fit a machine word, two lines of a book's page.
pub(super) const COMPARED: usize = 64;

/// The least similarity at which a long side agrees. Unrelated English prose of a line's length has a similarity of
/// 0.3 to 0.45, seldom 0.5; a line in which every third word was replaced has about 0.65.
const AGREES: f32 = 0.6;

/// Added to [`AGREES`] and divided by the length of a side: in a few characters much agrees by chance.
const SHORT_SIDE_STRICTNESS: f32 = 2.0;

/// Below this similarity a side is another text altogether.
const OTHER_TEXT: f32 = 0.5;

/// From this similarity on, on all sides, the surroundings are the same but for details.
const CLOSE: f32 = 0.75;

/// Prefix and suffix of a quote, prepared for comparison.
pub(super) struct Context {
    before: Option<Side>,
    after: Option<Side>,
}

struct Side {
    /// The characters next to the exact words, walking away from them.
    pattern: Pattern,
    /// How many of them are in the same sentence as the exact words.
    same_sentence: usize,
}

/// How much a place has of one side of the context.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct SideAgreement {
    /// Similarity of the whole side, 0 to 1.
    pub(super) whole: f32,
    /// Similarity of its part within the sentence of the quote; 1 if there is no such part.
    same_sentence: f32,
    len: usize,
    same_sentence_len: usize,
}

/// How much a place has of the context; `None` for a side that the quote does not give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Agreement {
    pub(super) before: Option<SideAgreement>,
    pub(super) after: Option<SideAgreement>,
}

/// What the surroundings of a place say about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Support {
    /// The quote gives no context.
    Ungiven,
    /// All sides agree but for details.
    Close,
    /// What is comparable agrees on the whole.
    Agrees,
    /// It is another text.
    Against,
}

impl Context {
    /// Prepares what stands before and after the exact words of a quote, both folded.
    pub(super) fn new(prefix: &str, suffix: &str) -> Self {
        let (prefix, suffix) = (prefix.trim(), suffix.trim());
        // With the space before the exact words, without which a full stop would end nothing.
        let sentence_start = sentence_ends(&format!("{prefix} ")).last().unwrap_or(0);
        let sentence_end = sentence_ends(suffix).next().unwrap_or(suffix.len());
        Self {
            before: Side::new(prefix.chars().rev(), prefix[sentence_start..].trim_start().chars().count()),
            after: Side::new(suffix.chars(), suffix[..sentence_end].chars().count()),
        }
    }

    /// Whether the quote gives any context.
    pub(super) fn is_given(&self) -> bool {
        self.before.is_some() || self.after.is_some()
    }

    /// Compares what stands around `place`, a range of bytes of `text`. White space next to the place counts for
    /// nothing, as prefixes written by hand often lack it.
    pub(super) fn agreement(&self, text: &str, place: &Range<usize>) -> Agreement {
        let (before, after) = (text[..place.start].trim_end(), text[place.end..].trim_start());
        Agreement {
            before: self.before.as_ref().map(|side| side.agreement(before.chars().rev())),
            after: self.after.as_ref().map(|side| side.agreement(after.chars())),
        }
    }
}

impl Side {
    fn new(chars: impl Iterator<Item = char> + Clone, same_sentence: usize) -> Option<Self> {
        let pattern = Pattern::new(chars.take(COMPARED).collect::<Vec<_>>().into_iter());
        (pattern.len() > 0).then(|| Self { same_sentence: same_sentence.min(pattern.len()), pattern })
    }

    fn agreement(&self, text: impl Iterator<Item = char>) -> SideAgreement {
        let (same_sentence, whole) = self.pattern.distances(self.same_sentence, text);
        let similarity = |distance: usize, len: usize| 1.0 - distance as f32 / len.max(1) as f32;
        SideAgreement {
            whole: similarity(whole, self.pattern.len()),
            same_sentence: similarity(same_sentence, self.same_sentence),
            len: self.pattern.len(),
            same_sentence_len: self.same_sentence,
        }
    }
}

impl SideAgreement {
    fn agrees(self) -> bool {
        self.whole >= least_similarity(self.len)
    }

    /// Whether the side is the same but for details.
    pub(super) fn is_close(self) -> bool {
        self.whole >= CLOSE && self.agrees()
    }

    /// How many characters of the side belong to the quote, as a neighbouring sentence may not.
    pub(super) fn comparable(self) -> usize {
        if self.ends_with_sentence() { self.same_sentence_len } else { self.len }
    }

    /// Whether only a neighbouring sentence is another one.
    fn ends_with_sentence(self) -> bool {
        !self.agrees()
            && self.same_sentence_len < self.len
            && (self.same_sentence_len == 0 || self.same_sentence >= least_similarity(self.same_sentence_len))
    }
}

impl Agreement {
    fn sides(self) -> impl Iterator<Item = SideAgreement> + Clone {
        self.before.into_iter().chain(self.after)
    }

    /// Characters of context that were compared.
    pub(super) fn len(self) -> usize {
        self.sides().map(|side| side.len).sum()
    }

    /// Similarity of the given context as a whole, 0 to 1; 1 if none is given.
    pub(super) fn similarity(self) -> f32 {
        mean(self.sides())
    }

    /// What the agreement is worth.
    pub(super) fn support(self) -> Support {
        if self.sides().next().is_none() {
            return Support::Ungiven;
        }
        if self.sides().all(SideAgreement::is_close) {
            return Support::Close;
        }
        let comparable = self.sides().filter(|side| !side.ends_with_sentence());
        let len: usize = comparable.clone().map(|side| side.len).sum();
        if len == 0
            || comparable.clone().any(|side| side.whole < OTHER_TEXT)
            || mean(comparable) < least_similarity(len)
        {
            return Support::Against;
        }
        Support::Agrees
    }
}

/// The least similarity at which `len` characters agree by more than chance.
fn least_similarity(len: usize) -> f32 {
    (AGREES + SHORT_SIDE_STRICTNESS / len.max(1) as f32).min(1.0)
}

fn mean(sides: impl Iterator<Item = SideAgreement>) -> f32 {
    let (sum, len) = sides.fold((0.0, 0), |(sum, len), side| (sum + side.whole * side.len as f32, len + side.len));
    if len == 0 { 1.0 } else { sum / len as f32 }
}

/// Where sentences of a folded text end: after a full stop and the quotation marks and brackets that close with it, if
/// white space follows (in Chinese and Japanese, anyway). That "Mr. " looks the same is harmless here: it makes less of
/// a side count as the quote's own sentence.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.char_indices().filter(|(_, c)| matches!(c, '.' | '!' | '?' | '…' | '。')).filter_map(|(at, c)| {
        let rest = &text[at + c.len_utf8()..];
        let closed = rest.trim_start_matches(['"', '\'', ')', ']']);
        let is_wide = |c: Option<char>| c.is_some_and(word::is_unspaced);
        let goes_on = is_wide(text[..at].chars().next_back()) || is_wide(closed.chars().next());
        let is_full = matches!(c, '.' | '!' | '?') && goes_on || !c.is_ascii() && c != '…';
        (is_full || closed.starts_with(' ')).then_some(text.len() - closed.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn support(prefix: &str, suffix: &str, text: &str) -> Support {
        let at = text.find('X').expect("the place");
        Context::new(prefix, suffix).agreement(text, &(at..at + 1)).support()
    }

    #[test]
    fn sides_agree_or_not() {
        assert_eq!(support("", "", "a X b"), Support::Ungiven);
        assert_eq!(support("called the talks", "", "He called the talks X yesterday"), Support::Close);
        assert_eq!(support("the", "", "Over the X hill"), Support::Close);
        assert_eq!(support("the", "", "Over a X hill"), Support::Against);
        assert_eq!(
            support("one two three four five six ten ", "", "one two three four xxxx xxx xxx X"),
            Support::Agrees
        );
        assert_eq!(support("some other words ", " altogether", "we like the X hill that we see"), Support::Against);
    }

    #[test]
    fn a_neighbouring_sentence_may_change() {
        let (prefix, suffix) = ("the end of the day he came to an ", ". Then he went home to his wife.");
        assert_eq!(
            support(prefix, suffix, "At the end of the day he came to an X. Nobody spoke for a time."),
            Support::Agrees
        );
        assert_eq!(
            support(prefix, suffix, "At the end of the day he came to an X and nobody spoke at all."),
            Support::Against
        );
    }

    #[test]
    fn a_quote_may_begin_a_sentence() {
        let (prefix, suffix) = ("That was all that there was to it. ", " went home in the evening of the day.");
        let text = "Nobody spoke for a long, long time. X went home in the evening of the day.";
        assert_eq!(support(prefix, suffix, text), Support::Agrees);
        assert_eq!(support(prefix, "", text), Support::Against);
    }

    #[test]
    fn sentences_end() {
        let text = "One. \"Two!\" Three… (Four.) 3.5 五。六";
        let ends: Vec<_> = sentence_ends(text).map(|end| &text[..end]).map(str::len).collect();
        assert_eq!(ends, [4, 11, 20, 28, 39]);
    }
}
