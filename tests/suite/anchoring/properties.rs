//! What holds for all texts and quotes.

use proptest::collection::vec;
use proptest::prelude::*;
use sidelight::anchor::{Index, Quote, Selector, State, TextRange};

use super::{excerpt, selected};
use crate::fuzzing::properties::anchoring::{check_described, check_resolution, check_sound, check_together};

/// Prose of few words, so that everything repeats.
fn repetitive() -> impl Strategy<Value = String> {
    let word =
        prop::sample::select(vec!["the", "cat", "Cat", "cats", "élan", "sat", "on", "it’s", "a", "3.5", "5", "mat"]);
    let gap = prop::sample::select(vec![" ", " ", " ", ", ", ". ", "—", "\n\n", " “"]);
    vec((word, gap), 1..60).prop_map(|pairs| pairs.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

/// A paragraph of words that hardly repeat.
fn paragraph() -> impl Strategy<Value = String> {
    vec("[a-z]{2,9}", 30..60).prop_map(|words| words.join(" ") + ".")
}

/// A range of `text` from two fractions of it, at least one character long.
fn range_at(text: &str, first: prop::sample::Index, second: prop::sample::Index) -> TextRange {
    let length = text.chars().count();
    let (first, second) = (first.index(length), second.index(length));
    TextRange { start: first.min(second), end: first.max(second) + 1 }
}

/// `range` without white space at its ends.
fn trimmed(text: &str, range: TextRange) -> TextRange {
    let excerpt = excerpt(text, range);
    let leading = excerpt.chars().take_while(|c| c.is_whitespace()).count();
    let start = range.start + leading;
    TextRange { start, end: start + excerpt.trim().chars().count() }
}

fn selector() -> impl Strategy<Value = Selector> {
    let part =
        || prop::sample::select(vec!["", "a", "the cat", "sat on", "it's a", "mat", "3.5", "Cat sat.", "élan", "dog"]);
    let quote = move || {
        (part(), part(), part()).prop_map(|(exact, prefix, suffix)| Quote {
            exact: exact.into(),
            prefix: prefix.into(),
            suffix: suffix.into(),
        })
    };
    prop_oneof![
        3 => quote().prop_map(Selector::Quote),
        1 => (quote(), quote()).prop_map(|(start, end)| Selector::Range { start, end }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn a_described_range_is_found_again(text in repetitive(), first: prop::sample::Index, second: prop::sample::Index) {
        let range = trimmed(&text, range_at(&text, first, second));
        let words = excerpt(&text, range);
        prop_assume!(words.chars().any(char::is_alphanumeric));
        let index = Index::new(&text);
        let described = index.describe(range);
        let resolution = index.resolve(&Selector::Quote(described.clone()), None);
        prop_assert_eq!(resolution.state, State::Found, "{:?} {:?}", &described, &resolution);
        prop_assert_eq!(resolution.range, Some(range), "{:?} {:?}", &described, &resolution);
    }

    #[test]
    fn a_described_range_of_any_text_is_never_another(text in "\\PC{1,80}", first: prop::sample::Index, second: prop::sample::Index) {
        let range = range_at(&text, first, second);
        check_described(&Index::new(&text), &text, range.start..range.end);
    }

    #[test]
    fn edits_elsewhere_change_nothing(
        paragraphs in vec(paragraph(), 3..8), others in vec(paragraph(), 3), at: prop::sample::Index,
        first: prop::sample::Index, second: prop::sample::Index,
    ) {
        let at = at.index(paragraphs.len());
        let quoted = &paragraphs[at];
        let old = paragraphs.join("\n\n");
        let before: usize = paragraphs[..at].iter().map(|paragraph| paragraph.chars().count() + 2).sum();
        // Its 32 characters of context on each side are in the same paragraph.
        let middle: String = quoted.chars().skip(32).take(quoted.chars().count() - 64).collect();
        let inside = trimmed(&middle, range_at(&middle, first, second));
        let inside = TextRange { start: inside.start + 32, end: inside.end + 32 };
        prop_assume!(excerpt(quoted, inside).chars().any(char::is_alphanumeric));
        let old_range = TextRange { start: before + inside.start, end: before + inside.end };
        // One paragraph comes before, all others are replaced.
        let new = [&others[0], &others[1], quoted, &others[2]].map(String::as_str).join("\n\n");
        let moved = others[0].chars().count() + others[1].chars().count() + 4;
        let resolution = Index::new(&new).resolve(&selected(&old, old_range), Some(old_range.start));
        prop_assert_eq!(resolution.state, State::Found, "{:?}", &resolution);
        prop_assert_eq!(resolution.range, Some(TextRange { start: moved + inside.start, end: moved + inside.end }));
    }

    #[test]
    fn what_is_deleted_is_not_found_elsewhere(paragraphs in vec(paragraph(), 2..8), at: prop::sample::Index, first: prop::sample::Index, second: prop::sample::Index) {
        let at = at.index(paragraphs.len());
        let old = paragraphs.join("\n\n");
        let before: usize = paragraphs[..at].iter().map(|paragraph| paragraph.chars().count() + 2).sum();
        let inside = range_at(&paragraphs[at], first, second);
        let range = TextRange { start: before + inside.start, end: before + inside.end };
        let mut rest = paragraphs.clone();
        rest.remove(at);
        let resolution = Index::new(&rest.join("\n\n")).resolve(&selected(&old, range), Some(range.start));
        prop_assert_eq!(resolution.range, None, "{:?}", resolution);
    }

    #[test]
    fn all_at_once_is_one_by_one(text in repetitive(), items in vec((selector(), prop::option::of(0usize..400)), 0..40)) {
        let index = Index::new(&text);
        for (selector, hint) in &items {
            check_resolution(&text, selector, &index.resolve(selector, *hint));
        }
        check_together(&index, &items);
    }

    #[test]
    fn nothing_panics(text: String, exact: String, prefix: String, suffix: String, hint: Option<usize>) {
        let index = Index::new(&text);
        let start = Quote { exact, prefix, suffix };
        let end = Quote { exact: start.prefix.clone(), prefix: start.suffix.clone(), suffix: String::new() };
        for selector in [Selector::Quote(start.clone()), Selector::Range { start, end }] {
            check_resolution(&text, &selector, &index.resolve(&selector, hint));
        }
        index.describe(TextRange { start: hint.unwrap_or(1), end: text.len() });
    }

    #[test]
    fn an_edited_piece_of_any_text_never_panics(text in "\\PC{0,200}", exact in "\\PC{0,40}", first: prop::sample::Index, second: prop::sample::Index) {
        prop_assume!(!text.is_empty());
        let range = range_at(&text, first, second);
        let Selector::Quote(mut quote) = selected(&text, range) else { unreachable!("one quote") };
        quote.exact.push_str(&exact);
        check_sound(&text, &Index::new(&text).resolve(&Selector::Quote(quote), None));
    }
}
