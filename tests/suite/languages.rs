//! Texts in other languages and scripts: which way they run, whose words are whose, and how their names are met.

use axum::http::StatusCode;
use scraper::{ElementRef, Html};

use crate::site::{Site, css, faults};

const ARABIC: &str = "
-- sidelight.yaml --
title: English library
-- qissa/index.md --
---
title: قصة
lang: ar
authors: [ليلى, Ana Lima]
date: 1999-12-31
---
BBC قالت [كلمات](notes/n.md) هنا.

All of this is English.
-- qissa/notes/n.md --
---
title: ملاحظة
date: 2001-02-03
---
نص
-- plain/index.md --
---
title: Plain
---
שלום עולם.

One שלום.
";

fn attribute<'h>(page: &'h Html, selector: &str, name: &str) -> Option<&'h str> {
    page.select(&css(selector)).next()?.value().attr(name)
}

/// The language that an element's words are in.
fn language(element: ElementRef<'_>) -> (&str, &str) {
    let of = |name: &str| {
        let own = element.value().attr(name);
        own.or_else(|| element.ancestors().filter_map(ElementRef::wrap).find_map(|around| around.value().attr(name)))
    };
    (of("lang").unwrap_or(""), of("dir").unwrap_or(""))
}

#[tokio::test]
async fn a_language_says_which_way_its_text_runs() {
    let site = Site::of(ARABIC);
    for address in ["/qissa", "/qissa/notes", "/qissa/notes/n", "/qissa/embed"] {
        let page = site.get(address).await.html();
        assert_eq!((attribute(&page, "html", "lang"), attribute(&page, "html", "dir")), (Some("ar"), Some("rtl")));
    }
    let page = site.get("/").await.html();
    assert_eq!((attribute(&page, "html", "lang"), attribute(&page, "html", "dir")), (Some("en"), Some("ltr")));
    let item = page.select(&css(".pieces > li[lang=ar][dir=rtl]")).count();
    assert_eq!(item, 1);
    let hebrew = "-- sidelight.yaml --\nlang: he\n-- a/index.md --\n---\ntitle: א\n---\nב\n-- b/index.md --\n---\ntitle: B\nlang: en\n---\nB\n-- c/index.md --\n---\ntitle: C\nlang: en\ndir: rtl\n---\nC\n";
    let site = Site::of(hebrew);
    for (address, dir) in [("/", "rtl"), ("/a", "rtl"), ("/b", "ltr"), ("/c", "rtl")] {
        assert_eq!(attribute(&site.get(address).await.html(), "html", "dir"), Some(dir), "{address}");
    }
}

#[tokio::test]
async fn a_block_turns_round_only_where_it_runs_wholly_the_other_way() {
    let site = Site::of(ARABIC);
    let page = site.get("/qissa").await.html();
    let directions: Vec<_> = page.select(&css("article > p")).map(|block| block.value().attr("dir")).collect();
    assert_eq!(directions, [None, Some("ltr")]);
    let page = site.get("/plain").await.html();
    let directions: Vec<_> = page.select(&css("article > p")).map(|block| block.value().attr("dir")).collect();
    assert_eq!(directions, [Some("rtl"), None]);
}

