//! What the annotations of a piece put into its text: marks, references, and notes behind their blocks.

use std::cell::Cell;

use askama::Template;

use crate::content::MarkStyle;

use super::annotated::AnnotatedPiece;
use super::bodies::{Body, BodyView};
use super::html::{Annotated, attribute};
use super::language::{Attributes, INTERFACE, Language};
use super::library_links::Place;
use super::pages::{Surroundings, finished};
use super::segments::Segment;

#[derive(Template)]
#[template(path = "note.html")]
struct Note<'a> {
    view: &'a BodyView<'a>,
    ours: Attributes<'a>,
    theirs: Attributes<'a>,
}

/// What the annotations of a piece put into its text.
pub struct Marks<'a, 'p> {
    piece: &'a AnnotatedPiece<'p>,
    surroundings: &'a Surroundings<'a>,
    /// Bodies of the margin that are still to come, the next one last.
    margin: Vec<&'a Body<'p>>,
    /// Whether the passage that somebody shared has begun.
    has_passage: Cell<bool>,
}

impl<'a, 'p> Marks<'a, 'p> {
    pub fn new(piece: &'a AnnotatedPiece<'p>, surroundings: &'a Surroundings<'a>) -> Self {
        let bodies = piece.bodies.in_reading_order();
        let mut margin: Vec<&Body<'p>> =
            bodies.filter(|body| body.is_in_margin() && !body.passages.is_empty()).collect();
        margin.reverse();
        Self { piece, surroundings, margin, has_passage: Cell::new(false) }
    }

    fn is_hidden(&self, body: &Body<'_>) -> bool {
        self.surroundings.hidden.hides(&body.layer.name, &body.key)
    }

    /// Letters lead into the words that they stand for, numerals follow them, as in critical editions and bibles. A
    /// numeral whose words go on behind the segment would stand in their middle, so it leads too.
    fn references(&self, segment: &Segment, are_leading: bool, out: &mut String) {
        for &begun in &segment.begins {
            // Behind the anchors comes the passage that somebody shared, which has no body.
            let Some(anchor) = self.piece.attached.anchors.get(begun) else { continue };
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
            if body.layer.mark == MarkStyle::Bracket && nth == 1 {
                // A bracket's name stands at the head of its passage, as the stylesheet's words and not the text's.
                out.push_str("\" data-name=\"");
                attribute(out, &body.annotation.title);
            }
            if self.is_hidden(body) {
                out.push_str("\" hidden=\"");
            }
            out.push_str("\" role=\"doc-noteref\" aria-label=\"");
            // "1, Notes: Geneva", for those who hear the reference; it begins with what those who see it would say.
            out.push_str(&body.label);
            out.push_str(", ");
            attribute(out, &body.layer.title);
            out.push_str(": ");
            attribute(out, &body.annotation.title);
            // Written by the stylesheet: a numeral among the words would be one of them to a browser that searches the
            // page, for a text fragment as well.
            out.push_str("\"><span data-label=\"");
            out.push_str(&body.label);
            out.push_str("\"></span></a>");
        }
    }
}

impl Annotated for Marks<'_, '_> {
    fn open_mark(&self, segment: &Segment, out: &mut String) {
        let bodies = segment.keys.iter().filter_map(|&key| self.piece.bodies.all.get(key));
        out.push_str("<mark");
        if segment.keys.last() == Some(&self.piece.passage_key()) {
            out.push_str(" data-passage");
            if !self.has_passage.replace(true) {
                // Browsers go to what has the focus, also without script.
                out.push_str(" id=\"page--passage\" tabindex=\"-1\" autofocus");
            }
            if segment.keys.len() == 1 {
                out.push('>');
                return;
            }
        }
        out.push_str(" class=\"");
        for (index, body) in bodies.clone().filter(|body| !self.is_hidden(body)).enumerate() {
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

    fn has_block_link(&self, block: usize) -> bool {
        self.piece.attached.block_links.get(block).is_some_and(Option::is_some)
    }

    fn block_link(&self, block: usize, out: &mut String) {
        if let Some(Some(value)) = self.piece.attached.block_links.get(block) {
            out.push_str("<a class=\"permalink\" href=\"?text=");
            attribute(out, value);
            out.push('"');
            out.extend(self.language().map(|language| INTERFACE.within(language).named().to_string()));
            out.push_str(" aria-label=\"Link to this passage\"></a>");
        }
    }

    fn language(&self) -> Option<Language<'_>> {
        Some(Language::of_piece(self.piece.piece, self.surroundings.settings))
    }

    fn behind_block(&mut self, text_end: usize, out: &mut String) {
        let language = Language::of_piece(self.piece.piece, self.surroundings.settings);
        while let Some(&body) = self.margin.last() {
            if body.passages.first().is_none_or(|passage| passage.range.start >= text_end) {
                break;
            }
            self.margin.pop();
            let view = BodyView::new(self.piece, body, Place::BodyInPiece, self.surroundings);
            out.push_str(&finished(
                Note { view: &view, ours: INTERFACE.within(language), theirs: language.within(INTERFACE) }.render(),
            ));
            out.push('\n');
        }
    }
}
