//! How a link to a page is shown by programs that unfurl it: Open Graph (ogp.me), for every page.
//!
//! Enter at [`OpenGraph::library`] or [`OpenGraph::of_piece`]; `templates/open-graph.html` writes it. That of the reading
//! page may be of a passage, and is made by `metadata`, which says more. What has to be absolute is there only if the library knows its address.

use crate::content::{Piece, Settings};

use super::address::Addresses;
use super::language::isolated;
use super::pages::Surroundings;

/// The size of the picture that a shared link is shown with, in pixels.
pub const CARD: (usize, usize) = (1200, 630);

/// What is said of one page.
pub struct OpenGraph {
    /// `website`, or `article` for what is about a text.
    pub kind: &'static str,
    pub title: String,
    /// The one address of the page, if the library knows its own.
    pub canonical: Option<String>,
    /// Where the link leads: there, or to a passage of it.
    pub url: Option<String>,
    /// See [`locale`].
    pub locale: Option<String>,
    pub card: Option<Card>,
}

/// The picture of a shared link.
pub struct Card {
    pub address: String,
    pub width: usize,
    pub height: usize,
    pub alt: String,
}

impl OpenGraph {
    /// Of the library page.
    pub fn library(surroundings: &Surroundings<'_>) -> Self {
        let (settings, published) = (surroundings.settings, surroundings.addresses.published());
        let url = surroundings.addresses.is_published().then(|| published.library());
        Self {
            kind: "website",
            title: settings.title.clone(),
            canonical: url.clone(),
            url,
            locale: locale(&settings.lang),
            card: None,
        }
    }

    /// Of a page on something in a piece, which `address` makes the address of; its picture is the piece's.
    pub fn of_piece(
        piece: &Piece,
        title: String,
        address: impl Fn(&Addresses) -> String,
        surroundings: &Surroundings<'_>,
    ) -> Self {
        let (settings, published) = (surroundings.settings, surroundings.addresses.published());
        let is_published = surroundings.addresses.is_published();
        let url = is_published.then(|| address(&published));
        let card = || Card {
            address: published.export(&piece.slug, "card.png"),
            width: CARD.0,
            height: CARD.1,
            alt: alternative(piece, settings),
        };
        Self {
            kind: "article",
            title,
            canonical: url.clone(),
            url,
            locale: locale(piece.lang(settings)),
            card: is_published.then(card),
        }
    }
}

/// What the picture of a piece says, to whoever does not see it.
fn alternative(piece: &Piece, settings: &Settings) -> String {
    let [title, library] = isolated([&piece.title, &settings.title]);
    format!("{title} — {library}")
}

/// A language as Open Graph writes it: with a region, and only so.
pub fn locale(tag: &str) -> Option<String> {
    let mut subtags = tag.split(['-', '_']);
    let language = subtags.next()?.to_ascii_lowercase();
    let region = subtags.find(|subtag| subtag.len() == 2 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()))?;
    Some(format!("{language}_{}", region.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_is_a_language_in_a_region() {
        for (tag, expected) in [
            ("pt-BR", Some("pt_BR")),
            ("zh-Hant-tw", Some("zh_TW")),
            ("ar_EG", Some("ar_EG")),
            ("ar", None),
            ("zh-Hans", None),
        ] {
            assert_eq!(locale(tag).as_deref(), expected, "{tag}");
        }
    }
}
