//! Joints: whether the prefix and suffix of a quote stand beside a place, whatever is between them and the exact words.
//!
//! Enter at [`Joint::holds`]. Prefixes and suffixes are typed without the blank that parts them from the exact words, or
//! with one too many, and loaders trim them; editions trade the signs there. Neither says which place is meant, and the
//! letters beside it do. Only within a word nothing is overlooked: "over" and "seas" are not "overseas" unless both the
//! quote and the text say so.

use std::ops::Range;

use super::index::Index;
use super::query::Query;
use super::word;

/// What may differ between the exact words and their context.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// White space.
    Blanks,
    /// White space, punctuation, quotation marks, dashes, brackets.
    Signs,
}

impl Joint {
    /// Whether the context of `query` stands letter by letter around `place`, in bytes of the folded text.
    pub(super) fn holds(self, index: &Index, query: &Query, place: &Range<usize>) -> bool {
        self.stands_before(index, query.prefix(), place.start) && self.stands_after(index, query.suffix(), place.end)
    }

    /// Whether `prefix` stands before `at`; an empty one does wherever a word may begin.
    pub(super) fn stands_before(self, index: &Index, prefix: &str, at: usize) -> bool {
        let (before, after) = index.text().split_at(at);
        if index.is_inside_word(at) {
            return !prefix.trim().is_empty() && before.ends_with(prefix.trim_start());
        }
        let ending = |text: &str| match self {
            Self::Blanks => text.trim_end().len(),
            Self::Signs => text.len() - word::trailing_signs(text, after.chars().next()),
        };
        before[..ending(before)].ends_with(prefix[..ending(prefix)].trim_start())
    }

    /// Whether `suffix` stands after `at`; an empty one does wherever a word may end.
    pub(super) fn stands_after(self, index: &Index, suffix: &str, at: usize) -> bool {
        let after = &index.text()[at..];
        if index.is_inside_word(at) {
            return !suffix.trim().is_empty() && after.starts_with(suffix.trim_end());
        }
        let beginning = |text: &str| match self {
            Self::Blanks => text.len() - text.trim_start().len(),
            Self::Signs => word::leading_signs(text),
        };
        after[beginning(after)..].starts_with(suffix[beginning(suffix)..].trim_end())
    }
}

/// `place` of the words of `query` with its signs at their ends, as far as they stand there.
pub(super) fn with_signs(text: &str, query: &Query, place: Range<usize>) -> Range<usize> {
    let (leading, trailing) = query.signs();
    let before = standing(&leading.chars().rev(), text[..place.start].chars().rev());
    let after = standing(&trailing.chars(), text[place.end..].chars());
    place.start - before..place.end + after
}

/// How many bytes of `text` reach to the outermost of some signs. No more characters are looked at than there are signs,
/// and no blank is passed where they have none.
fn standing(signs: &(impl Iterator<Item = char> + Clone), text: impl Iterator<Item = char>) -> usize {
    let (mut passed, mut taken) = (0, 0);
    for (ours, theirs) in signs.clone().zip(text) {
        if (theirs == ' ') != (ours == ' ') {
            break;
        }
        passed += theirs.len_utf8();
        if theirs != ' ' && signs.clone().any(|sign| sign == theirs) {
            taken = passed;
        }
    }
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Quote;

    fn holds(joint: Joint, prefix: &str, suffix: &str, text: &str) -> bool {
        let index = Index::new(text);
        let at = index.text().find('X').expect("the place");
        let quote = Quote { exact: "X".into(), prefix: prefix.into(), suffix: suffix.into() };
        joint.holds(&index, &Query::new(&quote).expect("a quote"), &(at..at + 1))
    }

    #[test]
    fn blanks_and_signs_are_overlooked() {
        for (prefix, suffix, text, blanks, signs) in [
            ("the", "sat", "the X sat", true, true),
            ("the ", " sat", "the\u{a0}\n X sat", true, true),
            ("said:", "and", "said:X and", true, true),
            ("said: ", "and", "said:\"X\" and", false, true),
            ("said: \"", "", "said: X", false, true),
            ("over", "", "overX", true, true),
            ("over ", "", "overX", false, false),
            ("over", "", "over X", true, true),
            ("over", "", "over-X", false, true),
            ("", "seas", "Xseas", true, true),
            ("", " seas", "Xseas", false, false),
            ("a", "", "b X", false, false),
            ("a", "c", "a, X b", false, false),
            ("“", "", "a X", false, true),
            ("", "", "aX", false, false),
        ] {
            let holds = |joint| holds(joint, prefix, suffix, text);
            assert_eq!((holds(Joint::Blanks), holds(Joint::Signs)), (blanks, signs), "[{prefix}|{suffix}] {text}");
        }
    }

    #[test]
    fn signs_are_taken_up_where_they_stand() {
        for (exact, text, expected) in [
            (", as he did", "later, as he did it", ", as he did"),
            (", as he did", "later (as he did it)", "as he did"),
            ("\"Stop!\"", "he said \"Stop.\" \"Go.\"", "\"Stop.\""),
            ("Stop.", "Stop, he said.", "Stop"),
        ] {
            let index = Index::new(text);
            let query = Query::new(&Quote::exact(exact)).expect("a quote");
            let at = index.text().find(query.bare()).expect("the place");
            let range = with_signs(index.text(), &query, at..at + query.bare().len());
            assert_eq!(&index.text()[range], expected, "{exact}");
        }
    }
}
