//! The plain text of a piece, addressed by Unicode scalar values.
//!
//! Enter at [`Text::new`]. Rust's strings are addressed by bytes, anchors by scalars; a count at every [`STRIDE`]
//! bytes makes the step from one to the other short and the table small.

use std::ops::Range;

/// Bytes between two counts: a look-up walks at most this many, and the table costs 1/16 byte a byte.
const STRIDE: usize = 128;

/// A string with a fast way from scalar offsets to byte offsets and back.
#[derive(Debug, Clone, Default)]
pub struct Text {
    string: String,
    scalars: usize,
    /// How many scalars begin before byte `i * STRIDE`; empty for ASCII, where the two offsets are the same.
    counts: Vec<usize>,
}

impl Text {
    pub fn new(string: String) -> Self {
        if string.is_ascii() {
            let scalars = string.len();
            return Self { string, scalars, counts: Vec::new() };
        }
        let mut counts = Vec::with_capacity(string.len() / STRIDE + 1);
        let mut scalars = 0;
        for chunk in string.as_bytes().chunks(STRIDE) {
            counts.push(scalars);
            // A byte holds the count of a chunk, and small numbers are added many at a time.
            scalars += usize::from(chunk.iter().map(|&byte| u8::from(begins_scalar(byte))).sum::<u8>());
        }
        Self { string, scalars, counts }
    }

    pub fn as_str(&self) -> &str {
        &self.string
    }

    /// How many Unicode scalar values the text has.
    pub fn scalars(&self) -> usize {
        self.scalars
    }

    /// The byte offset of a scalar offset; the end of the text for anything beyond it.
    pub fn byte(&self, scalar: usize) -> usize {
        if scalar >= self.scalars {
            return self.string.len();
        }
        if self.counts.is_empty() {
            return scalar;
        }
        let slot = self.counts.partition_point(|&before| before <= scalar) - 1;
        let base = slot * STRIDE;
        let begins = self.string.as_bytes()[base..].iter().enumerate().filter(|(_, byte)| begins_scalar(**byte));
        begins.map(|(at, _)| base + at).nth(scalar - self.counts[slot]).unwrap_or(self.string.len())
    }

    /// The scalar offset of a byte offset, rounded down to a scalar's first byte.
    pub fn scalar(&self, byte: usize) -> usize {
        if byte >= self.string.len() {
            return self.scalars;
        }
        let Some(&before) = self.counts.get(byte / STRIDE) else { return byte };
        let begun = &self.string.as_bytes()[byte / STRIDE * STRIDE..=byte];
        before + begun.iter().filter(|&&byte| begins_scalar(byte)).count() - 1
    }

    /// The words of a range of scalars.
    pub fn slice(&self, range: Range<usize>) -> &str {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        &self.string[start..end.max(start)]
    }
}

/// In UTF-8 every byte of a scalar but the first is `10xxxxxx`.
fn begins_scalar(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_and_bytes_agree_on_both_sides_of_a_checkpoint() {
        let string: String = "aé👩\u{301}ש".chars().cycle().take(STRIDE * 3 + 7).collect();
        let text = Text::new(string.clone());
        for (scalar, (byte, char)) in string.char_indices().enumerate() {
            assert_eq!(text.byte(scalar), byte);
            for inner in byte..byte + char.len_utf8() {
                assert_eq!(text.scalar(inner), scalar);
            }
        }
        assert_eq!(text.byte(text.scalars()), string.len());
        assert_eq!(text.scalar(string.len() + 5), text.scalars());
        assert_eq!(text.slice(1..3), "é👩");
    }
}
