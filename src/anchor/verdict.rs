//! The verdict: which candidates are accepted, and why the others are not. All rules are here.
//!
//! Enter at [`judge`]. The more of a quote is the same, the less its surroundings have to say, and the other way
//! round; but a difference that alters the meaning is what tells a lookalike from the place itself, and only a long
//! passage whose surroundings are the same outweighs it.

use std::ops::Range;

use super::align::{self, Edge};
use super::change::{Change, Changes, Kind};
use super::context::{Agreement, COMPARED, SideAgreement, Support};
use super::query::{Part, Query};
use super::word;
use super::{Reason, State};

/// A quote of this many bytes and words does not occur twice by accident, refrains and formulas aside. Bytes and not
/// characters, as scripts with more bytes to a character say more with it.
const UNMISTAKABLE_BYTES: usize = 64;
const UNMISTAKABLE_WORDS: usize = 10;

/// A quote of this many words is a paragraph, or long enough to be told from every lookalike by its rest.
const PARAGRAPH_WORDS: usize = 30;

/// In a paragraph, one difference that alters the meaning is allowed for so many words.
const WORDS_TO_AN_ALTERATION: usize = 20;

/// Words of a quote in which a replaced word leaves enough to recognise it by.
const SENTENCE_WORDS: usize = 6;

/// Words of a quote in which a small word may come and go.
const PHRASE_WORDS: usize = 4;

/// The least similarity of an edited passage with context, and without.
const FLOOR: f32 = 0.6;
const FLOOR_WITHOUT_CONTEXT: f32 = 0.85;

/// A place where the quote may stand.
pub(super) struct Candidate {
    /// In bytes of the folded text.
    pub(super) range: Range<usize>,
    /// What of the context is there.
    pub(super) agreement: Agreement,
    /// Similarity of the words, 0 to 1.
    pub(super) similarity: f32,
    /// How the words differ; `None` if they are verbatim.
    pub(super) changes: Option<Changes>,
    /// Whether other places are much like the quote too.
    pub(super) has_likes: bool,
}

/// An accepted candidate.
pub(super) struct Place {
    /// In bytes of the folded text.
    pub(super) range: Range<usize>,
    pub(super) state: State,
    pub(super) confidence: f32,
    pub(super) reason: Reason,
    /// By which it is compared with others.
    pub(super) score: f32,
}

impl Candidate {
    /// How much of words and context together is there, 0 to 1. A long quote counts no more than a long side of context.
    pub(super) fn score(&self, query: &Query) -> f32 {
        let words = query.exact().chars().take(COMPARED).count() as f32;
        let context = self.agreement.len() as f32;
        (self.similarity * words + self.agreement.similarity() * context) / (words + context)
    }
}

/// Accepts a candidate, or says why not.
pub(super) fn judge(text: &str, query: &Query, candidate: &Candidate) -> Result<Place, Reason> {
    let place = |state, confidence, reason| Place {
        range: candidate.range.clone(),
        state,
        confidence,
        reason,
        score: candidate.score(query),
    };
    let context = candidate.agreement.similarity();
    let Some(changes) = &candidate.changes else {
        let reason = judge_verbatim(text, query, candidate)?;
        return Ok(place(State::Found, f32::midpoint(1.0, context), reason));
    };
    let heaviest = changes.heaviest();
    let is_bare = !query.context().is_given();
    if !is_tolerable(text, query, candidate, changes) {
        return Err(match heaviest {
            _ if candidate.similarity < FLOOR => Reason::TooDifferent,
            Some(change) if change.kind >= Kind::Capitals || is_bare => Reason::Altered(change.clone()),
            None if is_bare => Reason::TooDifferent,
            _ => Reason::OtherContext { places: 1 },
        });
    }
    let certainty = match heaviest.map(|change| change.kind) {
        None => 1.0,
        Some(Kind::Spelling | Kind::Capitals) => 0.95,
        Some(Kind::SmallWord) => 0.9,
        Some(Kind::Word) => 0.8,
        Some(_) => 0.6,
    };
    Ok(place(State::Moved, candidate.similarity * (1.0 + context) / 2.0 * certainty, edited(changes)))
}

/// The rule for verbatim words: the context decides, unless they are unmistakable.
fn judge_verbatim(text: &str, query: &Query, candidate: &Candidate) -> Result<Reason, Reason> {
    let support = candidate.agreement.support();
    if support == Support::Ungiven {
        return Ok(Reason::Unique);
    }
    if is_unmistakable(query) {
        return Ok(if support == Support::Against { Reason::ContextChanged } else { Reason::InContext });
    }
    if support == Support::Against {
        return Err(Reason::OtherContext { places: 1 });
    }
    match alteration_around(text, query, candidate) {
        Some(change) => Err(Reason::ContextAltered(change)),
        None => Ok(Reason::InContext),
    }
}

