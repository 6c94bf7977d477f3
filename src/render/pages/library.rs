//! The library page: every piece, with what is written on it.

use askama::Template;

use crate::content::Piece;
use crate::render::bodies::Day;

use super::{Frame, Surroundings, finished};

/// The finished library page.
pub fn library(pieces: &[&Piece], surroundings: &Surroundings<'_>) -> String {
    let pieces = pieces.iter().map(|piece| Item {
        piece,
        address: surroundings.addresses.piece(&piece.slug),
        date: piece.date.map(Day::from),
        layers: piece
            .layers
            .iter()
            .map(|layer| LayerItem {
                title: &layer.title,
                count: layer.annotations.len(),
                address: surroundings.addresses.layer(&piece.slug, &layer.name),
            })
            .collect(),
    });
    let page = LibraryPage {
        frame: Frame::library(surroundings, surroundings.settings.title.clone()),
        pieces: pieces.collect(),
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "library.html")]
struct LibraryPage<'a> {
    frame: Frame<'a>,
    pieces: Vec<Item<'a>>,
}

struct Item<'a> {
    piece: &'a Piece,
    address: String,
    date: Option<Day>,
    layers: Vec<LayerItem<'a>>,
}

struct LayerItem<'a> {
    title: &'a str,
    count: usize,
    address: String,
}
