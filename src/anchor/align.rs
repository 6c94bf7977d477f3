//! Alignment: an edited passage laid beside the quote, word by word.
//!
//! Enter at [`align`]. It finds where in a window of the text the words of prefix, exact and suffix stand with the
//! fewest edits, by dynamic programming over words (Sellers, "The theory and computation of evolutionary distances",
//! 1980, with an edit costing the characters that it changes). The edges of the passage come from the alignment: a word
//! is either inside or not, and what was inserted between prefix and exact belongs to neither.

use std::ops::Range;

use super::query::{Part, Query};
use super::spelling;
use super::word::{self, Word};

/// A passage of the text laid beside the exact words of a quote.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Alignment<'t> {
    /// Where it stands, in bytes of the folded text.
    pub(super) range: Range<usize>,
    /// Share of the characters that are the same, 0 to 1.
    pub(super) similarity: f32,
    /// All words of the quote and the passage, in order.
    pub(super) pairs: Vec<Pair<'t>>,
    /// What the beginning and the end of the passage rest on.
    pub(super) edges: [Edge; 2],
}

/// A word of the quote and what stands for it in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair<'t> {
    /// The same word, or the same letters with another gap between words; here the word of the quote.
    Same(Word<'t>),
    /// One word for another.
    Replaced(Word<'t>, Word<'t>),
    /// A word of the quote that the text lacks.
    Removed(Word<'t>),
    /// A word of the text that the quote lacks.
    Inserted(Word<'t>),
}

/// What an edge of a passage rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// The quote's own first or last two words.
    Own,
    /// The next word of the context, right beside it.
    Neighbour,
    /// Nothing: a word of another sentence may have been taken for a replaced one.
    Nothing,
}

/// Words that may have been removed at an edge: one can have been edited away, a clause may have moved.
const MAX_REMOVED: usize = 2;

/// A step of an alignment and the row and column of the matrix, from 1, that it ends at.
#[derive(Clone, Copy)]
struct Cell {
    step: Step,
    row: usize,
    column: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// A word for a word.
    Pair,
    /// Two words of the quote are one in the text.
    Joined,
    /// One word of the quote is two in the text.
    Split,
    /// A word of the quote for nothing.
    Removed,
    /// Nothing for a word of the text.
    Inserted,
}

/// Lays `query`, with at most `context` bytes on each side, beside the best place within `text[window]`; `None` if none
/// of its exact words has a counterpart.
///
/// Takes time proportional to the words of the query times those of the window.
pub(super) fn align<'t>(
    query: &'t Query,
    context: usize,
    text: &'t str,
    window: Range<usize>,
) -> Option<Alignment<'t>> {
    let mut alignment = align_words(&query.words(context), &word::words(text, window))?;
    alignment.range = with_punctuation(query.exact(), text, alignment.range);
    Some(alignment)
}

/// Lays the next `len` characters of the prefix or the suffix of `query` beside what stands there around `place`, but
/// for the outermost word, which may have been cut.
pub(super) fn align_context<'t>(
    query: &'t Query,
    side: Part,
    len: usize,
    text: &'t str,
    place: &Range<usize>,
) -> Option<Alignment<'t>> {
    let reach = len + len / 2;
    let (ours, theirs) = if side == Part::Prefix {
        let text = &text[..place.start];
        (last_chars(query.prefix().trim_end(), len), last_chars(text.trim_end(), reach))
    } else {
        let text = &text[place.end..];
        (first_chars(query.suffix().trim_start(), len), first_chars(text.trim_start(), reach))
    };
    let mut ours: Vec<_> = word::words(ours, 0..ours.len()).into_iter().map(|word| (Part::Exact, word)).collect();
    if side == Part::Prefix {
        ours.drain(..ours.len().min(1));
    } else {
        ours.pop();
    }
    align_words(&ours, &word::words(theirs, 0..theirs.len()))
}

fn first_chars(text: &str, len: usize) -> &str {
    text.char_indices().nth(len).map_or(text, |(at, _)| &text[..at])
}

fn last_chars(text: &str, len: usize) -> &str {
    let start = text.char_indices().rev().take(len).last().map_or(text.len(), |(at, _)| at);
    &text[start..]
}

