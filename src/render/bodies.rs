//! What templates know of a piece's annotations.
//!
//! Enter at [`Bodies::new`]. It gives each annotation its label (numerals in the margin, letters in the panel, in the
//! order of the text, as critical editions keep two apparatuses apart), its tone, and the passages that it stands on.

use std::ops::Range;

use jiff::civil::Date;

use crate::anchor::{Anchor, Attached};
use crate::content::{Annotation, Layer, Piece, Placement, Tone, Work};
use crate::text::Document;

use super::address::{body_id, reference_id};
use super::annotated::AnnotatedPiece;
use super::excerpt::excerpt;
use super::library_links::Place;
use super::pages::Surroundings;

/// Longer passages are cut in lists of links, in Unicode scalars.
const PASSAGE_IN_LIST: usize = 90;

/// An annotation as templates see it, without its body's HTML.
#[derive(Debug)]
pub struct Body<'p> {
    pub layer: &'p Layer,
    pub annotation: &'p Annotation,
    /// `layer/annotation`.
    pub key: String,
    /// The id of the element that holds it in the page of its piece.
    pub id: String,
    /// What the references to it say; empty when it stands nowhere in the text.
    pub label: String,
    pub tone: Tone,
    pub passages: Vec<Passage>,
}

/// A stretch of the text that an annotation stands on.
#[derive(Debug, Clone)]
pub struct Passage {
    /// The id of the reference in the text.
    pub reference: String,
    /// The passage cut to a line.
    pub excerpt: String,
    /// Bytes of the document's text.
    pub range: Range<usize>,
}

impl Body<'_> {
    /// The class of its marks: their kind and tone.
    pub fn shape(&self) -> String {
        format!("{}-{}", self.layer.mark.as_str(), self.tone.as_str())
    }

    pub fn is_in_margin(&self) -> bool {
        self.layer.bodies == Placement::Margin
    }
}

/// All annotations of a piece.
pub struct Bodies<'p> {
    /// By their index in [`Piece::annotations`].
    pub all: Vec<Body<'p>>,
    /// Indices of the bodies in the order of the text; those that stand nowhere come last.
    order: Vec<usize>,
    /// For each anchor of [`Attached::anchors`], which of its annotation's passages it is, from 1.
    pub nth: Vec<usize>,
}

impl<'p> Bodies<'p> {
    pub fn new(piece: &'p Piece, document: &Document<'_>, attached: &Attached) -> Self {
        let mut all: Vec<Body<'p>> = piece
            .annotations()
            .map(|(layer, annotation)| Body {
                layer,
                annotation,
                key: annotation.key(),
                id: body_id(&layer.name, &annotation.slug),
                label: String::new(),
                tone: Tone::Free,
                passages: Vec::new(),
            })
            .collect();
        let mut nth = Vec::with_capacity(attached.anchors.len());
        let (mut numerals, mut letters) = (0, 0);
        for anchor in &attached.anchors {
            let body = &mut all[anchor.annotation];
            if body.passages.is_empty() {
                body.label = match body.layer.bodies {
                    Placement::Margin => {
                        numerals += 1;
                        numerals.to_string()
                    }
                    Placement::Panel => {
                        letters += 1;
                        letters_of(letters)
                    }
                };
            }
            nth.push(body.passages.len() + 1);
            let passage = passage(body, anchor, document);
            body.passages.push(passage);
        }
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&index| all[index].passages.first().map_or(usize::MAX, |passage| passage.range.start));
        assign_tones(&mut all, &order);
        Self { all, order, nth }
    }

    /// The bodies in the order of the text; those that stand nowhere come last.
    pub fn in_reading_order(&self) -> impl Iterator<Item = &Body<'p>> {
        self.order.iter().map(|&index| &self.all[index])
    }
}

fn passage(body: &Body<'_>, anchor: &Anchor, document: &Document<'_>) -> Passage {
    Passage {
        reference: reference_id(&body.layer.name, &body.annotation.slug, body.passages.len() + 1),
        excerpt: excerpt(&document.text.as_str()[anchor.range.clone()], PASSAGE_IN_LIST),
        range: anchor.range.clone(),
    }
}

/// a, b, … z, aa, ab, …
fn letters_of(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// The tones of the sides, in the order of the text.
const SIDES: [Tone; 2] = [Tone::Near, Tone::Far];

/// A layer's own tone holds for all of it. Otherwise speakers of the first two sides get the two sides' tones, and
/// everybody else stands between them.
fn assign_tones(all: &mut [Body<'_>], order: &[usize]) {
    let mut sides: Vec<String> = Vec::new();
    for &index in order {
        let body = &mut all[index];
        body.tone = match (body.layer.tone, body.layer.name.as_str()) {
            (Some(tone), _) => tone,
            (None, "speakers") => match side_of(body.annotation) {
                Some(side) => {
                    if sides.len() < SIDES.len() && !sides.contains(&side) {
                        sides.push(side.clone());
                    }
                    let place = sides.iter().position(|known| *known == side);
                    place.map_or(Tone::Between, |place| SIDES[place])
                }
                None => Tone::Between,
            },
            (None, "analogies") => Tone::Figure,
            (None, "notes") => Tone::Gloss,
            (None, _) => Tone::Free,
        };
    }
}

/// The side that a speaker takes; "neither" is none.
pub fn side_of(annotation: &Annotation) -> Option<String> {
    let side = annotation.side.as_deref()?.trim().to_lowercase();
    (!matches!(side.as_str(), "" | "neither" | "none")).then_some(side)
}

/// An annotation with its body, ready for the template.
pub struct BodyView<'a> {
    pub body: &'a Body<'a>,
    pub html: String,
    pub date: Option<Day>,
    pub sources: Vec<Source<'a>>,
    /// The address of its own page.
    pub address: String,
    /// Where it stands in the page of its piece.
    pub place: String,
    /// Whether the reader has switched it off. What lost its place is never hidden: readers should know of it.
    pub is_hidden: bool,
}

impl<'a> BodyView<'a> {
    pub fn new(
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
            is_hidden: place == Place::BodyInPiece
                && !body.passages.is_empty()
                && surroundings.hidden.hides(&annotation.layer, &body.key),
            place: format!("{}#{}", surroundings.addresses.piece(&annotated.piece.slug), body.id),
            address: surroundings.addresses.annotation(&annotated.piece.slug, &annotation.layer, &annotation.slug),
        }
    }
}

/// A day as people write it, and as machines do.
#[derive(Debug, Clone)]
pub struct Day {
    pub iso: String,
    pub written: String,
}

impl From<Date> for Day {
    fn from(date: Date) -> Self {
        Self { iso: date.to_string(), written: date.strftime("%-d %B %Y").to_string() }
    }
}

/// A source as templates see it.
#[derive(Debug)]
pub struct Source<'w> {
    pub work: &'w Work,
    pub date: Option<Day>,
}

impl<'w> From<&'w Work> for Source<'w> {
    fn from(work: &'w Work) -> Self {
        Self { work, date: work.date.map(Day::from) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_behind_z() {
        let letters: Vec<String> = [1, 26, 27, 52, 53, 702, 703].into_iter().map(letters_of).collect();
        assert_eq!(letters, ["a", "z", "aa", "az", "ba", "zz", "aaa"]);
    }
}
