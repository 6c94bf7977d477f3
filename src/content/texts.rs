//! Faults of the texts, once the whole library is known.
//!
//! Enter at [`check`]. Each text and each annotation's body is parsed once for its links and raw HTML; an annotation
//! that nothing points at is a fault of its own.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use crate::text::Document;

use super::catalog::{Catalog, Destination};
use super::diagnostic::{Code, Diagnostic};
use super::fields::Report;
use super::guard;
use super::library::{Annotation, Library, Piece};
use super::links::{self, Guesses, Reach};

/// The faults of all texts of a library. A link to a file in `at_fault` is not another fault.
pub fn check(library: &Library, at_fault: &HashSet<String>) -> Vec<Diagnostic> {
    let (guesses, others) = (Guesses::default(), OtherPieces::new(&library.pieces));
    let check = |piece| check_piece(piece, &library.catalog, at_fault, &guesses, &others);
    library.pieces.iter().flat_map(check).collect()
}

/// What links out of a piece can name in another.
pub struct OtherPieces<'l> {
    pieces: HashMap<&'l str, &'l Piece>,
    /// The ids of those pieces that a link has asked for.
    ids: RefCell<HashMap<&'l str, HashSet<String>>>,
}

impl<'l> OtherPieces<'l> {
    fn new(pieces: &'l [Piece]) -> Self {
        Self { pieces: pieces.iter().map(|piece| (piece.slug.as_str(), piece)).collect(), ids: RefCell::default() }
    }

    pub fn is_draft(&self, piece: &str) -> bool {
        self.pieces.get(piece).is_some_and(|piece| piece.draft)
    }

    pub fn has_id(&self, piece: &str, id: &str) -> bool {
        let Some(piece) = self.pieces.get(piece) else { return false };
        let mut known = self.ids.borrow_mut();
        known.entry(&piece.slug).or_insert_with(|| ids_of(piece)).contains(id)
    }
}

/// None where the parser panics: that is reported where the piece itself is checked.
fn ids_of(piece: &Piece) -> HashSet<String> {
    let document = guard::guarded(|| Document::parse(&piece.file.text, piece.body_start));
    document.map_or(HashSet::new(), |document| document.blocks.into_iter().map(|block| block.id).collect())
}

fn check_piece(
    piece: &Piece,
    catalog: &Catalog,
    at_fault: &HashSet<String>,
    guesses: &Guesses,
    others: &OtherPieces<'_>,
) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let mut report = Report { file: &piece.file, diagnostics: &mut diagnostics };
    let Some(document) = parse(piece.body_start, &mut report) else { return diagnostics };
    let ids: HashSet<&str> = document.blocks.iter().map(|block| block.id.as_str()).collect();
    let reach = Reach { catalog, at_fault, piece, ids: &ids, others, guesses };
    links::check(&document, reach, &mut report);

    let linked = linked(piece, &document, catalog);
    for (_, annotation) in piece.annotations() {
        let mut report = Report { file: &annotation.file, diagnostics: &mut diagnostics };
        if let Some(document) = parse(annotation.body_start, &mut report) {
            links::check(&document, reach, &mut report);
        }
        let key = (annotation.layer.clone(), annotation.slug.clone());
        if annotation.targets.is_empty() && !linked.contains(&key) {
            unused(annotation, &mut report);
        }
    }
    diagnostics
}

/// The annotations that words of the text are linked to, by layer and slug.
fn linked(piece: &Piece, document: &Document<'_>, catalog: &Catalog) -> HashSet<(String, String)> {
    let links = document.links.iter();
    // A link around nothing, or around a picture, has no words to stand on.
    let around_words =
        links.filter(|link| !link.is_image && !document.text.as_str()[link.text.clone()].trim().is_empty());
    let annotations = around_words.filter_map(|link| match catalog.resolve(&piece.file.path, &link.destination) {
        Destination::Annotation { piece: other, layer, slug } if other == piece.slug => Some((layer, slug)),
        _ => None,
    });
    annotations.collect()
}

fn unused(annotation: &Annotation, report: &mut Report<'_>) {
    let text = &annotation.file.text;
    let start = text.find("title").unwrap_or(0);
    let end = start + text[start..].lines().next().map_or(0, str::len);
    let help = format!("link to it from the text, `[words]({}.md)`, or give it `targets`", annotation.key());
    report.add(Code::AnnotationUnused, start..end, "nothing in the text points at this annotation", help);
}

/// The text of a file; a panic of the parser is reported.
fn parse<'f>(body_start: usize, report: &mut Report<'f>) -> Option<Document<'f>> {
    let file = report.file;
    guard::reported(report, body_start, || Document::parse(&file.text, body_start))
}
