//! Landmarks: the words by which a block of a text is told from all others, for links to every paragraph of it.
//!
//! Enter at [`Landmarks::new`], once a text, in time and space linear to its length; then [`Landmarks::directive`] for
//! each block. Runs of one to eight words are counted in the folded text; the shortest run that begins a block and
//! stands once is where a link to it starts, and the shortest that ends it is where the link ends. Describing each block
//! by searching the text for it, as `describe` does for one passage, would take time by the square.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::directive::{self, Directive};
use super::index::Index;
use super::{State, TextRange, exact, word};

/// The lengths of runs that are counted, in words. Some more words than a name or a turn of phrase has are hardly ever
/// said twice.
const RUNS: [usize; 5] = [1, 2, 3, 5, 8];

/// Shorter links than this many words say too little of what they lead to.
const FEWEST_WORDS: usize = 3;

/// Shorter passages are quoted whole, in Unicode scalars.
const WHOLE: usize = 60;

/// Longer ones never are: the link would be longer than what programs keep whole.
const LONGEST_WHOLE: usize = 300;

/// What tells the blocks of one text apart.
pub struct Landmarks<'i> {
    index: &'i Index,
    /// The words of the folded text, in bytes of it.
    words: Vec<Range<usize>>,
    /// For each of [`RUNS`] and each word, whether the run that begins there stands once.
    unique: [Vec<bool>; RUNS.len()],
}

impl<'i> Landmarks<'i> {
    pub fn new(index: &'i Index) -> Self {
        let text = index.text();
        let words = words(text);
        let hashes: Vec<u64> = words.iter().map(|word| hash(&text[word.clone()])).collect();
        let unique = RUNS.map(|length| {
            let mut counts: HashMap<u64, u32> = HashMap::with_capacity(hashes.len());
            let runs: Vec<u64> = hashes.windows(length).map(run).collect();
            for run in &runs {
                *counts.entry(*run).or_default() += 1;
            }
            // Runs that are taken for one another stand too often, never too seldom.
            runs.iter().map(|run| counts[run] == 1).collect()
        });
        Self { index, words, unique }
    }

    /// The directive for a range of the text, if runs of words tell it from every other place.
    pub fn directive(&self, range: TextRange, text: impl Fn(TextRange) -> String) -> Option<Directive> {
        self.unchecked(range, text).filter(|directive| self.is_clear(directive))
    }

    /// Whether a directive has one meaning. Where a comma stands beside a hyphen, a program that decodes commas makes
    /// context of words; only then is the whole text searched, as that takes time for every block.
    fn is_clear(&self, directive: &Directive) -> bool {
        let terms = [Some(&directive.start), directive.end.as_ref()];
        let is_doubtful = |term: &String| term.contains(',') && term.contains(['-', '\u{2010}', '–', '—']);
        !terms.into_iter().flatten().any(is_doubtful)
            || directive::resolve(self.index, &directive.write())
                .is_ok_and(|opened| opened.resolution.state == State::Found)
    }

    fn unchecked(&self, range: TextRange, text: impl Fn(TextRange) -> String) -> Option<Directive> {
        let folded = self.index.folded().to_folded(range);
        let first = self.words.partition_point(|word| word.start < folded.start);
        let end = self.words.partition_point(|word| word.end <= folded.end);
        let place = |run: Range<usize>| self.widened(self.words[run.start].start..self.words[run.end - 1].end, &folded);
        let words = |place: Range<usize>| text(self.index.to_source(place));
        if first >= end {
            return None;
        }
        let is_short = range.end - range.start <= WHOLE;
        let opening = self.run(|length| (first + length <= end).then_some(first)).map(place);
        let closing = self.run(|length| (first + length <= end).then(|| end - length)).map(place);
        match (opening, closing) {
            (Some(opening), Some(closing)) if !is_short && opening.end <= closing.start => {
                Some(Directive { end: Some(words(closing)), ..Directive::new(words(opening)) })
            }
            _ if range.end - range.start > LONGEST_WHOLE => None,
            // Whatever holds words that stand once stands once itself.
            _ => {
                let is_unique = (first..end).any(|at| self.is_unique_within(at, end));
                let whole = words(place(first..end));
                // Only up to a second place: a text may say one thing in every paragraph.
                let stands_once = || {
                    let words = self.words[first].start..self.words[end - 1].end;
                    exact::find_few(self.index.text(), &self.index.text()[words], 1).len() == 1
                };
                (is_unique || (is_short && stands_once())).then(|| Directive::new(whole))
            }
        }
    }

