//! Anchoring: from a selector, which describes a passage in words, to the range of a text where that passage stands.
//!
//! Enter at [`attach`] for all annotations of a piece; for one selector at [`Index::new`], which prepares a text once,
//! then [`Index::resolve`]. A quote becomes a [`Resolution`] so:
//! 1. `fold` writes text and quote in one typography, keeping a map back to the text as given;
//! 2. `exact` finds the quote together with its prefix and suffix; if it stands once, that is the answer;
//!    if nowhere, `joint` overlooks blanks where the three meet, then the signs there and at the ends of the words;
//! 3. else `context` weighs what stands around every verbatim occurrence against the prefix and suffix;
//! 4. if that is not certain, `approximate` looks for edited forms (`seeds`, `myers`), `align` lays each beside the
//!    quote word by word, and `change` says what the edit did to it;
//! 5. `verdict` holds every rule by which a place is accepted; what is not accepted is reported with a [`Reason`].
//!
//! The steps are put together in `locate`.
//!
//! An anchor is on the right words or it is reported, never on other words: not finding beats finding wrong.

mod align;
mod approximate;
mod attach;
mod change;
mod context;
mod describe;
pub mod directive;
mod exact;
mod fold;
mod index;
mod joint;
mod landmarks;
mod lexicon;
mod locate;
mod myers;
mod query;
mod range;
mod readings;
mod reason;
mod remedy;
mod roads;
mod seeds;
mod spelling;
mod verdict;
mod word;

pub use attach::{Anchor, Attached, Lost, attach};
pub use index::Index;
pub use landmarks::Landmarks;
pub use reason::{Change, Kind, Reason};

pub use crate::content::{Quote, Selector};

/// A stretch of a text, in Unicode scalar values of the text as given, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextRange {
    /// The first scalar of the stretch.
    pub start: usize,
    /// The scalar after its last.
    pub end: usize,
}

/// How an anchor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// The words stand there verbatim, up to typography.
    Found,
    /// The words stand there, edited.
    Moved,
    /// Several places fit equally well.
    Ambiguous,
    /// No place fits.
    Orphaned,
}

/// The answer to a selector.
#[derive(Debug, Clone, PartialEq)]
pub struct Resolution {
    /// How the anchor stands.
    pub state: State,
    /// Where; `Some` if and only if `state` is [`State::Found`] or [`State::Moved`].
    pub range: Option<TextRange>,
    /// How sure the answer is, from 0 to 1; 0 where there is no range.
    pub confidence: f32,
    /// Why, in words for a writer.
    pub reason: Reason,
    /// For an ambiguous anchor the places that fit, for an orphaned one the nearest text if any is near enough to help;
    /// in the order of the text and at most [`MAX_CANDIDATES`].
    pub candidates: Vec<TextRange>,
}

/// The most places that a [`Resolution`] lists: more than these nobody reads in a message.
pub const MAX_CANDIDATES: usize = 8;

impl Resolution {
    fn anchored(state: State, range: TextRange, confidence: f32, reason: Reason) -> Self {
        Self { state, range: Some(range), confidence, reason, candidates: Vec::new() }
    }

    fn unanchored(state: State, mut candidates: Vec<TextRange>, reason: Reason) -> Self {
        candidates.truncate(MAX_CANDIDATES);
        Self { state, range: None, confidence: 0.0, reason, candidates }
    }
}