/// WCAG 2.2, success criterion 3.1.2: of all words, whatever element they stand in, also of names that are only heard.
#[tokio::test]
async fn every_word_says_whose_language_it_is_in() {
    let site = Site::of(ARABIC);
    let (mut ours, mut theirs) = (0, 0);
    for address in [
        "/qissa",
        "/qissa/notes",
        "/qissa/notes/n",
        "/qissa?text=%D9%83%D9%84%D9%85%D8%A7%D8%AA",
        "/qissa?text=nowhere",
    ] {
        let page = site.get(address).await.html();
        for element in page.select(&css("body *:not(script):not(style)")) {
            let words =
                element.children().filter_map(|child| child.value().as_text().map(|text| text.trim().to_owned()));
            let name = element.value().attr("aria-label").map(str::to_owned);
            let (lang, dir) = language(element);
            for (words, is_name) in words.map(|words| (words, false)).chain(name.map(|name| (name, true))) {
                let is_english = words.chars().any(|char| char.is_ascii_alphabetic());
                let is_arabic = words.chars().any(|char| ('\u{600}'..'\u{700}').contains(&char));
                // A writer's own words, in whatever language they are.
                let is_own = element.ancestors().filter_map(ElementRef::wrap).chain([element]).any(|around| {
                    around.value().attr("dir") == Some("auto")
                        || around.value().name() == "bdi" && around.value().attr("lang").is_none()
                        || around.value().name() == "p"
                            && around.value().attr("id").is_some()
                            && around.value().attr("dir").is_some()
                }) || words.contains("BBC")
                    || words.contains("nowhere")
                    || words == "English library";
                let is_reference = is_arabic && words.starts_with(|char: char| char.is_ascii_digit());
                if is_english && !is_own && !is_reference && !element.value().name().starts_with("kbd") {
                    ours += 1;
                    assert_eq!(lang, "en", "{address}: {words} in {}", element.html());
                    assert!(is_name || dir == "ltr", "{address}: {words} in {}", element.html());
                } else if is_arabic && !is_english && !is_name && !is_own {
                    theirs += 1;
                    assert_eq!((lang, dir), ("ar", "rtl"), "{address}: {words} in {}", element.html());
                }
            }
        }
    }
    assert!(ours > 40 && theirs > 20, "{ours} and {theirs}");
}

#[tokio::test]
async fn a_title_keeps_two_directions_apart() {
    let site = Site::of(ARABIC);
    let title = |page: &Html| page.select(&css("head > title")).next().unwrap().text().collect::<String>();
    let page = site.get("/qissa").await.html();
    assert_eq!(title(&page), "\u{2068}قصة\u{2069} — \u{2068}English library\u{2069}");
    assert_eq!(title(&site.get("/plain").await.html()), "Plain — English library");
}

const NAMES: &str = "
-- a/index.md --
---
title: A
---
[One](notes/\u{c9}lan.md) and [two](Notes/e\u{301}LAN.md) and ![dot](Dot.PNG).
-- a/notes/E\u{301}lan.md --
---
title: Two ways
---
N
-- a/dot.png --
x
-- \u{c7}a/index.md --
---
title: C
---
[To](../A/Notes/%C3%89lan.md).
";

#[tokio::test]
async fn names_meet_however_their_capitals_and_accents_are_written() {
    assert_eq!(faults(NAMES), []);
    let site = Site::of(NAMES);
    for (asked, one) in [
        ("/A", "/a"),
        ("/A/", "/a"),
        ("/A?hide=NOTES", "/a?hide=NOTES"),
        ("/a/NOTES", "/a/notes"),
        ("/a/notes/%C3%A9lan", "/a/notes/E%CC%81lan"),
        ("/a/notes/%C3%89lan.jsonld", "/a/notes/E%CC%81lan.jsonld"),
        ("/A/index.TXT", "/a/index.txt"),
        ("/A/card.png", "/a/card.png"),
        ("/A/embed", "/a/embed"),
        ("/C%CC%A7a", "/%C3%87a"),
        ("/%C3%A7A", "/%C3%87a"),
    ] {
        let answer = site.get(asked).await;
        let to = answer.header("location");
        assert_eq!((answer.status, to), (StatusCode::PERMANENT_REDIRECT, one), "{asked}");
        assert_eq!(site.get(to).await.status, StatusCode::OK, "{to}");
    }
    let hidden = site.get("/a?hide=NOTES/%C3%A9lan").await.html();
    assert_eq!(attribute(&hidden, "html", "data-hide"), Some("notes/E\u{301}lan"));
    let marks = site.get("/a").await.html();
    assert_eq!(marks.select(&css("mark")).count(), 2);
}
