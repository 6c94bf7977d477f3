//! What other origins may read, and which pages stay the site's own.

use axum::http::{Method, StatusCode, header};
use roxmltree::Document;
use serde_json::Value;
use sidelight::render::feed::FEED_TEXT_BYTES;

use crate::site::{Answer, Site, css};

const LIBRARY: &str = "
-- sidelight.yaml --
base_url: https://example.org/read
-- a/index.md --
---
title: A
description: D
---
Some words, [a note](notes/n.md), [below](#below) & \x07 <b>. ![Dot](dot.svg)[^1]

## Below

[^1]: Foot.
-- a/dot.svg --
<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>
-- a/notes/n.md --
---
title: N
---
N
";

fn sharing(answer: &Answer) -> (&str, &str) {
    (answer.header(header::ACCESS_CONTROL_ALLOW_ORIGIN), answer.header("cross-origin-resource-policy"))
}

#[tokio::test]
async fn what_is_for_other_programs_is_read_from_other_origins_and_no_page_is() {
    let site = Site::of(LIBRARY);
    for path in [
        "/a/index.md",
        "/a/index.txt",
        "/a/cite.bib",
        "/a/cite.ris",
        "/a/cite.json",
        "/a/annotations.md",
        "/a/annotations.csv",
        "/a/annotations.jsonld",
        "/a/annotations/1.jsonld",
        "/a/notes/n.jsonld",
        "/a/card.png",
        "/feed.atom",
        "/oembed?url=https%3A%2F%2Fexample.org%2Fread%2Fa",
    ] {
        let address = &format!("/read{path}");
        let whole = site.get(address).await;
        assert_eq!(whole.status, StatusCode::OK, "{address}");
        let tag = whole.header(header::ETAG).to_owned();
        let again = site.request(Method::GET, address, &[(header::IF_NONE_MATCH, &tag)]).await;
        let head = site.request(Method::HEAD, address, &[]).await;
        let missing = site.get(&address.replace("/a/", "/b/").replace("%2Fa", "%2Fb")).await;
        let post = site.request(Method::POST, address, &[]).await;
        let preflight = site.request(Method::OPTIONS, address, &[(header::ORIGIN, "https://other.example")]).await;
        assert_eq!((post.status, preflight.status), (StatusCode::METHOD_NOT_ALLOWED, StatusCode::NO_CONTENT));
        for answer in [&whole, &again, &head, &missing, &post, &preflight] {
            assert_eq!(sharing(answer), ("*", "cross-origin"), "{address}: {}", answer.status);
            assert_eq!(answer.header(header::ACCESS_CONTROL_ALLOW_CREDENTIALS), "");
            for name in ["ETag", "Link", "Content-Location", "Allow"] {
                assert!(answer.header(header::ACCESS_CONTROL_EXPOSE_HEADERS).contains(name), "{address}: {name}");
            }
        }
        for answer in [&post, &preflight] {
            assert_eq!(answer.header(header::ALLOW), "GET, HEAD, OPTIONS", "{address}");
        }
        assert_eq!(preflight.header(header::ACCESS_CONTROL_ALLOW_METHODS), "GET, HEAD, OPTIONS");
        assert!(preflight.header(header::ACCESS_CONTROL_ALLOW_HEADERS).contains("Accept, "), "{address}");
        assert!(preflight.header(header::ACCESS_CONTROL_ALLOW_HEADERS).contains("If-None-Match"), "{address}");
    }
    for path in
        ["", "/a", "/a?text=words", "/a/embed", "/a/notes", "/a/notes/n", "/a/notes/x", "/nothing", "/sitemap.xml"]
    {
        let answer = site.get(&format!("/read{path}")).await;
        assert_eq!(sharing(&answer), ("", "same-origin"), "{path}");
    }
    let pictures: Vec<String> =
        site.current.site().paths().filter(|path| path.contains("dot.")).map(str::to_owned).collect();
    assert_eq!(sharing(&site.get(&format!("/read{}", pictures[0])).await), ("", "cross-origin"));
}

#[tokio::test]
async fn an_annotation_is_shared_as_data_and_not_as_a_page() {
    let site = Site::of(LIBRARY);
    let data = [(header::ACCEPT, "application/ld+json")];
    let answer = site.request(Method::GET, "/read/a/notes/n", &data).await;
    assert_eq!(sharing(&answer), ("*", "cross-origin"));
    let tag = answer.header(header::ETAG).to_owned();
    let again = site.request(Method::GET, "/read/a/notes/n", &[data[0].clone(), (header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!((again.status, sharing(&again)), (StatusCode::NOT_MODIFIED, ("*", "cross-origin")));
    let preflight = site.request(Method::OPTIONS, "/read/a/notes/n", &[]).await;
    assert_eq!((preflight.status, sharing(&preflight)), (StatusCode::NO_CONTENT, ("*", "cross-origin")));
}

async fn oembed(site: &Site, query: &str) -> Option<Value> {
    let answer = site.get(&format!("/read/oembed?{query}")).await;
    (answer.status == StatusCode::OK).then(|| serde_json::from_str(answer.text()).unwrap())
}

#[tokio::test]
async fn a_frame_is_never_larger_than_it_may_be() {
    let site = Site::of(LIBRARY);
    for (query, width, height) in [
        ("", 640, 320),
        ("&maxwidth=200", 200, 320),
        ("&maxheight=90", 640, 90),
        ("&maxwidth=1&maxheight=1", 1, 1),
        ("&maxwidth=300.9&maxheight=99999999999999999999999", 300, 320),
        ("&maxwidth=0&maxheight=-5", 640, 320),
        ("&maxwidth=wide&maxheight=", 640, 320),
    ] {
        let json = oembed(&site, &format!("url=https://example.org/read/a{query}")).await.unwrap();
        assert_eq!((json["width"].as_u64(), json["height"].as_u64()), (Some(width), Some(height)), "{query}");
        assert!(json["html"].as_str().unwrap().contains(&format!("width=\"{width}\" height=\"{height}\"")), "{query}");
    }
}

#[tokio::test]
async fn a_frame_is_at_the_librarys_address_however_it_is_asked_about() {
    let site = Site::of(LIBRARY);
    for (url, frame) in [
        ("https://example.org/read/a", "/read/a/embed"),
        ("https://example.org/read/a/", "/read/a/embed"),
        ("http://example.org/read/a", "/read/a/embed"),
        ("HTTPS://EXAMPLE.ORG:443/read/A/?x=1%23y", "/read/a/embed"),
        ("https%3A%2F%2Fexample.org%2Fread%2F%2561%3Ftext%3Dwords%23x", "/read/a/embed?text=words"),
        ("https://example.org/read/a/?text=Some%20words", "/read/a/embed?text=Some%20words"),
    ] {
        let json = oembed(&site, &format!("url={url}")).await.unwrap_or_else(|| panic!("{url}"));
        let html = json["html"].as_str().unwrap();
        assert!(html.contains(&format!("src=\"https://example.org{frame}\"")), "{url}: {html}");
    }
}

#[tokio::test]
async fn a_feed_has_the_texts_without_marks_and_notes() {
    let site = Site::of(LIBRARY);
    let answer = site.get("/read/feed.atom").await;
    let document = Document::parse(answer.text()).unwrap();
    let content =
        document.descendants().find(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "content"))).unwrap();
    assert_eq!(content.attribute("type"), Some("html"));
    let base = content.attribute(("http://www.w3.org/XML/1998/namespace", "base"));
    assert_eq!(base, Some("https://example.org/read/a"));
    let html = scraper::Html::parse_fragment(content.text().unwrap());
    assert_eq!(html.select(&css("mark, aside, a[href*=notes]")).count(), 0);
    assert_eq!(html.select(&css("div[lang=en][dir=ltr] a[href='https://example.org/read/a#below']")).count(), 1);
    assert_eq!(html.select(&css("img[src^='https://example.org/read/static/dot']")).count(), 1);
    let words: String = html.root_element().text().collect();
    assert!(words.contains("Some words, a note, below &"), "{words}");
}

#[tokio::test]
async fn a_feed_has_whole_texts_as_far_as_there_is_room() {
    let piece = |year: usize, words: usize| {
        format!("-- y{year}/index.md --\n---\ntitle: {year}\ndate: {year}-01-01\n---\n{}\n", "word ".repeat(words))
    };
    let library = piece(2003, 100) + &piece(2002, FEED_TEXT_BYTES / 5) + &piece(2001, 100);
    let answer = Site::of(&library).get("/feed.atom").await;
    assert!(answer.body.len() < FEED_TEXT_BYTES);
    assert_eq!(answer.text().matches("<content").count(), 2);
}

#[tokio::test]
async fn every_page_says_how_a_link_to_it_is_shown() {
    let site = Site::of(LIBRARY);
    for (path, kind, title, card) in [
        ("", "website", "Library", "summary"),
        ("/a", "article", "A", "summary_large_image"),
        ("/a/notes", "article", "Notes: A", "summary_large_image"),
        ("/a/notes/n", "article", "N: A", "summary_large_image"),
    ] {
        for query in ["", "?hide=notes"] {
            let page = site.get(&format!("/read{path}{query}")).await.html();
            let meta = |name: &str| {
                let selector = css(&format!("head > meta[property='{name}'], head > meta[name='{name}']"));
                let found: Vec<_> = page.select(&selector).filter_map(|meta| meta.value().attr("content")).collect();
                assert!(found.len() <= 1, "{name} of {path}");
                found.first().map(|content| (*content).to_owned())
            };
            assert_eq!(meta("og:type").as_deref(), Some(kind), "{path}");
            assert_eq!(meta("og:title").as_deref(), Some(title), "{path}");
            assert_eq!(meta("og:url"), Some(format!("https://example.org/read{path}")), "{path}");
            assert_eq!(meta("og:site_name").as_deref(), Some("Library"), "{path}");
            assert!(meta("og:description").is_some_and(|said| !said.is_empty()), "{path}");
            assert_eq!(meta("twitter:card").as_deref(), Some(card), "{path}");
            assert_eq!(meta("og:image").is_some(), card != "summary", "{path}");
        }
    }
}
