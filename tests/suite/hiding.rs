//! What a reader switches off: the state in the address, in the page, and in the links to other pages.

use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use scraper::{ElementRef, Html};

use crate::site::{Site, css};

const LIBRARY: &str = "
-- a/index.md --
---
title: A
---
[One](notes/n.md) two [three](speakers/ana.md) four [five](speakers/ben.md). See [B](../b/index.md).
-- a/notes/n.md --
---
title: N
date: 2022-01-10
---
See [B](../../b/index.md).
-- a/speakers/ana.md --
---
title: Ana
side: A
date: 2022-01-12
targets: [{ exact: four }]
---
-- a/speakers/ben.md --
---
title: Ben
side: B
targets: [{ exact: three four five }]
---
-- b/index.md --
---
title: B
---
Text.
";

/// The keys of the annotations that a page hides, by each of the ways in which it does.
fn hidden(page: &Html) -> Vec<String> {
    let key = |element: ElementRef<'_>, name| element.value().attr(name).unwrap_or_default().to_owned();
    let mut bodies: Vec<String> =
        page.select(&css("[data-annotation][hidden]")).map(|body| key(body, "data-annotation")).collect();
    let body = |reference| key(reference, "href").replace('#', "").replace("--", "/");
    let mut references: Vec<String> = page.select(&css("a.ref[hidden]")).map(body).collect();
    for keys in [&mut bodies, &mut references] {
        keys.sort();
        keys.dedup();
    }
    assert_eq!(bodies, references);
    // Only some annotations have a date, and each is there once in every drawing and once in the list.
    for date in page.select(&css("[data-marks]")) {
        let is_hidden = date.value().attr("hidden").is_some() || date.value().attr("display") == Some("none");
        assert_eq!(is_hidden, bodies.contains(&key(date, "data-marks")), "{}", date.html());
    }
    bodies
}

fn classes(page: &Html, keys: &str) -> Vec<String> {
    let mark = page.select(&css(&format!("mark[data-annotations='{keys}']"))).next().unwrap();
    mark.value().classes().map(str::to_owned).collect()
}

#[tokio::test]
async fn what_is_hidden_stays_in_the_page_without_a_look() {
    let site = Site::of(LIBRARY);
    let shown = site.get("/a").await.html();
    assert_eq!(hidden(&shown), [""; 0]);
    assert_eq!(classes(&shown, "speakers/ana speakers/ben").len(), 2);

    let page = site.get("/a?hide=notes+speakers/ana").await.html();
    assert_eq!(page.root_element().value().attr("data-hide"), Some("notes speakers/ana"));
    assert_eq!(hidden(&page), ["notes/n", "speakers/ana"]);
    assert_eq!(classes(&page, "notes/n"), [""; 0]);
    assert_eq!(classes(&page, "speakers/ana speakers/ben").len(), 1);
    assert_eq!(page.select(&css("meta[name=robots][content=noindex]")).count(), 1);
    let text = |page: &Html| page.select(&css("article p")).next().unwrap().text().collect::<String>();
    assert_eq!(text(&page), text(&shown));
}

#[tokio::test]
async fn one_of_a_hidden_layer_can_be_shown() {
    let site = Site::of(LIBRARY);
    let none = site.get("/a?hide=notes+speakers").await.html();
    let switch = |page: &Html, name: &str| {
        let switch = page.select(&css(&format!("[data-switch='{name}']"))).next().unwrap();
        // Without script the reader comes back to the legend.
        let address = switch.value().attr("href").unwrap().strip_suffix("#page--legend").unwrap();
        (address.to_owned(), switch.text().collect::<String>())
    };
    let (address, name) = switch(&none, "speakers/ana");
    assert_eq!((address.as_str(), name.as_str()), ("/a?hide=notes+speakers+speakers/ana", "Show Ana"));
    let one = site.get(&address).await.html();
    assert_eq!(hidden(&one), ["notes/n", "speakers/ben"]);
    assert_eq!(switch(&one, "speakers/ana").0, "/a?hide=notes+speakers");
    assert_eq!(switch(&one, "speakers"), ("/a?hide=notes".to_owned(), "Show Speakers".to_owned()));
}