    /// With what belongs to the words at its ends for a search, which cuts less finely: the underscore before `_name`.
    fn widened(&self, range: Range<usize>, limits: &Range<usize>) -> Range<usize> {
        let text = self.index.text();
        let is_edge = |at: &usize| text.is_char_boundary(*at) && !word::is_inside_word(text, *at);
        let start = (limits.start..=range.start).rev().find(is_edge).unwrap_or(range.start);
        let end = (range.end..=limits.end).find(is_edge).unwrap_or(range.end);
        start..end
    }

    /// The shortest run that is long enough and stands once; `place` says where one of a length begins.
    fn run(&self, place: impl Fn(usize) -> Option<usize>) -> Option<Range<usize>> {
        RUNS.iter().zip(&self.unique).filter(|(length, _)| **length >= FEWEST_WORDS).find_map(|(&length, unique)| {
            let at = place(length)?;
            unique.get(at).copied().unwrap_or(false).then_some(at..at + length)
        })
    }

    fn is_unique_within(&self, at: usize, end: usize) -> bool {
        RUNS.iter().zip(&self.unique).any(|(&length, unique)| at + length <= end && unique.get(at) == Some(&true))
    }
}

/// The words of a text, cut as finely as any search could cut them: at everything that is no letter or digit, and
/// between all characters of scripts without blanks. What stands once in such words stands once in any.
fn words(text: &str) -> Vec<Range<usize>> {
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut is_open = false;
    for (at, char) in text.char_indices().filter(|(_, char)| !is_combining_mark(*char)) {
        let end = at + char.len_utf8();
        let joins = char.is_alphanumeric() && !word::is_unspaced(char);
        match words.last_mut().filter(|word| joins && is_open && word.end == at) {
            Some(word) => word.end = end,
            None if word::is_content(char) || joins => words.push(at..end),
            None => {}
        }
        is_open = joins;
    }
    words
}

/// The hash of a word without capitals: what is told apart without them is told apart with them.
fn hash(word: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    word.to_lowercase().hash(&mut hasher);
    hasher.finish()
}

/// The hash of several words, which minds their order.
fn run(words: &[u64]) -> u64 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    words.iter().fold(0, |run: u64, word| (run ^ word).wrapping_mul(FACTOR).rotate_left(29))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::directive::resolve;
    use super::*;

    fn slice(text: &str, range: TextRange) -> String {
        text.chars().skip(range.start).take(range.end - range.start).collect()
    }

    /// The value of the link to each block, and the words that it leads to.
    fn links(blocks: &[&str]) -> Vec<Option<(String, String)>> {
        let text = blocks.join("\n");
        let index = Index::new(&text);
        let landmarks = Landmarks::new(&index);
        let mut start = 0;
        let links = blocks.iter().map(|block| {
            let range = TextRange { start, end: start + block.chars().count() };
            start = range.end + 1;
            let value = landmarks.directive(range, |range| slice(&text, range))?.write();
            let resolution = resolve(&index, &value).unwrap().resolution;
            assert_eq!(resolution.state, State::Found, "{value}");
            Some((value, slice(&text, resolution.range.unwrap())))
        });
        links.collect()
    }

    #[test]
    fn a_block_is_known_by_its_first_and_last_words() {
        let long = "The same first words go on here for long enough to be cut, and the same end";
        let other = "The same first words go on there for long enough to be cut, and another end";
        let found = links(&[long, other, "Short one", "Twice", "Twice", "?!"]);
        let values: Vec<Option<&str>> =
            found.iter().map(|link| link.as_ref().map(|(value, _)| value.as_str())).collect();
        assert_eq!(
            values,
            [
                Some("The%20same%20first%20words%20go%20on%20here%20for,the%20same%20end"),
                Some("The%20same%20first%20words%20go%20on%20there%20for,and%20another%20end"),
                Some("Short%20one"),
                None,
                None,
                None
            ]
        );
    }

    proptest! {
        #[test]
        fn a_link_leads_to_the_words_of_its_block(blocks in prop::collection::vec("[a-cé“” ,.-]{0,90}", 1..8)) {
            let blocks: Vec<&str> = blocks.iter().map(String::as_str).collect();
            for (block, link) in blocks.iter().zip(links(&blocks)) {
                if let Some((value, words)) = link {
                    let letters = |text: &str| text.chars().filter(|char| char.is_alphanumeric()).collect::<String>();
                    prop_assert_eq!(letters(&words), letters(block), "{}", value);
                }
            }
        }
    }
}
