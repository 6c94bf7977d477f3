//! A passage as a picture: what other sites show of a link.
//!
//! Enter at [`draw`], which makes a PNG of a [`Card`] with the faces of [`Fonts`]. Steps: `words` cleans the texts and
//! puts quotation marks around the quote, `fonts` measures and shapes them, `lines` breaks them into balanced lines,
//! `layout` finds a size and a place for each, `paint` fills the outlines, `png` encodes. A text with a character that
//! no face can draw is left out as a whole: a card never shows a box in place of a letter.

mod colours;
mod fonts;
mod layout;
mod lines;
mod paint;
mod png;
mod words;

pub use fonts::{Fonts, FontsError};
pub use layout::{Composition, HEIGHT, Placed, WIDTH, compose};

use crate::content::{Direction, Tone};

/// What a card says. Everything but the library's title may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The passage; a card without one shows the title large.
    pub quote: Option<String>,
    pub title: String,
    /// Who says it, or wrote the piece, and what it is after.
    pub source: Option<String>,
    /// The library's title.
    pub library: String,
    /// Of the annotation that the passage lies in.
    pub tone: Option<Tone>,
    pub direction: Direction,
    /// The language of the piece, which decides what its quotation marks look like.
    pub lang: String,
}

impl Card {
    /// The same for the same picture, as long as the program draws alike.
    pub fn digest(&self) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new();
        let tone = self.tone.map_or("", Tone::as_str);
        let fields = [self.quote.as_deref(), Some(&self.title), self.source.as_deref(), Some(&self.library)];
        let fields = fields.into_iter().chain([tone, self.direction.as_str(), &self.lang].map(Some));
        for field in fields {
            // The length keeps two fields from being read as two others; what is not there is no empty field.
            hasher.update(&field.map_or(u64::MAX, |field| field.len() as u64).to_le_bytes());
            hasher.update(field.unwrap_or("").as_bytes());
        }
        hasher.finalize()
    }
}

/// Why there is no picture. None of it depends on what the card says.
#[derive(Debug)]
pub enum Fault {
    /// There is no memory for the picture.
    Canvas,
    Encoding(::png::EncodingError),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Canvas => out.write_str("there is no memory for a picture"),
            Self::Encoding(error) => write!(out, "the picture cannot be encoded: {error}"),
        }
    }
}

impl std::error::Error for Fault {}

/// The picture of a card, as PNG.
pub fn draw(card: &Card, fonts: &Fonts) -> Result<Vec<u8>, Fault> {
    let canvas = paint::paint(&compose(card, fonts), fonts).ok_or(Fault::Canvas)?;
    png::encode(&canvas).map_err(Fault::Encoding)
}
