//! Pictures that are kept under `fixtures/cards`, because only a look tells whether a card is well set.
//!
//! After a change on purpose `INSTA_UPDATE=always` writes them anew: look at them. Rasterisers may differ in the last
//! bits between processors, so pictures are compared within a tolerance that a shift by one pixel is well beyond.

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use png::{Decoder, Transformations};
use sidelight::card::{Card, Fonts, HEIGHT, WIDTH, draw};
use sidelight::content::{Direction, Tone};

use super::card;

const LONG: &str = "It would have been a mistake to look to this week for results. On Monday the Americans and the \
    Russians sat down in Geneva; on Wednesday it was Russia and NATO, in Brussels; by Thursday, when the OSCE met in \
    Vienna, the company had grown to 57 states. The tables lengthened from day to day, and agreement came no closer \
    for it. What the week had to show was that everyone came, which counts for a good deal. Whether they were all \
    speaking one language is another matter, and it is the one that the columnist takes up.";

/// Short; cut; Greek with a title in Cyrillic and an analogy's bracket; from right to left; from right to left in a
/// script that no face covers, so without the quote.
fn kept() -> [(&'static str, Card); 5] {
    let greek = "Μῆνιν ἄειδε, θεά, Πηληϊάδεω Ἀχιλῆος οὐλομένην, ἣ μυρί’ Ἀχαιοῖς ἄλγε’ ἔθηκε";
    let hebrew = "וַיֹּאמֶר אֱלֹהִים: יְהִי אוֹר (Genesis 1:3), וַיְהִי־אוֹר!";
    let from_the_right =
        |lang: &str, quote| Card { direction: Direction::RightToLeft, lang: lang.to_owned(), ..card(quote) };
    [
        ("short", Card { tone: Some(Tone::Near), ..card("on their own terms") }),
        ("cut", Card { tone: Some(Tone::Far), ..card(LONG) }),
        (
            "greek",
            Card {
                title: "Слово о полку Игореве".to_owned(),
                tone: Some(Tone::Figure),
                lang: "el".to_owned(),
                ..card(greek)
            },
        ),
        ("hebrew", Card { title: "בראשית א".to_owned(), tone: Some(Tone::Free), ..from_the_right("he", hebrew) }),
        ("arabic", from_the_right("ar", "كان يا ما كان")),
    ]
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cards").join(name).with_extension("png")
}

#[test]
fn cards_look_as_they_did() {
    let fonts = Fonts::embedded();
    for (name, card) in kept() {
        let drawn = draw(&card, &fonts).unwrap();
        assert!(drawn.len() < 60_000, "{name} has {} bytes", drawn.len());
        if std::env::var_os("INSTA_UPDATE").is_some_and(|update| update == "always") {
            fs::write(file(name), &drawn).unwrap();
        }
        let was = pixels(&fs::read(file(name)).unwrap());
        if let Err(difference) = compare(&pixels(&drawn), &was) {
            let now = std::env::temp_dir().join(format!("sidelight-card-{name}.png"));
            fs::write(&now, &drawn).unwrap();
            panic!("{name}: {difference}; it now looks like {}", now.display());
        }
    }
}

#[test]
fn a_card_of_another_tone_or_place_is_another_card() {
    let fonts = Fonts::embedded();
    let card = card("on their own terms");
    let drawn = |card: &Card| pixels(&draw(card, &fonts).unwrap());
    let plain = drawn(&card);
    assert!(compare(&plain, &drawn(&Card { tone: Some(Tone::Near), ..card.clone() })).is_err());
    let mut shifted = plain.clone();
    shifted.rotate_right(3);
    assert!(compare(&plain, &shifted).is_err(), "one pixel");
}

/// Red, green and blue of every pixel.
pub fn pixels(file: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::new(Cursor::new(file));
    decoder.set_transformations(Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    assert_eq!((reader.info().width, reader.info().height), (WIDTH, HEIGHT));
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    reader.next_frame(&mut pixels).unwrap();
    pixels
}

/// One in so many pixels may be plainly different.
const OUTLIERS: usize = 2_000;
const PLAINLY: u8 = 48;
/// Of the sum of all channels' differences, for each pixel.
const MEAN: f64 = 0.2;

fn compare(one: &[u8], other: &[u8]) -> Result<(), String> {
    assert_eq!(one.len(), other.len());
    let differences = || one.iter().zip(other).map(|(one, other)| one.abs_diff(*other));
    let pixels = one.len() / 3;
    let mean = differences().map(u64::from).sum::<u64>() as f64 / pixels as f64;
    let outliers = differences().filter(|difference| *difference > PLAINLY).count();
    let is_alike = mean <= MEAN && outliers <= pixels / OUTLIERS;
    is_alike.then_some(()).ok_or(format!("{mean:.3} a pixel on average, {outliers} plainly different"))
}
