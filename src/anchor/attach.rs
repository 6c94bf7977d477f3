//! All anchors of a piece: where its annotations stand in its text, and which lost their place.
//!
//! Enter at [`attach`]. Anchors come from two sides: links in the text to an annotation's file, which are where they
//! are, and `targets` in an annotation's front matter, which are resolved against the text. What is not found is
//! reported twice: as [`Lost`] for the readers of the page, and as a diagnostic with a remedy for its writer.

use std::collections::HashMap;
use std::ops::Range;

use crate::content::{Annotation, Catalog, Code, Destination, Diagnostic, Piece, Selector, Target, TargetReport};
use crate::text::{BlockKind, Document, Text};

use super::fold::Folded;
use super::remedy::Remedies;
use super::{Index, Landmarks, Reason, Resolution, State, TextRange};

/// More places than these are not listed in a message.
const PLACES_IN_HELP: usize = 3;
/// A longer quotation is cut in messages, in Unicode scalars.
const QUOTE_IN_MESSAGE: usize = 80;

/// An annotation's place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Anchor {
    /// The annotation, by its index in [`Piece::annotations`].
    pub annotation: usize,
    /// Bytes of the document's text, without white space at either end.
    pub range: Range<usize>,
    pub state: State,
    /// From 0 to 1.
    pub confidence: f32,
}

/// A target that is nowhere, or in too many places.
#[derive(Debug, Clone, PartialEq)]
pub struct Lost {
    pub annotation: usize,
    pub state: State,
    /// As written.
    pub selector: Selector,
    /// The words that the annotation was made on.
    pub quote: String,
    /// Why, in a sentence without capital or full stop.
    pub reason: String,
}

#[derive(Debug, Default)]
pub struct Attached {
    /// In the order of the text; of equal beginnings the longer first.
    pub anchors: Vec<Anchor>,
    pub lost: Vec<Lost>,
    /// For each block of the document, the value of the link to it; only paragraphs and headings have one.
    pub block_links: Vec<Option<String>>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds every annotation of `piece` in its `document`.
pub fn attach(piece: &Piece, document: &Document<'_>, catalog: &Catalog) -> Attached {
    let mut attached = Attached { anchors: links(piece, document, catalog), ..Attached::default() };
    let annotations: Vec<&Annotation> = piece.annotations().map(|(_, annotation)| annotation).collect();
    let targets: Vec<(usize, &Target)> = annotations
        .iter()
        .enumerate()
        .flat_map(|(index, annotation)| annotation.targets.iter().map(move |target| (index, target)))
        .collect();
    let index = Index::new(document.text.as_str());
    attached.block_links = block_links(document, &index);
    if !targets.is_empty() {
        let items: Vec<(Selector, Option<usize>)> =
            targets.iter().map(|(_, target)| (target.selector.clone(), None)).collect();
        for (&(annotation, target), resolution) in targets.iter().zip(index.resolve_all(&items)) {
            let described = Described { annotation: annotations[annotation], target, resolution: &resolution };
            attached.diagnostics.extend(described.diagnostic(&index, Read { file: &piece.file.text, document }));
            match resolution.range.map(|range| trimmed(&document.text, range)) {
                Some(range) => attached.anchors.push(Anchor {
                    annotation,
                    range,
                    state: resolution.state,
                    confidence: resolution.confidence,
                }),
                None => attached.lost.push(Lost {
                    annotation,
                    state: resolution.state,
                    selector: target.selector.clone(),
                    quote: quote_of(&target.selector),
                    reason: resolution.reason.to_string(),
                }),
            }
        }
    }
    attached.anchors.sort_by_key(|anchor| (anchor.range.start, std::cmp::Reverse(anchor.range.end), anchor.annotation));
    // Words that are linked to an annotation which also quotes them are one passage.
    attached.anchors.dedup_by(|a, b| a.annotation == b.annotation && a.range == b.range);
    attached
}

fn block_links(document: &Document<'_>, index: &Index) -> Vec<Option<String>> {
    let text = &document.text;
    let landmarks = Landmarks::new(index);
    let links = document.blocks.iter().map(|block| {
        let is_linked = matches!(block.kind, BlockKind::Paragraph | BlockKind::Heading(_));
        let range = TextRange { start: text.scalar(block.text.start), end: text.scalar(block.text.end) };
        let words = |range: TextRange| text.as_str()[text.byte(range.start)..text.byte(range.end)].to_owned();
        let directive = is_linked.then(|| landmarks.directive(range, words)).flatten()?;
        Some(directive.write())
    });
    links.collect()
}

/// Anchors from inside the text: every link to a file of an annotation of this piece.
fn links(piece: &Piece, document: &Document<'_>, catalog: &Catalog) -> Vec<Anchor> {
    let numbers: HashMap<(&str, &str), usize> = piece
        .annotations()
        .enumerate()
        .map(|(index, (layer, annotation))| ((layer.name.as_str(), annotation.slug.as_str()), index))
        .collect();
    let mut anchors = Vec::new();
    for link in document.links.iter().filter(|link| !link.is_image) {
        let Destination::Annotation { piece: other, layer, slug } =
            catalog.resolve(&piece.file.path, &link.destination)
        else {
            continue;
        };
        let number = numbers.get(&(layer.as_str(), slug.as_str())).filter(|_| other == piece.slug);
        let range = trimmed_bytes(document.text.as_str(), link.text.clone());
        if let (Some(&annotation), false) = (number, range.is_empty()) {
            anchors.push(Anchor { annotation, range, state: State::Found, confidence: 1.0 });
        }
    }
    anchors
}

fn trimmed(text: &Text, range: TextRange) -> Range<usize> {
    trimmed_bytes(text.as_str(), text.byte(range.start)..text.byte(range.end))
}

/// White space at the ends of an anchor would be marked, or end up between two blocks where nothing can be.
fn trimmed_bytes(text: &str, range: Range<usize>) -> Range<usize> {
    let words = &text[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    start..start + words.trim().len()
}

/// The words of a selector, as a reader may see them.
fn quote_of(selector: &Selector) -> String {
    match selector {
        Selector::Quote(quote) => quote.exact.clone(),
        Selector::Range { start, end } => format!("{} … {}", start.exact, end.exact),
    }
}

/// The text that targets were resolved against, and the file that it was written in.
#[derive(Clone, Copy)]
struct Read<'a> {
    file: &'a str,
    document: &'a Document<'a>,
}

impl Read<'_> {
    /// The line of the file, from 1, in which a range of the text begins.
    fn line(self, range: TextRange) -> usize {
        let text = trimmed(&self.document.text, range);
        let source = self.document.map.source(text).start;
        self.file[..source].matches('\n').count() + 1
    }
}

