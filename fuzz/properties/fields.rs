//! Inputs of several parts, with a line `%` between them; and numbers, which choose places in texts.

use std::borrow::Cow;
use std::ops::Range;

/// Bytes as text: most of what a fuzzer makes up is none, and would be lost.
pub fn text(data: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(data)
}

/// The first `N` parts of an input; those that are not there are empty.
pub fn fields<const N: usize>(input: &str) -> [&str; N] {
    let mut parts = input.splitn(N, "\n%\n");
    [(); N].map(|()| parts.next().unwrap_or_default())
}

/// The numbers in a part, whatever stands between them.
pub fn numbers(part: &str) -> impl Iterator<Item = usize> {
    part.split(|char: char| !char.is_ascii_digit()).filter_map(|digits| digits.parse().ok())
}

/// A range of scalars of `text` that two numbers choose, at least one long; none in an empty text.
pub fn chosen(text: &str, first: usize, second: usize) -> Option<Range<usize>> {
    let count = text.chars().count();
    let (first, second) = (first.checked_rem(count)?, second.checked_rem(count)?);
    Some(first.min(second)..first.max(second) + 1)
}
