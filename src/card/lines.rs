//! Lines of even length.
//!
//! Enter at [`pieces`], which finds where a text may be broken, and [`balanced`], which breaks it: into as few lines as
//! fit, and of all ways to do so the one whose lines are the most alike. Lengths are in ems, as the caller measures.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// What stays together on a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Piece<'t> {
    pub text: &'t str,
    /// Whether a blank follows, if the line goes on.
    pub is_spaced: bool,
    pub width: f32,
}

/// The pieces of a cleaned text, each as wide as `width` says.
pub fn pieces(text: &str, mut width: impl FnMut(&str) -> f32) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let first = pieces.len();
        let mut start = 0;
        for (at, cluster) in word.grapheme_indices(true).skip(1) {
            if may_break(&word[start..at], cluster) {
                pieces.push(Piece { text: &word[start..at], is_spaced: false, width: width(&word[start..at]) });
                start = at;
            }
        }
        pieces.push(Piece { text: &word[start..], is_spaced: true, width: width(&word[start..]) });
        debug_assert!(pieces.len() > first, "a word has at least one piece");
    }
    pieces
}

/// Whether a word may be broken before a cluster: behind hyphens and dashes, and where a script has no blanks.
fn may_break(before: &str, cluster: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().next_back(), cluster.chars().next()) else { return false };
    if matches!(last, '-' | '‐' | '–' | '—' | '/') {
        // Not in a number, and not between two dashes or before a closing mark.
        return next.is_alphabetic() && before.chars().any(char::is_alphanumeric);
    }
    (is_ideographic(last) || is_ideographic(next)) && !is_closing(next) && !is_opening(last)
}

/// Characters of the scripts that are written without blanks and broken anywhere.
fn is_ideographic(character: char) -> bool {
    matches!(character, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

fn is_closing(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(
            character,
            '”' | '’'
                | '»'
                | '…'
                | '、'
                | '。'
                | '」'
                | '』'
                | '）'
                | '】'
                | '！'
                | '？'
                | '，'
                | '：'
                | '；'
                | 'ー'
        )
}

fn is_opening(character: char) -> bool {
    matches!(character, '(' | '[' | '“' | '‘' | '«' | '「' | '『' | '（' | '【')
}

/// The pieces with those that are wider than a line broken between any two characters.
pub fn broken<'t>(pieces: &[Piece<'t>], measure: f32, mut width: impl FnMut(&str) -> f32) -> Vec<Piece<'t>> {
    let mut narrow = Vec::with_capacity(pieces.len());
    for piece in pieces {
        if piece.width <= measure {
            narrow.push(*piece);
            continue;
        }
        let (mut start, mut filled) = (0, 0.0);
        for (at, cluster) in piece.text.grapheme_indices(true) {
            let added = width(cluster);
            if at > start && filled + added > measure {
                narrow.push(Piece { text: &piece.text[start..at], is_spaced: false, width: filled });
                (start, filled) = (at, 0.0);
            }
            filled += added;
        }
        narrow.push(Piece { text: &piece.text[start..], is_spaced: piece.is_spaced, width: filled });
    }
    narrow
}

/// The pieces on each line, in as few lines as there can be, but no more than `most`.
pub fn balanced(pieces: &[Piece<'_>], measure: f32, space: f32, most: usize) -> Option<Vec<Range<usize>>> {
    let count = greedy(pieces, measure, space, most)?;
    let cost = |line: f32| (measure - line).powi(2);
    // `best[end]` after so many lines: the least cost of setting the pieces before `end`, and where the last line
    // starts.
    let mut best: Vec<Option<(f32, usize)>> = vec![None; pieces.len() + 1];
    best[0] = Some((0.0, 0));
    let mut lines_before = Vec::with_capacity(count);
    for _ in 0..count {
        let mut next: Vec<Option<(f32, usize)>> = vec![None; pieces.len() + 1];
        for (start, so_far) in best.iter().enumerate() {
            let Some((so_far, _)) = so_far else { continue };
            for (end, line) in widths(pieces, start, space).take_while(|(_, line)| *line <= measure) {
                let total = so_far + cost(line);
                if next[end].is_none_or(|(known, _)| total < known) {
                    next[end] = Some((total, start));
                }
            }
        }
        lines_before.push(next.clone());
        best = next;
    }
    let mut end = pieces.len();
    let mut lines = Vec::with_capacity(count);
    for starts in lines_before.iter().rev() {
        let (_, start) = starts.get(end).copied().flatten()?;
        lines.push(start..end);
        end = start;
    }
    lines.reverse();
    Some(lines)
}

/// How many lines there are when each takes what it can.
fn greedy(pieces: &[Piece<'_>], measure: f32, space: f32, most: usize) -> Option<usize> {
    let (mut start, mut count) = (0, 0);
    while start < pieces.len() {
        let (end, _) = widths(pieces, start, space).take_while(|(_, line)| *line <= measure).last()?;
        (start, count) = (end, count + 1);
        if count > most {
            return None;
        }
    }
    Some(count)
}

/// The widths of the lines that begin with a piece, with the piece behind each.
fn widths(pieces: &[Piece<'_>], start: usize, space: f32) -> impl Iterator<Item = (usize, f32)> {
    let (mut line, mut gap) = (0.0, 0.0);
    pieces[start..].iter().enumerate().map(move |(index, piece)| {
        line += gap + piece.width;
        gap = if piece.is_spaced { space } else { 0.0 };
        (start + index + 1, line)
    })
}

/// The pieces of a line as text.
pub fn joined(pieces: &[Piece<'_>]) -> String {
    let mut text = String::new();
    for piece in pieces {
        text.push_str(piece.text);
        text.push_str(if piece.is_spaced { " " } else { "" });
    }
    text.truncate(text.trim_end_matches(' ').len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A width of one for each character.
    fn count(text: &str) -> f32 {
        text.chars().count() as f32
    }

    fn set(text: &str, measure: f32, most: usize) -> Option<Vec<String>> {
        let pieces = broken(&pieces(text, count), measure, count);
        let lines = balanced(&pieces, measure, 1.0, most)?;
        Some(lines.into_iter().map(|line| joined(&pieces[line])).collect())
    }

    #[test]
    fn lines_are_as_alike_as_can_be() {
        assert_eq!(set("aaa bb cc ddddd", 9.0, 9).unwrap(), ["aaa bb", "cc ddddd"]);
        assert_eq!(set("a b c d e f g h", 13.0, 9).unwrap(), ["a b c d", "e f g h"]);
        assert_eq!(set("a b", 3.0, 9).unwrap(), ["a b"]);
        assert_eq!(set("", 3.0, 9).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn more_lines_than_there_may_be_are_none() {
        assert_eq!(set("aa bb cc", 2.0, 2), None);
        assert_eq!(set("aa bb cc", 2.0, 3).unwrap().len(), 3);
    }

    #[test]
    fn words_are_broken_behind_dashes_but_numbers_are_not() {
        let texts = |text| pieces(text, count).iter().map(|piece| piece.text).collect::<Vec<_>>();
        assert_eq!(texts("well-made 1914-18 yes—no -x"), ["well-", "made", "1914-18", "yes—", "no", "-x"]);
        assert_eq!(texts("“東京。”"), ["“東", "京。”"]);
    }

    #[test]
    fn a_word_wider_than_the_line_is_broken_between_characters() {
        assert_eq!(set("aaaaae\u{301}e\u{301} b", 4.0, 9).unwrap(), ["aaaa", "ae\u{301}", "e\u{301} b"]);
    }
}
