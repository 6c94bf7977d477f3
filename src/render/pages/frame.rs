//! The head and foot that all pages share.
//!
//! Enter at [`Frame::piece`], [`Frame::library`] or [`Frame::interface`], by what a page is about: its root has the
//! language of that (see `language`).

use std::borrow::Cow;

use crate::content::{Layer, Piece, Settings};
use crate::render::address::Addresses;
use crate::render::language::{Attributes, INTERFACE, Language};

use super::{Chrome, Surroundings};

/// Search engines show about as much of a description, in Unicode scalars.
pub const DESCRIPTION: usize = 160;

/// What is said of a library that says nothing of itself.
const UNDESCRIBED: &str = "A library of annotated texts, with notes beside the words that they explain.";

/// The head and foot of one page.
pub struct Frame<'a> {
    pub surroundings: &'a Surroundings<'a>,
    /// Of what the page is about.
    pub language: Language<'a>,
    /// What the browser's tab says.
    pub title: String,
    pub description: Cow<'a, str>,
}

impl<'a> Frame<'a> {
    /// The frame of the library page.
    pub fn library(surroundings: &'a Surroundings<'a>, title: String) -> Self {
        let language = Language::of_library(surroundings.settings);
        let described = surroundings.settings.description.as_deref();
        Self { surroundings, language, title, description: Cow::Borrowed(described.unwrap_or(UNDESCRIBED)) }
    }

    /// The frame of a page that has nothing to say but the interface's words.
    pub fn interface(surroundings: &'a Surroundings<'a>, title: String, description: &'a str) -> Self {
        Self { surroundings, language: INTERFACE, title, description: Cow::Borrowed(description) }
    }

    /// The frame of a page about a piece, or about something in it.
    pub fn piece(
        surroundings: &'a Surroundings<'a>,
        piece: &'a Piece,
        title: String,
        description: Cow<'a, str>,
    ) -> Self {
        Self { surroundings, language: Language::of_piece(piece, surroundings.settings), title, description }
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

    /// For words of the interface.
    pub fn ours(&self) -> Attributes<'a> {
        INTERFACE.within(self.language)
    }

    /// For words of what the page is about, among those of the interface.
    pub fn theirs(&self) -> Attributes<'a> {
        self.language.within(INTERFACE)
    }

    /// For words of the library.
    pub fn of_library(&self) -> Attributes<'_> {
        Language::of_library(self.settings()).within(self.language)
    }

    /// For words of a piece, which may be another than the page's.
    pub fn of_piece<'p>(&'p self, piece: &'p Piece) -> Attributes<'p> {
        Language::of_piece(piece, self.settings()).within(self.language)
    }

    /// For words of another piece among those of the interface.
    pub fn of_piece_among_ours<'p>(&'p self, piece: &'p Piece) -> Attributes<'p> {
        Language::of_piece(piece, self.settings()).within(INTERFACE)
    }

    /// For the title of a layer among words of the interface.
    pub fn of_layer_among_ours(&self, layer: &Layer) -> Attributes<'_> {
        if layer.has_standard_title() { INTERFACE.within(INTERFACE) } else { self.theirs() }
    }

    /// For the title of a layer: the layers that every library knows are called by the interface.
    pub fn of_layer(&self, layer: &Layer) -> Attributes<'_> {
        if layer.has_standard_title() { self.ours() } else { self.language.within(self.language) }
    }
}
