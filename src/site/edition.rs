//! A library with all that was found out about it: what pages are made from.
//!
//! Enter at [`Edition::page`], which makes one page for what a reader has hidden, or of a passage. Most pages are made once, when the
//! library is loaded; the same code makes the others when they are asked for, from memory alone.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::anchor::Attached;
use crate::anchor::directive::Malformed;
use crate::content::{Catalog, Library, Piece};
use crate::render::address::Addresses;
use crate::render::attribution::Attribution;
use crate::render::cite::{Citation, FORMATS, Passage};
use crate::render::pages::{self, Chrome, Neighbours, Surroundings};
use crate::render::{AnnotatedPiece, AssetNames, Hidden, SharedPassage};
use crate::text::Document;

use super::cards::PassageView;
use super::made::Made;
use super::spelling::Spelling;

/// What a reader asks for besides a page.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub hidden: Hidden,
    /// The value of a passage's address, still encoded.
    pub passage: Option<String>,
}

/// Where a passage is shown.
#[derive(Clone, Copy)]
pub(super) enum Shown {
    InItsText,
    InAFrame,
    Cited(fn(&Citation<'_>) -> String),
}

/// The piece that a decoded path below the base path is about, and how its passages are shown there.
pub(super) fn shown_at(path: &str) -> (&str, Shown) {
    let path = path.strip_prefix('/').unwrap_or(path);
    let (slug, name) = path.split_once('/').unwrap_or((path, ""));
    match (name, FORMATS.iter().find(|format| format.name == name)) {
        ("embed", _) => (slug, Shown::InAFrame),
        (_, Some(format)) => (slug, Shown::Cited(format.write)),
        (_, None) => (path, Shown::InItsText),
    }
}

/// What pages are made from.
#[derive(Debug)]
pub struct Edition {
    pub library: Arc<Library>,
    /// What links may lead to.
    pub catalog: Catalog,
    pub addresses: Addresses,
    pub assets: AssetNames,
    pub chrome: Chrome,
    pub version: String,
    pub with_drafts: bool,
    /// See [`Self::spelling`]: put together when it is first asked for, because in a large library that takes a while.
    pub spelling: OnceLock<Spelling>,
    /// What was made for each piece, by slug.
    pub made: HashMap<String, Arc<Made>>,
}

impl Edition {
    /// Without the names of what the library does not have, and with the others as it writes them.
    pub fn known(&self, hidden: Hidden) -> Hidden {
        if hidden.is_empty() {
            return hidden;
        }
        let spelling = self.spelling();
        hidden.as_meant(|name| spelling.hideable(name))
    }

    /// The names of all pieces, layers and annotations.
    pub fn spelling(&self) -> &Spelling {
        self.spelling.get_or_init(|| Spelling::of(&self.library))
    }

    /// Whether passages of a piece can be asked for at a decoded path below the base path.
    pub fn has_passages(&self, path: &str) -> bool {
        let (slug, _) = shown_at(path);
        self.library.pieces.iter().any(|piece| piece.slug == slug)
    }

    /// The page at a decoded path below the base path as a reader asked for it, of the same type as the finished one;
    /// `None` where there is no page that could look otherwise.
    ///
    /// # Errors
    /// When the passage that is asked for is none.
    pub fn page(&self, path: &str, asked: &Asked) -> Result<Option<String>, Malformed> {
        let Some(value) = &asked.passage else { return Ok(self.page_without(path, &asked.hidden)) };
        let (slug, shown) = shown_at(path);
        self.passage(slug, value, &asked.hidden, shown)
    }

    /// A passage of a piece that somebody shared.
    fn passage(&self, slug: &str, value: &str, hidden: &Hidden, shown: Shown) -> Result<Option<String>, Malformed> {
        let Some((neighbours, piece)) = self.shown().find(|(_, shown)| shown.slug == slug) else { return Ok(None) };
        let Some(mut annotated) = self.annotated(piece) else { return Ok(None) };
        annotated.passage = Some(SharedPassage::open(value, &annotated.document.text)?);
        let addresses = self.addresses.carrying(hidden);
        let surroundings =
            Surroundings { addresses: &addresses, hidden, is_variant: true, ..self.surroundings_of(slug) };
        Ok(Some(match shown {
            Shown::InItsText => pages::piece(&annotated, neighbours, &surroundings),
            Shown::InAFrame => pages::embed(&annotated, &surroundings),
            Shown::Cited(write) => {
                let passage = Passage::of(&annotated);
                write(&Citation::new(piece, surroundings.settings, surroundings.addresses, passage.as_ref()))
            }
        }))
    }

    /// What a card shows of a passage: its words in the piece, if they are there, whose they are, and the
    /// tone of the innermost annotation around them.
    ///
    /// # Errors
    /// When the value of the address is none.
    pub fn passage_view(&self, piece: &Piece, value: &str) -> Result<Option<PassageView>, Malformed> {
        let Some(annotated) = self.annotated(piece) else { return Ok(None) };
        let text = &annotated.document.text;
        let Some(range) = SharedPassage::open(value, text)?.range else { return Ok(None) };
        let said_by = Attribution::of(&annotated, Some(&range), &self.library.settings);
        // Where the passage begins at the quotation marks around what somebody says, it lies in no annotation.
        let tone = annotated.tone_around(&range).or(said_by.tone);
        Ok(Some(PassageView { quote: text.as_str()[range].to_owned(), tone, said_by }))
    }

    fn page_without(&self, path: &str, hidden: &Hidden) -> Option<String> {
        let addresses = self.addresses.carrying(hidden);
        let mut names = path.strip_prefix('/')?.split('/');
        let piece = names.next().unwrap_or("");
        let surroundings =
            Surroundings { addresses: &addresses, hidden, is_variant: true, ..self.surroundings_of(piece) };
        if piece.is_empty() {
            return Some(self.library_page(&surroundings));
        }
        let (neighbours, piece) = self.shown().find(|(_, shown)| shown.slug == piece)?;
        let annotated = self.annotated(piece)?;
        match (names.next(), names.next(), names.next()) {
            (None, ..) => Some(pages::piece(&annotated, neighbours, &surroundings)),
            (Some(layer), None, _) => {
                let layer = piece.layers.iter().find(|known| known.name == layer)?;
                Some(pages::layer(&annotated, layer, &surroundings))
            }
            (Some(layer), Some(slug), None) => {
                let mut bodies = annotated.bodies.all.iter();
                let body = bodies.find(|body| body.layer.name == layer && body.annotation.slug == slug)?;
                Some(pages::annotation(&annotated, body, &surroundings))
            }
            _ => None,
        }
    }

    /// The library page.
    pub fn library_page(&self, surroundings: &Surroundings<'_>) -> String {
        let shown = self.shown().filter_map(|(_, piece)| Some((piece, self.made.get(&piece.slug)?.summary.as_ref()?)));
        pages::library(&shown.collect::<Vec<_>>(), surroundings)
    }

    /// What all pages have in common, with nothing hidden.
    pub fn surroundings(&self) -> Surroundings<'_> {
        Surroundings {
            catalog: &self.catalog,
            ..Surroundings::new(&self.library, &self.addresses, &self.assets, &self.chrome, &self.version)
        }
    }

    /// As [`Self::surroundings`], for the pages of a piece.
    fn surroundings_of<'e>(&'e self, piece: &'e str) -> Surroundings<'e> {
        match self.made.get(piece) {
            Some(made) => Surroundings { version: &made.version, piece: Some(piece), ..self.surroundings() },
            None => self.surroundings(),
        }
    }

    /// The pieces that readers are shown, with those before and after each.
    pub fn shown(&self) -> impl Iterator<Item = (Neighbours<'_>, &Piece)> {
        let pieces = self.library.pieces.iter().map(Arc::as_ref);
        let shown: Vec<&Piece> = pieces.filter(|piece| self.with_drafts || !piece.draft).collect();
        (0..shown.len()).map(move |index| {
            let at = |index: Option<usize>| index.and_then(|index| shown.get(index)).copied();
            (Neighbours { previous: at(index.checked_sub(1)), next: at(index.checked_add(1)) }, shown[index])
        })
    }

    /// A piece with its marks and bodies; `None` for one that could not be read.
    pub fn annotated<'e>(&'e self, piece: &'e Piece) -> Option<AnnotatedPiece<'e>> {
        Some(Self::annotate(piece, Arc::clone(self.made.get(&piece.slug)?.attached.as_ref()?)))
    }

    /// A piece with the marks and bodies that its anchors make.
    pub fn annotate(piece: &Piece, attached: Arc<Attached>) -> AnnotatedPiece<'_> {
        AnnotatedPiece::new(piece, Document::parse(&piece.file.text, piece.body_start), attached)
    }
}
