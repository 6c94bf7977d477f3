//! Which way a straight quotation mark turns.
//!
//! Enter at [`Marks::turned`]. The parser decides from one run of text, so it errs beside links and emphasis and where a
//! quotation goes on in the next block. Here the whole text is at hand. Steps: see what stands on either side of each
//! mark (blank, bracket, word, dash), which decides nearly always; where both sides are alike, it closes what is
//! open. A single mark before a word is an apostrophe if the word is known to lose its beginning (`leading`), or if nothing
//! closes it. Marks turn as in English; apostrophes are right in any language.

use std::ops::Range;

use super::leading::{self, Leading};
use super::line_joins::is_unspaced;

/// Every curly mark takes as many bytes, so that a mark is turned in its place.
const WIDTH: usize = '”'.len_utf8();

/// The straight marks of a text, and what in it is not what it seems to be. Positions are bytes, ascending.
#[derive(Debug, Default)]
pub struct Marks {
    /// Where they stand; the text has any of the four curly ones there.
    pub at: Vec<usize>,
    /// Where blocks begin. A quotation may go on from one to the next.
    pub blocks: Vec<usize>,
    /// Where it may not: a footnote is elsewhere.
    pub apart: Vec<usize>,
    /// Code is a word to its surroundings, whatever it says.
    pub code: Vec<Range<usize>>,
    /// Pictures stand between two bytes and are words, too.
    pub pictures: Vec<usize>,
}

/// What stands beside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Blank,
    /// An opening bracket or mark.
    Opening,
    /// A closing bracket or mark, or what ends a clause.
    Closing,
    /// What can stand at the beginning and at the end: dashes, dots, signs.
    Either,
    Word,
    /// A character of a script without blanks.
    Unspaced,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Open,
    Close,
    /// Written like `Close`, but closes nothing.
    Apostrophe,
}

/// A mark and what is on both sides of it, other marks aside.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    is_double: bool,
    before: Side,
    after: Side,
    /// The characters themselves.
    before_char: char,
    after_char: char,
}

impl Marks {
    /// What each mark of `text` is written as, in order.
    pub fn turned(&self, text: &str) -> Vec<&'static str> {
        let marks = self.seen(text);
        let closed = closed(&marks, text, &self.blocks);
        let mut turns: Vec<Turn> = Vec::with_capacity(marks.len());
        let mut goes_on = false;
        let mut start = 0;
        while start < marks.len() {
            let block = self.block_of(marks[start].at);
            let len = marks[start..].iter().take_while(|mark| mark.at < block.end).count();
            let of_block = &marks[start..start + len];
            goes_on &= self.apart.binary_search(&block.start).is_err();
            // A quotation goes on in a block only where a mark of it is left over there: one that was never closed must not
            // turn over all marks behind it.
            let is_odd = of_block.iter().filter(|mark| mark.is_double).count() % 2 == 1;
            let mut state = State { double: goes_on && is_odd, single: false };
            for (index, mark) in of_block.iter().enumerate() {
                let neighbour = start + index;
                let last = neighbour.checked_sub(1).filter(|&last| marks[last].at + WIDTH == mark.at && index > 0);
                let last = last.map(|last| (&marks[last], turns[last]));
                let turn = if mark.is_double {
                    double(mark, last, state)
                } else {
                    let next = marks.get(neighbour + 1).filter(|next| next.at < block.end);
                    single(
                        mark,
                        last,
                        state,
                        &Ahead {
                            text: &text[mark.at + WIDTH..block.end.min(text.len())],
                            next,
                            closed: closed[neighbour],
                        },
                    )
                };
                state.take(mark, turn);
                turns.push(turn);
            }
            if is_odd {
                goes_on = state.double;
            }
            start += len;
        }
        let written = |(mark, turn): (&Mark, &Turn)| match (mark.is_double, turn) {
            (true, Turn::Open) => "“",
            (true, _) => "”",
            (false, Turn::Open) => "‘",
            (false, _) => "’",
        };
        marks.iter().zip(&turns).map(written).collect()
    }

    /// The bytes of the block that a mark stands in.
    fn block_of(&self, at: usize) -> Range<usize> {
        let after = self.blocks.partition_point(|&start| start <= at);
        let start = after.checked_sub(1).map_or(0, |block| self.blocks[block]);
        start..self.blocks.get(after).copied().unwrap_or(usize::MAX)
    }

    /// All marks with their sides. Marks side by side look past each other.
    fn seen(&self, text: &str) -> Vec<Mark> {
        let mut marks: Vec<Mark> = Vec::with_capacity(self.at.len());
        for &at in &self.at {
            let is_double = text[at..].starts_with(['“', '”']);
            let last = marks.last().filter(|last| last.at + WIDTH == at && self.block_of(at).start != at);
            let (before, before_char) = match last {
                _ if self.has_picture(at) => (Side::Word, ' '),
                Some(last) => (last.before, last.before_char),
                None if self.block_of(at).start == at => (Side::Blank, ' '),
                None => self.side(text[..at].chars().next_back(), at.saturating_sub(1)),
            };
            marks.push(Mark { at, is_double, before, before_char, after: Side::Blank, after_char: ' ' });
        }
        for index in (0..marks.len()).rev() {
            let end = marks[index].at + WIDTH;
            let is_last = self.block_of(marks[index].at).end <= end;
            let next = marks.get(index + 1).filter(|next| next.at == end);
            let (after, after_char) = match next {
                _ if self.has_picture(end) => (Side::Word, ' '),
                _ if is_last => (Side::Blank, ' '),
                Some(next) => (next.after, next.after_char),
                None => self.side(text[end..].chars().next(), end),
            };
            (marks[index].after, marks[index].after_char) = (after, after_char);
        }
        marks
    }

    fn has_picture(&self, at: usize) -> bool {
        self.pictures.binary_search(&at).is_ok()
    }

    /// What a character is that holds byte `at`.
    fn side(&self, char: Option<char>, at: usize) -> (Side, char) {
        let Some(char) = char else { return (Side::Blank, ' ') };
        let after = self.code.partition_point(|code| code.start <= at);
        let is_code = after.checked_sub(1).is_some_and(|code| self.code[code].contains(&at));
        (if is_code { Side::Word } else { side_of(char) }, char)
    }
}

