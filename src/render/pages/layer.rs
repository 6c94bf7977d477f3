//! The index of one layer: its annotations with every passage that they stand on.

use askama::Template;

use crate::content::{Layer, Piece};
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::BodyView;
use crate::render::library_links::Place;

use super::{Frame, Surroundings, finished};

/// The finished page of a layer.
pub fn layer(annotated: &AnnotatedPiece<'_>, layer: &Layer, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let bodies = annotated
        .bodies
        .in_reading_order()
        .filter(|body| body.layer.name == layer.name)
        .map(|body| BodyView::new(annotated, body, Place::BodyAlone, surroundings));
    let page = LayerPage {
        frame: Frame::piece(surroundings, piece, format!("{}: {}", layer.title, piece.title)),
        piece,
        piece_address: surroundings.addresses.piece(&piece.slug),
        layer,
        bodies: bodies.collect(),
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "layer.html")]
struct LayerPage<'a> {
    frame: Frame<'a>,
    piece: &'a Piece,
    piece_address: String,
    layer: &'a Layer,
    bodies: Vec<BodyView<'a>>,
}
