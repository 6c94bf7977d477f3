//! What the head of the reading page tells other programs.

use scraper::Html;
use serde_json::Value;

use super::{ODD, PUBLISHED};
use crate::site::{Site, css};

/// The contents of all elements `meta` with this name or property.
fn metas(page: &Html, name: &str) -> Vec<String> {
    let selector = css(&format!("head > meta[name='{name}'], head > meta[property='{name}']"));
    page.select(&selector).map(|meta| meta.value().attr("content").unwrap().to_owned()).collect()
}

fn json_ld(page: &Html) -> Value {
    let blocks: Vec<String> =
        page.select(&css("script[type='application/ld+json']")).map(|script| script.text().collect()).collect();
    assert_eq!(blocks.len(), 1);
    serde_json::from_str(&blocks[0]).unwrap()
}

#[tokio::test]
async fn reference_managers_read_who_wrote_what_when() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let page = site.get("/read/odd?hide=notes&text=word").await.html();
    for (name, values) in [
        ("z:itemType", vec!["webpage"]),
        ("citation_title", vec!["Odd, but so"]),
        ("citation_author", vec!["Lima, Ana", "The House,", "Somebody"]),
        ("citation_publication_date", vec!["2026-01-31"]),
        ("citation_publisher", vec!["The House"]),
        ("citation_public_url", vec!["https://example.org/read/odd"]),
        ("citation_language", vec!["pt-BR"]),
        ("DC.rights", vec!["CC BY-SA 4.0"]),
        ("og:type", vec!["article"]),
        ("og:title", vec!["Odd, but so"]),
        ("og:description", vec!["Words & <signs>"]),
        ("og:url", vec!["https://example.org/read/odd"]),
        ("og:site_name", vec!["Library"]),
        ("og:locale", vec!["pt_BR"]),
        ("og:image", vec!["https://example.org/read/odd/card.png"]),
        ("og:image:width", vec!["1200"]),
        ("og:image:height", vec!["630"]),
        ("twitter:card", vec!["summary_large_image"]),
    ] {
        assert_eq!(metas(&page, name), values, "{name}");
    }
    // Zotero takes these for the type, over the one that it is told; and any of these for the title, author or date.
    let names: Vec<&str> =
        page.select(&css("head > meta[name]")).filter_map(|meta| meta.value().attr("name")).collect();
    let types = ["journal_title", "technical_report_", "conference", "book_title", "inbook_", "dissertation_"];
    assert!(!names.iter().any(|name| types.iter().any(|other| name.contains(other))), "{names:?}");
    assert!(!names.iter().any(|name| name.starts_with("DC.") && *name != "DC.rights"), "{names:?}");
    let canonical: Vec<_> = page.select(&css("link[rel=canonical]")).map(|link| link.value().attr("href")).collect();
    assert_eq!(canonical, [Some("https://example.org/read/odd")]);
    let author: String = page.select(&css("header.piece .facts span")).next().unwrap().text().collect();
    assert_eq!(author, "Ana Lima, The House, Somebody");
}

#[tokio::test]
async fn one_author_is_not_taken_for_two() {
    let authors = async |authors: &str| {
        let site = Site::of(&format!("-- a/index.md --\n---\ntitle: A\nauthors: {authors}\n---\nText.\n"));
        metas(&site.get("/a").await.html(), "citation_author")
    };
    // As Zotero reads a single author: parted by the comma, if there is a blank on either side of it.
    let is_parted = |author: &str| {
        let parts: Vec<&str> = author.split(',').map(str::trim).collect();
        parts.len() > 1 && parts[0].contains(' ') && parts[1].contains(' ')
    };
    let alone = authors("[\"García Márquez, Gabriel José\"]").await;
    assert_eq!(alone, ["García Márquez, Gabriel\u{a0}José"]);
    assert!(!is_parted(&alone[0]) && is_parted("García Márquez, Gabriel José"));
    assert_eq!(authors("[\"Lima, Ana Maria\"]").await, ["Lima, Ana Maria"]);
    let two = authors("[\"García Márquez, Gabriel José\", The House]").await;
    assert_eq!(two, ["García Márquez, Gabriel José", "The House"]);
    let odd = authors("[\"King, Martin Luther, Jr.\", World Health Organization, \"Acme, Inc.\"]").await;
    assert_eq!(odd, ["King, Martin Luther Jr.", "World Health Organization,", "Acme Inc.,"]);
}