fn side_of(char: char) -> Side {
    match char {
        _ if char.is_whitespace() || char == '\u{200b}' => Side::Blank,
        '(' | '[' | '{' | '“' | '‘' | '«' | '‹' | '„' | '‚' | '¿' | '¡' | '（' | '［' | '｛' | '〈' | '《' | '「'
        | '『' | '【' | '〔' | '〖' => Side::Opening,
        ')' | ']' | '}' | '”' | '’' | '»' | '›' | '.' | ',' | ';' | ':' | '!' | '?' | '%' | '）' | '］' | '｝'
        | '〉' | '》' | '」' | '』' | '】' | '〕' | '〗' | '、' | '。' | '，' | '．' | '：' | '；' | '！' | '？'
        | '؟' | '،' | '؛' | '।' => Side::Closing,
        '…' | '‥' | '–' | '—' | '―' | '‐' | '‑' | '−' | '־' | '·' => Side::Either,
        _ if char.is_ascii_punctuation() => Side::Either,
        _ if is_unspaced(char) => Side::Unspaced,
        _ => Side::Word,
    }
}

/// What is open in a block.
#[derive(Debug, Clone, Copy)]
struct State {
    double: bool,
    single: bool,
}

impl State {
    fn take(&mut self, mark: &Mark, turn: Turn) {
        let open = if mark.is_double { &mut self.double } else { &mut self.single };
        match turn {
            Turn::Open => *open = true,
            Turn::Close => *open = false,
            Turn::Apostrophe => {}
        }
    }
}

/// Where both sides say the same.
fn by_state(is_open: bool) -> Turn {
    if is_open { Turn::Close } else { Turn::Open }
}

/// What stands before a mark, where the last mark (with what became of it) touches it.
fn before(mark: &Mark, last: Option<(&Mark, Turn)>) -> Side {
    match last {
        None => mark.before,
        Some((_, Turn::Open)) => Side::Opening,
        // `l'"homme"`: the apostrophe has left out a vowel, and the word goes on.
        Some((last, _)) if !last.is_double && last.before == Side::Word && last.after == Side::Word => Side::Opening,
        Some(_) => Side::Closing,
    }
}

