//! Passages that readers share: a link is opened, marked over everything else, or said not to be found.
//!
//! What the link maker of the page makes of any selection is tried in `tests/browser`: against its own reading in
//! `passages.test.mjs`, against this server in `sharing-trip.test.mjs`. Here the server's side is: the links that it
//! makes to its blocks and any words with their surroundings (`round_trip`), texts that were edited (`revisions`), what
//! programs do to addresses on their way (`roads`, `travels`), and what nobody was given (`hostile`).

mod hostile;
mod revisions;
mod roads;
mod round_trip;
mod travels;
mod values;

use axum::http::StatusCode;
use scraper::{ElementRef, Html};

use crate::site::{Site, css};

const LIBRARY: &str = "
-- sidelight.yaml --
title: L
-- a/index.md --
---
title: A
description: D
---
One, two three [four five](notes/n.md) six.

Seven *eight* nine, two more.
-- a/notes/n.md --
---
title: N
targets: [{ exact: five six }]
---
-- b/index.md --
---
title: B
---
Text.
";

/// The words of the text in an element: references and the like are none.
fn words(element: ElementRef<'_>) -> String {
    let is_text = |parent: ElementRef<'_>| {
        parent.ancestors().chain([*parent]).filter_map(ElementRef::wrap).all(|above| {
            !above.value().classes().any(|class| ["ref", "footnote-reference", "back", "unseen"].contains(&class))
        })
    };
    let nodes = element.descendants().filter(|node| node.parent().and_then(ElementRef::wrap).is_some_and(is_text));
    nodes.filter_map(|node| node.value().as_text().map(|text| &**text)).collect()
}

fn marked(page: &Html) -> String {
    page.select(&css("mark[data-passage]")).map(words).collect()
}

fn text(page: &Html, selector: &str) -> String {
    page.select(&css(selector)).flat_map(|element| element.text()).collect::<String>()
}

#[tokio::test]
async fn a_passage_is_marked_over_annotations_and_paragraphs() {
    let site = Site::of(LIBRARY);
    for (value, words) in [
        ("three+four", "three four"),
        ("two-,three", "three"),
        ("three,eight", "three four five six.Seven eight"),
        ("One%2C+two", "One, two"),
        ("One,+two.", "One, two"),
        ("six%2E", "six."),
    ] {
        let answer = site.get(&format!("/a?text={value}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{value}");
        let page = answer.html();
        assert_eq!(marked(&page), words, "{value}");
        assert_eq!(page.select(&css("mark mark")).count(), 0, "{value}");
        let first = page.select(&css("mark[data-passage]")).next().unwrap();
        assert_eq!((first.value().attr("id"), first.value().attr("autofocus")), (Some("page--passage"), Some("")));
        assert_eq!(page.select(&css("[autofocus]")).count(), 1);
        assert!(text(&page, ".shared").contains("A passage shared with you"));
        assert_eq!(page.select(&css("meta[name=robots][content=noindex]")).count(), 1);
    }
}

#[tokio::test]
async fn what_is_not_found_is_said_and_nothing_is_marked() {
    let site = Site::of(LIBRARY);
    for (value, said) in [("two", "in several places"), ("nowhere+at+all", "is not in the text")] {
        let answer = site.get(&format!("/a?text={value}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page = answer.html();
        assert_eq!(page.select(&css("mark[data-passage], [autofocus]")).count(), 0);
        assert!(text(&page, ".shared").contains(said), "{}", text(&page, ".shared"));
        assert_eq!(page.select(&css(".shared a[href='/a']")).count(), 1);
    }
}

#[tokio::test]
async fn an_address_puts_no_words_into_the_pieces_mouth() {
    let site = Site::of(LIBRARY);
    for value in ["Buy+gold", "%3Cscript%3Ealert(1)%3C/script%3E", "Seven+eight+nine+buy+gold", "three,buy+gold"] {
        let page = site.get(&format!("/a?text={value}")).await.html();
        let head = text(&page, "title")
            + &page.select(&css("meta")).filter_map(|meta| meta.value().attr("content")).collect::<String>();
        assert!(!head.contains("gold") && !head.contains("alert"), "{head}");
        assert_eq!(page.select(&css("script:not([src]):not([type='application/ld+json'])")).count(), 0);
        let quoted = text(&page, "q bdi");
        assert!(text(&page, "body").matches("gold").count() <= quoted.matches("gold").count(), "{value}");
    }
    let page = site.get("/a?text=Seven+eight").await.html();
    assert!(text(&page, "title").starts_with("“Seven eight” — A"));
}

#[tokio::test]
async fn hostile_values_are_refused_or_not_found() {
    let site = Site::of(LIBRARY);
    for value in ["a%00", "%1b[31m", &"x".repeat(5000)] {
        assert_eq!(site.get(&format!("/a?text={value}")).await.status, StatusCode::BAD_REQUEST, "{value}");
    }
    for value in ["%ff", ",,,", "-", "%E2%80%AEevil", &"a,".repeat(1500), &"%F0%9F%98%80".repeat(300)] {
        assert_eq!(site.get(&format!("/a?text={value}")).await.status, StatusCode::OK, "{value}");
    }
    // Only a text has passages.
    for address in ["/?text=x", "/a/notes?text=x", "/b?text="] {
        assert_eq!(
            site.get(address).await.header("etag"),
            site.get(address.split('?').next().unwrap()).await.header("etag")
        );
    }
}

#[tokio::test]
async fn a_passage_and_what_is_hidden_go_together() {
    let site = Site::of(LIBRARY);
    let page = site.get("/a?text=four+five&hide=notes").await.html();
    assert_eq!(marked(&page), "four five");
    assert_eq!(page.root_element().value().attr("data-hide"), Some("notes"));
    assert_eq!(page.select(&css(".shared a[href='/a?hide=notes']")).count(), 1);
}

#[tokio::test]
async fn a_link_to_a_passage_is_shown_with_its_words() {
    let site = Site::of(&LIBRARY.replace("title: L", "title: L\nbase_url: https://example.org"));
    let page = site.get("/a?text=three+four").await.html();
    let property = |name: &str| {
        let meta = page.select(&css(&format!("meta[property='{name}']"))).next().unwrap();
        meta.value().attr("content").unwrap().to_owned()
    };
    assert_eq!(property("og:title"), "“three four” — A");
    assert_eq!(property("og:url"), "https://example.org/a?text=three%20four");
    assert_eq!(property("og:image"), "https://example.org/a/card.png?text=three%20four");
    assert_eq!(page.select(&css("link[rel=canonical][href='https://example.org/a']")).count(), 1);
    let [piece, passage, lost] =
        ["/a/card.png", "/a/card.png?text=three+four", "/a/card.png?text=buy+gold"].map(|address| site.get(address));
    let (piece, passage, lost) = (piece.await, passage.await, lost.await);
    assert_eq!((passage.status, passage.header("content-type")), (StatusCode::OK, "image/png"));
    assert_ne!(piece.header("etag"), passage.header("etag"));
    // What is not in the piece is on no card.
    assert_eq!(piece.header("etag"), lost.header("etag"));
    assert_eq!(site.get("/a/card.png?text=a%00").await.status, StatusCode::BAD_REQUEST);
}
