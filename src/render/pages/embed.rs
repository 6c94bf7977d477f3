//! A passage for the pages of others, who show it in a frame: its words, where they are from, and the way there.

use askama::Template;

use crate::content::Piece;
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Passage, Source};
use crate::render::excerpt::excerpt;
use crate::render::passage::SharedPassage;
use crate::render::quotation::Quotation;

use super::{DESCRIPTION, Frame, Surroundings, finished};

/// A frame is no place to read on: a longer passage is cut, in Unicode scalars.
const LONGEST: usize = 1200;

/// The finished page for a frame: of the passage that somebody shared, or of the piece.
pub fn embed(annotated: &AnnotatedPiece<'_>, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let text = annotated.document.text.as_str();
    let shared = annotated.passage.as_ref();
    let range = shared.and_then(|shared| shared.range.clone());
    let blocks = range.map_or_else(Vec::new, |range| {
        let words = &text[range.clone()];
        if words.chars().nth(LONGEST).is_some() {
            return vec![excerpt(words, LONGEST)];
        }
        let passage = Passage { reference: String::new(), excerpt: String::new(), range };
        Quotation::new(&passage, &annotated.document).blocks
    });
    let address = surroundings.addresses.piece(&piece.slug);
    let description = piece.description.clone().unwrap_or_else(|| excerpt(text, DESCRIPTION));
    let page = EmbedPage {
        frame: Frame::piece(surroundings, piece, piece.title.clone(), description.into()),
        piece,
        source: piece.source.as_ref().map(Source::from),
        address: shared.map_or_else(|| address.clone(), |shared| format!("{address}?text={}", shared.value)),
        is_lost: shared.is_some_and(|shared| !SharedPassage::is_marked(shared)),
        blocks,
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "embed.html")]
struct EmbedPage<'a> {
    frame: Frame<'a>,
    piece: &'a Piece,
    source: Option<Source<'a>>,
    /// The address of the passage in its text.
    address: String,
    /// Whether a passage was asked for that is not in the text.
    is_lost: bool,
    /// The passage, block by block.
    blocks: Vec<String>,
}