/// The rules for edited words, by the weight of the heaviest change.
fn is_tolerable(text: &str, query: &Query, candidate: &Candidate, changes: &Changes) -> bool {
    let agreement = candidate.agreement;
    let support = agreement.support();
    let words = changes.words;
    let long = words >= PARAGRAPH_WORDS;

    // Doubts about the words and doubts about the context do not go together, unless there are many words.
    let in_place = support == Support::Close || support == Support::Agrees && words >= 2 * SENTENCE_WORDS;
    if in_place && alteration_around(text, query, candidate).is_some() {
        return false;
    }
    let between = support == Support::Close && agreement.before.is_some() && agreement.after.is_some();
    let unmistakable = is_unmistakable(query);
    let Some(heaviest) = changes.heaviest() else {
        return in_place || support == Support::Ungiven || unmistakable;
    };
    if candidate.similarity < FLOOR || !has_edges(agreement, changes) {
        return false;
    }
    let faithful = candidate.similarity >= FLOOR_WITHOUT_CONTEXT;
    let alone = faithful && unmistakable;
    let share = |count: usize| count as f32 / words.max(1) as f32;
    let (replaced, inserted) = (share(changes.replaced), share(changes.inserted));
    match heaviest.kind {
        Kind::Spelling => in_place || alone || support == Support::Ungiven && faithful && words >= PHRASE_WORDS,
        Kind::Capitals => in_place || alone,
        Kind::SmallWord => in_place && words >= PHRASE_WORDS || alone,
        // A paragraph may be revised, and whole sentences may come in, as long as half of it is still there.
        Kind::Word if between && long => replaced <= 1.0 / 2.0,
        // Where sentences are made alike, it is the replaced word that tells them apart.
        Kind::Word if candidate.has_likes && !long => false,
        Kind::Word if between => words >= SENTENCE_WORDS && replaced + inserted <= 1.0 / 3.0,
        Kind::Word if in_place && long => replaced <= 1.0 / 5.0,
        Kind::Word if in_place => words >= 2 * SENTENCE_WORDS && replaced + inserted <= 1.0 / 5.0,
        // A word more is an edit; a lookalike has another one.
        Kind::Word if support == Support::Ungiven && replaced == 0.0 => alone && inserted <= 1.0 / 8.0,
        Kind::Word => long && alone && replaced <= 1.0 / 10.0,
        Kind::Opposite | Kind::Name | Kind::Number | Kind::Negation => {
            let alterations = changes.list.iter().filter(|change| change.kind.alters_meaning()).count();
            between && long && replaced <= 1.0 / 7.0 && alterations <= words / WORDS_TO_AN_ALTERATION
        }
    }
}

/// Whether it is certain where the passage begins and ends.
fn has_edges(agreement: Agreement, changes: &Changes) -> bool {
    changes.edges.into_iter().zip([agreement.before, agreement.after]).all(|(edge, side)| match edge {
        Edge::Own => true,
        Edge::Neighbour => side.is_some_and(SideAgreement::is_close),
        Edge::Nothing => false,
    })
}

/// Whether the words alone say where they belong.
fn is_unmistakable(query: &Query) -> bool {
    let exact = query.exact();
    exact.len() >= UNMISTAKABLE_BYTES && word::words(exact, 0..exact.len()).len() >= UNMISTAKABLE_WORDS
}

/// A change in the context around the candidate that alters the meaning: the same sentence about another name or
/// number is another place.
fn alteration_around(text: &str, query: &Query, candidate: &Candidate) -> Option<Change> {
    let sides = [(candidate.agreement.before, Part::Prefix), (candidate.agreement.after, Part::Suffix)];
    sides.into_iter().find_map(|(agreement, side)| {
        let agreement = agreement.filter(|agreement| agreement.whole < 1.0)?;
        let alignment = align::align_context(query, side, agreement.comparable(), text, &candidate.range)?;
        Changes::new(&alignment).heaviest().filter(|change| change.kind.alters_meaning()).cloned()
    })
}

/// Changes that a message lists.
const LISTED: usize = 3;

fn edited(changes: &Changes) -> Reason {
    if changes.list.is_empty() {
        return Reason::Punctuation;
    }
    let mut list = changes.list.clone();
    list.sort_by_key(|change| std::cmp::Reverse(change.kind));
    list.truncate(LISTED);
    Reason::Edited { more: changes.list.len() - list.len(), changes: list }
}
