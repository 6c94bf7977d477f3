//! Finished pages, one module a family.
//!
//! Each page is a template with a view of values that are ready to be shown. [`Frame`] is what all pages share.

mod annotation;
mod comparison;
mod error;
mod layer;
mod library;
mod people;
mod piece;

use std::borrow::Cow;
use std::sync::LazyLock;

use crate::content::{Catalog, Direction, Library, Piece, Settings};
use crate::text::Document;

use super::address::Addresses;
use super::excerpt::excerpt;
use super::hidden::Hidden;
use super::library_links::AssetNames;

pub use annotation::annotation;
pub use error::{Problem, error};
pub use layer::layer;
pub use library::library;
pub use piece::{Neighbours, piece, reading_minutes};

/// What every page of a site has in common.
pub struct Surroundings<'a> {
    pub settings: &'a Settings,
    pub catalog: &'a Catalog,
    pub addresses: &'a Addresses,
    /// What the reader has switched off.
    pub hidden: &'a Hidden,
    pub assets: &'a AssetNames,
    pub chrome: &'a Chrome,
    /// The library's version, for the script that reloads open pages.
    pub version: &'a str,
}

impl<'a> Surroundings<'a> {
    pub fn new(
        library: &'a Library,
        addresses: &'a Addresses,
        assets: &'a AssetNames,
        chrome: &'a Chrome,
        version: &'a str,
    ) -> Self {
        let hidden = &NOTHING_HIDDEN;
        Self { settings: &library.settings, catalog: &library.catalog, addresses, hidden, assets, chrome, version }
    }
}

/// What finished pages hide.
static NOTHING_HIDDEN: LazyLock<Hidden> = LazyLock::new(Hidden::default);

/// The addresses of the files that every page loads.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    pub stylesheet: String,
    pub icon: String,
    /// The script of the reading page.
    pub reader: String,
    /// What that script imports, for the browser to fetch at once.
    pub imported: Vec<String>,
    /// The script that reloads the page when the library changes, while its writer is at work.
    pub live_script: Option<String>,
}

/// Search engines show about as much of a description, in Unicode scalars.
const DESCRIPTION: usize = 160;

/// The head and foot of one page.
pub struct Frame<'a> {
    pub surroundings: &'a Surroundings<'a>,
    pub lang: &'a str,
    pub dir: &'static str,
    /// What the browser's tab says.
    pub title: String,
    pub description: Cow<'a, str>,
}

impl<'a> Frame<'a> {
    /// The frame of a page about the library.
    pub fn library(surroundings: &'a Surroundings<'a>, title: String) -> Self {
        let settings = surroundings.settings;
        Self {
            surroundings,
            lang: &settings.lang,
            dir: settings.dir.unwrap_or(Direction::LeftToRight).as_str(),
            title,
            description: Cow::Borrowed(
                settings
                    .description
                    .as_deref()
                    .unwrap_or("A library of annotated texts, with notes beside the words that they explain."),
            ),
        }
    }

    /// The frame of a page about a piece.
    pub fn piece(surroundings: &'a Surroundings<'a>, piece: &'a Piece, title: String) -> Self {
        let settings = surroundings.settings;
        let dir = piece.dir.or(settings.dir).unwrap_or(Direction::LeftToRight);
        Self {
            surroundings,
            lang: piece.lang.as_deref().unwrap_or(&settings.lang),
            dir: dir.as_str(),
            title,
            description: piece.description.as_deref().map_or_else(|| Cow::Owned(opening(piece)), Cow::Borrowed),
        }
    }

    /// The same frame of a page that says something else of itself than its piece does.
    #[must_use]
    pub fn described(self, description: &str) -> Self {
        Self { description: Cow::Owned(excerpt(description, DESCRIPTION)), ..self }
    }

    pub fn chrome(&self) -> &Chrome {
        self.surroundings.chrome
    }

    pub fn addresses(&self) -> &Addresses {
        self.surroundings.addresses
    }

    pub fn settings(&self) -> &Settings {
        self.surroundings.settings
    }

    /// The language of the library's words in this page, where the page has another one.
    fn library_lang(&self) -> Option<&str> {
        let lang = self.settings().lang.as_str();
        (lang != self.lang).then_some(lang)
    }

    /// The direction of the library's words in this page, where the page has another one.
    fn library_dir(&self) -> Option<&'static str> {
        let dir = self.settings().dir.unwrap_or(Direction::LeftToRight).as_str();
        (dir != self.dir).then_some(dir)
    }
}

/// The first words of a piece, for one that does not describe itself.
fn opening(piece: &Piece) -> String {
    excerpt(Document::parse(&piece.file.text, piece.body_start).text.as_str(), DESCRIPTION)
}

/// Templates are compiled, and writing into a `String` does not fail: an error could only be a filter's, and there is
/// none that has one.
pub(super) fn finished(page: Result<String, askama::Error>) -> String {
    page.unwrap_or_else(|error| format!("<!doctype html><title>Error</title><p>{error}</p>"))
}