/// A target with what became of it.
struct Described<'a> {
    annotation: &'a Annotation,
    target: &'a Target,
    resolution: &'a Resolution,
}

impl Described<'_> {
    /// What the writer should know; nothing where the words stand as they were.
    fn diagnostic(&self, index: &Index, read: Read<'_>) -> Option<Diagnostic> {
        let nearest = self.resolution.range.or_else(|| self.resolution.candidates.first().copied());
        let found = nearest.map(|range| read.document.text.slice(range.start..range.end).to_owned());
        let reason = &self.resolution.reason;
        let (code, state, message, help) = match self.resolution.state {
            State::Found => return None,
            State::Moved => (
                Code::TargetMoved,
                "moved",
                format!("the text has changed since this was quoted: {reason}"),
                self.requoted(nearest, "if that is the place, quote it as it is now", index, read),
            ),
            State::Ambiguous => (
                Code::TargetAmbiguous,
                "ambiguous",
                format!("it is not clear which words are meant: {reason}"),
                self.choices(index, read),
            ),
            State::Orphaned => (
                Code::TargetOrphaned,
                "orphaned",
                format!("the quoted words are not in the text: {reason}"),
                self.requoted(nearest, "if the nearest text is meant, quote that", index, read),
            ),
        };
        let span = match (&self.target.end_span, reason) {
            (Some(end), Reason::End(_)) => end.clone(),
            _ => self.target.span.clone(),
        };
        let mut diagnostic = Diagnostic::new(code, &self.annotation.file.path, span, message, help);
        diagnostic.target = Some(TargetReport {
            annotation: self.annotation.key(),
            state,
            confidence: self.resolution.confidence,
            quote: quote_of(&self.target.selector),
            found,
        });
        Some(diagnostic)
    }

    /// The target to paste for the one place that may be meant.
    fn requoted(&self, place: Option<TextRange>, lead: &str, index: &Index, read: Read<'_>) -> String {
        let Some(range) = place else {
            return "quote words that stand in the text, or take the target out".to_owned();
        };
        let remedies = Remedies { index, text: &read.document.text };
        let reason = &self.resolution.reason;
        let line = read.line(range);
        let remedy = match (&self.target.selector, reason) {
            (selector @ Selector::Range { .. }, Reason::Start(_) | Reason::End(_)) => {
                remedies.end(selector, reason, range)
            }
            _ => remedies.passage(range),
        };
        match remedy {
            Some(remedy) => format!("{lead}:\n  {remedy}  # line {line}"),
            None => format!(
                "the nearest text, in line {line}, is “{}”; {}",
                shortened(read.document.text.slice(range.start..range.end)),
                self.linked()
            ),
        }
    }

    /// Targets to paste, one for each place that the words stand in.
    fn choices(&self, index: &Index, read: Read<'_>) -> String {
        let remedies = Remedies { index, text: &read.document.text };
        let places = self.resolution.candidates.iter().filter(|place| self.is_passage(index, **place));
        let choices = places.take(PLACES_IN_HELP).filter_map(|place| {
            let remedy = remedies.passage(*place)?;
            Some(format!("\n  {remedy}  # line {}", read.line(*place)))
        });
        let choices: String = choices.collect();
        match (choices.is_empty(), &self.target.selector) {
            (false, _) => format!("say which, with the words before or after them:{choices}"),
            (true, Selector::Range { .. }) => {
                "make `start` and `end` longer, or give them a `prefix` or `suffix`".to_owned()
            }
            (true, Selector::Quote(_)) => self.linked(),
        }
    }

    /// Whether a candidate is all of what the target is about, and not one end of it.
    fn is_passage(&self, index: &Index, candidate: TextRange) -> bool {
        let Selector::Range { start, end } = &self.target.selector else { return true };
        let words = &index.text()[index.folded().to_folded(candidate)];
        let [start, end] = [start, end].map(|quote| Folded::new(&quote.exact).text().trim().to_owned());
        words.len() >= start.len() + end.len() && words.trim().ends_with(&end)
    }

    /// For words that no context tells from their likes.
    fn linked(&self) -> String {
        format!("link to the annotation from the words themselves, `[words]({}.md)`", self.annotation.key())
    }
}

/// The words of a passage for a message.
fn shortened(text: &str) -> String {
    let mut scalars = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = scalars.char_indices().nth(QUOTE_IN_MESSAGE) {
        scalars.truncate(cut);
        scalars.push('…');
    }
    scalars
}
