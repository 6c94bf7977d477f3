//! From a quote to its place: the steps of the search in their order, and the choice between the places they find.
//!
//! Enter at [`locate`]. The first step is the common one and costs a scan of the text; each later step is only taken
//! if the one before has no certain answer.

use std::ops::Range;

use super::align::Alignment;
use super::approximate;
use super::change::Changes;
use super::exact;
use super::index::Index;
use super::joint::{self, Joint};
use super::query::Query;
use super::verdict::{self, Candidate, Place};
use super::word;
use super::{Reason, State};

/// By how much the best of several places must be better than the next: one side of a context agreeing where the other
/// place differs in every fifth character.
const MARGIN: f32 = 0.1;

/// Scores this close count as equal, so that an old position may decide between them.
const EQUAL: f32 = 0.02;

/// With this much of its context, a verbatim place needs no comparison with edited ones.
const CERTAIN: f32 = 0.95;

/// How many times nearer to the old position one of several equal places must be than the next. Edits before it move a
/// place by any amount; that they moved a wrong one this close is a rare accident.
const NEARER: usize = 4;

/// Verbatim places whose surroundings are weighed. Of words that stand more often, the search for edited forms knows the
/// best places in less time: it looks for short words together with their surroundings.
const WEIGHED: usize = 1 << 12;

/// Verbatim places that are judged, those with the best context: the others cannot win.
const JUDGED: usize = 16;

/// Where a quote stands.
pub(super) enum Outcome {
    /// In one place.
    One(Place),
    /// In several that fit equally well, in the order of the text.
    Several(Vec<Place>, Reason),
    /// In none, with the nearest text if any is near.
    Nowhere(Reason, Vec<Range<usize>>),
}

/// Finds the place of `query`. `joined` are the places where the whole quote stands verbatim, prefix and suffix
/// included; `hint` is where the quote once began, in scalars.
pub(super) fn locate(index: &Index, query: &Query, joined: &[usize], hint: Option<usize>) -> Outcome {
    let text = index.text();
    if text.trim().is_empty() {
        return Outcome::Nowhere(Reason::EmptyText, Vec::new());
    }
    if query.bare().len() > text.len() {
        return Outcome::Nowhere(Reason::LongerThanText, Vec::new());
    }

    if let Some(outcome) = locate_verbatim(index, query, joined, hint) {
        return outcome;
    }
    let within = query.exact_in_joined();
    if !query.context().is_given() && !joined.is_empty() {
        let inside = joined.iter().map(|at| at + within.start..at + within.end).collect();
        return Outcome::Nowhere(Reason::InsideWord, inside);
    }

    if let Some(outcome) = locate_beside(index, query, hint) {
        return outcome;
    }

    let mut candidates = by_context(index, query);
    let verbatim = candidates.len();
    if let Some(best) = candidates.first()
        && best.agreement.similarity() >= CERTAIN
        && candidates.get(1).is_none_or(|next| next.score(query) + MARGIN < best.score(query))
        && let Ok(place) = verdict::judge(text, query, best)
    {
        return Outcome::One(place);
    }
    candidates.truncate(JUDGED);
    let like = approximate::find(text, index.seeds(), query);
    for alignment in like.passages {
        // Signs at the ends make no other place.
        let words = without_signs(text, &alignment.range);
        if candidates.iter().all(|candidate| without_signs(text, &candidate.range) != words) {
            candidates.push(edited(text, query, &alignment, like.count > 1));
        }
    }
    settle(index, query, candidates, verbatim, hint)
}

