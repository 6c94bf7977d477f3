//! The address of a card, and what happens when too many are asked for.

use axum::http::{Method, StatusCode, header};
use futures_util::FutureExt;
use sidelight::card::Fonts;
use sidelight::site::{Cards, NoCard};

use super::card;
use crate::site::{Site, answer};

const LIBRARY: &str = "\
-- sidelight.yaml --
title: The Library
lang: fr
-- a/index.md --
---
title: A Piece
authors: [Ana, Ben]
---
Words.
-- b/index.md --
---
title: Another
lang: he
dir: rtl
authors: [The Library]
source: { title: A Work, publisher: The Times }
---
Words.
-- c/index.md --
---
title: Not Yet
draft: true
---
Words.
";

#[tokio::test]
async fn a_piece_has_a_card() {
    let site = Site::of(LIBRARY);
    let card = site.get("/a/card.png").await;
    assert_eq!(card.status, StatusCode::OK);
    assert!(card.body.starts_with(b"\x89PNG"));
    assert_eq!(card.header(header::CONTENT_TYPE), "image/png");
    assert_eq!(card.header(header::CACHE_CONTROL), "no-cache");
    assert_eq!(card.header("cross-origin-resource-policy"), "cross-origin", "others show it");
    assert_eq!(site.get("/a").await.header("cross-origin-resource-policy"), "same-origin");
    assert_eq!(card.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let head = site.request(Method::HEAD, "/a/card.png", &[]).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    assert_eq!(head.header(header::CONTENT_LENGTH), card.body.len().to_string());
    for nothing in ["/c/card.png", "/d/card.png", "/card.png", "/a/card.jpg", "/a/card.png/x"] {
        assert_eq!(site.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
    assert_eq!(site.request(Method::POST, "/a/card.png", &[]).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn a_card_is_named_by_what_is_drawn() {
    let site = Site::of(LIBRARY);
    let etag = site.get("/a/card.png").await.header(header::ETAG).to_owned();
    let again = site.request(Method::GET, "/a/card.png", &[(header::IF_NONE_MATCH, &etag)]).await;
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
    assert_eq!(again.header(header::ETAG), etag);
    // Other words in the text are no other card, another title is.
    let tag = async |library: &str| Site::of(library).get("/a/card.png").await.header(header::ETAG).to_owned();
    assert_eq!(tag(&LIBRARY.replace("Words.", "More words.")).await, etag);
    assert_ne!(tag(&LIBRARY.replace("A Piece", "A Text")).await, etag);
    assert_ne!(site.get("/b/card.png").await.header(header::ETAG), etag);
}

#[tokio::test]
async fn a_card_is_below_the_base_path() {
    let library = LIBRARY.replace("lang: fr", "base_url: https://example.org/read");
    let site = Site::of(&library);
    assert_eq!(site.get("/read/a/card.png").await.status, StatusCode::OK);
    assert_eq!(site.get("/a/card.png").await.status, StatusCode::NOT_FOUND);
}

#[test]
fn a_card_says_what_the_piece_says() {
    let site = Site::of(LIBRARY).current.site();
    let of_a = site.card("a", None).unwrap().unwrap();
    assert_eq!((of_a.title.as_str(), of_a.source.as_deref(), of_a.lang.as_str()), ("A Piece", Some("Ana, Ben"), "fr"));
    assert_eq!((of_a.library.as_str(), of_a.quote, of_a.tone), ("The Library", None, None));
    let of_b = site.card("b", Some("words.")).unwrap().unwrap();
    assert_eq!((of_b.quote.as_deref(), of_b.tone), (None, None), "these are no words of the piece");
    let of_b = site.card("b", Some("Words.")).unwrap().unwrap();
    assert_eq!((of_b.quote.as_deref(), of_b.tone), (Some("Words."), None));
    // The library is on the card already; it needs no second mention as the author.
    assert_eq!((of_b.source.as_deref(), of_b.lang.as_str(), of_b.direction.as_str()), (Some("The Times"), "he", "rtl"));
    assert!(site.card("c", None).unwrap().is_none(), "a draft is not shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_at_once_are_sent_away_and_the_others_served() {
    let pieces = (0..60).map(|number| format!("-- p{number}/index.md --\n---\ntitle: Number {number}\n---\nWords.\n"));
    let site = Site::of(&pieces.collect::<String>());
    let asked: Vec<_> = (0..60)
        .map(|number| {
            let app = site.app();
            tokio::spawn(async move { answer(app, Method::GET, &format!("/p{number}/card.png"), &[]).await })
        })
        .collect();
    let (mut drawn, mut sent_away) = (0, 0);
    for answer in asked {
        let answer = answer.await.unwrap();
        match answer.status {
            StatusCode::OK => drawn += 1,
            StatusCode::SERVICE_UNAVAILABLE => {
                assert_eq!(answer.header(header::RETRY_AFTER), "2");
                assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
                sent_away += 1;
            }
            other => panic!("{other}"),
        }
    }
    assert!(drawn >= 34, "two are drawn and thirty-two wait: {drawn}");
    assert!(sent_away > 0, "and the others are sent away");
    // Nobody is sent away for long.
    assert_eq!(site.get("/p59/card.png").await.status, StatusCode::OK);
}

#[tokio::test]
async fn those_who_go_away_leave_their_place_in_the_queue() {
    let cards = Cards::new(Fonts::embedded());
    let ask = |number: usize| {
        let card = card(&format!("Number {number}"));
        cards.picture(cards.key(&card), card)
    };
    for round in 0..3 {
        // Polled once: two begin to be drawn, the others wait until there is no place left.
        let mut waiting = Vec::new();
        let turned_away = loop {
            let mut card = Box::pin(ask(round * 100 + waiting.len()));
            if let Some(answer) = (&mut card).now_or_never() {
                break answer;
            }
            waiting.push(card);
        };
        assert_eq!(turned_away.unwrap_err(), NoCard::Busy);
        assert!((32..=34).contains(&waiting.len()), "{}", waiting.len());
        drop(waiting);
        let last = ask(round * 100 + 99).await;
        assert!(last.is_ok(), "{last:?}");
    }
}
