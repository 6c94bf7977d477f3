//! Whose words a passage of a piece is: what a card, a frame, a copied quotation, a citation and the reading page say.
//!
//! Enter at [`Attribution::of`]. Words that lie wholly within what a speaker's annotation marks are that speaker's. All
//! others are the piece's authors', or, where it names none, the library's; the words of a text that reproduces a work and
//! names no author are that work's. A text that only has a source is *after* it.
//!
//! Where one speaker's words lie within another's, the inner one is quoted and says them; speakers on the very same words,
//! or on words that overlap otherwise, say them together. What is no letter and no digit belongs to nobody, so a passage
//! may begin at a quotation mark that the annotation leaves out. `static/attribution.js` decides alike.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::{Value, json};

use crate::content::{Layer, Piece, Settings, Tone, Work};

use super::annotated::AnnotatedPiece;
use super::bodies::Body;
use super::cite::{Name, all_written, publisher};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    Speaker,
    Author,
    Library,
    /// The work that the piece reproduces.
    Source,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    pub voice: Voice,
    /// Who says it, as people read it.
    pub names: String,
    /// Of a speaker.
    pub tone: Option<Tone>,
    /// The work that the piece retells or discusses. What a speaker says there is retold too.
    pub after: Option<String>,
}

impl Attribution {
    /// Whose words these bytes of the piece's text are; without a range, the piece's as a whole.
    pub fn of(annotated: &AnnotatedPiece<'_>, range: Option<&Range<usize>>, settings: &Settings) -> Self {
        let speakers = range.map_or_else(Vec::new, |range| speakers_of(annotated, range));
        let of_piece = Self::of_piece(annotated.piece, settings);
        match names_of(&speakers) {
            Some(names) => {
                Self { voice: Voice::Speaker, names, tone: speakers.first().map(|body| body.tone), ..of_piece }
            }
            None => of_piece,
        }
    }

    /// Whose words a piece is in, speakers aside.
    pub fn of_piece(piece: &Piece, settings: &Settings) -> Self {
        let source = piece.source.as_ref().and_then(called);
        let lang = piece.lang.as_deref().unwrap_or(&settings.lang);
        let authors: Vec<Name<'_>> = piece.authors.iter().map(|author| Name::new(author, lang)).collect();
        let (voice, names) = match &source {
            _ if !authors.is_empty() => (Voice::Author, all_written(&authors)),
            Some(source) if piece.is_reproduction => (Voice::Source, source.clone()),
            _ => (Voice::Library, publisher(settings).to_owned()),
        };
        Self { voice, names, tone: None, after: source.filter(|_| !piece.is_reproduction) }
    }

    /// Who says it, in a line.
    pub fn line(&self) -> String {
        match &self.after {
            Some(source) => format!("{}, after {source}", self.names),
            None => self.names.clone(),
        }
    }

    /// As [`Self::line`], where the library's title stands already; `None` where nothing else is to be said.
    pub fn line_beside(&self, library: &str) -> Option<String> {
        match &self.after {
            _ if !self.is_library(library) => Some(self.line()),
            Some(source) => Some(format!("after {source}")),
            None => None,
        }
    }

    /// Who says it, where the library's title stands already and the source has a line of its own.
    pub fn names_beside(&self, library: &str) -> Option<&str> {
        (!self.is_library(library)).then_some(self.names.as_str())
    }

    /// Who says it, as a line of its own.
    pub fn announced(&self) -> String {
        let verb = match self.voice {
            Voice::Speaker => "Said by",
            Voice::Source => "From",
            Voice::Author | Voice::Library => "Written by",
        };
        format!("{verb} {}", self.line())
    }

    /// The authors of the piece, or the work that it reproduces; nothing where the library speaks.
    pub fn authors(&self) -> &str {
        if self.voice == Voice::Library { "" } else { &self.names }
    }

    pub fn is_speaker(&self) -> bool {
        self.voice == Voice::Speaker
    }

    fn is_library(&self, library: &str) -> bool {
        self.voice == Voice::Library || self.names == library
    }
}

