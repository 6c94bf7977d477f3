//! Whose words a shared passage is, the same at every door: the card, the frame, the citation in a sentence and in three
//! formats, the line above the text, the preview, and what the script that copies quotations is told.

use sidelight::content::Tone;

use crate::site::{Site, css};

const LIBRARY: &str = "\
-- sidelight.yaml --
title: The Shelf
-- retold/index.md --
---
title: Retold
authors: [The Shelf]
source: { title: The Original, publisher: The Times }
---
It is sincere. He told them “a stone is a promise” and left. Both said “we agree” at once.

She went on: a stone stays. And then it fell.
-- retold/speakers/ana.md --
---
title: Ana
side: Hills
targets: [{ exact: a stone is a promise }, { exact: we agree }, { exact: \"She went on: a stone stays\" }]
---
-- retold/speakers/ben.md --
---
title: Ben
side: Coast
targets: [{ exact: we agree }, { exact: a stone stays }]
---
-- retold/notes/n.md --
---
title: A note
targets: [{ exact: It is sincere }]
---
-- signed/index.md --
---
title: Signed
authors: [\"Lima, Ana\"]
---
Words of her own.
-- kept/index.md --
---
title: Kept
source: { publisher: The Times, reproduced: true }
---
Words of the paper.
-- unsigned/index.md --
---
title: Unsigned
---
Words of the house.
-- voices/index.md --
---
title: Voices
---
The crowd spoke: enough of this.
-- voices/witnesses/crowd.md --
---
title: The crowd
role: witness
targets: [{ exact: enough of this }]
---
";

type Shared = (&'static str, &'static str, &'static str, Option<&'static str>, Option<Tone>);

/// The passage, who is announced above the text, what stands beside the library's title, and its colour.
const PASSAGES: &[Shared] = &[
    // A note says nothing in the text; the sentence is ours, and not the source's.
    ("retold", "It%20is%20sincere", "Written by The Shelf, after The Times", Some("after The Times"), None),
    (
        "retold",
        "a%20stone%20is%20a%20promise",
        "Said by Ana, after The Times",
        Some("Ana, after The Times"),
        Some(Tone::Near),
    ),
    // With the marks that stand around what she says, and a part of it.
    (
        "retold",
        "“a%20stone%20is%20a%20promise”",
        "Said by Ana, after The Times",
        Some("Ana, after The Times"),
        Some(Tone::Near),
    ),
    ("retold", "is%20a%20promise", "Said by Ana, after The Times", Some("Ana, after The Times"), Some(Tone::Near)),
    // Partly hers.
    ("retold", "a%20promise”%20and%20left", "Written by The Shelf, after The Times", Some("after The Times"), None),
    ("retold", "He%20told%20them,promise”", "Written by The Shelf, after The Times", Some("after The Times"), None),
    // Two say the very same; one quotes another.
    (
        "retold",
        "we%20agree",
        "Said by Ana and Ben, after The Times",
        Some("Ana and Ben, after The Times"),
        Some(Tone::Near),
    ),
    ("retold", "a%20stone%20stays", "Said by Ben, after The Times", Some("Ben, after The Times"), Some(Tone::Far)),
    (
        "retold",
        "went%20on:%20a%20stone",
        "Said by Ana, after The Times",
        Some("Ana, after The Times"),
        Some(Tone::Near),
    ),
    ("signed", "of%20her%20own", "Written by Ana Lima", Some("Ana Lima"), None),
    ("kept", "of%20the%20paper", "From The Times", Some("The Times"), None),
    ("unsigned", "of%20the%20house", "Written by The Shelf", None, None),
    ("voices", "enough%20of", "Said by The crowd", Some("The crowd"), None),
    ("voices", "crowd%20spoke", "Written by The Shelf", None, None),
];

#[tokio::test]
async fn a_passage_names_who_says_it_at_every_door() {
    let site = Site::of(LIBRARY);
    for &(piece, value, announced, beside, tone) in PASSAGES {
        let at = |name: &str| format!("/{piece}{name}?text={value}");
        let speaker = announced.strip_prefix("Said by ").map(|said| said.trim_end_matches(", after The Times"));

        let card = site.current.site().card(piece, Some(value)).unwrap().unwrap();
        assert!(card.quote.is_some(), "{value}");
        assert_eq!(card.source.as_deref(), beside, "{value}");
        if tone.is_some() {
            assert_eq!(card.tone, tone, "{value}");
        }

        let page = site.get(&at("")).await.html();
        let text = |page: &scraper::Html, selector: &str| -> String {
            page.select(&css(selector)).flat_map(|element| element.text()).collect()
        };
        assert_eq!(text(&page, ".shared .said"), announced, "{value}");
        let description = page.select(&css("meta[property='og:description']")).next().unwrap();
        let line = announced.split_once(" by ").or(announced.split_once(' ')).unwrap().1;
        assert!(description.value().attr("content").unwrap().ends_with(&format!("” — {line}")), "{value}");

        let frame = site.get(&at("/embed")).await.html();
        let facts = text(&frame, ".facts");
        let names = beside.map(|beside| beside.trim_end_matches("after The Times").trim_end_matches(", "));
        let names = names.filter(|names| !names.is_empty());
        let expected = match (names, speaker) {
            (Some(names), Some(_)) => format!("{names}, in "),
            (Some(names), None) => format!("{names}, "),
            (None, _) => String::new(),
        };
        assert!(facts.starts_with(&expected) && facts.ends_with(", The Shelf"), "{value}: {facts}");
        assert_eq!(facts.matches(", ").count(), 1 + usize::from(names.is_some()), "{value}: {facts}");
        let class = tone.map(|tone| format!(".tone-{}", tone.as_str())).unwrap_or_default();
        assert_eq!(frame.select(&css(&format!("blockquote.passage{class}"))).count(), 1, "{value}");
        assert_eq!(text(&frame, ".source").starts_with("After The Times"), piece == "retold", "{value}");

        let sentence = text(&page, ".cite .citation");
        assert_eq!(
            sentence.starts_with(&format!("{}, “", speaker.unwrap_or("nobody"))),
            speaker.is_some(),
            "{sentence}"
        );
        assert_eq!(sentence.contains(", after The Times"), piece == "retold", "{sentence}");
        for name in ["/cite.bib", "/cite.ris", "/cite.json"] {
            let citation = site.get(&at(name)).await.text().to_owned();
            let said = speaker.map(|speaker| format!("{speaker}: “"));
            assert!(said.as_ref().is_none_or(|said| citation.contains(said)), "{value}: {citation}");
            assert!(said.is_some() || !citation.contains(": “"), "{value}: {citation}");
            assert_eq!(citation.contains("After: The Times"), piece == "retold", "{value}: {citation}");
        }
    }
}

#[tokio::test]
async fn the_script_that_copies_is_told_who_speaks() {
    let page = Site::of(LIBRARY).get("/retold").await.html();
    let share = page.select(&css("#page--share")).next().unwrap();
    let data = |name: &str| share.value().attr(name);
    let speakers: serde_json::Value = serde_json::from_str(data("data-speakers").unwrap()).unwrap();
    assert_eq!(
        speakers,
        serde_json::json!([
            { "key": "speakers/ana", "name": "Ana", "tone": "near" },
            { "key": "speakers/ben", "name": "Ben", "tone": "far" },
        ])
    );
    assert_eq!((data("data-authors"), data("data-after")), (Some("The Shelf"), Some("The Times")));
    assert_eq!(data("data-announced"), Some("Written by The Shelf, after The Times"));
}

#[tokio::test]
async fn a_frame_keeps_paragraphs_and_sets_marks_once() {
    let site = Site::of(LIBRARY);
    let quote = async |value: &str| {
        let page = site.get(&format!("/retold/embed?text={value}")).await.html();
        let block = page.select(&css("blockquote")).next().unwrap();
        let blocks: Vec<String> = block.select(&css("p")).map(|block| block.text().collect()).collect();
        (blocks, block.value().classes().any(|class| class == "quoted"))
    };
    let (blocks, is_quoted) = quote("at%20once,went%20on").await;
    assert_eq!((blocks, is_quoted), (vec!["at once.".to_owned(), "She went on".to_owned()], true));
    assert!(!quote("“we%20agree”").await.1);
}
