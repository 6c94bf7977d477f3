//! Change: what an edit did to the words of a quote.
//!
//! Enter at [`Changes::new`]. How much of a passage is the same says little about whether it says the same: one letter
//! may be a typo or another number. Every difference gets a [`Kind`]; the kinds that change what is said are those by
//! which a lookalike gives itself away.

use std::fmt;

use super::align::{Alignment, Edge, Pair};
use super::lexicon;
use super::spelling;
use super::word::{self, Word};

/// What one difference does, in the order of its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// The same word in another spelling or ending, or with a typo.
    Spelling,
    /// The same word with other capitals.
    Capitals,
    /// A word without a meaning of its own came, went or was replaced.
    SmallWord,
    /// Another word, or one that came or went.
    Word,
    /// A word for its opposite.
    Opposite,
    /// A name came, went or was replaced.
    Name,
    /// A number came, went or was replaced.
    Number,
    /// A negation came or went.
    Negation,
}

/// One difference between a quote and the text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Change {
    /// What it does.
    pub kind: Kind,
    /// What the quote says; empty if the text has more.
    pub quote: String,
    /// What the text says; empty if the quote has more.
    pub text: String,
}

impl Kind {
    /// Whether a difference of this kind makes another statement of a sentence.
    pub(super) fn alters_meaning(self) -> bool {
        self >= Self::Opposite
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.quote.as_str(), self.text.as_str()) {
            (quote, "") => write!(f, "leaves out `{quote}`"),
            ("", text) => write!(f, "adds `{text}`"),
            (quote, text) => write!(f, "says `{text}` where the quote says `{quote}`"),
        }
    }
}

/// All differences between a quote and a passage.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Changes {
    /// The differences in their order; gaps between words and punctuation do not count.
    pub(super) list: Vec<Change>,
    /// Words of the quote.
    pub(super) words: usize,
    /// Words of the quote in differences of [`Kind::Word`] and heavier.
    pub(super) replaced: usize,
    /// Words that the text has more.
    pub(super) inserted: usize,
    /// What the beginning and the end rest on.
    pub(super) edges: [Edge; 2],
}

/// From this many words on, an insertion or removal is a clause or a sentence that came or went: names and numbers in
/// it say nothing about the rest.
const CLAUSE: usize = 4;

/// Words that a message quotes at most from a difference.
const MAX_QUOTED: usize = 12;

impl Changes {
    /// Names what is different in an alignment.
    pub(super) fn new(alignment: &Alignment) -> Self {
        let pairs = &alignment.pairs;
        let same = |pair: &Pair| matches!(pair, Pair::Same(_));
        let mut changes = Self {
            words: pairs.iter().filter(|pair| !matches!(pair, Pair::Inserted(_))).count(),
            edges: alignment.edges,
            list: Vec::new(),
            replaced: 0,
            inserted: 0,
        };
        for run in pairs.chunk_by(|a, b| same(a) == same(b)).filter(|run| !same(&run[0])) {
            changes.push(run);
        }
        changes
    }

    /// The heaviest difference, the first of them.
    pub(super) fn heaviest(&self) -> Option<&Change> {
        self.list.iter().rev().max_by_key(|change| change.kind)
    }

    /// Takes up a run of differences.
    fn push(&mut self, run: &[Pair]) {
        let ours: Vec<&str> = run.iter().filter_map(Pair::quote).collect();
        let theirs: Vec<&str> = run.iter().filter_map(Pair::text).collect();
        let kind = if ours.concat() == theirs.concat() {
            Kind::Spelling
        } else if (ours.is_empty() || theirs.is_empty()) && run.len() >= CLAUSE {
            Kind::Word
        } else if negations(&ours) != negations(&theirs) {
            Kind::Negation
        } else {
            run.iter().map(Pair::kind).max().unwrap_or(Kind::Spelling)
        };
        if kind >= Kind::Word {
            self.replaced += ours.len();
            self.inserted += theirs.len().saturating_sub(ours.len());
        }
        self.list.push(Change { kind, quote: quoted(&ours), text: quoted(&theirs) });
    }
}

impl<'t> Pair<'t> {
    fn quote(&self) -> Option<&'t str> {
        match self {
            Pair::Same(word) | Pair::Replaced(word, _) | Pair::Removed(word) => Some(word.text),
            Pair::Inserted(_) => None,
        }
    }

    fn text(&self) -> Option<&'t str> {
        match self {
            Pair::Same(word) | Pair::Replaced(_, word) | Pair::Inserted(word) => Some(word.text),
            Pair::Removed(_) => None,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Pair::Same(_) => Kind::Spelling,
            Pair::Replaced(ours, theirs) => replacement(ours, theirs),
            Pair::Removed(word) | Pair::Inserted(word) if lexicon::is_small(word.text) => Kind::SmallWord,
            Pair::Removed(word) | Pair::Inserted(word) if lexicon::is_number(word.text) => Kind::Number,
            Pair::Removed(word) if is_capitalised(word.text) && !word.opens => Kind::Name,
            Pair::Removed(_) | Pair::Inserted(_) => Kind::Word,
        }
    }
}