#[tokio::test]
async fn links_to_other_pages_carry_the_state() {
    let site = Site::of(LIBRARY);
    for address in ["/", "/a", "/b", "/a/notes", "/a/speakers/ana"] {
        let page = site.get(&format!("{address}?hide=notes&utm_source=x")).await.html();
        let mut carried = 0;
        for link in page.select(&css("body a[href]:not([data-switch]):not([data-whole]):not(.permalink)")) {
            let to = link.value().attr("href").unwrap();
            // Files are the same for everybody; of all addresses, only theirs have a dot in them here.
            if !to.starts_with('#') && !to.contains('.') {
                assert!(to.split('#').next().unwrap().ends_with("?hide=notes"), "{to} in {address}");
                carried += 1;
            }
        }
        assert!(carried > 0, "{address}");
    }
}

#[tokio::test]
async fn pages_made_to_order_are_answered_like_finished_ones() {
    let site = Site::of(LIBRARY);
    let first = site.get("/a?hide=notes").await;
    assert_eq!(first.status, StatusCode::OK);
    assert_eq!(first.header("etag"), site.get("/a?hide=notes").await.header("etag"));
    assert_ne!(first.header("etag"), site.get("/a").await.header("etag"));
    let tag = first.header("etag").to_owned();
    let unchanged = site.request(Method::GET, "/a?hide=notes", &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!((unchanged.status, unchanged.text()), (StatusCode::NOT_MODIFIED, ""));
    assert_eq!(unchanged.header("etag"), tag);
    for (address, status) in [
        ("/a/index.md?hide=notes", StatusCode::OK),
        ("/nothing?hide=notes", StatusCode::NOT_FOUND),
        ("/a/notes/none?hide=notes", StatusCode::NOT_FOUND),
        ("/a/?hide=notes", StatusCode::PERMANENT_REDIRECT),
        ("/a?hide=%3Cscript%3E", StatusCode::OK),
        ("/a?hide=%FF%00", StatusCode::OK),
    ] {
        assert_eq!(site.get(address).await.status, status, "{address}");
    }
    // What the library does not have is not carried on.
    assert_eq!(site.get("/a?hide=nothing+notes/nobody").await.header("etag"), site.get("/a").await.header("etag"));
    assert_eq!(site.get("/a?hide=%3Cscript%3E").await.header("etag"), site.get("/a").await.header("etag"));
}

#[tokio::test(start_paused = true)]
async fn where_all_turns_are_taken_a_reader_is_told_to_come_again_and_finished_pages_are_served() {
    let site = Site::of(LIBRARY);
    let turns = site.current.made_to_order.available_permits() as u32;
    let taken = site.current.made_to_order.acquire_many(turns).await.unwrap();
    let busy = site.get("/a?hide=notes").await;
    assert_eq!((busy.status, busy.header(header::RETRY_AFTER)), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    assert!(busy.text().contains("Too many ask for this at once"));
    assert_eq!(site.get("/a").await.status, StatusCode::OK);
    drop(taken);
    assert_eq!(site.get("/a?hide=notes").await.status, StatusCode::OK);
}

#[tokio::test]
async fn work_for_a_reader_who_went_away_still_counts() {
    let text = "Words that take a while. ".repeat(40_000);
    let site = Site::of(&LIBRARY.replace("Text.", &text));
    let turns = || site.current.made_to_order.available_permits();
    let all = turns();
    assert!(tokio::time::timeout(Duration::from_millis(1), site.get("/b?hide=notes")).await.is_err(), "made at once");
    assert_eq!(turns(), all - 1);
    while turns() < all {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
