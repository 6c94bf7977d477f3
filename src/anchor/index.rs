//! The index: a text prepared once, and the entry to resolving selectors against it.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::directive::Directive;
use super::exact;
use super::fold::Folded;
use super::locate::{self, Outcome};
use super::query::Query;
use super::seeds::Seeds;
use super::verdict::Place;
use super::word;
use super::{Reason, Resolution, State, TextRange, describe, range};
use crate::content::{Quote, Selector};

/// What stands more often is told from its likes by nothing but its context.
const FEW: usize = 64;

/// A text prepared for resolving selectors.
pub struct Index {
    folded: Folded,
    /// Made when first asked for: most of what is looked for stands verbatim.
    seeds: OnceLock<Seeds>,
}

/// A selector, its quotes folded, or the reason why it can point at nothing.
enum Prepared {
    Quote(Result<Query, Reason>),
    Range(Result<Box<(Query, Query)>, Reason>),
}

impl Index {
    /// Prepares `text`, in time and space linear to its length. Ranges in and out of this index are in Unicode scalar
    /// values of `text` as given; what stands past `u32::MAX` of them is not searched.
    pub fn new(text: &str) -> Self {
        Self { folded: Folded::new(text), seeds: OnceLock::new() }
    }

    /// Resolves a selector. `hint` is where it once began, in scalars (the start of a W3C `TextPositionSelector`): it
    /// may break a tie between places of equal context, and never decides alone.
    pub fn resolve(&self, selector: &Selector, hint: Option<usize>) -> Resolution {
        let prepared = Prepared::new(selector);
        let places: Vec<_> = prepared.queries().map(|query| exact::find(self.text(), query.joined())).collect();
        self.resolve_prepared(&prepared, &places, hint)
    }

    /// Resolves a selector only if all of it stands verbatim, prefix and suffix included, and in few places: in the time
    /// of a scan for each of its quotes. `None` if it does not.
    pub(super) fn resolve_verbatim(&self, selector: &Selector) -> Option<Resolution> {
        let locate = |query: &Query| {
            let places = exact::find_few(self.text(), query.joined(), FEW);
            locate::locate_verbatim(self, query, &places, None)
        };
        match Prepared::new(selector) {
            Prepared::Quote(query) => Some(self.resolution(locate(&query.ok()?)?)),
            Prepared::Range(queries) => {
                let (start, end) = &*queries.ok()?;
                Some(range::resolve(self, locate(start)?, locate(end)?))
            }
        }
    }

    /// Resolves many selectors as [`Index::resolve`] does each of them, in a single pass over the text as far as they
    /// stand verbatim. What is asked for several times is answered once.
    pub fn resolve_all(&self, items: &[(Selector, Option<usize>)]) -> Vec<Resolution> {
        let mut numbers: HashMap<&(Selector, Option<usize>), usize> = HashMap::with_capacity(items.len());
        let mut different: Vec<&(Selector, Option<usize>)> = Vec::with_capacity(items.len());
        let number = |item| {
            *numbers.entry(item).or_insert_with(|| {
                different.push(item);
                different.len() - 1
            })
        };
        let asked: Vec<usize> = items.iter().map(number).collect();
        let answers = self.resolve_different(&different);
        asked.into_iter().map(|number| answers[number].clone()).collect()
    }

    fn resolve_different(&self, items: &[&(Selector, Option<usize>)]) -> Vec<Resolution> {
        let prepared: Vec<Prepared> = items.iter().map(|(selector, _)| Prepared::new(selector)).collect();
        let needles: Vec<&str> = prepared.iter().flat_map(Prepared::queries).map(Query::joined).collect();
        let places = exact::find_all(self.text(), &needles);
        let mut next = places.as_slice();
        let mut take = |count: usize| {
            let (taken, rest) = next.split_at(count);
            next = rest;
            taken
        };
        let places: Vec<_> = prepared.iter().map(|prepared| take(prepared.queries().count())).collect();
        prepared
            .iter()
            .zip(items)
            .zip(places)
            .map(|((prepared, (_, hint)), places)| self.resolve_prepared(prepared, places, *hint))
            .collect()
    }

