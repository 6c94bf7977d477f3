//! All that is made for one piece: its anchors, its pages, and what the library page says of it.
//!
//! Enter at [`Made::new`]. Steps: parse, anchor, render. A panic on the way becomes a fault of the piece.

use std::sync::Arc;

use crate::anchor::{Attached, attach};
use crate::content::{self, Code, Diagnostic, Piece};
use crate::render::Summary;
use crate::render::pages::{self, Neighbours, Surroundings};
use crate::text::Document;

use super::edition::Edition;
use super::exports;
use super::page::{Page, Pages, like, packed};

#[derive(Debug)]
pub struct Made {
    /// Names everything that it was made from.
    pub version: String,
    /// What anchoring found.
    pub diagnostics: Vec<Diagnostic>,
    /// `None` where it could not be read.
    pub attached: Option<Arc<Attached>>,
    /// None where readers are not shown the piece.
    pub pages: Pages,
    pub summary: Option<Summary>,
    /// The assets that its pages use: their paths, and the names that they are served under.
    pub assets: Vec<(String, String)>,
}

impl Made {
    /// Makes everything for a piece; its pages if it is shown, which is where it has neighbours. Pages that are as
    /// `before` keep the forms that they had.
    pub fn new(
        piece: &Piece,
        neighbours: Option<Neighbours<'_>>,
        version: String,
        edition: &Edition,
        before: Option<&Self>,
    ) -> Self {
        let mut made = Self {
            version,
            diagnostics: Vec::new(),
            attached: None,
            pages: Pages::new(),
            summary: None,
            assets: Vec::new(),
        };
        let attach = || attach(piece, &Document::parse(&piece.file.text, piece.body_start), &edition.library.catalog);
        let mut attached = match content::guarded(attach) {
            Ok(attached) => attached,
            Err(panic) => {
                made.diagnostics.push(panicked(piece, &panic));
                return made;
            }
        };
        made.diagnostics.append(&mut attached.diagnostics);
        let attached = Arc::new(attached);
        made.attached = Some(Arc::clone(&attached));
        let Some(neighbours) = neighbours else { return made };
        let assets = edition.assets.unused();
        let surroundings = Surroundings {
            assets: &assets,
            version: &made.version,
            piece: Some(&piece.slug),
            ..edition.surroundings()
        };
        let before = before.map(|before| &before.pages);
        match content::guarded(|| piece_pages(piece, neighbours, attached, &surroundings, before)) {
            Ok((pages, summary)) => {
                made.pages = pages;
                made.summary = Some(summary);
                made.assets = assets.used();
            }
            Err(panic) => made.diagnostics.push(panicked(piece, &panic)),
        }
        made
    }
}

/// All pages of a piece, with those of `before` that are the same, and what the library page says of it.
fn piece_pages(
    piece: &Piece,
    neighbours: Neighbours<'_>,
    attached: Arc<Attached>,
    surroundings: &Surroundings<'_>,
    before: Option<&Pages>,
) -> (Pages, Summary) {
    let slug = &piece.slug;
    let annotated = Edition::annotate(piece, attached);
    // An annotation may be called like another's data; the page that readers go to is put over it.
    let mut made = exports::of_piece(&annotated, surroundings);
    made.extend([
        (format!("/{slug}"), Page::html(pages::piece(&annotated, neighbours, surroundings))),
        (format!("/{slug}/embed"), Page::framable(pages::embed(&annotated, surroundings))),
    ]);
    for layer in &piece.layers {
        let name = &layer.name;
        made.push((format!("/{slug}/{name}"), Page::html(pages::layer(&annotated, layer, surroundings))));
    }
    for body in &annotated.bodies.all {
        let page = Page::html(pages::annotation(&annotated, body, surroundings));
        made.push((format!("/{slug}/{}", body.key), page));
    }
    // What is saved again and again is not packed: each page that stays the same would keep all that were packed with it.
    let mut made = if before.is_none() { packed(made) } else { made };
    let markdown = Page::shared(Arc::from(Arc::clone(&piece.file.text)), "text/markdown; charset=utf-8");
    made.push((format!("/{slug}/index.md"), markdown));
    (like(made, before), Summary::new(&annotated))
}

fn panicked(piece: &Piece, panic: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MarkdownParser,
        &piece.file.path,
        piece.body_start..piece.body_start,
        format!("making the page of this piece failed: {panic}"),
        "please report it with the file; taking out its newest part helps for now".to_owned(),
    )
}
