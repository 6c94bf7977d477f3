//! How to cite a piece, in three formats and a sentence.

use axum::http::{Method, StatusCode, header};
use insta::assert_snapshot;
use proptest::prelude::*;
use scraper::Html;
use sidelight::content::{Author, Piece, Settings, embedded};
use sidelight::render::address::Addresses;
use sidelight::render::cite::{Citation, Name, Passage};
use sidelight::site::{Options, build};

use super::formats::{bibtex, ris};
use super::{ODD, PUBLISHED, json};
use crate::site::{Site, css, tree};

#[tokio::test]
async fn the_shipped_piece_is_cited() {
    let site = Site::new(build(&embedded::read(), Options::default()), false);
    for (name, media_type) in [
        ("cite.bib", "application/x-bibtex; charset=utf-8"),
        ("cite.ris", "application/x-research-info-systems; charset=utf-8"),
        ("cite.json", "application/vnd.citationstyles.csl+json"),
    ] {
        let answer = site.get(&format!("/talking-past-each-other/{name}")).await;
        assert_eq!(answer.header("content-type"), media_type);
        assert_snapshot!(name, answer.text().replace('\r', ""));
    }
}

#[tokio::test]
async fn all_formats_say_the_same() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let (kind, key, fields) = bibtex(site.get("/read/odd/cite.bib").await.text());
    assert_eq!((kind.as_str(), key.as_str()), ("online", "odd"));
    let field = |name: &str| {
        let values: Vec<&str> =
            fields.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect();
        assert_eq!(values.len(), 1, "{name}: {fields:?}");
        values[0]
    };
    assert_eq!(field("author"), "Lima, Ana and The House and Somebody");
    assert_eq!(field("title"), "Odd, but so");
    assert_eq!((field("date"), field("year")), ("2026-01-31", "2026"));
    assert_eq!((field("organization"), field("language")), ("The House", "pt-BR"));
    assert_eq!((field("url"), field("copyright")), ("https://example.org/read/odd", "CC BY-SA 4.0"));
    assert_eq!((field("origtitle"), field("origdate")), ("Old", "2025-12-01"));
    assert!(field("note").contains("Gazette, “Old”, 1 December 2025, https://gazette.example/?a=1&b=2"));

    let record = site.get("/read/odd/cite.ris").await;
    let record = ris(record.text());
    let has = |tag: &str, value: &str| assert!(record.contains(&(tag.to_owned(), value.to_owned())), "{tag} {value}");
    for (tag, value) in [
        ("TY", "ELEC"),
        ("AU", "Lima, Ana"),
        ("AU", "The House"),
        ("TI", "Odd, but so"),
        ("DA", "2026/01/31"),
        ("PB", "The House"),
        ("UR", "https://example.org/read/odd"),
        ("LA", "pt-BR"),
        ("AB", "Words & <signs>"),
        ("N1", "Licence: CC BY-SA 4.0"),
    ] {
        has(tag, value);
    }

    let items = json(&site.get("/read/odd/cite.json").await);
    let item = &items[0];
    assert_eq!(item["author"][0], serde_json::json!({ "family": "Lima", "given": "Ana" }));
    assert_eq!(item["author"][1], serde_json::json!({ "literal": "The House" }));
    assert_eq!(item["issued"], serde_json::json!({ "date-parts": [[2026, 1, 31]] }));
    assert_eq!(item["original-title"], "Old");
    assert_eq!((&item["type"], &item["title"]), (&"webpage".into(), &"Odd, but so".into()));

    let page = site.get("/read/odd").await.html();
    let sentence: String = page.select(&css(".cite .citation")).next().unwrap().text().collect();
    assert_eq!(sentence, "Ana Lima, The House, Somebody, “Odd, but so”, 31 January 2026, https://example.org/read/odd");
}

fn piece() -> (Piece, Settings) {
    let loaded = build(&tree("-- a/index.md --\n---\ntitle: A\n---\nText.\n"), Options::default()).loaded;
    (Piece::clone(&loaded.library.pieces[0]), loaded.library.settings.clone())
}

