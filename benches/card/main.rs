//! What a card costs to draw, against the same picture without a word on it.
//!
//! `cargo bench --bench card` prints both and exits with 1 when a target is missed. The rival is what no card can do
//! without: to fill a canvas of the same size and to write it as PNG with the canvas's own encoder. Run by
//! `cargo test`, which does not optimise, it only looks whether both sides still run.
//! `flood` asks for thousands of cards from a server whose pages are read at the same time; `cargo bench --bench card --
//! flood` does nothing else.

#![allow(clippy::expect_used, reason = "a measurement that meets what it did not expect is none")]

#[path = "../rendering/stopwatch.rs"]
mod stopwatch;

mod flood;

use std::process::ExitCode;
use std::time::Duration;

use sidelight::card::{Card, Fonts, HEIGHT, WIDTH, draw};
use sidelight::content::{Direction, Tone};
use stopwatch::race;
use tiny_skia::{Color, Pixmap};

const TARGET: Duration = Duration::from_millis(25);
const ROUNDS: usize = 31;

const SENTENCE: &str = "Whether they were all speaking one language is another matter, and it is the one that the \
                        columnist takes up. ";

fn main() -> ExitCode {
    let fonts = Fonts::embedded();
    if !std::env::args().any(|argument| argument == "--bench") {
        assert_ne!(draw(&card(SENTENCE.to_owned()), &fonts).ok(), blank(), "something is on the card");
        return ExitCode::SUCCESS;
    }
    if std::env::args().any(|argument| argument == "flood") {
        return if flood::readers_go_on_reading() { ExitCode::SUCCESS } else { ExitCode::FAILURE };
    }
    println!("one card of {WIDTH} by {HEIGHT}; the target is a median of {} ms", TARGET.as_millis());
    let mut met = true;
    let quotes = [
        ("short", "on their own terms".to_owned()),
        ("sentence", SENTENCE.to_owned()),
        ("full", SENTENCE.repeat(3)),
        ("cut", SENTENCE.repeat(6)),
        ("one word", SENTENCE.repeat(6).replace(' ', "")),
        ("megabyte", SENTENCE.repeat(10_000)),
    ];
    for (name, quote) in quotes {
        let card = card(quote);
        let (ours, rival) = race(ROUNDS, || draw(&card, &fonts), blank);
        let is_met = ours.median <= TARGET;
        let verdict = if is_met { "" } else { "  MISSED" };
        println!("  {name:10}  ours {ours}  blank {rival}  ratio {:.2}{verdict}", ours.over(rival));
        met &= is_met;
    }
    met &= flood::readers_go_on_reading();
    if met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn card(quote: String) -> Card {
    Card {
        quote: Some(quote),
        title: "Talking Past Each Other".to_owned(),
        source: Some("The Moscow Times".to_owned()),
        library: "Sidelight".to_owned(),
        tone: Some(Tone::Figure),
        direction: Direction::LeftToRight,
        lang: "en".to_owned(),
    }
}

fn blank() -> Option<Vec<u8>> {
    let mut canvas = Pixmap::new(WIDTH, HEIGHT)?;
    canvas.fill(Color::WHITE);
    canvas.encode_png().ok()
}