fn align_words<'t>(ours: &[(Part, Word<'t>)], theirs: &[Word<'t>]) -> Option<Alignment<'t>> {
    let path = Path::cheapest(ours, theirs);
    let (first, last) = path.ends(|step| !matches!(step, Step::Removed | Step::Inserted))?;
    // Words that were removed at the edges belong to the quote too.
    let (outer_first, outer_last) = path.ends(|step| step != Step::Inserted)?;
    let pairs = path.pairs(first, last);
    let start = path.first_column(first) - 1;
    let passage = theirs.get(start..path.cells[last].column)?;
    Some(Alignment {
        range: passage.first()?.start..passage.last()?.end(),
        similarity: similarity(&pairs),
        pairs,
        edges: [
            path.edge(first, (first + 1).min(last), outer_first, outer_first.checked_sub(1)),
            path.edge(last, last.saturating_sub(1).max(first), outer_last, outer_last.checked_add(1)),
        ],
    })
}

/// The way through the matrix that an alignment takes.
struct Path<'p, 't> {
    ours: &'p [(Part, Word<'t>)],
    theirs: &'p [Word<'t>],
    cells: Vec<Cell>,
}

impl<'p, 't> Path<'p, 't> {
    /// The cheapest way from the first to the last of `ours`. What stands before and after it in `theirs` costs nothing.
    fn cheapest(ours: &'p [(Part, Word<'t>)], theirs: &'p [Word<'t>]) -> Self {
        let our_letters: Vec<_> = ours.iter().map(|(_, word)| Letters::new(word.text)).collect();
        let their_letters: Vec<_> = theirs.iter().map(|word| Letters::new(word.text)).collect();
        let width = theirs.len() + 1;
        let mut steps = vec![Step::Removed; (ours.len() + 1) * width];
        // The costs of the row before the last, the last, and the one being filled.
        let mut rows = [vec![0; width], vec![0; width], vec![0; width]];
        for (row, (part, our)) in (1..).zip(ours) {
            rows.rotate_left(1);
            let letters = &our_letters[row - 1];
            // Words are joined within a part only, or its border would be lost.
            let previous = ours[..row - 1].last().filter(|(before, _)| before == part).map(|(_, word)| word.text);
            rows[2][0] = rows[1][0] + letters.len();
            for (column, their) in (1..).zip(theirs) {
                let mut best = (rows[1][column - 1] + letters.distance(&their_letters[column - 1]), Step::Pair);
                let mut offer = |cost: usize, step: Step| {
                    if cost < best.0 {
                        best = (cost, step);
                    }
                };
                if previous.is_some_and(|previous| is_joined(previous, our.text, their.text)) {
                    offer(rows[0][column - 1], Step::Joined);
                }
                if column > 1 && is_joined(theirs[column - 2].text, their.text, our.text) {
                    offer(rows[1][column - 2], Step::Split);
                }
                offer(rows[1][column] + letters.len(), Step::Removed);
                offer(rows[2][column - 1] + their_letters[column - 1].len(), Step::Inserted);
                (rows[2][column], steps[row * width + column]) = best;
            }
        }
        let end = (0..width).min_by_key(|column| rows[2][*column]).unwrap_or(0);
        Self { ours, theirs, cells: trace_back(&steps, width, ours.len(), end) }
    }

    fn is_exact(&self, cell: Cell) -> bool {
        self.ours[cell.row - 1].0 == Part::Exact
    }

    /// The first and the last cell of the exact words whose step is wanted.
    fn ends(&self, wanted: impl Fn(Step) -> bool) -> Option<(usize, usize)> {
        let is_wanted = |cell: &Cell| self.is_exact(*cell) && wanted(cell.step);
        Some((self.cells.iter().position(is_wanted)?, self.cells.iter().rposition(is_wanted)?))
    }

    /// The first column that the step of a cell covers.
    fn first_column(&self, at: usize) -> usize {
        let cell = self.cells[at];
        cell.column - usize::from(cell.step == Step::Split)
    }

    /// The words between two cells, and the exact ones removed outside of them; what was inserted there is no part.
    fn pairs(&self, first: usize, last: usize) -> Vec<Pair<'t>> {
        let mut pairs = Vec::with_capacity(self.cells.len());
        for (at, &cell) in self.cells.iter().enumerate() {
            if !((first..=last).contains(&at) || self.is_exact(cell) && cell.step == Step::Removed) {
                continue;
            }
            let our = self.ours[cell.row - 1].1;
            let their = || self.theirs[cell.column - 1];
            match cell.step {
                Step::Pair if our.text == their().text => pairs.push(Pair::Same(our)),
                Step::Pair => pairs.push(Pair::Replaced(our, their())),
                Step::Joined => pairs.extend([Pair::Same(self.ours[cell.row - 2].1), Pair::Same(our)]),
                Step::Split => pairs.push(Pair::Same(our)),
                Step::Removed => pairs.push(Pair::Removed(our)),
                Step::Inserted => pairs.push(Pair::Inserted(their())),
            }
        }
        pairs
    }

    /// What an edge rests on: `at` is the outermost exact cell with a counterpart in the text, `next` the one inwards
    /// from it, `outer` the outermost without a counterpart, and `neighbour` the cell beyond that.
    fn edge(&self, at: usize, next: usize, outer: usize, neighbour: Option<usize>) -> Edge {
        let is_own = |at: usize| self.cells.get(at).is_some_and(|cell| self.is_own(*cell));
        let between = &self.cells[at.min(outer)..at.max(outer)];
        let is_beside = between.len() <= MAX_REMOVED && between.iter().all(|cell| cell.step != Step::Inserted);
        // One word alone, a "the", may be that of another sentence.
        if at == outer && is_own(at) && is_own(next) {
            Edge::Own
        } else if is_beside && neighbour.is_some_and(is_own) {
            Edge::Neighbour
        } else {
            Edge::Nothing
        }
    }

    /// Whether a cell pairs a word with itself, be it respelled.
    fn is_own(&self, cell: Cell) -> bool {
        match cell.step {
            Step::Pair => spelling::is_respelled(self.ours[cell.row - 1].1.text, self.theirs[cell.column - 1].text),
            Step::Joined | Step::Split => true,
            Step::Removed | Step::Inserted => false,
        }
    }
}

