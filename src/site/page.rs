//! A finished site: bytes by address.

use std::collections::HashMap;
use std::sync::Arc;

use crate::anchor::directive::Malformed;
use crate::card::Card;
use crate::render::Hidden;
use crate::render::address::Addresses;
use crate::render::pages::Problem;

use super::cards::card_of;
use super::edition::{Asked, Edition};

/// A finished response body with what its headers say.
#[derive(Debug, Clone)]
pub struct Page {
    pub body: Arc<[u8]>,
    pub content_type: &'static str,
    /// With its quotation marks; made of the body's hash.
    pub etag: String,
    /// Whether the address changes with the content, so that it may be kept for ever.
    pub is_immutable: bool,
    /// Whether other sites may show it in a frame.
    pub is_framable: bool,
}

impl Page {
    /// A page whose address stays while its content may change.
    pub fn new(body: impl Into<Vec<u8>>, content_type: &'static str) -> Self {
        let body: Arc<[u8]> = Arc::from(body.into());
        Self { etag: etag(&body), body, content_type, is_immutable: false, is_framable: false }
    }

    /// A file whose address holds the hash of its content.
    pub fn immutable(body: Arc<[u8]>, content_type: &'static str) -> Self {
        Self { etag: etag(&body), body, content_type, is_immutable: true, is_framable: false }
    }

    /// A page for the frames of other sites.
    pub fn framable(body: String) -> Self {
        Self { is_framable: true, ..Self::html(body) }
    }

    pub fn html(body: String) -> Self {
        Self::new(body, HTML)
    }
}

const HTML: &str = "text/html; charset=utf-8";

/// Half of the hash is still far beyond any chance of two bodies sharing it.
const ETAG_DIGITS: usize = 32;

fn etag(body: &[u8]) -> String {
    let hash = blake3::hash(body).to_hex();
    format!("\"{}\"", &hash[..ETAG_DIGITS])
}

/// Everything that is served, immutable.
#[derive(Debug)]
pub struct Site {
    /// By decoded path below the base path: `/`, `/piece`, `/static/site.0123456789.css`.
    pages: HashMap<String, Page>,
    problems: HashMap<Problem, Page>,
    /// What pages are made from; `None` where there is no library to read.
    pub(super) edition: Option<Edition>,
    pub addresses: Addresses,
    /// Changes when any file of the library does.
    pub version: String,
    /// Whether there is a library to read. A site without one has only error pages.
    pub is_ready: bool,
}

impl Site {
    pub(super) fn new(addresses: Addresses, version: String, is_ready: bool) -> Self {
        Self { pages: HashMap::new(), problems: HashMap::new(), edition: None, addresses, version, is_ready }
    }

    pub(super) fn insert(&mut self, path: impl Into<String>, page: Page) {
        self.pages.insert(path.into(), page);
    }

    pub(super) fn insert_problem(&mut self, problem: Problem, page: Page) {
        self.problems.insert(problem, page);
    }

    /// The page at a decoded path below the base path.
    pub fn page(&self, path: &str) -> Option<&Page> {
        self.pages.get(path)
    }

    /// What of a reader's wishes this library has, if the page at this path can look otherwise for them.
    pub fn asked_of(&self, path: &str, page: &Page, asked: Asked) -> Option<Asked> {
        let edition = self.edition.as_ref()?;
        // Only a text has passages, and only what people read hides anything.
        let passage = asked.passage.filter(|_| edition.has_passages(path));
        let hidden = if page.content_type == HTML { edition.known(asked.hidden) } else { Hidden::default() };
        (!hidden.is_empty() || passage.is_some()).then_some(Asked { hidden, passage })
    }

    /// The tag of [`Self::page_as_asked`], known before the page is made: all that the page is made of decides the bytes
    /// of the finished one too.
    pub fn etag_as_asked(finished: &Page, asked: &Asked) -> String {
        let passage = asked.passage.as_deref().unwrap_or("");
        etag([finished.etag.as_str(), &asked.hidden.names(), passage].join("\n").as_bytes())
    }

    /// The page at a decoded path below the base path as a reader asked for it: made now, from memory.
    ///
    /// # Errors
    /// When the passage that is asked for is none.
    pub fn page_as_asked(&self, path: &str, asked: &Asked) -> Result<Option<Page>, Malformed> {
        let (Some(finished), Some(edition)) = (self.page(path), &self.edition) else { return Ok(None) };
        let etag = Self::etag_as_asked(finished, asked);
        let made = edition.page(path, asked)?;
        let is_framable = finished.is_framable;
        Ok(made.map(|body| Page { etag, is_framable, ..Page::new(body, finished.content_type) }))
    }

    /// The library's title, as far as there is one.
    pub fn title(&self) -> &str {
        self.edition.as_ref().map_or("", |edition| &edition.library.settings.title)
    }

    /// The library's address, if it has said one.
    pub fn base_url(&self) -> Option<&str> {
        self.edition.as_ref()?.library.settings.base_url.as_deref()
    }

    /// The title of the piece at an encoded path below the base path.
    pub fn piece_title(&self, path: &str) -> Option<String> {
        let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
        let mut shown = self.edition.as_ref()?.shown();
        let (_, piece) = shown.find(|(_, piece)| path.strip_prefix('/') == Some(&piece.slug))?;
        Some(piece.title.clone())
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
        self.pages.keys().map(String::as_str)
    }
}