#[test]
fn a_passage_is_cited_with_its_words_and_its_address() {
    let (piece, mut settings) = piece();
    settings.base_url = Some("https://example.org".to_owned());
    let passage = Passage { quote: "100 %\nsure {yes}", directive: "100%20%25,yes", speakers: None, nth: 0 };
    let citation = Citation::new(&piece, &settings, &Addresses::of(&settings), Some(&passage));
    let url = "https://example.org/a?text=100%20%25,yes";
    let (_, _, fields) = bibtex(&citation.bibtex());
    assert!(fields.contains(&("annote".to_owned(), "100 % sure {yes}".to_owned())), "{fields:?}");
    assert!(fields.contains(&("url".to_owned(), url.to_owned())), "{fields:?}");
    assert!(ris(&citation.ris()).contains(&("N1".to_owned(), "“100 % sure {yes}”".to_owned())));
    let item: serde_json::Value = serde_json::from_str(&citation.csl()).unwrap();
    assert_eq!((&item[0]["note"], &item[0]["URL"]), (&"“100 % sure {yes}”".into(), &url.into()));
}

#[test]
fn a_key_is_made_of_what_old_programs_read() {
    let (mut piece, settings) = piece();
    let mut key = |slug: &str| {
        slug.clone_into(&mut piece.slug);
        Citation::new(&piece, &settings, &Addresses::of(&settings), None).key
    };
    assert_eq!(key("the-bridge_2.0"), "the-bridge_2.0");
    let keys = [key("über"), key("uber"), key("שיחה"), key("שלום")];
    assert!(keys.iter().all(|key| key.is_ascii() && !key.is_empty()), "{keys:?}");
    assert_eq!(keys.iter().collect::<std::collections::BTreeSet<_>>().len(), keys.len());
}

fn words(text: &str) -> String {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

const EDITED: &str = "
-- a/index.md --
---
title: A
---
Nobody had told the officer that the bridge over the river had been closed since the flood.

The river rose again in spring, and two more bridges were closed.
";

#[tokio::test]
async fn a_passage_is_cited_at_the_addresses_of_the_formats() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let finished = site.get("/read/odd/cite.ris").await;
    let answer = site.get("/read/odd/cite.ris?text=second,quoted&utm_source=x").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), finished.header("content-type"));
    assert_eq!(answer.header("cache-control"), finished.header("cache-control"));
    assert_ne!(answer.header("etag"), finished.header("etag"));
    let record = ris(answer.text());
    let has = |tag: &str, value: &str| assert!(record.contains(&(tag.to_owned(), value.to_owned())), "{record:?}");
    has("UR", "https://example.org/read/odd?text=second,quoted");
    has("N1", "“second paragraph, to be quoted”");

    let (_, _, fields) = bibtex(site.get("/read/odd/cite.bib?text=second,quoted").await.text());
    assert!(fields.contains(&("annote".to_owned(), "second paragraph, to be quoted".to_owned())), "{fields:?}");
    let item = json(&site.get("/read/odd/cite.json?text=second,quoted&hide=notes").await);
    assert_eq!(item[0]["URL"], "https://example.org/read/odd?text=second,quoted");

    let address = "/read/odd/cite.json?text=second,quoted";
    let tag = site.get(address).await.header("etag").to_owned();
    let again = site.request(Method::GET, address, &[(header::IF_NONE_MATCH, &tag)]).await;
    assert_eq!((again.status, again.header("etag")), (StatusCode::NOT_MODIFIED, tag.as_str()));
}

#[tokio::test]
async fn a_citation_quotes_the_piece_and_never_the_address() {
    let site = Site::of(&format!("{PUBLISHED}{EDITED}"));
    let of = |query: &str| format!("/read/a/cite.json{query}");
    let whole = site.get(&of("")).await;
    // Not there, in several places, none at all: the piece as a whole.
    for query in ["?text=buy+gold+now", "?text=closed", "?text=", "?hide=notes"] {
        let answer = site.get(&of(query)).await;
        assert_eq!((answer.status, answer.text()), (StatusCode::OK, whole.text()), "{query}");
    }
    // An edited passage is quoted, and addressed, in the words of now.
    let moved = site.get(&of("?text=told+the+officer+that+the+brige+over+the+river+had+been+closed")).await;
    let item = json(&moved);
    assert_eq!(item[0]["note"], "“told the officer that the bridge over the river had been closed”");
    assert!(!moved.text().contains("brige"), "{}", moved.text());
    let url = item[0]["URL"].as_str().unwrap().to_owned();
    let page = site.get(url.strip_prefix("https://example.org").unwrap()).await.html();
    let marked: String = page.select(&css("mark[data-passage]")).flat_map(|mark| mark.text()).collect();
    assert!(marked.starts_with("told the officer that the bridge over"), "{url}: {marked}");
    assert!(page.select(&css(".shared")).next().unwrap().text().all(|words| !words.contains("has changed")), "{url}");
    for value in ["a%00", &"x".repeat(5000)] {
        assert_eq!(site.get(&of(&format!("?text={value}"))).await.status, StatusCode::BAD_REQUEST, "{value}");
    }
}

