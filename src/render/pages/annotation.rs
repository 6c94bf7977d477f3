//! One annotation, with all its passages in full.

use askama::Template;

use crate::content::Piece;
use crate::render::address::Addresses;
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Body, BodyView};
use crate::render::cast::{Row, rows};
use crate::render::excerpt::excerpt;
use crate::render::language::isolated;
use crate::render::library_links::Place;
use crate::render::open_graph::OpenGraph;
use crate::render::quotation::Quotation;
use crate::text::Document;

use super::{DESCRIPTION, Frame, Surroundings, finished};

/// The finished page of an annotation.
pub fn annotation(annotated: &AnnotatedPiece<'_>, body: &Body<'_>, surroundings: &Surroundings<'_>) -> String {
    let (piece, annotation) = (annotated.piece, body.annotation);
    let text = Document::parse(&annotation.file.text, annotation.body_start).text;
    let description = excerpt(&format!("{}: {}", annotation.title, text.as_str().trim()), DESCRIPTION);
    let [name, of] = isolated([&annotation.title, &piece.title]);
    let title = format!("{name}: {of}");
    let address = |to: &Addresses| to.annotation(&piece.slug, &body.layer.name, &annotation.slug);
    let page = AnnotationPage {
        open_graph: OpenGraph::of_piece(piece, title.clone(), address, surroundings),
        frame: Frame::piece(surroundings, piece, title, description.into()),
        piece,
        piece_address: surroundings.addresses.piece(&piece.slug),
        data_address: surroundings.addresses.annotation_data(&piece.slug, &body.layer.name, &annotation.slug),
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
    open_graph: OpenGraph,
    piece: &'a Piece,
    piece_address: String,
    layer_address: String,
    /// The annotation as data.
    data_address: String,
    view: BodyView<'a>,
    /// What its figures stand for, if it is an analogy.
    cast: Vec<Row<'a>>,
    quotations: Vec<Quotation<'a>>,
}
