//! The library page: every piece, with how far its annotations reach.

use askama::Template;

use crate::content::{Direction, Layer, Piece};
use crate::render::bodies::{Day, Source};
use crate::render::extent::{LENGTH, Stretches, Summary};

use super::{Frame, Surroundings, finished};

/// The finished library page.
pub fn library(pieces: &[(&Piece, &Summary)], surroundings: &Surroundings<'_>) -> String {
    let direction = surroundings.settings.dir.unwrap_or(Direction::LeftToRight);
    let pieces = pieces.iter().map(|&(piece, summary)| {
        let layers = piece.layers.iter().zip(&summary.layers).map(|(layer, stretches)| LayerItem {
            layer,
            stretches,
            address: surroundings.addresses.layer(&piece.slug, &layer.name),
        });
        Item {
            piece,
            minutes: summary.minutes,
            lang: piece.lang.as_deref().filter(|lang| *lang != surroundings.settings.lang),
            dir: piece.dir.filter(|dir| *dir != direction).map(Direction::as_str),
            address: surroundings.addresses.piece(&piece.slug),
            date: piece.date.map(Day::from),
            source: piece.source.as_ref().map(Source::from),
            layers: layers.collect(),
        }
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
    minutes: usize,
    /// Its own language and direction, where the library has others.
    lang: Option<&'a str>,
    dir: Option<&'static str>,
    address: String,
    date: Option<Day>,
    source: Option<Source<'a>>,
    layers: Vec<LayerItem<'a>>,
}

struct LayerItem<'a> {
    layer: &'a Layer,
    stretches: &'a [Stretches],
    address: String,
}
