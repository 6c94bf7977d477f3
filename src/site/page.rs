//! A finished site: bytes by address.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;

use crate::anchor::directive::Malformed;
use crate::card::Card;
use crate::content::{Piece, slug};
use crate::render::Hidden;
use crate::render::address::Addresses;
use crate::render::pages::Problem;

use super::body::{self, Body, Tag};
use super::cards::card_of;
use super::compressor::Compressor;
use super::edition::{Asked, Edition, shown_at};
use super::made::Made;
use super::media_type;

/// A finished answer with what its headers say.
#[derive(Debug, Clone)]
pub struct Page {
    pub body: Arc<Body>,
    /// The body's; for a page that is made on request, of all that it is made from.
    pub tag: Tag,
    pub content_type: &'static str,
    /// Whether the address changes with the content, so that it may be kept for ever.
    pub is_immutable: bool,
    /// Whether other sites may show it in a frame.
    pub is_framable: bool,
}

impl Page {
    /// A page whose address stays while its content may change.
    pub fn new(body: impl Into<String>, content_type: &'static str) -> Self {
        // What was written has room for more at its end.
        Self::of(Bytes::from(body.into().into_boxed_str().into_boxed_bytes()), content_type)
    }

    /// As [`Self::new`], of bytes that are held anyway.
    pub fn shared(body: Arc<[u8]>, content_type: &'static str) -> Self {
        Self::of(Bytes::from_owner(body), content_type)
    }

    /// A file whose address holds the hash of its content.
    pub fn immutable(body: Bytes, content_type: &'static str) -> Self {
        Self { is_immutable: true, ..Self::of(body, content_type) }
    }

    /// A page for the frames of other sites.
    pub fn framable(body: String) -> Self {
        Self { is_framable: true, ..Self::html(body) }
    }

    pub fn html(body: String) -> Self {
        Self::new(body, HTML)
    }

    fn of(body: Bytes, content_type: &'static str) -> Self {
        let body = Body::new(body);
        Self { tag: body.tag(), body, content_type, is_immutable: false, is_framable: false }
    }

    /// Makes the forms in which it is sent, if it is of a kind that they make shorter.
    pub fn encode(&self, compressor: &mut Compressor) {
        if self.is_compressible() {
            self.body.encode(compressor);
        }
    }

    /// Whether it may have forms that have not been made.
    pub fn is_plain(&self) -> bool {
        self.is_compressible() && !self.body.is_encoded()
    }

    /// Whether it may have other forms than the plain one.
    pub fn is_compressible(&self) -> bool {
        media_type::is_compressible(self.content_type)
    }

