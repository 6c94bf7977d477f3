//! Exact search: every place where a folded quote stands verbatim in a folded text.
//!
//! [`find`] looks for one needle by a vectorised scan; [`find_all`] looks for many in a single pass and answers the
//! same for each. [`find_few`] gives up where a needle stands often.

use aho_corasick::AhoCorasick;
use memchr::memmem::Finder;

/// The most places that are kept for a needle, the first of the text. A quote that stands more often can only be told
/// apart by its context, and a text of ten million characters does not hold more of "the" with that context edited.
const MAX_PLACES: usize = 1 << 16;

/// The most bytes that are compared at all places of a needle together: a long one can stand at every letter of a text
/// that says the same over and over.
const MAX_COMPARED: usize = 1 << 22;

/// From this many needles on, one pass for all is faster than a scan for each.
const MANY: usize = 16;

/// Bytes of a needle that the automaton reads; the rest is compared where they match. Long enough to be rare in prose;
/// short, as building the automaton costs more than the pass over the text, and as a needle may have a megabyte.
const HEAD: usize = 24;

/// The starts in bytes of all occurrences of `needle` in `text`, overlapping ones too, at most as many as are kept.
pub(super) fn find(text: &str, needle: &str) -> Vec<usize> {
    first(text, needle, most(needle))
}

/// The same if there are at most `few`; nothing if there are more.
pub(super) fn find_few(text: &str, needle: &str, few: usize) -> Vec<usize> {
    let places = first(text, needle, few + 1);
    if places.len() > few { Vec::new() } else { places }
}

pub(super) fn stands(text: &str, needle: &str) -> bool {
    !first(text, needle, 1).is_empty()
}

fn first(text: &str, needle: &str, count: usize) -> Vec<usize> {
    let finder = Finder::new(needle);
    let mut places = Vec::new();
    let mut from = 0;
    while places.len() < count
        && let Some(at) = text.as_bytes().get(from..).and_then(|rest| finder.find(rest))
    {
        places.push(from + at);
        from += at + 1;
    }
    places
}

/// How many places of a needle are kept.
fn most(needle: &str) -> usize {
    MAX_PLACES.min(MAX_COMPARED / needle.len().max(1)).max(2)
}

/// [`find`] for each of `needles`.
pub(super) fn find_all(text: &str, needles: &[&str]) -> Vec<Vec<usize>> {
    let one_by_one = || needles.iter().map(|needle| find(text, needle)).collect();
    if needles.len() < MANY {
        return one_by_one();
    }
    let heads = needles.iter().map(|needle| &needle.as_bytes()[..needle.len().min(HEAD)]);
    // An automaton beyond the crate's limits is no reason to fail: the slow way finds the same.
    let Ok(automaton) = AhoCorasick::new(heads) else { return one_by_one() };
    let mut places = vec![Vec::new(); needles.len()];
    for head in automaton.find_overlapping_iter(text) {
        let (needle, places) = (needles[head.pattern()], &mut places[head.pattern()]);
        if places.len() < most(needle) && text.as_bytes()[head.start()..].starts_with(needle.as_bytes()) {
            places.push(head.start());
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_at_once_is_one_by_one(text in "[abé ]{0,300}", needles in proptest::collection::vec("[abé ]{1,30}", 0..40)) {
            let needles: Vec<&str> = needles.iter().map(String::as_str).collect();
            let single: Vec<_> = needles.iter().map(|needle| find(&text, needle)).collect();
            prop_assert_eq!(find_all(&text, &needles), single);
        }
    }

    #[test]
    fn places_that_say_nothing_are_not_counted_to_the_end() {
        let text = "a".repeat(100_000);
        let long = "a".repeat(4_096);
        let kept = find(&text, &long).len();
        assert!(kept * long.len() <= MAX_COMPARED && kept > FEW_OF_A_LONG_ONE, "{kept}");
        let mut needles = vec![long.as_str()];
        needles.resize(MANY, "b");
        assert_eq!(find_all(&text, &needles)[0].len(), kept);
        assert_eq!(find_few("a b a", "a", 2), [0, 4]);
        assert!(find_few("a b a a", "a", 2).is_empty());
        assert!(stands("ab", "b") && !stands("ab", "c"));
    }

    /// Of a quote of a page, a text has fewer.
    const FEW_OF_A_LONG_ONE: usize = 1_000;

    #[test]
    fn occurrences_may_overlap() {
        assert_eq!(find("aaaa", "aa"), [0, 1, 2]);
    }
}
