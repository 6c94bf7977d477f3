//! A passage for the pages of others, who show it in a frame: its words, where they are from, and the way there.

use askama::Template;

use crate::content::{Piece, Tone};
use crate::render::annotated::AnnotatedPiece;
use crate::render::attribution::{Attribution, speakers_as_data};
use crate::render::bodies::Source;
use crate::render::excerpt::excerpt;
use crate::render::passage::SharedPassage;
use crate::render::quotation::{blocks, has_marks};

use super::{DESCRIPTION, Frame, Surroundings, finished};

/// A frame is no place to read on: a longer passage is cut, in Unicode scalars.
const LONGEST: usize = 1200;

/// The finished page for a frame: of the passage that somebody shared, or of the piece.
pub fn embed(annotated: &AnnotatedPiece<'_>, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let text = annotated.document.text.as_str();
    let shared = annotated.passage.as_ref();
    let range = shared.and_then(|shared| shared.range.clone());
    let said_by = Attribution::of(annotated, range.as_ref(), surroundings.settings);
    let blocks = range.map_or_else(Vec::new, |range| blocks(&text[range], LONGEST));
    let address = surroundings.addresses.piece(&piece.slug);
    let description = piece.description.clone().unwrap_or_else(|| excerpt(text, DESCRIPTION));
    let page = EmbedPage {
        frame: Frame::piece(surroundings, piece, piece.title.clone(), description.into()),
        piece,
        source: piece.source.as_ref().map(Source::from),
        address: shared.map_or_else(|| address.clone(), |shared| format!("{address}?text={}", shared.value)),
        is_lost: shared.is_some_and(|shared| !SharedPassage::is_marked(shared)),
        has_marks: has_marks(&blocks),
        blocks,
        tone: said_by.tone.map_or("", Tone::as_str),
        speakers: surroundings.chrome.static_site.is_some().then(|| speakers_as_data(annotated, true)),
        said_by,
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
    /// Whether it stands in quotation marks already.
    has_marks: bool,
    /// Of the speaker; empty where there is none.
    tone: &'static str,
    said_by: Attribution,
    /// The speakers, for the script of a static site.
    speakers: Option<String>,
}