/// The speakers who say all of a passage together; none where it is not theirs.
pub fn speakers_of<'a, 'p>(annotated: &'a AnnotatedPiece<'p>, range: &Range<usize>) -> Vec<&'a Body<'p>> {
    let text = annotated.document.text.as_str();
    let Some(words) = words_in(text, range) else { return Vec::new() };
    let speakers = annotated.bodies.in_reading_order().filter(|body| is_speaker(body));
    let around: Vec<(Range<usize>, &Body<'p>)> = speakers
        .filter_map(|body| {
            let runs = runs(text, body.passages.iter().map(|passage| &passage.range));
            Some((runs.into_iter().find(|run| contains(run, &words))?, body))
        })
        .collect();
    let has_inner = |run: &Range<usize>| around.iter().any(|(other, _)| other != run && contains(run, other));
    around.iter().filter(|(run, _)| !has_inner(run)).map(|(_, body)| *body).collect()
}

/// Speakers as people read them.
pub fn names_of(speakers: &[&Body<'_>]) -> Option<String> {
    let names: Vec<&str> = speakers.iter().map(|body| body.annotation.title.as_str()).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}

/// Whether an annotation says who speaks. In a layer of the writer's own that is shown as people, every one does; among
/// notes and analogies only those that say so themselves.
pub fn is_speaker(body: &Body<'_>) -> bool {
    let (layer, annotation) = (body.layer, body.annotation);
    match layer.name.as_str() {
        "speakers" => true,
        "notes" | "analogies" => annotation.cast.is_empty() && (annotation.side.is_some() || annotation.role.is_some()),
        _ => is_of_people(layer),
    }
}

/// Whether a layer is shown as people, by what its annotations say of themselves.
pub fn is_of_people(layer: &Layer) -> bool {
    layer.annotations.iter().all(|annotation| annotation.cast.is_empty())
        && layer.annotations.iter().any(|annotation| annotation.side.is_some() || annotation.role.is_some())
}

/// The speakers of a piece for scripts, as JSON: `[{ key, name, tone, ranges: [[start, end]] }]`. Ranges are left out where
/// the page has marks; they count the UTF-16 units of the text, as strings of scripts do.
pub fn speakers_as_data(annotated: &AnnotatedPiece<'_>, with_ranges: bool) -> String {
    let speakers = annotated.bodies.in_reading_order().filter(|body| is_speaker(body) && !body.passages.is_empty());
    let speakers: Vec<&Body<'_>> = speakers.collect();
    let ranges = speakers.iter().flat_map(|body| body.passages.iter().map(|passage| &passage.range));
    let units = if with_ranges {
        utf16_offsets(annotated.document.text.as_str(), ranges.flat_map(|range| [range.start, range.end]).collect())
    } else {
        BTreeMap::new()
    };
    let data = speakers.iter().map(|body| {
        let mut speaker = json!({ "key": body.key, "name": body.annotation.title, "tone": body.tone.as_str() });
        if with_ranges {
            let range = |range: &Range<usize>| json!([units.get(&range.start), units.get(&range.end)]);
            speaker["ranges"] = body.passages.iter().map(|passage| range(&passage.range)).collect();
        }
        speaker
    });
    Value::Array(data.collect()).to_string()
}

/// For each of these bytes of a text, how many UTF-16 units stand before it.
fn utf16_offsets(text: &str, mut bytes: Vec<usize>) -> BTreeMap<usize, usize> {
    bytes.sort_unstable();
    bytes.dedup();
    let (mut before, mut units) = (0, 0);
    let mut counted = BTreeMap::new();
    for byte in bytes {
        units += text[before..byte].encode_utf16().count();
        before = byte;
        counted.insert(byte, units);
    }
    counted
}

/// What people call a work: who published it, or its title.
fn called(work: &Work) -> Option<String> {
    work.publisher.clone().or_else(|| work.title.as_ref().map(|title| format!("“{title}”")))
}

/// The stretches that ranges cover, from word to word: those with no word between them are one.
pub fn runs<'r>(text: &str, ranges: impl Iterator<Item = &'r Range<usize>>) -> Vec<Range<usize>> {
    let mut ranges: Vec<Range<usize>> = ranges.filter_map(|range| words_in(text, range)).collect();
    ranges.sort_by_key(|range| range.start);
    let mut runs: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match runs.last_mut() {
            Some(run) if range.start <= run.end || words_in(text, &(run.end..range.start)).is_none() => {
                run.end = run.end.max(range.end);
            }
            _ => runs.push(range),
        }
    }
    runs
}

/// From the first letter or digit of a range to its last.
fn words_in(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let words = text.get(range.clone())?;
    let first = words.find(char::is_alphanumeric)?;
    let (last, char) = words.char_indices().rfind(|(_, char)| char.is_alphanumeric())?;
    Some(range.start + first..range.start + last + char.len_utf8())
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}
