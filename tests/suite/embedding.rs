//! Passages in the pages of others: the one page that may be framed, and how other sites learn of it.

use axum::http::{Method, StatusCode, header};
use serde_json::Value;
use sidelight::site::{Options, build};

use crate::site::{Site, css, tree};

const LIBRARY: &str = "
-- sidelight.yaml --
title: The \"Library\"
base_url: https://example.org/read
-- a/index.md --
---
title: A & B
description: D
---
One two three four.

Five six seven.
";

#[tokio::test]
async fn only_the_page_for_frames_may_be_framed() {
    let site = Site::of(LIBRARY);
    for (address, ancestors) in [
        ("/read/a/embed", "frame-ancestors *"),
        ("/read/a/embed?text=two+three", "frame-ancestors *"),
        ("/read/a", "frame-ancestors 'none'"),
        ("/read/a?text=two+three", "frame-ancestors 'none'"),
        ("/read/b/embed", "frame-ancestors 'none'"),
    ] {
        let answer = site.get(address).await;
        assert!(answer.header("content-security-policy").ends_with(ancestors), "{address}");
        let tag = answer.header("etag").to_owned();
        let again = site.request(Method::GET, address, &[(header::IF_NONE_MATCH, &tag)]).await;
        assert!(again.header("content-security-policy").ends_with(ancestors), "304 of {address}");
    }
}

#[tokio::test]
async fn a_frame_shows_the_passage_and_leads_to_it() {
    let site = Site::of(LIBRARY);
    let page = site.get("/read/a/embed?text=three,+six").await.html();
    let words: Vec<String> = page.select(&css("blockquote p")).map(|block| block.text().collect()).collect();
    assert_eq!(words, ["three four.", "Five six"]);
    assert_eq!(page.select(&css("a[target=_top][href='/read/a?text=three,six']")).count(), 1);
    assert_eq!(page.select(&css("script")).count(), 0);
    let lost = site.get("/read/a/embed?text=buy+gold").await;
    assert_eq!(lost.status, StatusCode::OK);
    assert!(lost.text().contains("not in the text any more") && !lost.text().contains("gold</p>"));
    assert_eq!(site.get("/read/a/embed?text=a%00").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn other_sites_are_told_how_to_show_a_passage() {
    let site = Site::of(LIBRARY);
    let url = "https%3A%2F%2Fexample.org%2Fread%2Fa%3Ftext%3Dtwo%2Bthree%23x";
    let answer = site.get(&format!("/read/oembed?url={url}&maxwidth=400&maxheight=9999&format=json")).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/json"));
    let json: Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!((&json["version"], &json["type"]), (&"1.0".into(), &"rich".into()));
    assert_eq!((&json["width"], &json["height"]), (&400.into(), &320.into()));
    assert_eq!(json["title"], "A & B");
    assert_eq!(json["provider_name"], "The \"Library\"");
    let html = scraper::Html::parse_fragment(json["html"].as_str().unwrap());
    let frame = html.select(&css("iframe")).next().unwrap();
    assert_eq!(frame.value().attr("src"), Some("https://example.org/read/a/embed?text=two+three"));
    assert_eq!(frame.value().attr("title"), Some("A & B"));
}

#[tokio::test]
async fn a_page_says_where_to_ask_how_to_show_it() {
    let site = Site::of(LIBRARY);
    for (address, frame, title) in [
        ("/read/a", "/read/a/embed", "A & B"),
        ("/read/a?hide=notes", "/read/a/embed", "A & B"),
        ("/read/a?text=three,+six&utm=x", "/read/a/embed?text=three,six", "“three four. Five six” — A & B"),
        ("/read/a?text=four%2E", "/read/a/embed?text=four%2E", "“four.” — A & B"),
        ("/read/a?text=buy+gold", "/read/a/embed", "A & B"),
    ] {
        let page = site.get(address).await.html();
        let links: Vec<_> = page.select(&css("head > link[rel=alternate][type='application/json+oembed']")).collect();
        assert_eq!(links.len(), 1, "{address}");
        assert_eq!(links[0].value().attr("title"), Some(title), "{address}");
        let ask = links[0].value().attr("href").unwrap().strip_prefix("https://example.org").unwrap();
        let answer = site.get(ask).await;
        assert_eq!(answer.status, StatusCode::OK, "{ask}");
        let json: Value = serde_json::from_str(answer.text()).unwrap();
        let html = json["html"].as_str().unwrap();
        assert!(html.contains(&format!("src=\"https://example.org{frame}\"")), "{address}: {html}");
    }
    for address in ["/read", "/read/a/embed", "/read/b"] {
        assert_eq!(site.get(address).await.html().select(&css("link[type='application/json+oembed']")).count(), 0);
    }
}

#[tokio::test]
async fn addresses_of_others_are_none_of_ours() {
    let site = Site::of(LIBRARY);
    for url in [
        "https%3A%2F%2Fevil.example%2Fread%2Fa",
        "https%3A%2F%2Fexample.org%2Fa",
        "https%3A%2F%2Fexample.org%2Fread%2Fb",
        "javascript%3A%2F%2Fexample.org%2Fread%2Fa",
        "%2Fread%2Fa",
        "",
    ] {
        assert_eq!(site.get(&format!("/read/oembed?url={url}")).await.status, StatusCode::NOT_FOUND, "{url}");
    }
    assert_eq!(site.get("/read/oembed").await.status, StatusCode::NOT_FOUND);
    let url = "https%3A%2F%2Fexample.org%2Fread%2Fa";
    assert_eq!(site.get(&format!("/read/oembed?url={url}&format=xml")).await.status, StatusCode::NOT_IMPLEMENTED);
}

/// The finished pages at these addresses have nothing of the words in the middle.
#[tokio::test]
async fn what_is_kept_of_a_passage_holds_only_as_long_as_its_words() {
    let library =
        |word: &str| format!("-- a/index.md --\n---\ntitle: A\ndescription: D\n---\nOne two {word} four five six.\n");
    let site = Site::of(&library("three"));
    let addresses = ["/a/embed?text=two,five", "/a/cite.bib?text=two,five", "/a?text=two,five"];
    let mut tags = Vec::new();
    for address in addresses {
        tags.push(site.get(address).await.header("etag").to_owned());
    }
    site.current.swap(build(&tree(&library("3")), Options::default()).site);
    for (address, tag) in addresses.into_iter().zip(tags) {
        let again = site.request(Method::GET, address, &[(header::IF_NONE_MATCH, &tag)]).await;
        assert_eq!(again.status, StatusCode::OK, "{address}");
        assert!(again.text().contains("two 3 four") || address.starts_with("/a?"), "{address}: {}", again.text());
        assert_ne!(again.header("etag"), tag, "{address}");
    }
}

#[tokio::test]
async fn what_is_no_passage_is_none_however_it_is_asked_for() {
    let site = Site::of("-- a/index.md --\n---\ntitle: A\n---\nOne.\n");
    let ask = async |address: &str| site.request(Method::GET, address, &[(header::IF_NONE_MATCH, "*")]).await.status;
    assert_eq!(ask("/a?text=a%00").await, StatusCode::BAD_REQUEST);
    assert_eq!(ask("/a").await, StatusCode::NOT_MODIFIED);
}
