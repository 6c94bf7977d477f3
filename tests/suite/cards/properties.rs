//! What holds for every text, however odd.

use std::collections::BTreeSet;
use std::fs;

use proptest::prelude::*;
use proptest::sample::select;
use sidelight::card::{Card, Fonts, HEIGHT, Placed, WIDTH, compose, draw};
use sidelight::content::{Direction, Tone};

use super::{card, texts};

/// Where lines begin and end on a card that runs from left to right.
const COLUMN: (f32, f32) = (142.0, 1092.0);
/// Less than a pixel, for what single precision loses.
const SLACK: f32 = 0.1;

/// Words, scripts, joiners, controls and what else breaks those who draw text.
fn noise() -> impl Strategy<Value = String> {
    let token = select(vec![
        "a",
        "week",
        "Whether",
        " ",
        " ",
        " ",
        "  ",
        "\n\n",
        "\t",
        "—",
        "-",
        "…",
        "“",
        "”",
        "«",
        "'",
        "&",
        "<",
        ">",
        "]]>",
        "&#0;",
        "57",
        "é",
        "e\u{301}",
        "\u{301}",
        "\u{301}\u{302}\u{323}",
        "Ἀχιλῆος",
        "Слово",
        "שָׁלוֹם",
        "(",
        ")",
        "سلام",
        "नमस्ते",
        "東京",
        "👩‍👧",
        "❤\u{fe0f}",
        "🏳️‍🌈",
        "\u{200d}",
        "\u{200b}",
        "\u{202e}",
        "\u{2066}",
        "\u{feff}",
        "\u{ad}",
        "\u{a0}",
        "\u{202f}",
        "\u{0}",
        "\u{7f}",
        "\u{e000}",
        "\u{ffff}",
        "\u{10ffff}",
        "ﬁ",
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk",
    ]);
    prop_oneof![
        any::<String>(),
        prop::collection::vec(token, 0..60).prop_map(|tokens| tokens.concat()),
        // What the fonts cover, so that not everything is left out.
        "[a-zA-Zéßα-ωа-я ,.—-]{0,700}",
    ]
}

fn any_card() -> impl Strategy<Value = Card> {
    let tone = prop::option::of(select(Tone::NAMES.iter().map(|(_, tone)| *tone).collect::<Vec<_>>()));
    let direction = select(vec![Direction::LeftToRight, Direction::RightToLeft]);
    let lang = select(vec!["en", "fr", "de", "el", "he", "ja", "", "da-DK", "x\u{0}"]);
    let texts = (prop::option::of(noise()), noise(), prop::option::of(noise()), noise());
    (texts, tone, direction, lang).prop_map(|((quote, title, source, library), tone, direction, lang)| Card {
        quote,
        title,
        source,
        library,
        tone,
        direction,
        lang: lang.to_owned(),
    })
}

