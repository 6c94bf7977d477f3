//! Ranges: a passage given by the quotes that it begins and ends with.
//!
//! Enter at [`resolve`]. When a range is made, each of its two quotes stands once; a second place of one of them has
//! come with an edit. Where that place cannot be meant, because it would put the end before the start, the order says
//! which is meant. Where both fit, nothing does: the nearer may be the new one, and to take it would cut the passage
//! short without a word. So a range of several possible ends or starts is ambiguous, unlike in the Text Fragments draft,
//! which takes the first end: a browser has to show something, and we have to be right.
//!
//! How far apart start and end are says nothing while both stand verbatim: a passage may be a whole book. If one was
//! edited, or the order had to choose, a great distance speaks against the two.

use super::index::Index;
use super::locate::Outcome;
use super::verdict::Place;
use super::{MAX_CANDIDATES, Reason, Resolution, State, TextRange};

/// The longest passage with an end that is not beyond doubt, in scalars: some ten pages of a book.
const MAX_DOUBTFUL_SPAN: usize = 20_000;

/// Resolves a range from the outcomes for its start and its end.
pub(super) fn resolve(index: &Index, start: Outcome, end: Outcome) -> Resolution {
    match (start, end) {
        (Outcome::Nowhere(reason, nearest), _) => {
            let nearest = index.ranges(nearest.into_iter());
            Resolution::unanchored(State::Orphaned, nearest, Reason::Start(Box::new(reason)))
        }
        (_, Outcome::Nowhere(reason, nearest)) => {
            let nearest = index.ranges(nearest.into_iter());
            Resolution::unanchored(State::Orphaned, nearest, Reason::End(Box::new(reason)))
        }
        (Outcome::One(start), Outcome::One(end)) if follows(&start, &end) => passage(index, &start, &end, false),
        (Outcome::One(_), Outcome::One(_)) => end_before_start(),
        (Outcome::One(start), Outcome::Several(ends, reason)) => {
            let pairs = ends.iter().map(|end| (&start, end)).filter(|(start, end)| follows(start, end));
            by_order(index, &pairs.collect::<Vec<_>>(), Reason::End(Box::new(reason)))
        }
        (Outcome::Several(starts, reason), Outcome::One(end)) => {
            let pairs = starts.iter().map(|start| (start, &end)).filter(|(start, end)| follows(start, end));
            by_order(index, &pairs.collect::<Vec<_>>(), Reason::Start(Box::new(reason)))
        }
        (Outcome::Several(starts, reason), Outcome::Several(..)) => {
            let starts = index.ranges(starts.into_iter().map(|place| place.range));
            Resolution::unanchored(State::Ambiguous, starts, Reason::Start(Box::new(reason)))
        }
    }
}

/// The one of some pairs of places in the order of start and end, if it is the only one; else `reason` says why not.
fn by_order(index: &Index, pairs: &[(&Place, &Place)], reason: Reason) -> Resolution {
    match pairs {
        [] => end_before_start(),
        [(start, end)] => passage(index, start, end, true),
        several => {
            let passages = several.iter().take(MAX_CANDIDATES).map(|(start, end)| span(index, start, end));
            Resolution::unanchored(State::Ambiguous, passages.collect(), reason)
        }
    }
}

fn passage(index: &Index, start: &Place, end: &Place, by_order: bool) -> Resolution {
    let range = span(index, start, end);
    let is_verbatim = start.state == State::Found && end.state == State::Found;
    let scalars = range.end - range.start;
    if scalars > MAX_DOUBTFUL_SPAN && (by_order || !is_verbatim) {
        return Resolution::unanchored(State::Orphaned, Vec::new(), Reason::SpanTooLong { scalars });
    }
    let state = if is_verbatim { State::Found } else { State::Moved };
    let reason = Reason::Range { start: Box::new(start.reason.clone()), end: Box::new(end.reason.clone()) };
    Resolution::anchored(state, range, start.confidence.min(end.confidence), reason)
}

fn span(index: &Index, start: &Place, end: &Place) -> TextRange {
    index.to_source(start.range.start..end.range.end)
}

fn follows(start: &Place, end: &Place) -> bool {
    end.range.start >= start.range.end
}

fn end_before_start() -> Resolution {
    Resolution::unanchored(State::Orphaned, Vec::new(), Reason::EndBeforeStart)
}
