//! Seeds: an index of short pieces of a text, by which the regions that can hold an edited quote are found without
//! reading the rest.
//!
//! Enter at [`Seeds::regions`]. An edited quote still shares many pieces of four bytes with its original, at about the
//! same distances from each other; regions where a share of the rarest pieces of the quote come together are worth a
//! look (the counting filter of Jokinen and Ukkonen, "Two algorithms for approximate string matching in static texts",
//! 1991). The filter may miss a passage in which almost every word is changed; nothing would be accepted there.

use std::ops::Range;

/// Bytes of a piece: a syllable in Latin script, rare enough; a character and the beginning of the next in Chinese.
const PIECE: usize = 4;

/// Pieces of a quote that are looked up, the rarest.
const MAX_PIECES: usize = 96;

/// The fewest pieces to filter by: of a shorter quote, too little is left by one edit.
const MIN_PIECES: usize = 12;

/// Occurrences that are counted in all. A text in which the rarest pieces of a quote occur more often is so repetitive
/// that reading it whole is not slower.
const MAX_OCCURRENCES: usize = 1 << 16;

/// One in so many of the pieces must come together in a region.
const SHARE: u32 = 6;

/// A region with less than one in so many of the pieces that the best region has is no rival to it.
const RIVAL_SHARE: u32 = 3;

/// Where each piece of a text stands.
pub(super) struct Seeds {
    /// Bits of a piece's hash.
    bits: u32,
    /// For each hash, where its places begin in `places`; one more at the end.
    begins: Vec<u32>,
    places: Vec<u32>,
}

impl Seeds {
    /// Indexes the first `u32::MAX` bytes of a text, in linear time, by counting sort.
    pub(super) fn new(text: &str) -> Self {
        let bits = text.len().max(1).ilog2().clamp(8, 18);
        let pieces =
            || (0_u32..u32::MAX).zip(text.as_bytes().windows(PIECE)).map(|(at, piece)| (at, hash(piece, bits)));
        let mut begins = vec![0; (1 << bits) + 1];
        for (_, hash) in pieces() {
            begins[hash + 1] += 1;
        }
        for hash in 0..1 << bits {
            begins[hash + 1] += begins[hash];
        }
        let mut next = begins.clone();
        let mut places = vec![0; text.len().saturating_sub(PIECE - 1).min(u32::MAX as usize)];
        for (at, hash) in pieces() {
            places[next[hash] as usize] = at;
            next[hash] += 1;
        }
        Self { bits, begins, places }
    }

    /// The regions of the text, in bytes, that can hold an edited `quote`; they may end inside a character and past the
    /// text. `None` if the filter cannot tell: the quote is too short or the text too repetitive.
    pub(super) fn regions(&self, quote: &str) -> Option<Vec<Range<usize>>> {
        let mut pieces: Vec<(usize, &[u32])> =
            quote.as_bytes().windows(PIECE).map(|piece| self.places(piece)).enumerate().collect();
        if pieces.len() < MIN_PIECES {
            return None;
        }
        pieces.sort_by_key(|(_, places)| places.len());
        pieces.truncate(MAX_PIECES);
        let mut occurrences = 0;
        pieces.retain(|(_, places)| {
            occurrences += places.len();
            occurrences <= MAX_OCCURRENCES
        });
        if pieces.len() < MIN_PIECES {
            return None;
        }

        // A place says where the quote would begin. Such beginnings are counted in bins, shifted by the length of the
        // quote so that none is negative; a bin and the next are taken together.
        let bin = quote.len() / 2 + PIECE;
        let mut counts = vec![0_u32; (self.places.len() + quote.len()) / bin + 2];
        for (offset, places) in &pieces {
            for place in *places {
                counts[(*place as usize + quote.len() - offset) / bin] += 1;
            }
        }
        let best = counts.windows(2).map(|count| count[0] + count[1]).max().unwrap_or(0);
        let fewest = (pieces.len() as u32 / SHARE).max(best / RIVAL_SHARE).max(2);
        let slack = quote.len() / 2 + PIECE;
        let mut regions: Vec<Range<usize>> = Vec::new();
        for (first, count) in counts.windows(2).enumerate() {
            if count[0] + count[1] >= fewest {
                let begin = (first * bin).saturating_sub(quote.len() + slack);
                let end = (first + 2) * bin + slack;
                match regions.last_mut() {
                    Some(last) if begin <= last.end => last.end = end,
                    _ => regions.push(begin..end),
                }
            }
        }
        Some(regions)
    }

    fn places(&self, piece: &[u8]) -> &[u32] {
        let hash = hash(piece, self.bits);
        &self.places[self.begins[hash] as usize..self.begins[hash + 1] as usize]
    }
}

/// Multiplicative hashing (Knuth, TAOCP 3, 6.4).
fn hash(piece: &[u8], bits: u32) -> usize {
    let number = piece.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    (number.wrapping_mul(0x9e37_79b1) >> (u32::BITS - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that differ from each other.
    fn text() -> String {
        (0..2_000_u32).map(|number| format!("{:x}", number.wrapping_mul(0x9e37_79b1))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn an_edited_quote_is_in_a_region() {
        let text = text();
        for start in (0..text.len() - 200).step_by(997) {
            let mut quote = text[start..start + 120].to_owned();
            quote.replace_range(40..44, "#");
            quote.insert_str(80, "something that was put in");
            let regions = Seeds::new(&text).regions(&quote).expect("enough pieces");
            let holds = |region: &Range<usize>| region.start <= start && start + 120 <= region.end;
            assert_eq!(regions.iter().filter(|region| holds(region)).count(), 1, "{start} {regions:?}");
            assert!(regions.iter().map(Range::len).sum::<usize>() < text.len() / 10);
        }
    }

    #[test]
    fn what_is_not_there_has_no_region() {
        let quote = "altogether other words, of which not one stands there";
        assert_eq!(Seeds::new(&text()).regions(quote), Some(vec![]));
    }

    #[test]
    fn short_quotes_and_repetitive_texts_are_not_filtered() {
        assert_eq!(Seeds::new(&text()).regions("too short"), None);
        assert_eq!(Seeds::new(&"ab".repeat(100_000)).regions("abababababababababababab"), None);
        assert_eq!(Seeds::new("").regions(""), None);
    }
}