/// The cells that lead to the last row at column `column`.
fn trace_back(steps: &[Step], width: usize, mut row: usize, mut column: usize) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(row);
    while row > 0 {
        let step = steps[row * width + column];
        cells.push(Cell { step, row, column });
        let (up, left) = match step {
            Step::Pair => (1, 1),
            Step::Joined => (2, 1),
            Step::Split => (1, 2),
            Step::Removed => (1, 0),
            Step::Inserted => (0, 1),
        };
        (row, column) = (row - up, column - left);
    }
    cells.reverse();
    cells
}

/// The share of the characters that no edit touches.
fn similarity(pairs: &[Pair]) -> f32 {
    let len = |word: &Word| word.text.chars().count();
    let (mut edits, mut ours, mut theirs) = (0, 0, 0);
    for pair in pairs {
        let (edit, our, their) = match pair {
            Pair::Same(word) => (0, len(word), len(word)),
            Pair::Replaced(our, their) => {
                (Letters::new(our.text).distance(&Letters::new(their.text)), len(our), len(their))
            }
            Pair::Removed(our) => (len(our), len(our), 0),
            Pair::Inserted(their) => (len(their), 0, len(their)),
        };
        edits += edit;
        ours += our;
        theirs += their;
    }
    (1.0 - edits as f32 / ours.max(theirs).max(1) as f32).max(0.0)
}

/// The letters of a word, taken apart once for the many comparisons.
struct Letters {
    all: Vec<char>,
    ends: Option<(char, char)>,
}

/// Longer words, which only garbage has, are equal or not, but not similar.
const MAX_COMPARED: usize = 64;

impl Letters {
    fn new(word: &str) -> Self {
        let all: Vec<char> = word.chars().collect();
        Self { ends: all.first().copied().zip(all.last().copied()), all }
    }

    fn len(&self) -> usize {
        self.all.len()
    }

    /// The cost of writing `other` for this word: their edit distance, or all letters if they have neither their first
    /// nor their last in common, which most words have not and which is not worth more work.
    fn distance(&self, other: &Self) -> usize {
        let longer = self.len().max(other.len());
        match (self.ends, other.ends) {
            (Some((first, last)), Some((other_first, other_last))) if first == other_first || last == other_last => {
                if self.all == other.all {
                    0
                } else if longer > MAX_COMPARED {
                    longer
                } else {
                    spelling::distance(&self.all, &other.all)
                }
            }
            _ => longer,
        }
    }
}

fn is_joined(first: &str, second: &str, whole: &str) -> bool {
    first.len() + second.len() == whole.len() && whole.starts_with(first) && whole.ends_with(second)
}

/// Takes up the punctuation that the quote has at its ends, where the text has it too.
fn with_punctuation(exact: &str, text: &str, range: Range<usize>) -> Range<usize> {
    let is_mark = |c: &char| !word::is_content(*c) && *c != ' ';
    let leading = exact.chars().take_while(is_mark).count();
    let trailing = exact.chars().rev().take_while(is_mark).count();
    let taken = |marks: usize, chars: &mut dyn Iterator<Item = char>| -> usize {
        chars.take(marks).take_while(is_mark).map(char::len_utf8).sum()
    };
    let start = range.start - taken(leading, &mut text[..range.start].chars().rev());
    start..range.end + taken(trailing, &mut text[range.end..].chars())
}
