//! How deep a file's quotations and lists may lie in each other, found out before it is parsed.
//!
//! Enter at [`too_deep`]. A parser looks at every open container on every line, and each of ours holds the text of all
//! in it, so that cost grows with depth times length. A container costs its line a `>` or at least two columns of
//! markers and indentation: what stands before a line's words bounds the depth, however the parser will read it.

use std::ops::Range;

/// No writer nests by the dozen; whatever is deeper was made by a program, in error or in malice.
pub const MAX_DEPTH: usize = 100;

/// Columns that a list takes at least: its marker and a blank.
const COLUMNS_OF_A_LIST: usize = 2;
/// Columns from one tab stop to the next.
const TAB: usize = 4;
/// Longer numbers do not begin a list (`CommonMark`, section 5.2).
const DIGITS: usize = 9;

/// The first line, in bytes of the file, that could nest deeper than [`MAX_DEPTH`].
pub fn too_deep(file: &str, body_start: usize) -> Option<Range<usize>> {
    let mut start = body_start;
    for line in file[body_start..].split_inclusive(['\n', '\r']) {
        if bound(line.as_bytes()) > MAX_DEPTH {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// At least as many as the containers that a line can be in by what it begins with.
fn bound(line: &[u8]) -> usize {
    let (mut quotes, mut columns) = (0, 0);
    let mut rest = line;
    loop {
        let taken = match rest {
            [b'>', ..] => {
                quotes += 1;
                // The blank behind it is part of the marker.
                rest = rest[1..].strip_prefix(b" ").unwrap_or(&rest[1..]);
                continue;
            }
            [b'[', b'^', ..] => match footnote(rest) {
                Some(len) => {
                    quotes += 1;
                    rest = &rest[len..];
                    continue;
                }
                None => return quotes + columns / COLUMNS_OF_A_LIST,
            },
            [b' ', ..] => 1,
            [b'\t', ..] => {
                columns += TAB - 1;
                1
            }
            // A line of blanks opens nothing.
            [] | [b'\n' | b'\r'] if quotes == 0 => return 0,
            _ => match marker(rest) {
                Some(len) => len,
                None => return quotes + columns / COLUMNS_OF_A_LIST,
            },
        };
        columns += taken;
        rest = &rest[taken..];
    }
}

/// The length of the label that begins a footnote's text, which may go on with containers.
fn footnote(rest: &[u8]) -> Option<usize> {
    let end = rest.iter().position(|&byte| byte == b']')?;
    (rest.get(end + 1) == Some(&b':')).then_some(end + 2)
}

/// The length of the list marker that `rest` begins with.
fn marker(rest: &[u8]) -> Option<usize> {
    let digits = rest.iter().take(DIGITS).take_while(|byte| byte.is_ascii_digit()).count();
    let len = match rest.get(digits)? {
        b'.' | b')' if digits > 0 => digits + 1,
        b'-' | b'+' | b'*' if digits == 0 => 1,
        _ => return None,
    };
    matches!(rest.get(len), None | Some(b' ' | b'\t' | b'\n' | b'\r')).then_some(len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_lists_count_wherever_they_are_opened() {
        for (line, expected) in [
            ("words", 0),
            ("> > words", 2),
            (">>> words", 3),
            ("- 1. - words", 3),
            ("      - words", 4),
            ("-word", 0),
            ("*word*", 0),
            ("1234567890. words", 0),
            ("      \n", 0),
            ("> \n", 1),
            ("[^a]: > words", 2),
        ] {
            assert_eq!(bound(line.as_bytes()), expected, "{line:?}");
        }
    }

    #[test]
    fn the_line_is_named() {
        let deep = format!("---\na\n> b\n{} c\n", ">".repeat(MAX_DEPTH + 1));
        assert_eq!(too_deep(&deep, 4), Some(10..deep.len() - 1));
        assert_eq!(too_deep(&deep[..12], 4), None);
    }

    /// The bound has to hold for the parser that is used, not for the specification only.
    #[test]
    fn no_line_nests_deeper_than_its_bound() {
        for unit in ["> ", ">", "- ", "1. ", "* > ", "-\t", "+   ", "[^a]: ", "[^a]: > "] {
            let text = format!("{}words", unit.repeat(MAX_DEPTH));
            let events = pulldown_cmark::Parser::new_ext(&text, crate::text::OPTIONS);
            let depth = events.filter(|event| matches!(event, pulldown_cmark::Event::Start(tag) if is_container(tag)));
            let depth = depth.count();
            assert!(depth <= bound(text.as_bytes()), "{unit:?}: {depth}");
        }
    }

    fn is_container(tag: &pulldown_cmark::Tag<'_>) -> bool {
        use pulldown_cmark::Tag;
        matches!(tag, Tag::BlockQuote(_) | Tag::Item | Tag::FootnoteDefinition(_))
    }
}
