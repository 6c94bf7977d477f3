//! Cards: what they look like, what they never show, and how they are served.

mod answers;
mod pictures;
mod properties;
mod tones;

use sidelight::card::{Card, Composition};
use sidelight::content::Direction;

/// A card of a passage.
fn card(quote: &str) -> Card {
    Card {
        quote: Some(quote.to_owned()),
        title: "Talking Past Each Other".to_owned(),
        source: Some("The Moscow Times".to_owned()),
        library: "Sidelight".to_owned(),
        tone: None,
        direction: Direction::LeftToRight,
        lang: "en".to_owned(),
    }
}

/// The texts on a card, in the order in which they are placed.
fn texts(composition: &Composition) -> Vec<&str> {
    composition.lines.iter().map(|line| line.text.as_str()).collect()
}
