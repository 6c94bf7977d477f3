//! The reading page.
//!
//! Enter at [`piece`]. The text is rendered with its marks; bodies in the margin follow the block that they explain,
//! bodies in the panel stand behind the text, and so do annotations that lost their place.

use askama::Template;

use crate::anchor::{Attached, State};
use crate::content::{Layer, Piece};
use crate::render::address::Addresses;
use crate::render::bodies::{Bodies, Body, Day, Source};
use crate::render::html::{Annotated, Ids, attribute, render};
use crate::render::library_links::{LibraryLinks, Place};
use crate::render::segments::{Cover, Segment, flatten};
use crate::text::Document;

use super::{Frame, Surroundings, finished};

/// A piece with everything that was found out about it.
pub struct AnnotatedPiece<'p> {
    pub piece: &'p Piece,
    pub document: Document<'p>,
    pub attached: Attached,
    pub bodies: Bodies<'p>,
}

impl<'p> AnnotatedPiece<'p> {
    pub fn new(piece: &'p Piece, document: Document<'p>, attached: Attached) -> Self {
        let bodies = Bodies::new(piece, &document, &attached);
        Self { piece, document, attached, bodies }
    }

    /// The HTML of the text, with marks, references and the bodies that stand in the margin.
    pub fn article(&self, surroundings: &Surroundings<'_>) -> String {
        let covers: Vec<Cover> = self
            .attached
            .anchors
            .iter()
            .map(|anchor| Cover { range: anchor.range.clone(), key: anchor.annotation })
            .collect();
        let segments = flatten(&covers);
        let mut margin: Vec<usize> = self.bodies.in_reading_order();
        margin.retain(|&index| {
            let body = &self.bodies.all[index];
            body.is_in_margin() && !body.passages.is_empty()
        });
        margin.reverse();
        let mut annotated = Marks { piece: self, surroundings, margin };
        let links = self.links(surroundings, &self.piece.file.path, Place::Text);
        render(&self.document, &segments, Ids::Blocks, &links, &mut annotated)
    }

    /// An annotation's body as HTML.
    pub fn body(&self, body: &Body<'_>, place: Place, surroundings: &Surroundings<'_>) -> String {
        let annotation = body.annotation;
        let document = Document::parse(&annotation.file.text, annotation.body_start);
        let links = self.links(surroundings, &annotation.file.path, place);
        let prefix = format!("{}--", body.id);
        render(&document, &[], Ids::Prefixed(&prefix), &links, &mut crate::render::html::Plain)
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

/// The finished page of a piece.
pub fn piece(annotated: &AnnotatedPiece<'_>, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let view = |body| BodyView::new(annotated, body, surroundings);
    let panels = piece.layers.iter().filter_map(|layer| {
        let order = annotated.bodies.in_reading_order();
        let bodies: Vec<BodyView<'_>> = order
            .into_iter()
            .map(|index| &annotated.bodies.all[index])
            .filter(|body| body.layer.name == layer.name && !body.is_in_margin() && !body.passages.is_empty())
            .map(view)
            .collect();
        let address = surroundings.addresses.layer(&piece.slug, &layer.name);
        (!bodies.is_empty()).then_some(Panel { layer, address, bodies })
    });
    let had_a_place = |index: &usize| annotated.attached.lost.iter().any(|lost| lost.annotation == *index);
    let nowhere = (0..annotated.bodies.all.len()).filter(|&index| annotated.bodies.all[index].passages.is_empty());
    let (displaced, placeless): (Vec<usize>, Vec<usize>) = nowhere.partition(had_a_place);
    let views = |indices: Vec<usize>| indices.into_iter().map(|index| view(&annotated.bodies.all[index])).collect();
    let page = PiecePage {
        frame: Frame::piece(surroundings, piece, format!("{} — {}", piece.title, surroundings.settings.title)),
        piece,
        date: piece.date.map(Day::from),
        updated: piece.updated.map(Day::from),
        source: piece.source.as_ref().map(Source::from),
        minutes: reading_minutes(annotated.document.text.as_str()),
        article: annotated.article(surroundings),
        panels: panels.collect(),
        lost: lost(annotated),
        displaced: views(displaced),
        placeless: views(placeless),
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "piece.html")]
struct PiecePage<'a> {
    frame: Frame<'a>,
    piece: &'a Piece,
    date: Option<Day>,
    updated: Option<Day>,
    source: Option<Source<'a>>,
    minutes: usize,
    article: String,
    panels: Vec<Panel<'a>>,
    lost: Vec<LostView<'a>>,
    /// Annotations that lost every place that they had in the text.
    displaced: Vec<BodyView<'a>>,
    /// Annotations that never had a place in the text.
    placeless: Vec<BodyView<'a>>,
}

/// The bodies of one layer behind the text.
struct Panel<'a> {
    layer: &'a Layer,
    address: String,
    bodies: Vec<BodyView<'a>>,
}

/// A target that lost its place.
struct LostView<'a> {
    body: &'a Body<'a>,
    quote: &'a str,
    reason: &'a str,
    is_ambiguous: bool,
}

