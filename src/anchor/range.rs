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
            by_order(index, &[start], &ends, Reason::End(Box::new(reason)))
        }
        (Outcome::Several(starts, reason), Outcome::One(end)) => {
            by_order(index, &starts, &[end], Reason::Start(Box::new(reason)))
        }
        (Outcome::Several(starts, reason), Outcome::Several(ends, _)) => {
            by_order(index, &starts, &ends, Reason::Start(Box::new(reason)))
        }
    }
}

/// The one of some starts that has one of some ends behind it, if it and the end are the only ones; else `reason` says
/// why not. Both are in the order of the text.
fn by_order(index: &Index, starts: &[Place], ends: &[Place], reason: Reason) -> Resolution {
    let pairs = starts.iter().flat_map(|start| {
        let first = ends.partition_point(|end| !follows(start, end));
        ends[first..].iter().map(move |end| (start, end))
    });
    let pairs: Vec<(&Place, &Place)> = pairs.take(MAX_CANDIDATES).collect();
    match pairs.as_slice() {
        [] => end_before_start(),
        [(start, end)] => passage(index, start, end, true),
        several => {
            let passages = several.iter().map(|(start, end)| span(index, start, end)).collect();
            Resolution::unanchored(State::Ambiguous, passages, reason)
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
