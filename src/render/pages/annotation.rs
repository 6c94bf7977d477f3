//! One annotation, with all its passages in full.

use askama::Template;

use crate::content::Piece;
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Body, BodyView};
use crate::render::cast::{Row, rows};
use crate::render::library_links::Place;
use crate::render::quotation::Quotation;

use super::{Frame, Surroundings, finished};

/// The finished page of an annotation.
pub fn annotation(annotated: &AnnotatedPiece<'_>, body: &Body<'_>, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let page = AnnotationPage {
        frame: Frame::piece(surroundings, piece, format!("{}: {}", body.annotation.title, piece.title)),
        piece,
        piece_address: surroundings.addresses.piece(&piece.slug),
        layer_address: surroundings.addresses.layer(&piece.slug, &body.layer.name),
        cast: rows(&[body], annotated.document.text.as_str()),
        quotations: body.passages.iter().map(|passage| Quotation::new(passage, &annotated.document)).collect(),
        view: BodyView::new(annotated, body, Place::BodyAlone, surroundings),
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "annotation.html")]
struct AnnotationPage<'a> {
    frame: Frame<'a>,
    piece: &'a Piece,
    piece_address: String,
    layer_address: String,
    view: BodyView<'a>,
    /// What its figures stand for, if it is an analogy.
    cast: Vec<Row<'a>>,
    quotations: Vec<Quotation<'a>>,
}