    /// The shortest quote that resolves to `range` alone: its words, and before and after them just as many whole words
    /// as it takes.
    ///
    /// White space at the ends of `range` is left out, and grapheme clusters that begin in it are taken whole. Where no
    /// context of reasonable length tells the range from others, and for a range without words, the quote that is
    /// returned does not resolve. The idea is that of Apache Annotator's `describeTextQuote`.
    pub fn describe(&self, range: TextRange) -> Quote {
        describe::describe(self, range)
    }

    /// The directive that leads to `range` alone, signs at its ends aside; `None` where [`Index::describe`] fails.
    pub fn directive(&self, range: TextRange) -> Option<Directive> {
        describe::directive(self, range)
    }

    pub(super) fn text(&self) -> &str {
        self.folded.text()
    }

    pub(super) fn folded(&self) -> &Folded {
        &self.folded
    }

    pub(super) fn seeds(&self) -> &Seeds {
        self.seeds.get_or_init(|| Seeds::new(self.text()))
    }

    /// Whether the exact words of `query`, or those without signs, which stand at `range`, stand there whole: no character
    /// is split, and no paragraph ends within a word of Chinese or Japanese.
    pub(super) fn is_whole(&self, query: &Query, range: &Range<usize>) -> bool {
        let skipped = if range.len() == query.exact().len() { 0 } else { query.signs().0.len() };
        self.folded.is_whole(range.clone())
            && self.folded.blocks_within(range.clone()).all(|at| query.is_parted(at + skipped))
    }

    /// Whether a quote that begins or ends at a byte of the text cuts a word.
    pub(super) fn is_inside_word(&self, at: usize) -> bool {
        word::is_inside_word(self.text(), at) && !self.folded.is_parted(at)
    }

    pub(super) fn to_source(&self, range: Range<usize>) -> TextRange {
        self.folded.to_source(range)
    }

    /// `places` are those of the joined quote of each of the selector's queries.
    fn resolve_prepared(&self, prepared: &Prepared, places: &[Vec<usize>], hint: Option<usize>) -> Resolution {
        match (prepared, places) {
            (Prepared::Quote(Ok(query)), [places]) => self.resolution(locate::locate(self, query, places, hint)),
            (Prepared::Range(Ok(queries)), [starts, ends]) => range::resolve(
                self,
                locate::locate(self, &queries.0, starts, hint),
                // The old position is that of the start.
                locate::locate(self, &queries.1, ends, None),
            ),
            (Prepared::Quote(Err(reason)) | Prepared::Range(Err(reason)), _) => {
                Resolution::unanchored(State::Orphaned, Vec::new(), reason.clone())
            }
            _ => Resolution::unanchored(State::Orphaned, Vec::new(), Reason::NotFound),
        }
    }

    fn resolution(&self, outcome: Outcome) -> Resolution {
        match outcome {
            Outcome::One(place) => {
                let range = self.to_source(place.range);
                Resolution::anchored(place.state, range, place.confidence, place.reason)
            }
            Outcome::Several(places, reason) => Resolution::unanchored(
                State::Ambiguous,
                self.ranges(places.into_iter().map(|p: Place| p.range)),
                reason,
            ),
            Outcome::Nowhere(reason, nearest) => {
                Resolution::unanchored(State::Orphaned, self.ranges(nearest.into_iter()), reason)
            }
        }
    }

    pub(super) fn ranges(&self, folded: impl Iterator<Item = Range<usize>>) -> Vec<TextRange> {
        folded.take(super::MAX_CANDIDATES).map(|range| self.to_source(range)).collect()
    }
}

impl Prepared {
    fn new(selector: &Selector) -> Self {
        match selector {
            Selector::Quote(quote) => Self::Quote(Query::new(quote)),
            Selector::Range { start, end } => {
                Self::Range(Query::new(start).map_err(|reason| Reason::Start(Box::new(reason))).and_then(|start| {
                    let end = Query::new(end).map_err(|reason| Reason::End(Box::new(reason)))?;
                    Ok(Box::new((start, end)))
                }))
            }
        }
    }

    fn queries(&self) -> impl Iterator<Item = &Query> {
        let (first, second) = match self {
            Self::Quote(Ok(query)) => (Some(query), None),
            Self::Range(Ok(queries)) => (Some(&queries.0), Some(&queries.1)),
            Self::Quote(Err(_)) | Self::Range(Err(_)) => (None, None),
        };
        first.into_iter().chain(second)
    }
}
