//! A finished site: bytes by address.

use std::collections::HashMap;
use std::sync::Arc;

use crate::card::Card;
use crate::render::Hidden;
use crate::render::address::Addresses;
use crate::render::pages::Problem;

use super::cards::{PassageView, card_of};
use super::edition::Edition;

/// A finished response body with what its headers say.
#[derive(Debug, Clone)]
pub struct Page {
    pub body: Arc<[u8]>,
    pub content_type: &'static str,
    /// With its quotation marks; made of the body's hash.
    pub etag: String,
    /// Whether the address changes with the content, so that it may be kept for ever.
    pub is_immutable: bool,
}

impl Page {
    /// A page whose address stays while its content may change.
    pub fn new(body: impl Into<Vec<u8>>, content_type: &'static str) -> Self {
        let body: Arc<[u8]> = Arc::from(body.into());
        Self { etag: etag(&body), body, content_type, is_immutable: false }
    }

    /// A file whose address holds the hash of its content.
    pub fn immutable(body: Arc<[u8]>, content_type: &'static str) -> Self {
        Self { etag: etag(&body), body, content_type, is_immutable: true }
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

    /// What of a reader's choice this library has, if the page can look otherwise for it.
    pub fn hidden_in(&self, page: &Page, hidden: Hidden) -> Option<Hidden> {
        let edition = self.edition.as_ref().filter(|_| page.content_type == HTML)?;
        Some(edition.known(hidden)).filter(|hidden| !hidden.is_empty())
    }

    /// The tag of [`Self::page_without`], known before the page is made: all that the page is made of decides the bytes
    /// of the finished one too.
    pub fn etag_without(finished: &Page, hidden: &Hidden) -> String {
        etag([finished.etag.as_str(), &hidden.names()].join(" ").as_bytes())
    }

    /// The page at a decoded path below the base path for a reader who has hidden something: made now, from memory.
    pub fn page_without(&self, path: &str, hidden: &Hidden) -> Option<Page> {
        let etag = Self::etag_without(self.page(path)?, hidden);
        let body = self.edition.as_ref()?.page(path, hidden)?;
        Some(Page { etag, ..Page::html(body) })
    }

    /// What the card of a piece that readers are shown says, or that of a passage of it.
    pub fn card(&self, piece: &str, passage: Option<PassageView>) -> Option<Card> {
        let edition = self.edition.as_ref()?;
        let (_, piece) = edition.shown().find(|(_, shown)| shown.slug == piece)?;
        Some(card_of(&edition.library.settings, piece, passage))
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
