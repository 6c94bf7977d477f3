//! Aligns a code span's text with its source.
//!
//! Enter at [`align`]. A code span is text as it stands, except that the parser strips the backticks and one blank on
//! either side, turns line breaks into blanks, drops the `>` and indentation that a following line repeats for its
//! containers, and in tables takes `\|` for `|`. Walking both sides together undoes exactly that.

use std::ops::Range;

use super::control;

/// For each scalar of `code`, the bytes of `source` that made it.
/// `quotes` is the number of block quotes around the span.
pub fn align(code: &str, source: &str, quotes: usize) -> Vec<Range<usize>> {
    let mut at = source.len() - source.trim_start_matches('`').len();
    let mut ranges = Vec::with_capacity(code.len());
    for wanted in code.chars() {
        at = find(source, at, wanted);
        let found = source[at..].chars().next();
        let end = at + found.map_or(0, char::len_utf8);
        ranges.push(at..end);
        // Of the two bytes that end a line on Windows the parser makes two blanks.
        let ends_line = found == Some('\n') || (found == Some('\r') && !source[end..].starts_with('\n'));
        at = if ends_line { skip_containers(source, end, quotes) } else { end };
    }
    ranges
}

/// The next place that can have made `wanted`: the scalar itself, a line break for a blank, or what it is shown for.
fn find(source: &str, from: usize, wanted: char) -> usize {
    let fits = |found: char| {
        found == wanted || (wanted == ' ' && matches!(found, '\n' | '\r')) || control::shown(found) == Some(wanted)
    };
    source[from..].char_indices().find(|&(_, found)| fits(found)).map_or(source.len(), |(at, _)| from + at)
}

/// Behind the block quote markers that open a line.
fn skip_containers(source: &str, mut at: usize, quotes: usize) -> usize {
    for _ in 0..quotes {
        let indent = source[at..].len() - source[at..].trim_start_matches(' ').len();
        match source[at + indent..].strip_prefix('>') {
            Some(_) if indent <= 3 => at += indent + 1,
            _ => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made_by<'s>(code: &str, source: &'s str, quotes: usize) -> Vec<&'s str> {
        align(code, source, quotes).into_iter().map(|range| &source[range]).collect()
    }

    #[test]
    fn a_blank_stands_for_a_line_break_and_the_marker_behind_it_is_skipped() {
        assert_eq!(made_by("a b", "`a\n> b`", 1), ["a", "\n", "b"]);
        assert_eq!(made_by("a > b", "`a\n> > b`", 1), ["a", "\n", ">", " ", "b"]);
    }

    #[test]
    fn a_line_may_end_in_any_way() {
        assert_eq!(made_by("a  b", "`a\r\n> b`", 1), ["a", "\r", "\n", "b"]);
        assert_eq!(made_by("a b", "`a\r> b`", 1), ["a", "\r", "b"]);
    }

    #[test]
    fn an_escaped_bar_in_a_table_is_the_bar() {
        let source = "`x\\|y`";
        assert_eq!(made_by("x|y", source, 0), ["x", "|", "y"]);
    }

    #[test]
    fn blanks_inside_the_backticks_belong_to_the_markup() {
        assert_eq!(made_by(" co`d", "`` co`d``", 0), [" ", "c", "o", "`", "d"]);
    }
}
