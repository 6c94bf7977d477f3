//! The address of a card, and what happens when too many are asked for.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use axum::http::{Method, StatusCode, header};
use futures_util::FutureExt;
use sidelight::card::Fonts;
use sidelight::site::{CARD_PATIENCE, Cards, NoCard, Options, build};

use super::card;
use crate::site::{Site, answer, tree};

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
    assert_eq!(
        (of_b.source.as_deref(), of_b.lang.as_str(), of_b.direction.as_str()),
        (Some("after The Times"), "he", "rtl")
    );
    assert!(site.card("c", None).unwrap().is_none(), "a draft is not shown");
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_at_once_are_sent_away_and_the_others_served() {
    let pieces = (0..60).map(|number| format!("-- p{number}/index.md --\n---\ntitle: Number {number}\n---\nWords.\n"));
    let site = Site::of(&pieces.collect::<String>());
    let start = Instant::now();
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
    // On a machine that is busy with other tests, they may have waited for too long.
    let is_slow = start.elapsed() >= CARD_PATIENCE;
    assert!(drawn >= 33 || is_slow, "one or two are drawn and thirty-two wait: {drawn}");
    assert!(sent_away > 0, "and the others are sent away");
    // Nobody is sent away for long.
    assert_eq!(site.get("/p59/card.png").await.status, StatusCode::OK);
}

/// Takes all turns, until what it answers is dropped.
async fn at_work(site: &Site) -> Vec<mpsc::Sender<()>> {
    let (begin, mut at_it) = tokio::sync::mpsc::unbounded_channel();
    let mut ends = Vec::new();
    for _ in 0..site.current.cards.free_turns() {
        let (end, ended) = mpsc::channel::<()>();
        ends.push(end);
        let (current, begin) = (Arc::clone(&site.current), begin.clone());
        tokio::spawn(async move {
            let found = current.cards.found(move || {
                begin.send(()).unwrap();
                let _ = ended.recv();
            });
            found.await.map(|_| ())
        });
        at_it.recv().await.unwrap();
    }
    ends
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_for_many_passages_waits_and_readers_do_not() {
    let site = Site::of(LIBRARY);
    let ends = at_work(&site).await;
    let permits = site.current.made_to_order.available_permits();
    let asked: Vec<_> = (0..50)
        .map(|number| {
            let app = site.app();
            tokio::spawn(async move { answer(app, Method::GET, &format!("/a/card.png?text=n{number}"), &[]).await })
        })
        .collect();
    // Those for whom there is no place in the queue are sent away before anything is looked for.
    while asked.iter().filter(|asked| asked.is_finished()).count() < 50 - 32 {
        tokio::task::yield_now().await;
    }
    assert_eq!(site.current.made_to_order.available_permits(), permits, "no card takes a reader's turn");
    assert_eq!(site.get("/a").await.status, StatusCode::OK);
    assert_eq!(site.get("/a?text=Words").await.status, StatusCode::OK);
    assert_eq!(site.get("/a?hide=notes").await.status, StatusCode::OK);
    assert_eq!(asked.iter().filter(|asked| asked.is_finished()).count(), 50 - 32, "and the others still wait");
    drop(ends);
    let mut statuses = Vec::new();
    for asked in asked {
        statuses.push(asked.await.unwrap().status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::OK).count(), 32);
    assert_eq!(statuses.iter().filter(|status| **status == StatusCode::SERVICE_UNAVAILABLE).count(), 50 - 32);
}

#[tokio::test(flavor = "multi_thread")]
async fn at_most_two_are_worked_on_at_once() {
    let site = Site::of(LIBRARY);
    let turns = site.current.cards.free_turns();
    assert!((1..=2).contains(&turns), "{turns}");
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let work: Vec<_> = (0..20)
        .map(|_| {
            let (current, now, most) = (Arc::clone(&site.current), Arc::clone(&now), Arc::clone(&most));
            tokio::spawn(async move {
                let found = current.cards.found(move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    std::thread::sleep(Duration::from_millis(5));
                    now.fetch_sub(1, Ordering::SeqCst);
                });
                found.await.is_ok()
            })
        })
        .collect();
    for work in work {
        assert!(work.await.unwrap());
    }
    assert_eq!(most.load(Ordering::SeqCst), turns);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_that_has_been_drawn_is_there_while_others_are_drawn() {
    let site = Site::of(LIBRARY);
    let first = site.get("/a/card.png?text=Words").await;
    let ends = at_work(&site).await;
    let again = site.get("/a/card.png?text=Words").await;
    assert!(again.status == StatusCode::OK && again.body == first.body);
    let etag = first.header(header::ETAG);
    let again = site.request(Method::GET, "/a/card.png?text=Words", &[(header::IF_NONE_MATCH, etag)]).await;
    assert_eq!((again.status, again.header(header::ETAG)), (StatusCode::NOT_MODIFIED, etag));
    drop(ends);
    // The same address in another version of the library is looked for again.
    let other = LIBRARY.replace("Words.", "Sentences.");
    site.current.swap(build(&tree(&other), Options::default()).site);
    let other = site.get("/a/card.png?text=Words").await;
    assert_ne!(other.header(header::ETAG), etag, "the words are not there any more");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_again_and_again_is_held_back() {
    let site = Site::of(LIBRARY);
    let ends = at_work(&site).await;
    let start = Instant::now();
    let asked: Vec<_> = (0..40)
        .map(|number| {
            let app = site.app();
            tokio::spawn(async move { answer(app, Method::GET, &format!("/a/card.png?text=n{number}"), &[]).await })
        })
        .collect();
    while !asked.iter().any(tokio::task::JoinHandle::is_finished) {
        tokio::task::yield_now().await;
    }
    assert!(start.elapsed() >= Duration::from_millis(200), "{:?}", start.elapsed());
    drop(ends);
}

#[tokio::test]
async fn those_who_go_away_leave_their_place_in_the_queue() {
    let cards = Cards::new(Fonts::embedded());
    let ask = |number: usize| {
        let card = card(&format!("Number {number}"));
        cards.picture(cards.key(&card), card, None)
    };
    for round in 0..3 {
        // Polled once: one or two begin to be drawn, the others wait until there is no place left.
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
