//! A piece on its way into pages: text, anchors and bodies together.
//!
//! Enter at [`AnnotatedPiece::article`] for the text with its marks, at [`AnnotatedPiece::body`] for one annotation.

use std::ops::Range;
use std::sync::Arc;

use crate::anchor::{Anchor, Attached, Lost};
use crate::content::{Piece, Tone};
use crate::text::Document;

use super::bodies::{Bodies, Body};
use super::html::{Ids, PlainIn, render};
use super::language::Language;
use super::library_links::{LibraryLinks, Place};
use super::marks::Marks;
use super::pages::Surroundings;
use super::passage::SharedPassage;
use super::segments::{Cover, flatten};

/// A piece with everything that was found out about it.
pub struct AnnotatedPiece<'p> {
    pub piece: &'p Piece,
    pub document: Document<'p>,
    pub attached: Arc<Attached>,
    pub bodies: Bodies<'p>,
    /// What somebody shared, to be marked over everything else.
    pub passage: Option<SharedPassage>,
}

impl<'p> AnnotatedPiece<'p> {
    pub fn new(piece: &'p Piece, document: Document<'p>, attached: impl Into<Arc<Attached>>) -> Self {
        let attached = attached.into();
        let bodies = Bodies::new(piece, &document, &attached);
        Self { piece, document, attached, bodies, passage: None }
    }

    /// The tone of the innermost annotation that these bytes of the text lie in.
    pub fn tone_around(&self, range: &Range<usize>) -> Option<Tone> {
        let around = self.attached.anchors.iter();
        let around = around.filter(|anchor| anchor.range.start <= range.start && range.end <= anchor.range.end);
        let innermost = around.min_by_key(|anchor| anchor.range.len())?;
        Some(self.bodies.all[innermost.annotation].tone)
    }

    /// The HTML of the text, with marks, references and the bodies that stand in the margin.
    pub fn article(&self, surroundings: &Surroundings<'_>) -> String {
        let mut covers: Vec<Cover> = self
            .attached
            .anchors
            .iter()
            .map(|anchor| Cover { range: anchor.range.clone(), key: anchor.annotation })
            .collect();
        // The passage comes behind the anchors, and its key behind those of the annotations.
        let passage = self.passage.as_ref().and_then(|passage| passage.range.clone());
        covers.extend(passage.map(|range| Cover { range, key: self.passage_key() }));
        let segments = flatten(&covers);
        let mut marks = Marks::new(self, surroundings);
        let links = self.links(surroundings, &self.piece.file.path, Place::Text);
        render(&self.document, &segments, Ids::Blocks, &links, &mut marks)
    }

    /// What the passage that somebody shared is known by among the covers of the text.
    pub fn passage_key(&self) -> usize {
        self.bodies.all.len()
    }

    /// An annotation's body as HTML.
    pub fn body(&self, body: &Body<'_>, place: Place, surroundings: &Surroundings<'_>) -> String {
        let annotation = body.annotation;
        let document = Document::parse(&annotation.file.text, annotation.body_start);
        let links = self.links(surroundings, &annotation.file.path, place);
        let prefix = format!("{}--", body.id);
        render(
            &document,
            &[],
            Ids::Prefixed(&prefix),
            &links,
            &mut PlainIn(Language::of_piece(self.piece, surroundings.settings)),
        )
    }

    /// The targets that an annotation has lost.
    pub fn lost_by<'a>(&'a self, body: &'a Body<'_>) -> impl Iterator<Item = &'a Lost> {
        self.attached.lost.iter().filter(|lost| self.is(lost.annotation, body))
    }

    /// The places where an annotation stands.
    pub fn anchors_of<'a>(&'a self, body: &'a Body<'_>) -> impl Iterator<Item = &'a Anchor> {
        self.attached.anchors.iter().filter(|anchor| self.is(anchor.annotation, body))
    }

    /// Whether the annotation with this index is this one. Comparing keys would be slow in large pieces.
    fn is(&self, annotation: usize, body: &Body<'_>) -> bool {
        std::ptr::eq(&raw const *self.bodies.all[annotation].annotation, body.annotation)
    }

    fn links<'a>(&'a self, surroundings: &'a Surroundings<'a>, from: &'a str, place: Place) -> LibraryLinks<'a> {
        LibraryLinks {
            catalog: surroundings.catalog,
            addresses: surroundings.addresses,
            assets: surroundings.assets,
            from,
            piece: &self.piece.slug,
            place,
        }
    }
}
