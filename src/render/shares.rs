//! How many words of a text somebody stands on.
//!
//! Enter at [`Words::of`], once a text; then [`Words::touched`] for each set of passages.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The words of a text, in bytes of it.
pub struct Words(Vec<Range<usize>>);

impl Words {
    pub fn of(text: &str) -> Self {
        Self(text.unicode_word_indices().map(|(start, word)| start..start + word.len()).collect())
    }

    /// How many words some of these passages reach; each counts once, however many passages overlap on it.
    pub fn touched<'r>(&self, passages: impl IntoIterator<Item = &'r Range<usize>>) -> usize {
        let mut passages: Vec<&Range<usize>> = passages.into_iter().filter(|range| !range.is_empty()).collect();
        passages.sort_by_key(|range| range.start);
        let (mut count, mut next) = (0, 0);
        for range in passages {
            let first = self.0.partition_point(|word| word.end <= range.start).max(next);
            let end = self.0.partition_point(|word| word.start < range.end);
            if end > first {
                count += end - first;
                next = end;
            }
        }
        count
    }
}

/// One part of a whole, and what is needed to draw it as a stretch of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    pub words: usize,
    /// Of all words that anybody is quoted with, rounded.
    pub percent: usize,
    /// Where it begins and ends among the others' on a line of [`LINE`] units.
    pub from: usize,
    pub to: usize,
}

impl Share {
    pub fn length(&self) -> usize {
        self.to - self.from
    }
}

/// The length of the lines on which shares are drawn.
pub const LINE: usize = 1000;

/// The shares of a whole, one beside the other.
pub fn shares(words: &[usize]) -> Vec<Share> {
    let total = words.iter().sum::<usize>().max(1);
    let mut before = 0;
    let shares = words.iter().map(|&words| {
        let from = before * LINE / total;
        before += words;
        Share { words, percent: (words * 200 + total) / (2 * total), from, to: before * LINE / total }
    });
    shares.collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn overlapping_passages_count_their_words_once(
            text in "[a-cé漢 .\n]{0,60}",
            ends in prop::collection::vec((0..80usize, 0..80usize), 0..8),
        ) {
            let at = |scalar: usize| text.char_indices().nth(scalar).map_or(text.len(), |(byte, _)| byte);
            let ranges: Vec<Range<usize>> = ends.iter().map(|&(a, b)| at(a.min(b))..at(a.max(b))).collect();
            let bytes: BTreeSet<usize> = ranges.iter().cloned().flatten().collect();
            let words = text.unicode_word_indices();
            let expected = words.filter(|(start, word)| (*start..start + word.len()).any(|byte| bytes.contains(&byte)));
            prop_assert_eq!(Words::of(&text).touched(&ranges), expected.count());
        }

        #[test]
        fn shares_fill_the_line(words in prop::collection::vec(0..500usize, 1..9)) {
            let shares = shares(&words);
            prop_assert!(shares.windows(2).all(|pair| pair[0].to == pair[1].from));
            prop_assert!(shares.iter().all(|share| share.length() <= LINE && share.percent <= 100));
            let is_filled = words.iter().any(|words| *words > 0);
            prop_assert_eq!(shares.last().map(|share| share.to), Some(if is_filled { LINE } else { 0 }));
            prop_assert_eq!(shares.iter().map(Share::length).sum::<usize>(), if is_filled { LINE } else { 0 });
        }
    }

    #[test]
    fn percentages_are_rounded() {
        let percents: Vec<usize> = shares(&[1, 1, 1]).iter().map(|share| share.percent).collect();
        assert_eq!(percents, [33, 33, 33]);
        assert_eq!(shares(&[0])[0].percent, 0);
    }
}
