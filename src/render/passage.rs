//! A passage that somebody shared: where the words of a link stand in a piece, and what a page says of them.
//!
//! Enter at [`SharedPassage::open`]. What the page or its preview quotes is taken from the piece alone; the words of the
//! address are only shown where they were not found, as what they are.

use std::ops::Range;

use crate::anchor::directive::{self, Malformed};
use crate::anchor::{Index, Landmarks, State, TextRange};
use crate::text::Text;

use super::excerpt::excerpt;
use super::quotation::{words_before, words_behind};

/// Longer quotations are cut in the line that says what a link quotes, in Unicode scalars.
const QUOTED: usize = 240;

/// Words around a place that a link may mean, on each side, in Unicode scalars.
const AROUND: usize = 60;

#[derive(Debug)]
pub struct SharedPassage {
    pub state: State,
    /// Bytes of the text, if the words were found there, as they are or edited.
    pub range: Option<Range<usize>>,
    /// What the link quotes, in its own words: not to be believed, so shown only where the piece's words differ.
    pub asked: String,
    /// What an address says that leads to the passage: in words that stand in the piece, if the passage does, and not in
    /// those of a link that was made before an edit, or forged.
    pub value: String,
    /// Where it may stand, if its words name several places.
    pub places: Vec<Place>,
}

/// One of several places that a link may mean: its words, some of those around them in the block, and what an address
/// says that leads to it alone.
#[derive(Debug)]
pub struct Place {
    pub before: String,
    pub words: String,
    pub behind: String,
    pub value: Option<String>,
}

impl Place {
    fn new(index: &Index, text: &Text, range: TextRange) -> Self {
        let bytes = text.byte(range.start)..text.byte(range.end);
        Self {
            before: words_before(text.as_str(), bytes.start, AROUND),
            behind: words_behind(text.as_str(), bytes.end, AROUND),
            words: excerpt(&text.as_str()[bytes], QUOTED),
            value: index.directive(range).map(|directive| directive.write()),
        }
    }
}

impl SharedPassage {
    /// Opens the value of an address in a text.
    ///
    /// # Errors
    /// When the value is none that anybody could have been given.
    pub fn open(value: &str, text: &Text) -> Result<Self, Malformed> {
        let index = Index::new(text.as_str());
        let opened = directive::resolve(&index, value)?;
        let bytes = |range: TextRange| text.byte(range.start)..text.byte(range.end);
        let words = |range: TextRange| text.as_str()[bytes(range)].to_owned();
        let moved = opened.resolution.range.filter(|_| opened.resolution.state == State::Moved);
        let anew = moved.and_then(|range| Landmarks::new(&index).directive(range, words));
        let range = opened.resolution.range.map(bytes);
        let is_ambiguous = opened.resolution.state == State::Ambiguous;
        let candidates = opened.resolution.candidates.iter().filter(|_| is_ambiguous);
        let places = candidates.map(|range| Place::new(&index, text, *range)).collect();
        let asked: String = opened.directive.quote().chars().filter(|char| !is_direction(*char)).collect();
        Ok(Self {
            state: opened.resolution.state,
            range,
            asked: excerpt(&asked, QUOTED),
            value: anew.unwrap_or(opened.directive).write(),
            places,
        })
    }

    pub fn is_marked(&self) -> bool {
        self.range.is_some()
    }

    pub fn has_moved(&self) -> bool {
        self.state == State::Moved
    }

    pub fn is_ambiguous(&self) -> bool {
        self.state == State::Ambiguous
    }
}

/// Whether a character turns the direction of what follows it, also beyond the words that it stands in.
fn is_direction(char: char) -> bool {
    matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
