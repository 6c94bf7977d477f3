//! Cards: what they show, what they never show, and how they are served.

use std::path::PathBuf;

use sidelight::card::{Card, Fonts, draw};
use sidelight::content::{Direction, Tone};

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

/// The pictures that are kept, by name.
fn kept() -> Vec<(&'static str, Card)> {
    let long = "It would have been a mistake to look to this week for results. On Monday the Americans and the \
        Russians sat down in Geneva; on Wednesday it was Russia and NATO, in Brussels; by Thursday, when the OSCE met \
        in Vienna, the company had grown to 57 states.";
    let cut = [
        long,
        "The tables lengthened from day to day, and agreement came no closer for it. What the week had to \
        show was that everyone came, which counts for a good deal.",
    ]
    .join(" ");
    vec![
        ("short", Card { tone: Some(Tone::Near), ..card("on their own terms") }),
        ("long", Card { tone: Some(Tone::Figure), ..card(long) }),
        ("cut", Card { tone: Some(Tone::Far), ..card(&cut) }),
        (
            "greek",
            Card {
                title: "Слово о полку Игореве".to_owned(),
                tone: Some(Tone::Gloss),
                lang: "el".to_owned(),
                ..card("Μῆνιν ἄειδε, θεά, Πηληϊάδεω Ἀχιλῆος οὐλομένην, ἣ μυρί’ Ἀχαιοῖς ἄλγε’ ἔθηκε")
            },
        ),
        (
            "hebrew",
            Card {
                title: "בראשית א".to_owned(),
                direction: Direction::RightToLeft,
                lang: "he".to_owned(),
                tone: Some(Tone::Free),
                ..card("וַיֹּאמֶר אֱלֹהִים: יְהִי אוֹר (Genesis 1:3), וַיְהִי־אוֹר!")
            },
        ),
        ("arabic", Card { direction: Direction::RightToLeft, lang: "ar".to_owned(), ..card("كان يا ما كان") }),
        ("title", Card { quote: None, ..card("") }),
        (
            "title-long",
            Card {
                quote: None,
                title: "Russia and West Continue to Talk, But Not Necessarily in the Same Language".to_owned(),
                ..card("")
            },
        ),
    ]
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cards")
}

#[test]
fn look() {
    let fonts = Fonts::new(None).unwrap();
    for (name, card) in kept() {
        let start = std::time::Instant::now();
        let png = draw(&card, &fonts).unwrap();
        println!("{name} {} bytes {:?}", png.len(), start.elapsed());
        std::fs::write(folder().join(name).with_extension("png"), png).unwrap();
    }
}
