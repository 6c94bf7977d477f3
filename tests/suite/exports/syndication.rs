//! The library for feed readers and search engines.

use axum::http::StatusCode;
use insta::assert_snapshot;
use roxmltree::{Document, Node};
use sidelight::content::embedded;
use sidelight::render::feed::FEED_ENTRIES;
use sidelight::site::{Options, build};

use super::{ODD, PUBLISHED};
use crate::site::{Site, css};

const ATOM: &str = "http://www.w3.org/2005/Atom";

const TWO_MORE: &str = "
-- undated/index.md --
---
title: \"A < B & \\x01 \\\"C\\\"\"
---
Text.
-- secret/index.md --
---
title: Secret
draft: true
date: 2027-01-01
---
Text.
";

fn child<'a>(node: Node<'a, 'a>, name: &str) -> Option<&'a str> {
    node.children().find(|child| child.has_tag_name((ATOM, name))).and_then(|child| child.text())
}

#[tokio::test]
async fn the_shipped_library_is_a_feed() {
    let site = Site::new(build(&embedded::read(), Options::default()), false);
    let answer = site.get("/feed.atom").await;
    assert_eq!(answer.header("content-type"), "application/atom+xml; charset=utf-8");
    assert_snapshot!("feed.atom", answer.text());
    let page = site.get("/").await.html();
    let links: Vec<_> =
        page.select(&css("link[type='application/atom+xml']")).map(|link| link.value().attr("href")).collect();
    assert_eq!(links, [Some("/feed.atom")]);
}

#[tokio::test]
async fn a_feed_of_a_large_library_has_what_changed_last() {
    let date = |year: usize| format!("-- y{year}/index.md --\n---\ntitle: {year}\ndate: {year}-01-01\n---\nText.\n");
    let mut library: String = (1800..1800 + FEED_ENTRIES + 20).map(date).collect();
    library += "-- old/index.md --\n---\ntitle: Mended\ndate: 1700-01-01\nupdated: 2026-01-01\n---\nText.\n";
    let answer = Site::of(&library).get("/feed.atom").await;
    let document = Document::parse(answer.text()).unwrap();
    let entries: Vec<_> = document.descendants().filter(|node| node.has_tag_name((ATOM, "entry"))).collect();
    assert_eq!(entries.len(), FEED_ENTRIES);
    assert_eq!(child(entries[0], "title"), Some("Mended"));
    assert_eq!(child(entries[FEED_ENTRIES - 1], "title"), Some("1821"));
}

#[tokio::test]
async fn a_feed_has_what_the_standard_asks_for() {
    for (library, base, is_published) in
        [(format!("{PUBLISHED}{ODD}{TWO_MORE}"), "/read", true), (format!("{ODD}{TWO_MORE}"), "", false)]
    {
        let site = Site::of(&library);
        let answer = site.get(&format!("{base}/feed.atom")).await;
        let document = Document::parse(answer.text()).unwrap();
        let feed = document.root_element();
        assert!(feed.has_tag_name((ATOM, "feed")));
        let entries: Vec<_> = feed.children().filter(|node| node.has_tag_name((ATOM, "entry"))).collect();
        assert_eq!(entries.len(), 2);
        let mut ids = Vec::new();
        for node in entries.iter().copied().chain([feed]) {
            let id = child(node, "id").unwrap();
            assert!(id.starts_with(if is_published { "https://example.org/read" } else { "urn:uuid:" }), "{id}");
            ids.push(id);
            assert!(child(node, "title").is_some());
            let updated = child(node, "updated").unwrap();
            assert!(updated.len() == 20 && updated.ends_with("T00:00:00Z"), "{updated}");
        }
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 3);
        assert_eq!(child(entries[0], "updated"), Some("2026-02-01T00:00:00Z"));
        assert_eq!(child(entries[0], "published"), Some("2026-01-31T00:00:00Z"));
        assert_eq!(child(entries[1], "updated"), Some("1970-01-01T00:00:00Z"));
        assert_eq!((child(entries[1], "title"), child(entries[1], "published")), (Some("A < B & � \"C\""), None));
        assert_eq!(child(feed, "updated"), Some("2026-02-01T00:00:00Z"));
        // An entry without an author has the feed's.
        assert!(feed.children().any(|node| node.has_tag_name((ATOM, "author"))));
        assert!(!answer.text().contains("Secret") && !answer.text().contains("secret"));
    }
}

#[tokio::test]
async fn search_engines_are_told_of_every_page_and_of_nothing_else() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}{TWO_MORE}"));
    let answer = site.get("/read/sitemap.xml").await;
    assert_eq!(answer.header("content-type"), "application/xml; charset=utf-8");
    let document = Document::parse(answer.text()).unwrap();
    let mut listed: Vec<&str> =
        document.descendants().filter(|node| node.tag_name().name() == "loc").filter_map(|node| node.text()).collect();
    // So that those of single notes are the ones that a sitemap without room for all leaves out.
    let depth = |address: &&str| address.trim_start_matches("https://example.org/read").matches('/').count().max(1);
    let texts = listed.iter().position(|address| depth(address) > 1).unwrap();
    assert!(texts == 3 && listed[texts..].iter().all(|address| depth(address) > 1), "{listed:?}");
    listed.sort_unstable();
    let snapshot = site.current.site();
    let is_page =
        |path: &&str| snapshot.page(path).unwrap().content_type.starts_with("text/html") && !path.ends_with("/embed");
    let mut pages: Vec<String> = snapshot
        .paths()
        .filter(is_page)
        .map(|path| format!("https://example.org/read{path}").trim_end_matches('/').to_owned())
        .collect();
    pages.sort();
    assert_eq!(listed, pages);
    assert!(!answer.text().contains("hide=") && !answer.text().contains("secret"));
    let robots = site.get("/read/robots.txt").await;
    assert_eq!(robots.text(), "User-agent: *\nAllow: /\n\nSitemap: https://example.org/read/sitemap.xml\n");
}

#[tokio::test]
async fn a_library_that_does_not_know_its_address_has_no_sitemap() {
    let site = Site::of(ODD);
    assert_eq!(site.get("/sitemap.xml").await.status, StatusCode::NOT_FOUND);
    assert_eq!(site.get("/robots.txt").await.text(), "User-agent: *\nAllow: /\n");
    assert_eq!(site.get("/favicon.ico").await.status, StatusCode::NOT_FOUND);
}
