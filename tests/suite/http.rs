//! Every answer that the site gives over HTTP, its headers included.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderName, Method, Request, StatusCode, header};
use axum::routing::get;
use sidelight::site::Current;
use sidelight::web::{self, App, Peer};

use crate::fuzzing::properties::request::protected;
use crate::site::{Answer, Site, answer, css};

const LIBRARY: &str = "
-- a/index.md --
---
title: A
---
Some [words](notes/n.md). ![](dot.svg)
-- a/dot.svg --
<svg/>
-- a/notes/n.md --
---
title: N
---
N
-- שיחה/index.md --
---
title: B
---
Some [words](notes/ü.md).
-- שיחה/notes/ü.md --
---
title: N
---
N
";

fn below(base_url: &str) -> String {
    format!("-- sidelight.yaml --\nbase_url: {base_url}\n{LIBRARY}")
}

/// The address of the picture, which holds its hash.
fn picture(site: &Site) -> String {
    let path = site.current.site().paths().find(|path| path.contains("dot.")).unwrap().to_owned();
    format!("{}{path}", site.current.site().addresses.base())
}

fn assert_protected(answer: &Answer, address: &str) {
    protected(&answer.headers, address);
    // Which of the two: see `sharing`.
    assert!(["same-origin", "cross-origin"].contains(&answer.header("cross-origin-resource-policy")), "{address}");
}

/// A page that says what went wrong and leads back to the library.
fn assert_problem(answer: &Answer, status: StatusCode, address: &str) {
    assert_eq!(answer.status, status, "{address}");
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/html; charset=utf-8", "{address}");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{address}");
    assert_eq!(answer.header(header::ETAG), "", "{address}");
    assert_protected(answer, address);
    let page = answer.html();
    assert_eq!(page.select(&css("h1")).count(), 1, "{address}");
    assert_eq!(page.select(&css("main .onward a[href]")).count(), 1, "{address}");
}