    /// With the body that another page has, and the forms of it, if that is the same.
    #[must_use]
    fn like(self, other: Option<&Self>) -> Self {
        match other {
            Some(other) if other.body.tag() == self.body.tag() => Self { body: Arc::clone(&other.body), ..self },
            _ => self,
        }
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// Pages by decoded path below the base path: `/`, `/piece`, `/static/site.0123456789.css`.
pub type Pages = HashMap<String, Page>;

/// The same pages, with the bodies of `before` where they have not changed.
pub fn like(pages: impl IntoIterator<Item = (String, Page)>, before: Option<&Pages>) -> Pages {
    let pages = pages.into_iter().map(|(path, page)| {
        let page = page.like(before.and_then(|before| before.get(&path)));
        (path, page)
    });
    pages.collect()
}

/// The same pages with their bytes side by side: thousands of short ones in memory of their own would leave gaps between
/// them, which add up to more than the library's files.
pub fn packed(pages: Vec<(String, Page)>) -> Vec<(String, Page)> {
    let lengths: Vec<usize> = pages.iter().map(|(_, page)| page.body.bytes().len()).collect();
    let mut bytes = Vec::with_capacity(lengths.iter().sum());
    for (_, page) in &pages {
        bytes.extend_from_slice(page.body.bytes());
    }
    let mut rest = Bytes::from(bytes);
    let pages = pages.into_iter().zip(lengths);
    pages
        .map(|((path, page), length)| (path, Page { body: page.body.moved_to(rest.split_to(length)), ..page }))
        .collect()
}

/// Everything that is served, immutable.
#[derive(Debug)]
pub struct Site {
    /// What belongs to no piece.
    pub(super) pages: Pages,
    pub(super) problems: HashMap<Problem, Page>,
    /// What pages are made from; `None` where there is no library to read.
    pub(super) edition: Option<Edition>,
    pub addresses: Addresses,
    /// Changes when any file of the library does.
    pub version: String,
    /// Whether there is a library to read. A site without one has only error pages.
    pub is_ready: bool,
}

impl Site {
    /// The page at a decoded path below the base path.
    pub fn page(&self, path: &str) -> Option<&Page> {
        let slug = path.get(1..).and_then(|path| path.split('/').next());
        let of_piece = slug.and_then(|slug| self.edition.as_ref()?.made.get(slug)?.pages.get(path));
        of_piece.or_else(|| self.pages.get(path))
    }

    /// All finished pages with their paths, in no order.
    pub fn pages(&self) -> impl Iterator<Item = (&str, &Page)> {
        let pieces = self.edition.iter().flat_map(|edition| edition.made.values());
        let pages = pieces.flat_map(|made| &made.pages).chain(&self.pages);
        pages.map(|(path, page)| (path.as_str(), page))
    }

    /// As [`Self::pages`], without those of pieces for which nothing was made anew since `before`.
    pub fn pages_since(&self, before: &Self) -> impl Iterator<Item = &Page> {
        let before = before.edition.as_ref().map(|edition| &edition.made);
        let is_new = move |(slug, made): &(&String, &Arc<Made>)| {
            before.and_then(|before| before.get(*slug)).is_none_or(|before| !Arc::ptr_eq(before, made))
        };
        let pieces = self.edition.iter().flat_map(|edition| &edition.made).filter(is_new);
        pieces.flat_map(|(_, made)| made.pages.values()).chain(self.pages.values())
    }

    /// Changes when the pages of a piece do, or, without one, with anything in the library.
    pub fn version_of(&self, piece: Option<&str>) -> &str {
        let made = piece.and_then(|slug| self.edition.as_ref()?.made.get(slug));
        made.map_or(&self.version, |made| &made.version)
    }

    /// What of a reader's wishes this library has, if the page at this path can look otherwise for them.
    pub fn asked_of(&self, path: &str, page: &Page, asked: Asked) -> Option<Asked> {
        let edition = self.edition.as_ref()?;
        // Only a text has passages, and only what people read hides anything.
        let passage = asked.passage.filter(|_| edition.has_passages(path));
        let hidden = if page.content_type == HTML { edition.known(asked.hidden) } else { Hidden::default() };
        (!hidden.is_empty() || passage.is_some()).then_some(Asked { hidden, passage })
    }

    /// The tag of [`Self::page_as_asked`], known before the page is made, from all that it is made of: the finished page,
    /// and the piece, of which a frame or a citation has nothing but the passage.
    pub fn tag_as_asked(&self, path: &str, finished: &Page, asked: &Asked) -> Tag {
        let (piece, _) = shown_at(path);
        let passage = asked.passage.as_deref().unwrap_or("");
        let version = self.version_of(Some(piece));
        let parts = [version, &asked.hidden.names(), passage].map(|part| [part.as_bytes(), b"\n"].concat());
        body::tag(&[&finished.tag[..], &parts.concat()].concat())
    }

    /// The page at a decoded path below the base path as a reader asked for it: made now, from memory.
    ///
    /// # Errors
    /// When the passage that is asked for is none.
    pub fn page_as_asked(&self, path: &str, asked: &Asked) -> Result<Option<Page>, Malformed> {
        let (Some(finished), Some(edition)) = (self.page(path), &self.edition) else { return Ok(None) };
        let tag = self.tag_as_asked(path, finished, asked);
        let made = edition.page(path, asked)?;
        let is_framable = finished.is_framable;
        Ok(made.map(|body| Page { tag, is_framable, ..Page::new(body, finished.content_type) }))
    }

    /// Has the names at hand that readers write.
    pub fn gather_names(&self) {
        if let Some(edition) = &self.edition {
            edition.spelling();
        }
    }

    /// The library's title, as far as there is one.
    pub fn title(&self) -> &str {
        self.edition.as_ref().map_or("", |edition| &edition.library.settings.title)
    }

    /// The library's address, if it has said one.
    pub fn base_url(&self) -> Option<&str> {
        self.edition.as_ref()?.library.settings.base_url.as_deref()
    }

    /// The scheme and host where readers find the library, if it has said so.
    pub fn origin(&self) -> Option<(&str, &str)> {
        let (scheme, rest) = self.base_url()?.split_once("://")?;
        Some((scheme, rest.split('/').next().unwrap_or(rest)))
    }

    /// The piece of this name that readers are shown, however its capitals and accents are written.
    pub fn piece_called(&self, name: &str) -> Option<&Piece> {
        let edition = self.edition.as_ref()?;
        let slug = if edition.made.contains_key(name) { name } else { edition.spelling().piece(name)? };
        edition.shown().map(|(_, piece)| piece).find(|piece| piece.slug == slug)
    }

    /// The path of the page that somebody means whose address has other capitals, or accents written otherwise.
    pub fn path_meant(&self, path: &str) -> Option<&str> {
        let edition = self.edition.as_ref()?;
        let (name, _) = path.strip_prefix('/').map(|path| path.split_once('/').unwrap_or((path, "")))?;
        let made = edition.made.get(edition.spelling().piece(name)?)?;
        let key = slug::key(path);
        made.pages.keys().map(String::as_str).find(|known| slug::key(known) == key)
    }

    /// What the card of a piece that readers are shown says, or that of a passage of it, by the value of its address.
    ///
    /// # Errors
    /// When that value is none.
    pub fn card(&self, piece: &str, passage: Option<&str>) -> Result<Option<Card>, Malformed> {
        let Some(edition) = &self.edition else { return Ok(None) };
        let Some((_, piece)) = edition.shown().find(|(_, shown)| shown.slug == piece) else { return Ok(None) };
        let view = passage.map(|value| edition.passage_view(piece, value)).transpose()?.flatten();
        Ok(Some(card_of(&edition.library.settings, piece, view)))
    }

    /// The page that says what went wrong.
    pub fn problem(&self, problem: Problem) -> Option<&Page> {
        self.problems.get(&problem)
    }

    /// The paths of all pages, in no order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.pages().map(|(path, _)| path)
    }
}