/// What it does to write `theirs` for `ours`.
fn replacement(ours: &Word, theirs: &Word) -> Kind {
    let (our, their) = (ours.text, theirs.text);
    let small = (lexicon::is_small(our), lexicon::is_small(their));
    // A word that opens a sentence has its capital from there, unless the other is no common word either.
    let is_name = is_capitalised(our) && !small.0 && (!ours.opens || is_capitalised(their) && !small.1);
    if our.to_lowercase() == their.to_lowercase() {
        Kind::Capitals
    } else if lexicon::are_negated(our, their) {
        Kind::Negation
    } else if lexicon::are_opposites(our, their) {
        Kind::Opposite
    } else if spelling::is_respelled(our, their) {
        Kind::Spelling
    } else if lexicon::is_number(our) || lexicon::is_number(their) {
        Kind::Number
    } else if is_name {
        Kind::Name
    } else if small == (true, true) {
        Kind::SmallWord
    } else {
        Kind::Word
    }
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && word != "I"
}

fn negations(words: &[&str]) -> usize {
    words.iter().filter(|word| lexicon::is_negation(word)).count()
}

fn quoted(words: &[&str]) -> String {
    let mut quoted = String::new();
    for word in words.iter().take(MAX_QUOTED) {
        // A possessive was cut from its name, and scripts without spaces were cut into characters.
        let is_bound = word.starts_with('\'') || word.chars().all(word::is_unspaced);
        if !quoted.is_empty() && !is_bound {
            quoted.push(' ');
        }
        quoted.push_str(word);
    }
    if words.len() > MAX_QUOTED {
        quoted.push_str(" …");
    }
    quoted
}

#[cfg(test)]
mod tests {
    use super::super::align;
    use super::super::fold::Folded;
    use super::super::query::Query;
    use super::*;
    use crate::content::Quote;

    /// The kind of the heaviest change and how it reads.
    fn heaviest(exact: &str, text: &str) -> Option<(Kind, String)> {
        let query = Query::new(&Quote { exact: exact.into(), ..Quote::default() }).expect("a quote");
        let text = Folded::new(text);
        let alignment = align::align(&query, 0, text.text(), 0..text.text().len()).expect("an alignment");
        Changes::new(&alignment).heaviest().map(|change| (change.kind, change.to_string()))
    }

    fn kind(exact: &str, text: &str) -> Option<Kind> {
        heaviest(exact, text).map(|(kind, _)| kind)
    }

    #[test]
    fn gaps_and_punctuation_are_no_change() {
        assert_eq!(kind("today, any one can cooperate", "to-day anyone can co-operate!"), None);
    }

    #[test]
    fn kinds() {
        for (exact, text, expected) in [
            ("the colour of it", "the color of it", Kind::Spelling),
            ("the Talks were long", "the talks were long", Kind::Capitals),
            ("they met in the hall", "they met in a hall", Kind::SmallWord),
            ("they met in the hall", "they met in the cellar", Kind::Word),
            ("they met before the vote", "they met after the vote", Kind::Opposite),
            ("when Alpha reported it", "when Beta reported it", Kind::Name),
            ("in 1908 it was so", "in 1909 it was so", Kind::Number),
            ("it took three days", "it took four days", Kind::Number),
            ("they can go home", "they can't go home", Kind::Negation),
            ("it is possible to go", "it is impossible to go", Kind::Negation),
            ("she did go home", "she did not go home", Kind::Negation),
            ("она сказала об этом", "она не сказала об этом", Kind::Negation),
        ] {
            assert_eq!(kind(exact, text), Some(expected), "{exact} / {text}");
        }
    }

    #[test]
    fn changes_read_as_a_sentence_goes_on() {
        let read = |exact, text| heaviest(exact, text).map(|(_, read)| read);
        let alpha = read("when Alpha reported it", "when Beta reported it");
        assert_eq!(alpha.as_deref(), Some("says `Beta` where the quote says `Alpha`"));
        assert_eq!(read("so they went home", "so they never went home").as_deref(), Some("adds `never`"));
        assert_eq!(read("they left Anna's old house", "they left old house").as_deref(), Some("leaves out `Anna's`"));
        assert_eq!(
            read("今天宣布新的计划", "今天宣布旧的计划").as_deref(),
            Some("says `旧` where the quote says `新`")
        );
    }
}
