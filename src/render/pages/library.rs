//! The library page: every piece, with what is written on it.

use askama::Template;

use crate::content::{Direction, Piece};
use crate::render::bodies::Day;

use super::{Frame, Surroundings, finished};

/// The finished library page.
pub fn library(pieces: &[&Piece], surroundings: &Surroundings<'_>) -> String {
    let direction = surroundings.settings.dir.unwrap_or(Direction::LeftToRight);
    let pieces = pieces.iter().map(|piece| Item {
        piece,
        lang: piece.lang.as_deref().filter(|lang| *lang != surroundings.settings.lang),
        dir: piece.dir.filter(|dir| *dir != direction).map(Direction::as_str),
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
    /// Its own language and direction, where the library has others.
    lang: Option<&'a str>,
    dir: Option<&'static str>,
    address: String,
    date: Option<Day>,
    layers: Vec<LayerItem<'a>>,
}

struct LayerItem<'a> {
    title: &'a str,
    count: usize,
    address: String,
}