/// A page is asked for again only to hear that it is the same.
async fn assert_conditional_get(site: &Site, address: &str) {
    let whole = site.get(address).await;
    assert_eq!(whole.status, StatusCode::OK, "{address}");
    let etag = whole.header(header::ETAG);
    assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 20, "{address}: {etag}");
    for tag in [etag, &format!("W/{etag}"), &format!("\"x\", {etag}"), "*"] {
        let again = site.request(Method::GET, address, &[(header::IF_NONE_MATCH, tag)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{address}: {tag}");
        assert_eq!(again.header(header::ETAG), etag);
        assert_eq!(again.header(header::CACHE_CONTROL), whole.header(header::CACHE_CONTROL));
        assert_protected(&again, address);
    }
    let other = site.request(Method::GET, address, &[(header::IF_NONE_MATCH, "\"other\"")]).await;
    assert_eq!((other.status, &other.body), (StatusCode::OK, &whole.body), "{address}");
}

/// `HEAD` says what `GET` would, without the body.
async fn assert_head(site: &Site, address: &str) {
    let whole = site.get(address).await;
    let head = site.request(Method::HEAD, address, &[]).await;
    assert_eq!((head.status, head.body.len()), (whole.status, 0), "{address}");
    let length = whole.body.len().to_string();
    assert_eq!(head.header(header::CONTENT_LENGTH), length, "{address}");
    for name in [header::CONTENT_TYPE, header::ETAG, header::CACHE_CONTROL] {
        assert_eq!(head.header(&name), whole.header(&name), "{address}");
    }
    assert_protected(&head, address);
}

#[tokio::test]
async fn every_address_has_its_page() {
    let site = Site::of(LIBRARY);
    let (html, icon) = ("text/html; charset=utf-8", picture(&site));
    let data = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";
    for (address, content_type, cache) in [
        ("/", html, "no-cache"),
        ("/a", html, "no-cache"),
        ("/a?text=some&hide=notes", html, "no-cache"),
        ("/a/index.md", "text/markdown; charset=utf-8", "no-cache"),
        ("/a/index.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/a/cite.bib", "application/x-bibtex; charset=utf-8", "no-cache"),
        ("/a/cite.ris", "application/x-research-info-systems; charset=utf-8", "no-cache"),
        ("/a/cite.json", "application/vnd.citationstyles.csl+json", "no-cache"),
        ("/a/annotations.md", "text/markdown; charset=utf-8", "no-cache"),
        ("/a/annotations.csv", "text/csv; charset=utf-8; header=present", "no-cache"),
        ("/a/annotations.jsonld", data, "no-cache"),
        ("/a/annotations/1.jsonld", data, "no-cache"),
        ("/a/notes/n.jsonld", data, "no-cache"),
        ("/feed.atom", "application/atom+xml; charset=utf-8", "no-cache"),
        ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/a/notes", html, "no-cache"),
        ("/a/notes/n", html, "no-cache"),
        ("/%61", html, "no-cache"),
        ("/%D7%A9%D7%99%D7%97%D7%94", html, "no-cache"),
        ("/%d7%a9%d7%99%d7%97%d7%94/notes/%C3%BC", html, "no-cache"),
        (icon.as_str(), "image/svg+xml", "public, max-age=31536000, immutable"),
    ] {
        let answer = site.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert_eq!(answer.header(header::CONTENT_TYPE), content_type, "{address}");
        assert_eq!(answer.header(header::CACHE_CONTROL), cache, "{address}");
        assert_protected(&answer, address);
        assert_conditional_get(&site, address).await;
        assert_head(&site, address).await;
    }
}

#[tokio::test]
async fn the_source_is_the_file_byte_for_byte() {
    let file = "\u{feff}---\r\ntitle: A\r\n---\r\nText <b>\u{301}</b>\r\n";
    let site = Site::of(&format!("-- a/index.md --\n{file}"));
    assert_eq!(site.get("/a/index.md").await.text(), file);
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let site = Site::of(LIBRARY);
    for address in [
        "/b",
        "/a/speakers",
        "/a/notes/m",
        "/a/notes/n.md",
        "/a/notes/n/x",
        "/index.md",
        "/static",
        "/static/x.css",
        "/events",
        "/sidelight.yaml",
        "/a/dot.svg",
        "/a%20",
        "/a;x",
        "/a.html",
    ] {
        assert_problem(&site.get(address).await, StatusCode::NOT_FOUND, address);
    }
}

#[tokio::test]
async fn nobody_climbs_out_of_the_library() {
    let site = Site::of(LIBRARY);
    for address in [
        "/..",
        "/../etc/passwd",
        "/a/../a",
        "/a/..",
        "/./a",
        "/%2e%2e/etc/passwd",
        "/a/%2e%2e/a",
        "/%2e",
        "/a%2fnotes",
        "/a%2Fnotes%2Fn",
        "/..%2f..%2fetc%2fpasswd",
        "/static/../a/index.md",
        "/static/%2e%2e%2fa",
        "/a%5c..%5ca",
        "//a",
        "/a//notes",
        "///",
    ] {
        assert_problem(&site.get(address).await, StatusCode::NOT_FOUND, address);
    }
}

#[tokio::test]
async fn what_cannot_be_an_address_is_a_bad_request() {
    let site = Site::of(LIBRARY);
    for address in
        ["/%ff", "/a/%C3%28", "/a%00", "/a/notes%0a", "/%0d%0aset-cookie:x", "/a/notes/%7f", "/%ff/", "/a/b/c/d%ff"]
    {
        assert_problem(&site.get(address).await, StatusCode::BAD_REQUEST, address);
    }
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_page() {
    for (base, library) in [("", LIBRARY.to_owned()), ("/read", below("https://example.org/read"))] {
        let site = Site::of(&library);
        for (address, to) in [
            ("/a/", "/a"),
            ("/a/?text=x&y=/z/", "/a?text=x&y=/z/"),
            ("/a/notes/", "/a/notes"),
            ("/a/notes/n/", "/a/notes/n"),
            ("/a/index.md/", "/a/index.md"),
            ("/%D7%A9%D7%99%D7%97%D7%94/", "/%D7%A9%D7%99%D7%97%D7%94"),
        ] {
            let address = format!("{base}{address}");
            let answer = site.get(&address).await;
            assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{address}");
            assert_eq!(answer.header(header::LOCATION), format!("{base}{to}"), "{address}");
            assert_protected(&answer, &address);
        }
        for address in ["/b/", "/a/b/", "/a//", "//a/", "//evil.example/", "/%2f%2fevil.example/", "/\\evil.example/"] {
            let answer = site.get(&format!("{base}{address}")).await;
            assert_eq!(
                (answer.status, answer.header(header::LOCATION)),
                (StatusCode::NOT_FOUND, ""),
                "{base}{address}"
            );
        }
    }
}

#[tokio::test]
async fn nothing_can_be_changed_over_http() {
    let site = Site::live(LIBRARY);
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE] {
        for address in
            ["/", "/a", "/a/index.md", "/a/notes", "/a/notes/n", "/static/x", "/events", "/healthz", "/readyz"]
        {
            let answer = site.request(method.clone(), address, &[]).await;
            assert_problem(&answer, StatusCode::METHOD_NOT_ALLOWED, address);
            // Scripts of other sites ask first what they may do where they may read anything: see `sharing`.
            let allowed =
                if matches!(address, "/a/index.md" | "/a/notes/n") { "GET, HEAD, OPTIONS" } else { "GET, HEAD" };
            assert_eq!(answer.header(header::ALLOW), allowed, "{method} {address}");
        }
    }
}

#[tokio::test]
async fn a_long_address_is_not_found_and_a_long_query_is_no_matter() {
    let site = Site::of(LIBRARY);
    let long = format!("/{}", "a".repeat(4000));
    assert_problem(&site.get(&long).await, StatusCode::NOT_FOUND, "a long address");
    let encoded = format!("/{}", "%ff".repeat(1000));
    assert_problem(&site.get(&encoded).await, StatusCode::NOT_FOUND, "a long address");
    assert_eq!(site.get(&format!("/a?q={}", "a".repeat(8000))).await.status, StatusCode::OK);
}

async fn broken() -> &'static str {
    panic!("on purpose")
}