#[tokio::test]
async fn a_reference_manager_keeps_what_somebody_shared_and_dates_nothing_by_a_note() {
    let undated = ODD.replacen("date: 2026-01-31\nupdated: 2026-02-01\n", "updated: 2026-02-01\n", 1);
    let site = Site::of(&format!("{PUBLISHED}{undated}"));
    let page = site.get("/read/odd?text=second,quoted").await.html();
    for (name, values) in [
        ("citation_public_url", vec!["https://example.org/read/odd?text=second,quoted"]),
        ("citation_title", vec!["Odd, but so"]),
        ("citation_abstract", vec!["Words & <signs>"]),
        ("DC.description", vec!["“second paragraph, to be quoted” — Ana Lima, The House, Somebody, after Gazette"]),
        ("citation_publication_date", vec![]),
    ] {
        assert_eq!(metas(&page, name), values, "{name}");
    }
    // Zotero takes the first element `time` for the date of a piece that has none; this is not one.
    let first = page.select(&css("time[datetime]")).next().unwrap();
    assert_eq!(first.value().attr("datetime"), Some("PT1M"));
    assert_eq!(json_ld(&page)["description"], "Words & <signs>");
    assert_eq!(json_ld(&page).get("datePublished"), None);
}

#[tokio::test]
async fn what_has_to_be_absolute_is_left_out_where_the_address_is_not_known() {
    let page = Site::of(ODD).get("/odd").await.html();
    assert_eq!(page.select(&css("link[rel=canonical]")).count(), 0);
    assert_eq!(page.select(&css("link[type='application/json+oembed']")).count(), 0);
    for name in ["citation_public_url", "og:url", "og:image", "twitter:card"] {
        assert_eq!(metas(&page, name), [""; 0], "{name}");
    }
    assert_eq!((json_ld(&page).get("url"), json_ld(&page).get("image")), (None, None));
}

#[tokio::test]
async fn search_engines_read_an_article() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let article = json_ld(&site.get("/read/odd").await.html());
    assert_eq!((&article["@type"], &article["headline"]), (&"Article".into(), &"Odd, but so".into()));
    assert_eq!((&article["datePublished"], &article["dateModified"]), (&"2026-01-31".into(), &"2026-02-01".into()));
    assert_eq!(article["author"][0], serde_json::json!({ "name": "Ana Lima", "@type": "Person" }));
    assert_eq!(article["author"][2], serde_json::json!({ "name": "Somebody" }));
    assert_eq!(article["publisher"], serde_json::json!({ "@type": "Organization", "name": "The House" }));
    assert_eq!(article["license"], "https://creativecommons.org/licenses/by-sa/4.0/");
    assert_eq!(article["isBasedOn"]["url"], "https://gazette.example/?a=1&b=2");
    assert_eq!((&article["inLanguage"], &article["url"]), (&"pt-BR".into(), &"https://example.org/read/odd".into()));
    let alone = site.get("/read/odd/notes/linked").await.html();
    assert_eq!(alone.select(&css("script[type='application/ld+json']")).count(), 0);
}

#[tokio::test]
async fn no_title_ends_the_block_of_data() {
    let title = "</script><b>x</b><!-- <script> \\\"";
    let site = Site::of(&format!("-- a/index.md --\n---\ntitle: \"{title}\"\n---\nText.\n"));
    let answer = site.get("/a").await;
    let page = answer.html();
    assert_eq!(json_ld(&page)["headline"], title.replace("\\\"", "\""));
    assert_eq!(page.select(&css("b")).count(), 0, "{}", answer.text());
    assert_eq!(page.select(&css("article")).count(), 1);
}