fn double(mark: &Mark, last: Option<(&Mark, Turn)>, state: State) -> Turn {
    use Side::{Blank, Closing, Either, Opening, Unspaced, Word};
    let is_empty = matches!(last, Some((last, Turn::Open)) if last.is_double);
    match (before(mark, last), mark.after) {
        // `""`
        (Opening, Blank | Closing | Either) if is_empty => Turn::Close,
        (Blank, Blank | Closing) | (Either, Either) => by_state(state.double),
        (Blank | Opening, _) | (Either, Word | Unspaced | Opening) => Turn::Open,
        (Either | Unspaced, Blank | Closing)
        | (Word, Blank | Closing | Either | Opening)
        | (Closing, Blank | Closing | Either) => Turn::Close,
        // Hebrew writes it inside abbreviations: צה"ל.
        (Word, Word) if is_hebrew(mark.before_char) && is_hebrew(mark.after_char) => Turn::Apostrophe,
        // 2"x4"
        (Word, Word) if mark.before_char.is_ascii_digit() => Turn::Apostrophe,
        _ => by_state(state.double),
    }
}

fn is_hebrew(char: char) -> bool {
    matches!(char, '\u{5d0}'..='\u{5f2}')
}

/// What comes behind a single mark.
struct Ahead<'t> {
    /// To the end of the block.
    text: &'t str,
    /// The next mark of the block.
    next: Option<&'t Mark>,
    closed: Closed,
}

fn single(mark: &Mark, last: Option<(&Mark, Turn)>, state: State, ahead: &Ahead<'_>) -> Turn {
    use Side::{Blank, Closing, Either, Opening, Unspaced, Word};
    let before = before(mark, last);
    // The king's, (the king)'s, Inc.'s, "Macbeth"'s.
    if matches!(before, Word | Closing | Either) && leading::is_genitive(ahead.text) {
        return Turn::Apostrophe;
    }
    let is_empty = matches!(last, Some((last, Turn::Open)) if !last.is_double);
    match (before, mark.after) {
        (Opening, Blank | Closing | Either) if is_empty => Turn::Close,
        (Word, Word) => Turn::Apostrophe,
        (Blank, Blank | Closing) | (Either, Either) => by_state(state.single),
        (Blank | Opening, _) | (Either, Word | Unspaced | Opening) => opening_or_apostrophe(mark, ahead),
        (Either | Unspaced, Blank | Closing)
        | (Word, Blank | Closing | Either | Opening)
        | (Closing, Blank | Closing | Either) => Turn::Close,
        (Closing, Word) if last.is_some() || matches!(mark.before_char, ')' | ']' | '}' | '”' | '’') => {
            Turn::Apostrophe
        }
        _ => by_state(state.single),
    }
}

/// A single mark before a word opens a quotation, or stands for what the word has lost.
fn opening_or_apostrophe(mark: &Mark, ahead: &Ahead<'_>) -> Turn {
    let word = leading::word(ahead.text);
    // `'em'` is a word that is spoken of; of `'n'` both are apostrophes.
    let is_closed_at_once = ahead.next.is_some_and(|next| {
        !next.is_double && next.at == mark.at + WIDTH + word.len() && !matches!(next.after, Side::Word)
    });
    if is_closed_at_once && !word.eq_ignore_ascii_case("n") {
        return Turn::Open;
    }
    let is_apostrophe = match leading::what(ahead.text) {
        Leading::Certain => true,
        Leading::Likely => ahead.closed != Closed::Surely,
        Leading::Unknown => ahead.closed == Closed::Never && mark.after != Side::Unspaced,
    };
    if is_apostrophe { Turn::Apostrophe } else { Turn::Open }
}

/// Whether a single mark ahead closes what one opens here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Closed {
    Never,
    /// By what can be the genitive of a plural: the dogs' bowl.
    Perhaps,
    Surely,
}

/// For each mark whether the next single ones close what it opens: looks from the last to the first.
fn closed(marks: &[Mark], text: &str, blocks: &[usize]) -> Vec<Closed> {
    use Side::{Blank, Closing, Either, Opening, Unspaced, Word};
    let mut found = vec![Closed::Never; marks.len()];
    let mut ahead = Closed::Never;
    for (index, mark) in marks.iter().enumerate().rev() {
        found[index] = ahead;
        if mark.is_double {
            continue;
        }
        ahead = match (mark.before, mark.after) {
            (Word, Word) => ahead,
            (Word | Closing | Either | Unspaced, Blank | Closing | Either | Opening) => match mark.before_char {
                's' | 'z' | 'x' => Closed::Perhaps,
                _ => Closed::Surely,
            },
            (Unspaced, _) | (_, Unspaced) => Closed::Surely,
            // Every paragraph of a long quotation opens anew.
            _ if blocks.binary_search(&mark.at).is_ok() => ahead,
            _ if leading::what(&text[mark.at + WIDTH..]) == Leading::Certain => ahead,
            _ => Closed::Never,
        };
    }
    found
}
