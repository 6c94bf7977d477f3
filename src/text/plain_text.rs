//! The plain text of a piece, addressed by Unicode scalar values.
//!
//! Enter at [`Text::new`]. Rust's strings are addressed by bytes, anchors by scalars; a checkpoint every
//! [`STRIDE`] scalars makes the step from one to the other short and the table small.

use std::ops::Range;

/// Scalars between two checkpoints: a look-up walks at most this many, and the table costs 1/16 byte a scalar.
const STRIDE: usize = 128;

/// A string with a fast way from scalar offsets to byte offsets and back.
#[derive(Debug, Clone, Default)]
pub struct Text {
    string: String,
    scalars: usize,
    /// The byte offset of scalar `i * STRIDE`.
    checkpoints: Vec<usize>,
}

impl Text {
    pub fn new(string: String) -> Self {
        if string.is_ascii() {
            let scalars = string.len();
            return Self { string, scalars, checkpoints: Vec::new() };
        }
        let mut checkpoints = Vec::with_capacity(string.len() / STRIDE + 1);
        let mut scalars = 0;
        for (byte, _) in string.char_indices() {
            if scalars % STRIDE == 0 {
                checkpoints.push(byte);
            }
            scalars += 1;
        }
        Self { string, scalars, checkpoints }
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
        let Some(&base) = self.checkpoints.get(scalar / STRIDE) else { return scalar };
        let rest = self.string[base..].char_indices().nth(scalar % STRIDE);
        rest.map_or(self.string.len(), |(byte, _)| base + byte)
    }

    /// The scalar offset of a byte offset, rounded down to a scalar's first byte.
    pub fn scalar(&self, byte: usize) -> usize {
        if byte >= self.string.len() {
            return self.scalars;
        }
        if self.checkpoints.is_empty() {
            return byte;
        }
        let slot = self.checkpoints.partition_point(|&base| base <= byte).saturating_sub(1);
        let walked = self.string[self.checkpoints[slot]..]
            .char_indices()
            .take_while(|(at, _)| self.checkpoints[slot] + at <= byte)
            .count();
        slot * STRIDE + walked.saturating_sub(1)
    }

    /// The words of a range of scalars.
    pub fn slice(&self, range: Range<usize>) -> &str {
        let (start, end) = (self.byte(range.start), self.byte(range.end));
        &self.string[start..end.max(start)]
    }
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