/// A line's ends, as if the card ran from left to right.
fn ends(line: &Placed, direction: Direction) -> (f32, f32) {
    match direction {
        Direction::LeftToRight => (line.x, line.x + line.width()),
        Direction::RightToLeft => (WIDTH as f32 - line.x - line.width(), WIDTH as f32 - line.x),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_line_is_inside_its_column_and_without_boxes(card in any_card()) {
        let fonts = Fonts::embedded();
        for line in compose(&card, &fonts).lines {
            let (start, end) = ends(&line, card.direction);
            // The mark that opens a quotation hangs before the column.
            let is_hanging = end <= COLUMN.0 + SLACK;
            prop_assert!(is_hanging || start >= COLUMN.0 - SLACK, "{:?} begins at {}", line.text, start);
            prop_assert!(start >= 72.0 && end <= COLUMN.1 + SLACK, "{:?} from {} to {}", line.text, start, end);
            prop_assert!(line.baseline > 0.0 && line.baseline + line.size * 0.25 < HEIGHT as f32, "{:?}", line);
            prop_assert!(!line.shaped.has_boxes(), "{:?}", line.text);
            prop_assert!(!line.text.chars().any(char::is_control), "{:?}", line.text);
        }
    }

    #[test]
    fn lines_together_are_the_quote(words in prop::collection::vec("[a-zé]{1,12}|[а-я]{1,12},|[A-Z]-[a-z]{3}", 1..40)) {
        let quote = words.join(" ");
        let composition = compose(&card(&quote), &Fonts::embedded());
        let lines = composition.lines.iter().filter(|line| line.size >= 36.0);
        let set: Vec<&str> = lines.map(|line| line.text.as_str()).filter(|text| *text != "“").collect();
        let set = set.join(" ").replace("- ", "-");
        let set = set.strip_suffix('”').unwrap();
        match set.strip_suffix('…') {
            None => prop_assert_eq!(set, quote),
            Some(cut) => {
                let rest = quote.strip_prefix(cut);
                prop_assert!(rest.is_some_and(|rest| rest.starts_with([' ', ',', '-'])), "{:?} of {:?}", cut, quote);
                prop_assert!(cut.chars().count() > 180, "{:?} is all of {:?}", cut, quote);
            }
        }
    }
}

proptest! {
    // A picture takes a hundred milliseconds where nothing is optimised.
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn every_card_is_drawn_the_same_whenever_it_is(card in any_card()) {
        let drawn = draw(&card, &Fonts::embedded());
        prop_assert!(drawn.is_ok());
        prop_assert!(drawn.unwrap() == draw(&card, &Fonts::embedded()).unwrap());
    }
}

#[test]
fn a_picture_holds_nothing_but_pixels() {
    let drawn = draw(&card("on their own terms"), &Fonts::embedded()).unwrap();
    let (mut names, mut at) = (Vec::new(), 8);
    while at < drawn.len() {
        let length = u32::from_be_bytes(drawn[at..at + 4].try_into().unwrap());
        names.push(String::from_utf8(drawn[at + 4..at + 8].to_vec()).unwrap());
        at += 12 + length as usize;
    }
    names.dedup();
    assert_eq!(names, ["IHDR", "PLTE", "IDAT", "IEND"]);
}

#[test]
fn what_no_face_can_draw_is_left_out_as_a_whole() {
    let fonts = Fonts::embedded();
    let title = "Talking Past Each Other";
    for quote in [
        "We love 🎈 balloons",
        "flags 🏳️‍🌈",
        "1️⃣ first",
        "سلام",
        "a 東 b",
        "a \u{e000}",
        "\u{301}\u{20e3}",
        "",
        " \u{200b} ",
    ] {
        let set = compose(&card(quote), &fonts);
        assert_eq!(texts(&set), [title, "Sidelight", "The Moscow Times"], "{quote:?}");
    }
    let untitled = Card { title: "東京".to_owned(), ..card("🎈") };
    assert_eq!(texts(&compose(&untitled, &fonts)), ["Sidelight"]);
    let covered = Card { title: "東京".to_owned(), ..card("words") };
    assert_eq!(texts(&compose(&covered, &fonts)), ["words”", "“", "Sidelight", "The Moscow Times"]);
    let nothing = Card { library: "東京".to_owned(), ..untitled };
    assert_eq!(texts(&compose(&nothing, &fonts)), [""; 0]);
}

#[test]
fn what_cannot_be_seen_does_not_keep_a_quote_from_its_card() {
    for quote in
        ["co\u{ad}operate", "\u{202e}cooperate", "cooperate\u{200e}", "\u{feff}cooperate", "cooper\u{2060}ate\u{fe0f}"]
    {
        assert_eq!(texts(&compose(&card(quote), &Fonts::embedded()))[0], "cooperate”", "{quote:?}");
    }
    assert_eq!(texts(&compose(&card("e\u{301}tude"), &Fonts::embedded()))[0], "étude”");
}

#[test]
fn a_longer_quote_is_set_smaller_and_one_too_long_is_cut_at_a_word() {
    let fonts = Fonts::embedded();
    let size = |words: usize| compose(&card(&"words ".repeat(words)), &fonts).lines[0].size;
    let sizes: Vec<f32> = [3, 20, 40, 60, 300].map(size).to_vec();
    assert!(sizes.is_sorted_by(|larger, smaller| larger >= smaller) && sizes[0] > sizes[3], "{sizes:?}");
    let cut = compose(&card(&"words, ".repeat(300)), &fonts);
    let last = cut.lines.iter().rfind(|line| line.size >= 36.0 && line.text != "“").unwrap();
    assert!(last.text.ends_with("words…”"), "{}", last.text);
}

#[test]
fn a_short_quote_is_not_broken_to_be_larger() {
    let fonts = Fonts::embedded();
    let size_and_lines = |quote: &str, tone| {
        let set = compose(&Card { tone, ..card(quote) }, &fonts);
        (set.lines[0].size, set.lines.iter().filter(|line| line.size >= 36.0 && line.text != "“").count())
    };
    let (one_word, lines) = size_and_lines("serious", None);
    assert!(one_word > 92.0 && lines == 1, "{one_word}");
    assert_eq!(size_and_lines("on their own terms", Some(Tone::Near)).1, 1);
    assert!(size_and_lines("Longtemps, je me suis couché de bonne heure.", None).0 > 80.0, "two lines may be large");
}

#[test]
fn without_a_source_the_library_stands_beside_the_title() {
    let set = compose(&Card { source: None, ..card("serious") }, &Fonts::embedded());
    let baseline = |text: &str| set.lines.iter().find(|line| line.text == text).unwrap().baseline;
    assert_eq!(baseline("Sidelight").to_bits(), baseline("Talking Past Each Other").to_bits());
    let long = Card { source: None, title: "Talking ".repeat(40), ..card("serious") };
    let set = compose(&long, &Fonts::embedded());
    let title = set.lines.iter().find(|line| line.text.starts_with("Talking")).unwrap();
    let library = set.lines.iter().find(|line| line.text == "Sidelight").unwrap();
    assert!(title.x + title.width() < library.x, "they do not meet");
}

#[test]
fn fonts_of_a_folder_draw_what_those_of_the_program_cannot() {
    let folder = tempfile::tempdir().unwrap();
    // The one font at hand that has Arabic letters is among those that build.rs leaves behind.
    let named = |font: &&[u8]| font.windows(12).any(|bytes| bytes == b"DejaVuSansMo");
    fs::write(folder.path().join("mono.TTF"), typst_assets::fonts().find(named).unwrap()).unwrap();
    fs::write(folder.path().join("read.me"), "no font").unwrap();
    let fonts = Fonts::new(Some(folder.path())).unwrap();
    let arabic =
        Card { direction: Direction::RightToLeft, lang: "ar".to_owned(), ..card("كان يا ما كان, once") };
    let set = compose(&arabic, &fonts);
    assert_eq!(texts(&set)[..2], ["كان يا ما كان, once»", "«"]);
    let sizes: BTreeSet<String> = set.lines.iter().map(|line| format!("{}", line.shaped.has_boxes())).collect();
    assert_eq!(sizes, BTreeSet::from(["false".to_owned()]));
    assert!(draw(&arabic, &fonts).is_ok_and(|drawn| drawn != draw(&arabic, &Fonts::embedded()).unwrap()));
    assert_ne!(fonts.digest(), Fonts::embedded().digest());
}

#[test]
fn a_folder_without_usable_fonts_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let missing = Fonts::new(Some(&folder.path().join("none"))).unwrap_err().to_string();
    assert!(missing.contains("none cannot be read"), "{missing}");
    assert!(Fonts::new(Some(folder.path())).is_ok(), "an empty folder may be filled later");
    fs::write(folder.path().join("broken.otf"), "OTTO, but no more").unwrap();
    let broken = Fonts::new(Some(folder.path())).unwrap_err().to_string();
    assert!(broken.contains("broken.otf is no font"), "{broken}");
}