#[tokio::test]
async fn a_panic_becomes_a_page() {
    let site = Site::of(LIBRARY);
    let router: Router<Arc<Current>> = Router::new().route("/broken", get(broken));
    let app = App::over(router, Arc::clone(&site.current), web::Options::default());
    let page = answer(app.clone(), Method::GET, "/broken", &[]).await;
    assert_problem(&page, StatusCode::INTERNAL_SERVER_ERROR, "/broken");
    assert!(!page.text().contains("on purpose"));
    assert_problem(&answer(app, Method::GET, "/other", &[]).await, StatusCode::NOT_FOUND, "/other");
}

#[tokio::test]
async fn everything_is_below_the_base_path() {
    for base_url in ["https://example.org/read", "https://example.org/read/", "http://example.org:8080/read"] {
        let site = Site::of(&below(base_url));
        for address in ["/read", "/read/", "/read?x", "/read/a", "/read/a/index.md", "/read/a/notes", "/read/a/notes/n"]
        {
            assert_eq!(site.get(address).await.status, StatusCode::OK, "{address}");
        }
        for address in ["/", "/a", "/reader", "/read//a", "/rea", "/READ", "/read/read"] {
            assert_problem(&site.get(address).await, StatusCode::NOT_FOUND, address);
        }
        for address in ["/healthz", "/readyz"] {
            assert_eq!(site.get(address).await.status, StatusCode::OK, "{address}");
        }
        for address in ["/read", "/read/a", "/read/a/notes", "/read/a/notes/n", "/nothing"] {
            let page = site.get(address).await.html();
            for element in page.select(&css("[href], [src]")) {
                let to = element.value().attr("href").or(element.value().attr("src")).unwrap();
                // The two addresses that are for other programs only.
                let base = base_url.trim_end_matches('/');
                if element.value().attr("rel") == Some("canonical") {
                    let page = address.strip_prefix("/read").unwrap();
                    assert_eq!(to, format!("{base}{page}"));
                    continue;
                }
                if element.value().attr("type") == Some("application/json+oembed") {
                    assert!(to.starts_with(&format!("{base}/oembed?")), "{to}");
                    continue;
                }
                let is_below = to == "/read" || to.starts_with("/read/") || to.starts_with(['#', '?']);
                assert!(is_below, "{to} in {address}");
            }
        }
        assert_eq!(site.get(&picture(&site)).await.status, StatusCode::OK);
        assert!(picture(&site).starts_with("/read/static/"));
    }
}

