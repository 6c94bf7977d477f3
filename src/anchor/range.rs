//! Ranges: a passage given by the quotes that it begins and ends with.
//!
//! Enter at [`resolve`]. If one of the two stands once, it chooses among several places of the other: a range is the
//! shortest that begins and ends so.

use super::index::Index;
use super::locate::Outcome;
use super::verdict::Place;
use super::{Reason, Resolution, State};

/// The longest passage, in scalars: some ten pages of a book. A start and an end further apart do not belong together.
const MAX_SPAN: usize = 20_000;

/// Resolves a range from the outcomes for its start and its end.
pub(super) fn resolve(index: &Index, start: Outcome, end: Outcome) -> Resolution {
    let (start, end) = match (start, end) {
        (Outcome::Nowhere(reason, nearest), _) => {
            let nearest = index.ranges(nearest.into_iter());
            return Resolution::unanchored(State::Orphaned, nearest, Reason::Start(Box::new(reason)));
        }
        (_, Outcome::Nowhere(reason, nearest)) => {
            let nearest = index.ranges(nearest.into_iter());
            return Resolution::unanchored(State::Orphaned, nearest, Reason::End(Box::new(reason)));
        }
        (Outcome::One(start), Outcome::One(end)) => (start, end),
        (Outcome::One(start), Outcome::Several(ends, _)) => {
            let Some(end) = ends.into_iter().find(|end| follows(&start, end)) else { return end_before_start() };
            (start, end)
        }
        (Outcome::Several(starts, _), Outcome::One(end)) => {
            let Some(start) = starts.into_iter().rev().find(|start| follows(start, &end)) else {
                return end_before_start();
            };
            (start, end)
        }
        (Outcome::Several(starts, reason), Outcome::Several(..)) => {
            let starts = index.ranges(starts.into_iter().map(|place| place.range));
            return Resolution::unanchored(State::Ambiguous, starts, Reason::Start(Box::new(reason)));
        }
    };
    if !follows(&start, &end) {
        return end_before_start();
    }
    let range = index.to_source(start.range.start..end.range.end);
    if range.end - range.start > MAX_SPAN {
        let reason = Reason::SpanTooLong { scalars: range.end - range.start };
        return Resolution::unanchored(State::Orphaned, Vec::new(), reason);
    }
    let found = start.state == State::Found && end.state == State::Found;
    let state = if found { State::Found } else { State::Moved };
    let confidence = start.confidence.min(end.confidence);
    let reason = Reason::Range { start: Box::new(start.reason), end: Box::new(end.reason) };
    Resolution::anchored(state, range, confidence, reason)
}

fn follows(start: &Place, end: &Place) -> bool {
    end.range.start >= start.range.end
}

fn end_before_start() -> Resolution {
    Resolution::unanchored(State::Orphaned, Vec::new(), Reason::EndBeforeStart)
}
