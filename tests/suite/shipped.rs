//! The library that comes with Sidelight: the first thing that anybody sees, and the page's contract in full.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use axum::http::StatusCode;
use scraper::{ElementRef, Html};
use sidelight::content::{Piece, Tree, embedded, folder};
use sidelight::site::{Options, build};

use crate::fuzzing::properties::html::misnested;
use crate::site::{Site, css};

fn shipped() -> Site {
    Site::new(build(&embedded::read(), Options::default()), false)
}

fn attribute<'e>(element: ElementRef<'e>, name: &str) -> &'e str {
    element.value().attr(name).unwrap_or_else(|| panic!("no {name} on {}", element.html()))
}

/// Every address of the site itself that is a page.
fn addresses(site: &Site) -> Vec<String> {
    let site = site.current.site();
    let mut addresses: Vec<String> = site
        .paths()
        .filter(|path| site.page(path).unwrap().content_type.starts_with("text/html"))
        // What is shown in the frames of others is no page to walk to: tests/suite/embedding.rs.
        .filter(|path| !path.ends_with("/embed"))
        .map(str::to_owned)
        .collect();
    addresses.sort();
    addresses
}

#[test]
fn it_has_no_faults() {
    let site = shipped();
    let faults: Vec<String> = site
        .loaded
        .diagnostics
        .iter()
        .map(|fault| format!("{}: {}: {} ({})", fault.path, fault.code.as_str(), fault.message, fault.help))
        .collect();
    assert_eq!(faults, [""; 0]);
}

fn paths(tree: &Tree) -> Vec<&str> {
    tree.files().map(|(path, _)| path).collect()
}

#[test]
fn the_binary_carries_the_folder_as_it_is() {
    let tree = folder::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content")).unwrap();
    let embedded = embedded::read();
    assert_eq!(paths(&embedded), paths(&tree));
    assert_eq!(embedded, tree);
}