/// As with `SIDELIGHT_BASE_URL`: whatever the library says of itself is nowhere.
#[tokio::test]
async fn a_library_that_is_moved_is_whole_at_its_new_place() {
    let site = Site::moved_to("https://example.org/reader", &below("https://old.example/other"));
    let mut waiting = vec!["/reader".to_owned(), "/reader/feed.atom".to_owned(), "/reader/sitemap.xml".to_owned()];
    let exports = ["index.md", "index.txt", "cite.bib", "cite.ris", "cite.json", "annotations.md", "annotations.csv"];
    waiting.extend(exports.map(|name| format!("/reader/a/{name}")));
    waiting.extend(["/reader/a/annotations.jsonld", "/reader/a/annotations/1.jsonld"].map(str::to_owned));
    waiting.extend(["/reader/a/embed?text=words", "/reader/a?text=words", "/reader/a?hide=notes"].map(str::to_owned));
    waiting.extend(["/reader/a/card.png", "/reader/robots.txt", "/reader/nothing"].map(str::to_owned));
    let mut seen = std::collections::BTreeSet::new();
    while let Some(address) = waiting.pop() {
        if !seen.insert(address.clone()) {
            continue;
        }
        let answer = site.get(&address).await;
        let expected = if address == "/reader/nothing" { StatusCode::NOT_FOUND } else { StatusCode::OK };
        assert_eq!(answer.status, expected, "{address}");
        assert!(answer.header("strict-transport-security").contains("max-age"), "{address}");
        let Ok(text) = std::str::from_utf8(&answer.body) else { continue };
        assert!(!text.contains("/other") && !text.contains("old.example"), "{address}");
        if !answer.header(header::CONTENT_TYPE).starts_with("text/html") {
            continue;
        }
        for element in answer.html().select(&css("[href], [src], [action], [content^='http']")) {
            let value = |name| element.value().attr(name);
            let Some(to) = value("href").or(value("src")).or(value("action")).or(value("content")) else { continue };
            let to = to.split('#').next().unwrap();
            let to = to.strip_prefix("https://example.org").unwrap_or(to);
            let is_ours = to == "/reader" || to.starts_with("/reader/") || to.starts_with("/reader?");
            assert!(is_ours || to.is_empty() || to.starts_with('?'), "{to} in {address}");
            if is_ours {
                waiting.push(to.to_owned());
            }
        }
    }
    assert!(seen.iter().any(|address| address.contains("/static/")) && seen.len() > 25, "{seen:?}");

    for (address, to) in [("/reader/a/", "/reader/a"), ("/reader/a/notes/?hide=notes", "/reader/a/notes?hide=notes")] {
        assert_eq!(site.get(address).await.header(header::LOCATION), to);
    }
    let feed = site.get("/reader/feed.atom").await;
    assert!(feed.text().contains("https://example.org/reader/a"), "{}", feed.text());
    let frame = site.get("/reader/oembed?url=https%3A%2F%2Fexample.org%2Freader%2Fa%3Ftext%3Dwords").await;
    assert!(frame.text().contains("https://example.org/reader/a/embed?text=words"), "{}", frame.text());
    let events = Request::get("/reader/events").header("host", "localhost").body(Body::empty()).unwrap();
    assert_eq!(site.app().answer(events, Peer::Unix).await.status(), StatusCode::OK);
    for address in ["/", "/a", "/events", "/feed.atom", "/static/x", "/other/a", "/reader/healthz", "/reader/readyz"] {
        assert_problem(&site.get(address).await, StatusCode::NOT_FOUND, address);
    }
    assert_eq!(site.get("/healthz").await.text(), "ok\n");
    assert_eq!(site.get("/readyz").await.text(), "ready\n");
}

#[tokio::test]
async fn probes_say_how_it_is() {
    let site = Site::of(LIBRARY);
    let probe = async |site: &Site, address: &str| {
        let answer = site.get(address).await;
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{address}");
        assert_protected(&answer, address);
        (answer.status.as_u16(), answer.text().to_owned())
    };
    assert_eq!(probe(&site, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(probe(&site, "/readyz").await, (200, "ready\n".to_owned()));
    site.current.keep("faults".to_owned());
    let (status, text) = probe(&site, "/readyz").await;
    assert!(status == 200 && text.contains("faults"), "{text}");
    site.current.close();
    assert_eq!(probe(&site, "/readyz").await, (503, "going down\n".to_owned()));
    assert_eq!(probe(&site, "/healthz").await, (200, "ok\n".to_owned()));
    assert_eq!(site.get("/a").await.status, StatusCode::OK, "readers may finish");
}

#[tokio::test]
async fn a_library_with_errors_is_unavailable() {
    let site = Site::of("-- a/index.md --\n---\ntitel: A\n---\n");
    for address in ["/", "/a", "/a/notes/n", "/x/y/z/w"] {
        assert_problem(&site.get(address).await, StatusCode::SERVICE_UNAVAILABLE, address);
    }
    assert_eq!(site.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(site.get("/healthz").await.status, StatusCode::OK);
    let stylesheet = site
        .get("/a")
        .await
        .html()
        .select(&css("link[rel=stylesheet]"))
        .next()
        .unwrap()
        .value()
        .attr("href")
        .unwrap()
        .to_owned();
    assert_eq!(stylesheet, stylesheet.trim());
    assert_eq!(site.get(&stylesheet).await.status, StatusCode::OK, "the page that says so needs it");
}

#[tokio::test]
async fn nothing_says_what_runs_here() {
    let site = Site::of(LIBRARY);
    for address in ["/", "/nothing", "/healthz"] {
        let answer = site.get(address).await;
        for name in [header::SERVER, HeaderName::from_static("x-powered-by")] {
            assert_eq!(answer.header(name), "", "{address}");
        }
    }
}
