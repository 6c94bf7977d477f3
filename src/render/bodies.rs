//! What templates know of a piece's annotations.
//!
//! Enter at [`Bodies::new`]. It gives each annotation its label (numerals in the margin, letters in the panel, in the
//! order of the text, as critical editions keep two apparatuses apart), its tone, and the passages that it stands on.

use std::ops::Range;

use jiff::civil::Date;

use crate::anchor::{Anchor, Attached};
use crate::content::{Annotation, CastMember, Layer, Piece, Placement, Tone, Work};
use crate::text::Document;

use super::address::{body_id, reference_id};

/// Longer passages are cut in lists of links, in Unicode scalars.
const PASSAGE_IN_LIST: usize = 90;
/// What stands around a passage is cut to a line or two, in Unicode scalars.
const CONTEXT_IN_LIST: usize = 140;

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
    /// The whole passage, block by block.
    pub blocks: Vec<String>,
    /// What stands before it in its first block and behind it in its last, cut to a few words.
    pub before: String,
    pub after: String,
    /// The passage cut to a line.
    pub excerpt: String,
    /// Bytes of the document's text.
    pub range: Range<usize>,
}

impl Body<'_> {
    pub fn is_in_margin(&self) -> bool {
        self.layer.bodies == Placement::Margin
    }

    /// The class of its marks: a shape and a tone.
    pub fn mark_class(&self) -> String {
        format!("{}-{}", self.layer.mark.as_str(), self.tone.as_str())
    }

    /// "Notes: Geneva", for those who hear the reference instead of seeing it.
    pub fn spoken(&self) -> String {
        format!("{}: {}", self.layer.title, self.annotation.title)
    }

    pub fn cast(&self) -> &[CastMember] {
        &self.annotation.cast
    }
}

/// All annotations of a piece, by their index in [`Piece::annotations`].
pub struct Bodies<'p> {
    pub all: Vec<Body<'p>>,
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
        let order = Self::order_of(&all);
        assign_tones(&mut all, &order);
        Self { all, nth }
    }

    /// Indices of the bodies in the order of the text; those that stand nowhere come last.
    pub fn in_reading_order(&self) -> Vec<usize> {
        Self::order_of(&self.all)
    }

    fn order_of(all: &[Body<'p>]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..all.len()).collect();
        order.sort_by_key(|&index| all[index].passages.first().map_or(usize::MAX, |passage| passage.range.start));
        order
    }
}

fn passage(body: &Body<'_>, anchor: &Anchor, document: &Document<'_>) -> Passage {
    let text = document.text.as_str();
    let words = &text[anchor.range.clone()];
    let blocks: Vec<String> = words.split("\n\n").map(one_line).filter(|block| !block.is_empty()).collect();
    // Blocks stand a blank line apart in the text.
    let before = &text[..anchor.range.start];
    let after = &text[anchor.range.end..];
    Passage {
        reference: reference_id(&body.layer.name, &body.annotation.slug, body.passages.len() + 1),
        before: last_words(before.rsplit("\n\n").next().unwrap_or("")),
        after: first_words(after.split("\n\n").next().unwrap_or("")),
        excerpt: excerpt(&blocks.join(" ")),
        blocks,
        range: anchor.range.clone(),
    }
}

/// The words of a text, a blank between any two.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The last few words of what stands before a passage.
fn last_words(text: &str) -> String {
    let start = match text.char_indices().rev().nth(CONTEXT_IN_LIST) {
        Some((cut, _)) => cut + text[cut..].find(char::is_whitespace).unwrap_or(0),
        None => return text.trim_start().to_owned(),
    };
    format!("… {}", text[start..].trim_start())
}

/// The first few words of what stands behind a passage.
fn first_words(text: &str) -> String {
    let end = match text.char_indices().nth(CONTEXT_IN_LIST) {
        Some((cut, _)) => text[..cut].rfind(char::is_whitespace).unwrap_or(cut),
        None => return text.trim_end().to_owned(),
    };
    format!("{} …", text[..end].trim_end())
}

/// The first words of a passage, cut between two words.
fn excerpt(words: &str) -> String {
    let Some((cut, _)) = words.char_indices().nth(PASSAGE_IN_LIST) else { return words.to_owned() };
    let cut = words[..cut].rfind(' ').unwrap_or(cut);
    format!("{}…", words[..cut].trim_end_matches([',', ';', ':', '–', '—', '-']))
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
                    let place = sides.iter().position(|known| *known == side).unwrap_or_else(|| {
                        sides.push(side);
                        sides.len() - 1
                    });
                    [Tone::Near, Tone::Far].get(place).copied().unwrap_or(Tone::Between)
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
fn side_of(annotation: &Annotation) -> Option<String> {
    let side = annotation.side.as_deref()?.trim().to_lowercase();
    (!matches!(side.as_str(), "" | "neither" | "none")).then_some(side)
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

    #[test]
    fn a_long_passage_is_cut_between_words() {
        let cut = excerpt(&"word ".repeat(40));
        assert!(cut.ends_with("word…") && cut.chars().count() <= PASSAGE_IN_LIST + 1, "{cut}");
        assert_eq!(excerpt("short"), "short");
    }
}