fn lost<'a>(annotated: &'a AnnotatedPiece<'_>) -> Vec<LostView<'a>> {
    let views = annotated.attached.lost.iter().map(|lost| LostView {
        body: &annotated.bodies.all[lost.annotation],
        quote: &lost.quote,
        reason: &lost.reason,
        is_ambiguous: lost.state == State::Ambiguous,
    });
    views.collect()
}

/// An annotation with its body, ready for the template.
pub struct BodyView<'a> {
    pub body: &'a Body<'a>,
    pub html: String,
    pub date: Option<Day>,
    pub sources: Vec<Source<'a>>,
    /// The address of its own page.
    pub address: String,
}

impl<'a> BodyView<'a> {
    fn new(annotated: &'a AnnotatedPiece<'_>, body: &'a Body<'a>, surroundings: &Surroundings<'_>) -> Self {
        Self::placed(annotated, body, Place::BodyInPiece, surroundings)
    }

    pub fn placed(
        annotated: &'a AnnotatedPiece<'_>,
        body: &'a Body<'a>,
        place: Place,
        surroundings: &Surroundings<'_>,
    ) -> Self {
        let annotation = body.annotation;
        Self {
            body,
            html: annotated.body(body, place, surroundings),
            date: annotation.date.map(Day::from),
            sources: annotation.sources.iter().map(Source::from).collect(),
            address: surroundings.addresses.annotation(&annotated.piece.slug, &annotation.layer, &annotation.slug),
        }
    }
}

#[derive(Template)]
#[template(path = "note.html")]
struct Note<'a> {
    view: &'a BodyView<'a>,
}

/// What the annotations of a piece put into its text.
struct Marks<'a, 'p> {
    piece: &'a AnnotatedPiece<'p>,
    surroundings: &'a Surroundings<'a>,
    /// Bodies of the margin that are still to come, the next one last.
    margin: Vec<usize>,
}

impl Marks<'_, '_> {
    /// Letters lead into the words that they stand for, numerals follow them, as in critical editions and bibles. A
    /// numeral whose words go on behind the segment would stand in their middle, so it leads too.
    fn references(&self, segment: &Segment, are_leading: bool, out: &mut String) {
        for &begun in &segment.begins {
            let anchor = &self.piece.attached.anchors[begun];
            let body = &self.piece.bodies.all[anchor.annotation];
            let leads = !body.is_in_margin() || anchor.range.end > segment.range.end;
            if leads != are_leading {
                continue;
            }
            let nth = self.piece.bodies.nth[begun];
            out.push_str("<a class=\"ref ");
            out.push_str(if body.is_in_margin() { "numeral" } else { "letter" });
            if leads {
                out.push_str(" leading");
            }
            out.push_str("\" id=\"");
            attribute(out, &body.passages[nth - 1].reference);
            out.push_str("\" href=\"#");
            attribute(out, &body.id);
            if body.is_in_margin() && nth == 1 {
                out.push_str("\" data-anchor=\"--note-");
                out.push_str(&body.label);
            }
            out.push_str("\" role=\"doc-noteref\" aria-label=\"");
            // "Notes: Geneva", for those who hear the reference instead of seeing it.
            attribute(out, &body.layer.title);
            out.push_str(": ");
            attribute(out, &body.annotation.title);
            out.push_str("\">");
            out.push_str(&body.label);
            out.push_str("</a>");
        }
    }
}

impl Annotated for Marks<'_, '_> {
    fn open_mark(&self, segment: &Segment, out: &mut String) {
        let bodies = segment.keys.iter().map(|&key| &self.piece.bodies.all[key]);
        out.push_str("<mark class=\"");
        for (index, body) in bodies.clone().enumerate() {
            if index > 0 {
                out.push(' ');
            }
            out.push_str(body.layer.mark.as_str());
            out.push('-');
            out.push_str(body.tone.as_str());
        }
        out.push_str("\" data-annotations=\"");
        for (index, body) in bodies.enumerate() {
            if index > 0 {
                out.push(' ');
            }
            attribute(out, &body.key);
        }
        out.push_str("\">");
    }

    fn leading_references(&self, segment: &Segment, out: &mut String) {
        self.references(segment, true, out);
    }

    fn trailing_references(&self, segment: &Segment, out: &mut String) {
        self.references(segment, false, out);
    }

    fn behind_block(&mut self, text_end: usize, out: &mut String) {
        while let Some(&index) = self.margin.last() {
            let body = &self.piece.bodies.all[index];
            if body.passages.first().is_none_or(|passage| passage.range.start >= text_end) {
                break;
            }
            self.margin.pop();
            let view = BodyView::new(self.piece, body, self.surroundings);
            out.push_str(&finished(Note { view: &view }.render()));
            out.push('\n');
        }
    }
}

/// Minutes that a text takes to read, at 230 words a minute (the mean of silent reading of English non-fiction that
/// Brysbaert's meta-analysis of 2019 gives is 238), at least one.
fn reading_minutes(text: &str) -> usize {
    text.split_whitespace().count().div_ceil(230).max(1)
}

/// For the templates: the address of a layer's page.
impl PiecePage<'_> {
    fn addresses(&self) -> &Addresses {
        self.frame.addresses()
    }
}