/// The first step alone: the place of the whole quote, prefix and suffix included; `None` if it stands nowhere.
pub(super) fn locate_verbatim(index: &Index, query: &Query, joined: &[usize], hint: Option<usize>) -> Option<Outcome> {
    let within = query.exact_in_joined();
    let mut whole: Vec<_> = joined
        .iter()
        .map(|at| at + within.start..at + within.end)
        .filter(|range| index.is_whole(query, range))
        .filter(|range| !query.prefix().is_empty() || !index.is_inside_word(range.start))
        .filter(|range| !query.suffix().is_empty() || !index.is_inside_word(range.end))
        .collect();
    // Whoever wrote "over" and "seas" may have meant "over seas" as well as a part of "overseas".
    let cuts_word = |range: &Range<usize>| index.is_inside_word(range.start) || index.is_inside_word(range.end);
    if whole.iter().any(cuts_word) {
        whole.extend(beside(index, query, query.exact(), Joint::Blanks));
        whole.sort_by_key(|range| range.start);
        whole.dedup();
    }
    (!whole.is_empty()).then(|| choose(index, verbatim(query, whole), hint, query))
}

/// The second step: the place of the exact words that has their context beside it, letter by letter but not sign by sign.
fn locate_beside(index: &Index, query: &Query, hint: Option<usize>) -> Option<Outcome> {
    let exact = query.exact();
    // Without context it was the first step that looked for the words with their signs.
    let with_signs = [(exact, Joint::Blanks), (exact, Joint::Signs)].into_iter();
    let with_signs = with_signs.filter(|_| query.context().is_given());
    let without = (query.bare() != exact || query.context().is_given()).then_some((query.bare(), Joint::Signs));
    with_signs.chain(without).find_map(|(words, joint)| {
        let places = beside(index, query, words, joint);
        (!places.is_empty()).then(|| choose(index, verbatim(query, places), hint, query))
    })
}

/// The places of `words`, which are the exact ones with or without their signs, that have the context of `query` beside
/// them; with the signs that stand there.
fn beside(index: &Index, query: &Query, words: &str, joint: Joint) -> Vec<Range<usize>> {
    let places = standing(index, query, words).filter(|place| joint.holds(index, query, place));
    places.map(|place| with_signs(index, query, place)).collect()
}

/// The places where `words`, the exact ones with or without their signs, stand; none if there are too many to weigh.
fn standing<'a>(index: &'a Index, query: &'a Query, words: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
    let places = exact::find_few(index.text(), words, WEIGHED).into_iter().map(|at| at..at + words.len());
    places.filter(|place| index.is_whole(query, place))
}

/// A place of the exact words or of those without signs, with the signs.
fn with_signs(index: &Index, query: &Query, place: Range<usize>) -> Range<usize> {
    if place.len() == query.exact().len() { place } else { joint::with_signs(index.text(), query, place) }
}

/// A place without the signs at its ends.
fn without_signs(text: &str, place: &Range<usize>) -> Range<usize> {
    let words = &text[place.clone()];
    let leading = word::leading_signs(words);
    place.start + leading..place.end - word::trailing_signs(&words[leading..], None)
}

/// All verbatim places of the exact words, best context first; none if there are too many to weigh. Signs at the ends of
/// the words count only for how much of them is there.
fn by_context(index: &Index, query: &Query) -> Vec<Candidate> {
    let text = index.text();
    if !query.context().is_given() {
        return Vec::new();
    }
    let exact = query.exact();
    let mut candidates: Vec<Candidate> = standing(index, query, query.bare())
        .filter(|range| {
            // Only a quote that was itself cut from a word, as its context shows, may stand inside of one.
            let continues = |ours: Option<char>, theirs: Option<char>| ours.is_some() && ours == theirs;
            let (before, after) = query.beside_bare();
            let (before, after) = (before.chars().next_back(), after.chars().next());
            (!index.is_inside_word(range.start) || continues(before, text[..range.start].chars().next_back()))
                && (!index.is_inside_word(range.end) || continues(after, text[range.end..].chars().next()))
        })
        .map(|range| {
            let range = with_signs(index, query, range);
            let is_verbatim = text[range.clone()] == *exact;
            let share = |words: &str| words.chars().count() as f32 / exact.chars().count() as f32;
            Candidate {
                agreement: query.context().agreement(text, &range),
                similarity: if is_verbatim { 1.0 } else { share(query.bare()) },
                range,
                changes: None,
                has_likes: false,
            }
        })
        .collect();
    candidates.sort_by(|a, b| b.agreement.similarity().total_cmp(&a.agreement.similarity()));
    candidates
}

