//! Finished pages, one module a family.
//!
//! Each page is a template with a view of values that are ready to be shown; `frame` holds what all pages share.

mod annotation;
mod comparison;
mod embed;
mod error;
mod frame;
mod layer;
mod library;
mod people;
mod piece;

use std::sync::LazyLock;

use crate::content::{Catalog, Library, Settings};

use super::address::Addresses;
use super::hidden::Hidden;
use super::library_links::AssetNames;

pub use annotation::annotation;
pub use embed::embed;
pub use error::{Problem, error};
use frame::{DESCRIPTION, Frame};
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
    /// Whether the page is one of many that say the same, for one reader; search engines need not list it.
    pub is_variant: bool,
    pub assets: &'a AssetNames,
    pub chrome: &'a Chrome,
    /// What names the library as it is, or `piece` as it is, for the script that reloads open pages.
    pub version: &'a str,
    /// The piece that the page is about.
    pub piece: Option<&'a str>,
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
        Self {
            settings: &library.settings,
            catalog: &library.catalog,
            addresses,
            hidden,
            is_variant: false,
            assets,
            chrome,
            version,
            piece: None,
        }
    }
}

/// What finished pages hide.
static NOTHING_HIDDEN: LazyLock<Hidden> = LazyLock::new(Hidden::default);

/// The addresses of the files that every page loads.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    pub stylesheet: String,
    pub icon: String,
    /// The script that the reading page waits for before it is seen.
    pub first: String,
    /// The script of the reading page.
    pub reader: String,
    /// What these scripts import, for the browser to fetch at once.
    pub imported: Vec<String>,
    /// The script that reloads the page when the library changes, while its writer is at work.
    pub live_script: Option<String>,
    /// The scripts of a static site.
    pub static_site: Option<StaticSite>,
}

/// The scripts that read the queries of addresses where no server does.
#[derive(Debug, Clone, Default)]
pub struct StaticSite {
    /// Of the reading page.
    pub piece: String,
    /// Of pages in the frames of other sites.
    pub embed: String,
    /// Of all other pages.
    pub page: String,
}

/// Templates are compiled, and writing into a `String` does not fail: an error could only be a filter's, and there is
/// none that has one.
pub(super) fn finished(page: Result<String, askama::Error>) -> String {
    page.unwrap_or_else(|error| format!("<!doctype html><title>Error</title><p>{error}</p>"))
}
