//! The page of one layer: its annotations with every passage that they stand on.
//!
//! Enter at [`layer`]. What the annotations say of themselves decides how they are shown: analogies beside one another
//! (`comparison`), people with what they are quoted with (`people`), anything else as a plain index.

use askama::Template;

use crate::content::{Layer, Piece};
use crate::render::annotated::AnnotatedPiece;
use crate::render::attribution::is_of_people;
use crate::render::bodies::BodyView;
use crate::render::excerpt::excerpt;
use crate::render::language::isolated;
use crate::render::library_links::Place;
use crate::render::open_graph::OpenGraph;

use super::comparison::comparison;
use super::people::people;
use super::{DESCRIPTION, Frame, Surroundings, finished};

/// The finished page of a layer.
pub fn layer(annotated: &AnnotatedPiece<'_>, layer: &Layer, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let bodies = annotated
        .bodies
        .in_reading_order()
        .filter(|body| body.layer.name == layer.name)
        .map(|body| BodyView::new(annotated, body, Place::BodyAlone, surroundings));
    let bodies: Vec<BodyView<'_>> = bodies.collect();
    let titles: Vec<&str> = bodies.iter().map(|view| view.body.annotation.title.as_str()).collect();
    let named = titles.join(", ");
    let [name, of] = isolated([&layer.title, &piece.title]);
    let title = format!("{name}: {of}");
    let description = format!("{name} in “{of}”: {named}");
    let page = LayerPage {
        open_graph: OpenGraph::of_piece(piece, title.clone(), |to| to.layer(&piece.slug, &layer.name), surroundings),
        frame: Frame::piece(surroundings, piece, title, excerpt(&description, DESCRIPTION).into()),
        piece,
        piece_address: surroundings.addresses.piece(&piece.slug),
        layer,
        bodies,
    };
    if layer.annotations.iter().any(|annotation| !annotation.cast.is_empty()) {
        comparison(page, annotated)
    } else if is_of_people(layer) {
        people(page, annotated)
    } else {
        finished(page.render())
    }
}

#[derive(Template)]
#[template(path = "layer.html")]
pub(super) struct LayerPage<'a> {
    pub frame: Frame<'a>,
    pub open_graph: OpenGraph,
    pub piece: &'a Piece,
    pub piece_address: String,
    pub layer: &'a Layer,
    pub bodies: Vec<BodyView<'a>>,
}