fn edited(text: &str, query: &Query, alignment: &Alignment, has_likes: bool) -> Candidate {
    Candidate {
        range: alignment.range.clone(),
        agreement: query.context().agreement(text, &alignment.range),
        similarity: alignment.similarity,
        changes: Some(Changes::new(alignment)),
        has_likes,
    }
}

/// The places of the whole quote.
fn verbatim(query: &Query, ranges: Vec<Range<usize>>) -> Vec<Place> {
    let reason = if query.context().is_given() { Reason::InContext } else { Reason::Unique };
    ranges
        .into_iter()
        .map(|range| Place { range, state: State::Found, confidence: 1.0, reason: reason.clone(), score: 1.0 })
        .collect()
}

/// Judges all candidates and chooses among those that are accepted.
fn settle(index: &Index, query: &Query, candidates: Vec<Candidate>, verbatim: usize, hint: Option<usize>) -> Outcome {
    let mut places = Vec::new();
    let mut refused = Vec::new();
    for candidate in candidates {
        match verdict::judge(index.text(), query, &candidate) {
            Ok(place) => places.push(place),
            Err(reason) => refused.push((candidate.score(query), candidate.range, reason)),
        }
    }
    refused.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = places.iter().map(|place| place.score).max_by(f32::total_cmp);
    // A place that is refused for its words, but fits much better than what is accepted, is where the quote was.
    if let Some(best) = best
        && refused.first().is_none_or(|(score, ..)| *score < best + MARGIN)
    {
        return choose(index, places, hint, query);
    }
    let Some((_, nearest, reason)) = refused.into_iter().next() else {
        let too_long = query.exact().len() > approximate::MAX_QUOTE;
        return Outcome::Nowhere(if too_long { Reason::TooLong } else { Reason::NotFound }, Vec::new());
    };
    let reason = match reason {
        Reason::OtherContext { .. } => Reason::OtherContext { places: verbatim.max(1) },
        reason => reason,
    };
    Outcome::Nowhere(reason, vec![nearest])
}

/// Chooses the best of some accepted places, if it is clearly the best.
fn choose(index: &Index, mut places: Vec<Place>, hint: Option<usize>, query: &Query) -> Outcome {
    places.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.range.start.cmp(&b.range.start)));
    let best = places[0].score;
    places.retain(|place| place.score > best - MARGIN);
    if places.len() > 1
        && let Some(hint) = hint
        && query.context().is_given()
        && places.iter().all(|place| place.score > best - EQUAL)
        && let Some(mut place) = nearest(index, &mut places, hint)
    {
        place.reason = Reason::ByPosition { places: places.len() + 1 };
        return Outcome::One(place);
    }
    if places.len() > 1 {
        let count = places.len();
        let reason = if places.iter().all(|place| place.state == State::Found) {
            Reason::Several { places: count }
        } else {
            Reason::SeveralAlike { places: count }
        };
        places.sort_by_key(|place| place.range.start);
        return Outcome::Several(places, reason);
    }
    Outcome::One(places.swap_remove(0))
}

/// Takes the place that is clearly nearest to `hint`, if there is one.
fn nearest(index: &Index, places: &mut Vec<Place>, hint: usize) -> Option<Place> {
    let distance = |place: &Place| index.to_source(place.range.clone()).start.abs_diff(hint);
    places.sort_by_key(distance);
    let [first, second, ..] = places.as_slice() else { return None };
    (distance(first).saturating_mul(NEARER) < distance(second)).then(|| places.swap_remove(0))
}
