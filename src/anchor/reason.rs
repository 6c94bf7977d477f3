//! Reasons: why a selector was resolved as it was, in words for the person who wrote it.

use std::fmt;

pub use super::change::{Change, Kind};

/// Why a selector was resolved as it was. Its `Display` is plain English, without a full stop.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Found: the quote stands once.
    Unique,
    /// Found: the quote stands several times, and prefix and suffix tell which is meant.
    InContext,
    /// Found: among places with the same surroundings, one is near the old position.
    ByPosition {
        /// How many places have these surroundings.
        places: usize,
    },
    /// Found: the text around the quote has changed, but the quote is too long to stand there by accident.
    ContextChanged,
    /// Moved: only punctuation, hyphens or spaces changed.
    Punctuation,
    /// Moved: the words changed.
    Edited {
        /// The differences, the weightiest first; at most three.
        changes: Vec<Change>,
        /// How many more there are.
        more: usize,
    },
    /// Ambiguous: the quote fits several places.
    Several {
        /// How many.
        places: usize,
    },
    /// Ambiguous: edited forms of the quote stand in several places.
    SeveralAlike {
        /// How many.
        places: usize,
    },
    /// Orphaned: the words stand in the text, but not where prefix and suffix say.
    OtherContext {
        /// In how many places they stand.
        places: usize,
    },
    /// Orphaned: the words stand in the text, but prefix or suffix speak of something else.
    ContextAltered(Change),
    /// Orphaned: the words stand only inside of longer words or numbers.
    InsideWord,
    /// Orphaned: the nearest text says something else.
    Altered(Change),
    /// Orphaned: the nearest text has too little in common with the quote.
    TooDifferent,
    /// Orphaned: no text is near.
    NotFound,
    /// Orphaned: the quote is longer than those which are searched in an edited form, and does not stand verbatim.
    TooLong,
    /// Orphaned: the quote is longer than the text.
    LongerThanText,
    /// Orphaned: the quote is empty.
    EmptyQuote,
    /// Orphaned: the quote has neither letters nor digits.
    NoWords,
    /// Orphaned: the text is empty.
    EmptyText,
    /// The start of a range was not anchored, for this reason.
    Start(Box<Reason>),
    /// The end of a range was not anchored, for this reason.
    End(Box<Reason>),
    /// Found or moved: start and end both stand.
    Range {
        /// Why the start was found.
        start: Box<Reason>,
        /// Why the end was found.
        end: Box<Reason>,
    },
    /// Orphaned: the end of a range stands before its start.
    EndBeforeStart,
    /// Orphaned: start and end of a range are too far apart.
    SpanTooLong {
        /// How far, in Unicode scalar values.
        scalars: usize,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unique => f.write_str("the quote stands once in the text"),
            Self::InContext => f.write_str("the quote stands where its prefix and suffix say"),
            Self::ByPosition { places } => {
                write!(f, "the quote stands {places} times in the same surroundings; this one is at the old position")
            }
            Self::ContextChanged => {
                f.write_str("the quote stands once, word for word, though the text around it has changed")
            }
            Self::Punctuation => f.write_str("only punctuation, hyphens or spaces differ from the quote"),
            Self::Edited { changes, more } => {
                f.write_str("the text was edited: it ")?;
                for (at, change) in changes.iter().enumerate() {
                    write!(f, "{}{change}", if at == 0 { "" } else { ", " })?;
                }
                match more {
                    0 => Ok(()),
                    1 => f.write_str(", and 1 more difference"),
                    more => write!(f, ", and {more} more differences"),
                }
            }
            Self::Several { places } => write!(f, "the quote stands {places} times in the text"),
            Self::SeveralAlike { places } => write!(f, "{places} places in the text are like the quote"),
            Self::OtherContext { places: 1 } => {
                f.write_str("the quote stands in the text, but not between the prefix and suffix that are given")
            }
            Self::OtherContext { places } => {
                write!(f, "the quote stands {places} times in the text, but never between the prefix and suffix given")
            }
            Self::ContextAltered(change) => {
                write!(f, "the quote stands in the text, but in other surroundings: the text there {change}")
            }
            Self::InsideWord => f.write_str("the quote stands only inside longer words or numbers"),
            Self::Altered(change) => write!(f, "the nearest text {change}"),
            Self::TooDifferent => f.write_str("the nearest text has too little in common with the quote"),
            Self::NotFound => f.write_str("nothing in the text is near the quote"),
            Self::TooLong => f.write_str("the quote does not stand word for word, and is too long to look for edited"),
            Self::LongerThanText => f.write_str("the quote is longer than the text"),
            Self::EmptyQuote => f.write_str("the quote is empty"),
            Self::NoWords => f.write_str("the quote has no letters or digits"),
            Self::EmptyText => f.write_str("the text is empty"),
            Self::Start(reason) => write!(f, "start of the range: {reason}"),
            Self::End(reason) => write!(f, "end of the range: {reason}"),
            Self::Range { start, end } if start == end => write!(f, "start and end of the range: {start}"),
            Self::Range { start, end } => write!(f, "start of the range: {start}; end: {end}"),
            Self::EndBeforeStart => f.write_str("the end of the range stands before its start"),
            Self::SpanTooLong { scalars } => {
                write!(f, "start and end of the range are {scalars} characters apart, too far for one passage")
            }
        }
    }
}