const NAMES: &str = r#"
-- names/index.md --
---
title: Names
lang: hu
authors:
  - King, Martin Luther, Jr.
  - World Health Organization
  - "Acme, Inc."
  - van der Berg, Jan
  - 村上, 春樹
  - Szabó, Magda
  - { family: Mao, given: Zedong, family_first: true }
  - { name: "Doctors, Nurses", type: organization }
  - { name: Plato, type: person }
---
Words and more words, words and more words.
"#;

#[tokio::test]
async fn a_name_is_right_in_all_places() {
    let site = Site::of(&format!("{PUBLISHED}{NAMES}"));
    let said = [
        // In a Hungarian text every name in Latin letters has its family first.
        "King Martin Luther Jr.",
        "World Health Organization",
        "Acme, Inc.",
        "van der Berg Jan",
        "村上春樹",
        "Szabó Magda",
        "Mao Zedong",
        "Doctors, Nurses",
        "Plato",
    ];
    let page = site.get("/read/names").await.html();
    let facts: String = page.select(&css("header.piece .facts span")).next().unwrap().text().collect();
    assert_eq!(facts, said.join(", "));

    let feed = site.get("/read/feed.atom").await.text().to_owned();
    let feed = roxmltree::Document::parse(&feed).unwrap();
    let entry = feed.descendants().find(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", "entry"))).unwrap();
    let names = entry.descendants().filter(|node| node.tag_name().name() == "name").filter_map(|node| node.text());
    assert_eq!(names.collect::<Vec<_>>(), said);

    let bib = site.get("/read/names/cite.bib").await.text().to_owned();
    let names = [
        "King, Jr., Martin Luther",
        "{World Health Organization}",
        "{Acme, Inc.}",
        "van der Berg, Jan",
        "村上, 春樹",
        "Szabó, Magda",
        "Mao, Zedong",
        "{Doctors, Nurses}",
        "{Plato}",
    ];
    assert!(bib.contains(&format!("author = {{{}}}", names.join(" and "))), "{bib}");
    assert!(bib.contains("langid = {hungarian}"), "{bib}");

    let record = site.get("/read/names/cite.ris").await;
    let names: Vec<String> =
        ris(record.text()).into_iter().filter(|(tag, _)| tag == "AU").map(|(_, value)| value).collect();
    assert_eq!(
        names,
        [
            "King, Martin Luther, Jr.",
            "World Health Organization",
            // A comma would part it.
            "Acme Inc.",
            "van der Berg, Jan",
            "村上, 春樹",
            "Szabó, Magda",
            "Mao, Zedong",
            "Doctors Nurses",
            "Plato"
        ]
    );

    let item = json(&site.get("/read/names/cite.json").await);
    let first =
        serde_json::json!({ "family": "King", "given": "Martin Luther", "suffix": "Jr.", "static-ordering": true });
    assert_eq!(item[0]["author"][0], first);
    assert_eq!(item[0]["author"][2], serde_json::json!({ "literal": "Acme, Inc." }));
    assert_eq!(item[0]["author"][3]["non-dropping-particle"], "van der");
    assert_eq!(item[0]["author"][4], serde_json::json!({ "family": "村上", "given": "春樹" }));

    let data: String = page.select(&css("script[type='application/ld+json']")).next().unwrap().text().collect();
    let data: serde_json::Value = serde_json::from_str(&data).unwrap();
    let agents: Vec<(&str, &str)> = data["author"]
        .as_array()
        .unwrap()
        .iter()
        .map(|agent| (agent["@type"].as_str().unwrap(), agent["name"].as_str().unwrap()))
        .collect();
    let kinds =
        ["Person", "Organization", "Organization", "Person", "Person", "Person", "Person", "Organization", "Person"];
    assert_eq!(agents, kinds.into_iter().zip(said).collect::<Vec<_>>());
}

#[tokio::test]
async fn each_passage_has_a_key_of_its_own_whatever_link_leads_there() {
    let site = Site::of(&format!("{PUBLISHED}{NAMES}"));
    let key = async |query: &str| bibtex(site.get(&format!("/read/names/cite.bib{query}")).await.text()).1;
    let whole = key("").await;
    assert_eq!(whole, "names");
    let first = key("?text=Words-,and,-more").await;
    let second = key("?text=%2C%20words-,and,-more").await;
    assert!(first != second && [&first, &second].iter().all(|key| key.starts_with("names-")), "{first} {second}");
    assert_eq!(key("?text=Words%20and").await, key("?text=Words%20and,-more").await);
    let asked = [whole, key("?text=Words%20and%20more").await, key("?text=Words%20and").await];
    assert_eq!(asked.iter().collect::<std::collections::BTreeSet<_>>().len(), asked.len(), "{asked:?}");
}

#[tokio::test]
async fn the_panel_of_a_passage_cites_the_passage() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let panel = |page: &Html| {
        let sentence: String = page.select(&css(".cite .citation")).next().unwrap().text().collect();
        let own = css(".cite a[href*='/cite.']");
        let links = page.select(&own).map(|link| link.value().attr("href").unwrap().to_owned());
        (sentence, links.collect::<Vec<String>>())
    };
    let (sentence, links) = panel(&site.get("/read/odd?text=second,quoted&hide=notes").await.html());
    assert_eq!(
        sentence,
        "Ana Lima, The House, Somebody, “second paragraph, to be quoted”, in “Odd, but so”, after Gazette, \
         31 January 2026, \
         https://example.org/read/odd?text=second,quoted"
    );
    assert_eq!(links, ["bib", "ris", "json"].map(|name| format!("/read/odd/cite.{name}?text=second,quoted")));
    for link in links {
        assert_eq!(site.get(&link).await.status, StatusCode::OK, "{link}");
    }
    for address in ["/read/odd", "/read/odd?text=buy+gold"] {
        let (sentence, links) = panel(&site.get(address).await.html());
        assert!(
            sentence.ends_with("Somebody, “Odd, but so”, 31 January 2026, https://example.org/read/odd"),
            "{sentence}"
        );
        assert_eq!(links, ["bib", "ris", "json"].map(|name| format!("/read/odd/cite.{name}")));
    }
}

