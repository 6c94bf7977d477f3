//! What the library is exported as: pages for other programs, finished like those for readers.
//!
//! Enter at [`of_piece`] and [`of_library`]. There is no `/favicon.ico`: pages name their icon, which is an SVG, and a
//! program that asks for the other address knows no SVG.

use crate::content::Piece;
use crate::render::cite::{Citation, FORMATS};
use crate::render::pages::Surroundings;
use crate::render::web_annotation::{self, WebAnnotations};
use crate::render::{AnnotatedPiece, feed, listing, sitemap};

use super::page::Page;

/// The exports of a piece, by path.
pub fn of_piece(annotated: &AnnotatedPiece<'_>, surroundings: &Surroundings<'_>) -> Vec<(String, Page)> {
    let published = surroundings.addresses.published();
    let surroundings = Surroundings { addresses: &published, ..*surroundings };
    let piece = annotated.piece;
    let at = |name: &str| format!("/{}/{name}", piece.slug);
    let citation = Citation::new(piece, surroundings.settings, surroundings.addresses, None);
    let mut made = vec![
        (at("index.txt"), Page::new(annotated.document.text.as_str(), "text/plain; charset=utf-8")),
        (at("annotations.md"), Page::new(listing::markdown(annotated, &surroundings), "text/markdown; charset=utf-8")),
        (
            at("annotations.csv"),
            Page::new(listing::csv(annotated, &published), "text/csv; charset=utf-8; header=present"),
        ),
    ];
    let citations =
        FORMATS.iter().map(|format| (at(format.name), Page::new((format.write)(&citation), format.media_type)));
    made.extend(citations);
    let annotations = WebAnnotations::new(annotated, &surroundings);
    let data = |body: String| Page::new(body, web_annotation::MEDIA_TYPE);
    made.push((at("annotations.jsonld"), data(annotations.collection())));
    made.extend(annotations.pages().map(|(number, page)| (at(&format!("annotations/{number}.jsonld")), data(page))));
    made.extend(annotations.single().map(|(key, annotation)| (at(&format!("{key}.jsonld")), data(annotation))));
    made
}

/// The exports of the library, which has these pieces, by path.
pub fn of_library(shown: &[&Piece], surroundings: &Surroundings<'_>) -> Vec<(String, Page)> {
    let published = surroundings.addresses.published();
    let mut made = vec![(
        "/robots.txt".to_owned(),
        Page::new(sitemap::robots(surroundings.addresses), "text/plain; charset=utf-8"),
    )];
    if surroundings.addresses.is_published() {
        made.push(("/sitemap.xml".to_owned(), Page::new(sitemap::sitemap(shown, &published), sitemap::MEDIA_TYPE)));
    }
    let surroundings = Surroundings { addresses: &published, ..*surroundings };
    made.push(("/feed.atom".to_owned(), Page::new(feed::feed(shown, &surroundings), feed::MEDIA_TYPE)));
    made
}