#[tokio::test]
async fn every_page_has_one_heading_a_title_and_a_language() {
    let site = shipped();
    for address in addresses(&site).iter().map(String::as_str).chain(["/nothing", "/%ff"]) {
        let page = site.get(address).await.html();
        let one = |selector: &str| {
            let found: Vec<ElementRef<'_>> = page.select(&css(selector)).collect();
            assert_eq!(found.len(), 1, "{selector} in {address}");
            found[0]
        };
        let title = one("head > title").text().collect::<String>();
        assert!(!title.trim().is_empty(), "{address}");
        assert!(!one("main h1").text().collect::<String>().trim().is_empty(), "{address}");
        one("main");
        one("a.skip");
        one("head > meta[name=viewport]");
        let root = one("html");
        assert_eq!((attribute(root, "lang"), attribute(root, "dir")), ("en", "ltr"), "{address}");
        assert_eq!(page.errors, Vec::<std::borrow::Cow<'static, str>>::new(), "{address}");
        for inline in ["style", "script:not([src]):not([type='application/ld+json'])", "[style]", "[onclick]"] {
            assert_eq!(page.select(&css(inline)).count(), 0, "{inline} in {address}");
        }
    }
}

#[tokio::test]
async fn every_id_is_one_elements_and_every_name_of_one_exists() {
    let site = shipped();
    for address in addresses(&site) {
        let page = site.get(&address).await.html();
        let mut ids = BTreeSet::new();
        for element in page.select(&css("[id]")) {
            assert!(ids.insert(attribute(element, "id")), "{} twice in {address}", attribute(element, "id"));
        }
        for name in ["aria-labelledby", "aria-describedby", "for"] {
            for element in page.select(&css(&format!("[{name}]"))) {
                assert!(ids.contains(attribute(element, name)), "{} in {address}", element.html());
            }
        }
    }
}

#[tokio::test]
async fn every_link_leads_somewhere() {
    let site = shipped();
    let mut pages: BTreeMap<String, Option<Html>> = BTreeMap::new();
    let mut ahead = vec!["/".to_owned()];
    let mut links: Vec<(String, String)> = Vec::new();
    while let Some(address) = ahead.pop() {
        if pages.contains_key(&address) {
            continue;
        }
        let answer = site.get(&address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}, linked to from {links:?}");
        if !answer.header("content-type").starts_with("text/html") {
            pages.insert(address, None);
            continue;
        }
        let page = answer.html();
        for element in page.select(&css("[href], [src]")) {
            let to = element.value().attr("href").or(element.value().attr("src")).unwrap();
            if to.starts_with("https://") || to.starts_with("mailto:") {
                assert_eq!(element.value().name(), "a", "{address} loads {to}");
                continue;
            }
            if to.starts_with('?') {
                assert_eq!(element.value().attr("class"), Some("permalink"), "{to} in {address}");
                continue;
            }
            assert!(to.starts_with('/') && !to.starts_with("//") || to.starts_with('#'), "{to} in {address}");
            // What a reader can hide makes more pages than there is time for; each switch is tried once.
            if address.contains('?') {
                continue;
            }
            links.push((address.clone(), to.to_owned()));
            if let Some(path) = to.split('#').next().filter(|path| !path.is_empty()) {
                ahead.push(path.to_owned());
            }
        }
        pages.insert(address, Some(page));
    }
    for (from, to) in &links {
        let (path, id) = to.split_once('#').unwrap_or((to, ""));
        let page = &pages[if path.is_empty() { from.as_str() } else { path }];
        if !id.is_empty() {
            let ids: Vec<&str> =
                page.as_ref().unwrap().select(&css("[id]")).map(|element| attribute(element, "id")).collect();
            let id = percent_encoding::percent_decode_str(id).decode_utf8().unwrap();
            assert!(ids.contains(&&*id), "{to} in {from}");
        }
    }
    // Nothing is published that no link leads to.
    let unreached: Vec<String> = addresses(&site).into_iter().filter(|address| !pages.contains_key(address)).collect();
    assert_eq!(unreached, [""; 0]);
}

#[tokio::test]
async fn the_reading_page_keeps_its_contract() {
    let site = shipped();
    assert!(site.loaded.library.pieces.iter().any(|piece| piece.slug == "talking-past-each-other"));
    for piece in &site.loaded.library.pieces {
        assert_contract(piece, &site.get(&format!("/{}", piece.slug)).await.html());
    }
}

fn assert_contract(piece: &Piece, page: &Html) {
    let article = page.select(&css(&format!("article[data-piece='{}']", piece.slug))).next().unwrap();
    assert_eq!(misnested(&article.inner_html()), None);

    for block in article.select(&css("p, h2, h3, h4, li, blockquote, td, th")) {
        let is_of_the_text =
            !block.ancestors().any(|node| node.value().as_element().is_some_and(|it| it.name() == "aside"));
        assert!(!is_of_the_text || block.value().attr("id").is_some(), "no id: {}", block.html());
    }

    let keys: BTreeSet<String> = piece.annotations().map(|(_, annotation)| annotation.key()).collect();
    assert!(!keys.is_empty());
    for mark in article.select(&css("mark")) {
        assert_eq!(mark.select(&css("mark")).count(), 0, "a mark in a mark");
        for key in attribute(mark, "data-annotations").split(' ') {
            assert!(keys.contains(key), "{key}");
        }
    }
    for key in &keys {
        let id = key.replace('/', "--");
        let bodies: Vec<ElementRef<'_>> = page.select(&css(&format!("[data-annotation='{key}']"))).collect();
        assert_eq!(bodies.len(), 1, "{key}");
        assert_eq!(attribute(bodies[0], "id"), id);
        let marks = article.select(&css(&format!("mark[data-annotations~='{key}']"))).count();
        let references: Vec<ElementRef<'_>> = article.select(&css(&format!("a.ref[href='#{id}']"))).collect();
        assert!(marks >= references.len() && !references.is_empty(), "{key}");
        for reference in &references {
            assert_eq!(attribute(*reference, "role"), "doc-noteref");
            assert!(!attribute(*reference, "aria-label").is_empty());
            let back = css(&format!("a[role='doc-backlink'][href='#{}']", attribute(*reference, "id")));
            assert_eq!(bodies[0].select(&back).count(), 1, "{key}");
        }
        let own: Vec<ElementRef<'_>> = bodies[0].select(&css("a.permalink")).collect();
        assert_eq!(own.len(), 1, "{key}");
        assert_eq!(attribute(own[0], "href"), format!("/{}#{id}", piece.slug));
        let title = piece.annotations().find(|(_, annotation)| annotation.key() == *key).unwrap().1.title.as_str();
        assert!(attribute(own[0], "aria-label").ends_with(title), "{key}");
        let backs = bodies[0].select(&css("a[role='doc-backlink']:not(.back)")).count();
        assert_eq!(backs, references.len(), "{key}");
    }
    assert_eq!(page.select(&css(".panel.lost")).count(), 0);
}

#[tokio::test]
async fn every_paragraph_has_a_link_that_marks_it() {
    let site = shipped();
    let words = |text: String| text.chars().filter(|char| char.is_alphanumeric()).collect::<String>();
    for piece in ["talking-past-each-other", "guide"] {
        let page = site.get(&format!("/{piece}")).await.html();
        let mut count = 0;
        for link in page.select(&css("article .permalink[href^='?']")) {
            count += 1;
            let to = attribute(link, "href");
            // That of a heading stands beside it, so as not to be a part of its name.
            let around = ElementRef::wrap(link.parent().unwrap()).unwrap();
            let heading = around.select(&css(":scope > :is(h1, h2, h3, h4, h5, h6)")).next();
            let block = attribute(heading.unwrap_or(around), "id").to_owned();
            let passage = site.get(&format!("/{piece}{to}")).await.html();
            let marked = passage.select(&css("mark[data-passage]")).next().unwrap_or_else(|| panic!("{to}"));
            let inside = ElementRef::wrap(marked.parent().unwrap()).unwrap();
            let is_in = inside.ancestors().filter_map(ElementRef::wrap).chain([inside]);
            assert!(is_in.filter_map(|it| it.value().attr("id")).any(|id| id == block), "{to} is not in {block}");
            // Without the references' letters and numerals, as far as they can be told apart here: none is lost.
            let all: String = passage.select(&css("mark[data-passage]")).flat_map(|mark| mark.text()).collect();
            let own: String = page.select(&css(&format!("[id='{block}']"))).next().unwrap().text().collect();
            let (all, own) = (words(all), words(own));
            assert!(own.starts_with(all.chars().next().unwrap()) && all.len() + 12 >= own.len(), "{to}: {all} / {own}");
        }
        assert!(count > 20, "{piece} has {count} links");
    }
}