#[test]
fn a_long_passage_is_cut_in_the_sentence_alone() {
    let (piece, settings) = piece();
    let quote = "word ".repeat(200);
    let passage = Passage { quote: &quote, directive: "word", speakers: None, nth: 0 };
    let citation = Citation::new(&piece, &settings, &Addresses::of(&settings), Some(&passage));
    assert!(citation.sentence().contains("word word…”, in “A”") && citation.sentence().len() < 300);
    assert!(citation.ris().contains(quote.trim()));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_title_and_name_come_back(
        title in r#"[ -~\n\r\t“é👩\u{202e}{}\\"%$#&_^~@,]{1,40}"#,
        author in r#"[ -~\n“é{}\\"%,]{0,20}( and )?[ -~]{0,9}"#,
    ) {
        let (mut piece, settings) = piece();
        piece.title.clone_from(&title);
        piece.description = Some(title.clone());
        piece.authors = [author.as_str(), "Nobody, Else"].map(Author::parse).into();
        let citation = Citation::new(&piece, &settings, &Addresses::of(&settings), None);

        let (_, _, fields) = bibtex(&citation.bibtex());
        let of = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        prop_assert_eq!(of("title"), Some(words(&title)));
        prop_assert_eq!(of("abstract"), Some(words(&title)));
        // BibTeX has the suffix before the given name.
        let parted = |name: &Name<'_>| match name {
            Name::Person { person, .. } => match &person.suffix {
                Some(suffix) => words(&format!("{}, {suffix}, {}", person.family, person.given)),
                None => name.sorted(),
            },
            _ => name.sorted(),
        };
        let names = citation.authors.iter().map(parted).collect::<Vec<_>>();
        prop_assert_eq!(of("author"), Some(names.join(" and ")));

        let record = ris(&citation.ris());
        prop_assert!(record.contains(&("TI".to_owned(), words(&title))));
        prop_assert_eq!(record.iter().filter(|(tag, _)| tag == "AU").count(), 2);

        let item: serde_json::Value = serde_json::from_str(&citation.csl()).unwrap();
        let expected = words(&title);
        prop_assert_eq!(item[0]["title"].as_str(), Some(expected.as_str()));
    }
}
