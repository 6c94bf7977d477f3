//! The head and foot that all pages share.
//!
//! Enter at [`Frame::piece`], [`Frame::library`] or [`Frame::site`], by what a page is about.

use std::borrow::Cow;

use crate::content::{Direction, Piece, Settings};
use crate::render::address::Addresses;

use super::{Chrome, Surroundings};

/// Search engines show about as much of a description, in Unicode scalars.
pub const DESCRIPTION: usize = 160;

/// What is said of a library that says nothing of itself.
const UNDESCRIBED: &str = "A library of annotated texts, with notes beside the words that they explain.";

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
    /// The frame of the library page.
    pub fn library(surroundings: &'a Surroundings<'a>, title: String) -> Self {
        let described = surroundings.settings.description.as_deref();
        Self::site(surroundings, title, described.unwrap_or(UNDESCRIBED))
    }

    /// The frame of a page that is about no piece.
    pub fn site(surroundings: &'a Surroundings<'a>, title: String, description: &'a str) -> Self {
        let settings = surroundings.settings;
        Self {
            surroundings,
            lang: &settings.lang,
            dir: settings.dir.unwrap_or(Direction::LeftToRight).as_str(),
            title,
            description: Cow::Borrowed(description),
        }
    }

    /// The frame of a page about a piece, or about something in it.
    pub fn piece(
        surroundings: &'a Surroundings<'a>,
        piece: &'a Piece,
        title: String,
        description: Cow<'a, str>,
    ) -> Self {
        let settings = surroundings.settings;
        let dir = piece.dir.or(settings.dir).unwrap_or(Direction::LeftToRight);
        Self {
            surroundings,
            lang: piece.lang.as_deref().unwrap_or(&settings.lang),
            dir: dir.as_str(),
            title,
            description,
        }
    }

    pub fn chrome(&self) -> &Chrome {
        self.surroundings.chrome
    }

    pub fn addresses(&self) -> &Addresses {
        self.surroundings.addresses
    }

    /// The stream that tells of changes in what the page is about.
    pub fn events(&self) -> String {
        self.addresses().events(self.surroundings.piece)
    }

    pub fn settings(&self) -> &Settings {
        self.surroundings.settings
    }

    /// The language of the library's words in this page, where the page has another one.
    pub fn library_lang(&self) -> Option<&str> {
        let lang = self.settings().lang.as_str();
        (lang != self.lang).then_some(lang)
    }

    /// The direction of the library's words in this page, where the page has another one.
    pub fn library_dir(&self) -> Option<&'static str> {
        let dir = self.settings().dir.unwrap_or(Direction::LeftToRight).as_str();
        (dir != self.dir).then_some(dir)
    }
}
