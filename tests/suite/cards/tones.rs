//! The tone on the card of a passage: that of the innermost annotation around it.

use sidelight::card::{Card, Fonts, WIDTH, draw};
use sidelight::content::Tone;

use super::pictures::pixels;
use crate::site::Site;

/// A note in what a speaker says in an analogy.
const LIBRARY: &str = "\
-- a/index.md --
---
title: A
---
Before. One two three four five six. After.
-- a/analogies/marriage.md --
---
title: Marriage
targets: [{ exact: One two three four five six }]
---
-- a/speakers/ana.md --
---
title: Ana
side: East
targets: [{ exact: two three four }]
---
-- a/notes/three.md --
---
title: Three
targets: [{ exact: three }]
---
A note.
";

fn card_of(site: &Site, passage: &str) -> Card {
    site.current.site().card("a", Some(passage)).unwrap().unwrap()
}

#[test]
fn a_card_has_the_tone_of_the_innermost_annotation_around_its_passage() {
    let site = Site::of(LIBRARY);
    for (passage, tone) in [
        ("Before", None),
        ("One+two+three+four+five+six", Some(Tone::Figure)),
        ("five", Some(Tone::Figure)),
        ("two+three+four", Some(Tone::Near)),
        ("two+three", Some(Tone::Near)),
        ("three", Some(Tone::Gloss)),
        // Annotations that a passage only touches are not around it.
        ("four+five", Some(Tone::Figure)),
        ("Before.+One", None),
        ("six.+After", None),
        // Words that are not there lie in nothing.
        ("seven", None),
    ] {
        assert_eq!(card_of(&site, passage).tone, tone, "{passage}");
    }
    assert_eq!(site.current.site().card("a", None).unwrap().unwrap().tone, None, "the piece as a whole has none");
}

#[test]
fn a_tone_is_drawn_beside_the_quote_and_nowhere_else() {
    let (site, fonts) = (Site::of(LIBRARY), Fonts::embedded());
    // In the middle of the rule, at every height.
    let inks = |passage: &str| {
        let pixels = pixels(&draw(&card_of(&site, passage), &fonts).unwrap());
        let rows = pixels.chunks_exact(WIDTH as usize * 3);
        let mut inks: Vec<[u8; 3]> = rows.map(|row| [row[74 * 3], row[74 * 3 + 1], row[74 * 3 + 2]]).collect();
        inks.dedup();
        inks
    };
    let paper = [0xfb, 0xf8, 0xf2];
    // The light values of the palette; `card::colours` compares them with the stylesheet.
    for (passage, tone) in [("five", [0x86, 0x4a, 0x81]), ("two", [0x99, 0x49, 0x20]), ("three", [0x3a, 0x71, 0x4f])] {
        assert_eq!(inks(passage), [paper, tone, paper], "{passage}");
    }
    assert_eq!(inks("Before"), [paper]);
}
