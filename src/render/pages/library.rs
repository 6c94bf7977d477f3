//! The library page: every piece, with how far its annotations reach.

use askama::Template;

use crate::content::{Layer, Piece};
use crate::render::bodies::{Day, Source};
use crate::render::extent::{LENGTH, Stretches, Summary};
use crate::render::language::{Attributes, INTERFACE, Language};
use crate::render::open_graph::OpenGraph;

use super::{Frame, Surroundings, finished};

/// The finished library page.
pub fn library(pieces: &[(&Piece, &Summary)], surroundings: &Surroundings<'_>) -> String {
    let pieces = pieces.iter().map(|&(piece, summary)| {
        let layers = piece.layers.iter().zip(&summary.layers).map(|(layer, stretches)| LayerItem {
            layer,
            stretches,
            address: surroundings.addresses.layer(&piece.slug, &layer.name),
        });
        Item {
            piece,
            minutes: summary.minutes,
            language: Language::of_piece(piece, surroundings.settings),
            address: surroundings.addresses.piece(&piece.slug),
            date: piece.date.map(Day::from),
            source: piece.source.as_ref().map(Source::from),
            layers: layers.collect(),
        }
    });
    let page = LibraryPage {
        frame: Frame::library(surroundings, surroundings.settings.title.clone()),
        open_graph: OpenGraph::library(surroundings),
        pieces: pieces.collect(),
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "library.html")]
struct LibraryPage<'a> {
    frame: Frame<'a>,
    open_graph: OpenGraph,
    pieces: Vec<Item<'a>>,
}

struct Item<'a> {
    piece: &'a Piece,
    minutes: usize,
    language: Language<'a>,
    address: String,
    date: Option<Day>,
    source: Option<Source<'a>>,
    layers: Vec<LayerItem<'a>>,
}

impl Item<'_> {
    /// For words of the interface beside those of the piece.
    fn ours(&self) -> Attributes<'_> {
        INTERFACE.within(self.language)
    }

    /// For the title of a layer.
    fn of_layer(&self, layer: &Layer) -> Attributes<'_> {
        if layer.has_standard_title() { self.ours() } else { self.language.within(self.language) }
    }
}

struct LayerItem<'a> {
    layer: &'a Layer,
    stretches: &'a [Stretches],
    address: String,
}
