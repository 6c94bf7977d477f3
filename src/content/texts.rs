//! Faults of the texts, once the whole library is known.
//!
//! Enter at [`Texts::check`]. Each text and each annotation's body is parsed once for its links, footnotes and raw HTML; an annotation
//! that nothing points at is a fault of its own.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::text::Document;

use super::catalog::{Catalog, Destination};
use super::controls;
use super::diagnostic::{Code, Diagnostic};
use super::fields::Report;
use super::footnotes;
use super::guard;
use super::library::{Annotation, Library, Piece, SourceFile};
use super::links::{self, Reach};
use super::tree::folder_of;
use super::unread;

pub use super::links::Guesses;

/// What the texts of one piece came to.
#[derive(Debug, Default)]
pub struct Checked {
    pub diagnostics: Vec<Diagnostic>,
    /// The other folders that its links lead to, or would if there were any of that name.
    pub outward: BTreeSet<String>,
}

/// The texts of a library.
pub struct Texts<'l> {
    library: &'l Library,
    /// A link to one of these files is not another fault.
    at_fault: &'l HashSet<String>,
    others: OtherPieces<'l>,
}

impl<'l> Texts<'l> {
    pub fn new(library: &'l Library, at_fault: &'l HashSet<String>) -> Self {
        Self { library, at_fault, others: OtherPieces::new(&library.pieces) }
    }

    /// Reads the texts of a piece. Without `guesses` nothing is said of what may have been meant.
    pub fn check(&self, piece: &Piece, guesses: Option<&Guesses>) -> Checked {
        let catalog = &self.library.catalog;
        let mut checked = Checked::default();
        let mut report = Report { file: &piece.file, diagnostics: &mut checked.diagnostics };
        let Some(document) = parse(piece.body_start, &mut report) else { return checked };
        let ids: HashSet<&str> = document.blocks.iter().map(|block| block.id.as_str()).collect();
        let reach = Reach { catalog, at_fault: self.at_fault, piece, ids: &ids, others: &self.others, guesses };
        check(&document, reach, &mut report);
        outward(piece, &piece.file, &document, catalog, &mut checked.outward);

        let linked = linked(piece, &document, catalog);
        for (_, annotation) in piece.annotations() {
            let mut report = Report { file: &annotation.file, diagnostics: &mut checked.diagnostics };
            if let Some(document) = parse(annotation.body_start, &mut report) {
                check(&document, reach, &mut report);
                outward(piece, &annotation.file, &document, catalog, &mut checked.outward);
            }
            let key = (annotation.layer.clone(), annotation.slug.clone());
            if annotation.targets.is_empty() && !linked.contains(&key) {
                unused(annotation, &mut report);
            }
        }
        checked
    }
}

/// Reports what is wrong with one text.
fn check(document: &Document<'_>, reach: Reach<'_, '_>, report: &mut Report<'_>) {
    links::check(document, reach, report);
    unread::check(document, report);
    footnotes::check(document, report);
    controls::named(document, report);
}

/// Adds the folders, other than its own, that the links of a file of `piece` lead to.
fn outward(piece: &Piece, file: &SourceFile, document: &Document<'_>, catalog: &Catalog, found: &mut BTreeSet<String>) {
    for link in &document.links {
        let folders = match catalog.resolve(&file.path, &link.destination) {
            Destination::Piece { piece, .. } | Destination::Annotation { piece, .. } => vec![piece],
            // A name alone is that of a file at the top, or of a folder that is not there or cannot be read, which is
            // known at the top too.
            Destination::Asset(path) | Destination::Missing(path) => {
                let first = path.split('/').next().unwrap_or_default();
                vec![first.to_owned(), folder_of(&path).to_owned()]
            }
            Destination::External(_) | Destination::Fragment(_) | Destination::Forbidden(_) => continue,
        };
        found.extend(folders.into_iter().filter(|folder| *folder != piece.slug));
    }
}

/// What links out of a piece can name in another.
pub struct OtherPieces<'l> {
    pieces: HashMap<&'l str, &'l Piece>,
    /// The ids of those pieces that a link has asked for.
    ids: Mutex<HashMap<&'l str, HashSet<String>>>,
}

impl<'l> OtherPieces<'l> {
    fn new(pieces: &'l [Arc<Piece>]) -> Self {
        let pieces = pieces.iter().map(|piece| (piece.slug.as_str(), piece.as_ref()));
        Self { pieces: pieces.collect(), ids: Mutex::default() }
    }

    pub fn is_draft(&self, piece: &str) -> bool {
        self.pieces.get(piece).is_some_and(|piece| piece.draft)
    }

    pub fn has_id(&self, piece: &str, id: &str) -> bool {
        let Some(piece) = self.pieces.get(piece) else { return false };
        // A panic while it was locked leaves it whole.
        let mut known = self.ids.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(&piece.slug).or_insert_with(|| ids_of(piece)).contains(id)
    }
}

/// None where the parser panics: that is reported where the piece itself is checked.
fn ids_of(piece: &Piece) -> HashSet<String> {
    let document = guard::guarded(|| Document::parse(&piece.file.text, piece.body_start));
    document.map_or(HashSet::new(), |document| document.blocks.into_iter().map(|block| block.id).collect())
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
