//! Annotations as data: the model, the positions, the protocol.

use axum::http::{Method, StatusCode, header};
use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json as value};
use sidelight::content::{Tree, embedded};
use sidelight::site::{Options, build};

use super::musts::{self, list};
use super::{ODD, PUBLISHED, json};
use crate::site::{Answer, Site, css};

const MEDIA_TYPE: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// The shipped library as it would be at an address.
fn shipped() -> Site {
    let mut tree: Tree = embedded::read();
    let (path, settings) = tree.files().next().unwrap();
    assert_eq!(path, "sidelight.yaml");
    let settings = [settings, "\nbase_url: https://example.org/read\n".as_bytes()].concat();
    tree.insert("sidelight.yaml", settings.into());
    Site::new(build(&tree, Options::default()), false)
}

/// What an id leads to.
async fn at(site: &Site, id: &Value) -> Answer {
    let answer = site.get(id.as_str().unwrap().strip_prefix("https://example.org").unwrap()).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, MEDIA_TYPE), "{id}");
    answer
}

/// All annotations of a piece, each as its own document, gone to as a client goes: from the collection over its pages.
async fn annotations(site: &Site, piece: &str) -> Vec<Value> {
    let collection = json(&site.get(&format!("/read/{piece}/annotations.jsonld")).await);
    assert_eq!(musts::collection(&collection, true), [""; 0]);
    let (mut all, mut next, mut previous) = (Vec::new(), collection.get("first").cloned(), None);
    while let Some(id) = next {
        let page = json(&at(site, &id).await);
        assert_eq!(musts::page(&page), [""; 0]);
        assert_eq!((&page["id"], &page["startIndex"]), (&id, &all.len().into()));
        assert_eq!(page.get("prev"), previous.as_ref());
        assert_eq!((&page["partOf"]["id"], &page["partOf"]["total"]), (&collection["id"], &collection["total"]));
        for item in list(&page["items"]) {
            let mut alone = json(&at(site, &item["id"]).await);
            assert_eq!(musts::annotation(&alone, true), [""; 0]);
            alone.as_object_mut().unwrap().shift_remove("@context");
            assert_eq!(&alone, item);
            all.push(alone);
        }
        next = page.get("next").cloned();
        assert_eq!(next.is_none(), collection["last"] == id);
        previous = Some(id);
    }
    assert_eq!(collection["total"], all.len());
    all
}

/// The words of every target are where it says, in the text that it says.
async fn assert_positions(site: &Site, annotations: &[Value]) -> usize {
    let mut positions = 0;
    for target in annotations.iter().flat_map(|annotation| list(&annotation["target"])) {
        let Some([quote, position]) = target["selector"].as_array().map(Vec::as_slice) else { continue };
        let source = target["source"].as_str().unwrap().strip_prefix("https://example.org").unwrap();
        let answer = site.get(source).await;
        assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
        let text: Vec<char> = answer.text().chars().collect();
        let offset = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
        let (start, end) = (offset("start"), offset("end"));
        let words = |range: std::ops::Range<usize>| text[range].iter().collect::<String>();
        assert_eq!(quote["exact"], words(start..end));
        assert_eq!(quote["prefix"], words(start.saturating_sub(32)..start));
        assert_eq!(quote["suffix"], words(end..text.len().min(end + 32)));
        positions += 1;
    }
    positions
}

#[tokio::test]
async fn the_shipped_annotations_keep_every_must() {
    let site = shipped();
    for piece in &site.loaded.library.pieces {
        let all = annotations(&site, &piece.slug).await;
        assert_eq!(all.len(), piece.annotations().count());
        assert!(assert_positions(&site, &all).await >= all.len());
    }
    assert_snapshot!(
        "annotation",
        site.get("/read/talking-past-each-other/speakers/sergei-ryabkov.jsonld").await.text()
    );
}

#[tokio::test]
async fn every_kind_of_target_is_said_as_the_model_can() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let all = annotations(&site, "odd").await;
    assert_eq!(assert_positions(&site, &all).await, 6);
    let called = |title: &str| all.iter().find(|annotation| annotation["label"] == title).unwrap();
    assert_eq!(list(&called("Linked")["target"]).len(), 2);
    assert!(called("Across")["target"][1]["selector"][0]["exact"].as_str().unwrap().contains("\n\n"));
    assert_eq!(called("About the whole")["target"], "https://example.org/read/odd");
    let lost = &called("=Lost")["target"];
    assert_eq!(
        lost[0]["selector"],
        value!({ "type": "TextQuoteSelector", "exact": "nowhere to be found", "prefix": "it is" })
    );
    assert_eq!(lost[1]["selector"]["endSelector"]["prefix"], "to over there");
    assert_eq!(lost[2]["selector"]["exact"], "word");
}

#[tokio::test]
async fn an_annotation_says_why_by_whom_and_under_which_terms() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let all = annotations(&site, "odd").await;
    let called = |title: &str| all.iter().find(|annotation| annotation["label"] == title).unwrap();
    for (title, motivation, purposes) in [
        ("Linked", "commenting", "commenting commenting tagging tagging tagging"),
        ("Ana", "identifying", "describing describing identifying tagging"),
        ("A bridge", "classifying", "describing describing classifying tagging"),
    ] {
        let annotation = called(title);
        assert_eq!(annotation["motivation"], motivation);
        let given: Vec<&str> = list(&annotation["body"]).iter().map(|body| body["purpose"].as_str().unwrap()).collect();
        assert_eq!(given.join(" "), purposes);
        assert_eq!(annotation["rights"], "https://creativecommons.org/licenses/by-sa/4.0/");
        assert_eq!(
            annotation["creator"],
            value!([
                { "type": "Person", "name": "Ana Lima" },
                { "type": "Organization", "name": "The House" },
                { "name": "Somebody" }
            ])
        );
    }
    let bodies = &called("Linked")["body"];
    assert_eq!((&bodies[0]["format"], &bodies[1]["format"]), (&"text/html".into(), &"text/plain".into()));
    let html = bodies[0]["value"].as_str().unwrap();
    assert!(html.contains("<em>much</em>") && html.contains("href=\"https://example.org/read/odd/notes/across\""));
    assert!(bodies[1]["value"].as_str().unwrap().contains("Says much and leads on, home."));
    assert_eq!((&bodies[2]["value"], &bodies[4]["value"]), (&"Notes".into(), &"two; three".into()));
}

#[tokio::test]
async fn a_long_collection_has_pages() {
    let mut library = format!("{PUBLISHED}-- a/index.md --\n---\ntitle: A\n---\n");
    for number in 0..201 {
        library.push_str(&format!("[word{number}](notes/n{number}.md) "));
    }
    for number in 0..201 {
        library.push_str(&format!("\n-- a/notes/n{number}.md --\n---\ntitle: N{number}\n---\n"));
    }
    let site = Site::of(&library);
    let all = annotations(&site, "a").await;
    assert_eq!((all.len(), &all[0]["label"], &all[200]["label"]), (201, &"N0".into(), &"N200".into()));
    assert_eq!(site.get("/read/a/annotations/3.jsonld").await.status, StatusCode::OK);
    assert_eq!(site.get("/read/a/annotations/4.jsonld").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_piece_without_annotations_has_an_empty_collection() {
    let site = Site::of(&format!("{PUBLISHED}-- a/index.md --\n---\ntitle: A\n---\nText.\n"));
    assert_eq!(annotations(&site, "a").await, Vec::<Value>::new());
}

#[tokio::test]
async fn without_an_address_of_its_own_the_library_resolves_to_the_same() {
    let with = Site::of(&format!("-- sidelight.yaml --\nbase_url: https://example.org\n{ODD}"));
    let without = Site::of(ODD);
    for path in ["/odd/annotations.jsonld", "/odd/annotations/1.jsonld", "/odd/notes/linked.jsonld"] {
        let resolved = without.get(path).await.text().replace("\"/", "\"https://example.org/");
        assert_eq!(resolved, with.get(path).await.text(), "{path}");
    }
}

#[test]
fn these_rules_can_be_broken() {
    let good = value!({
        "@context": "http://www.w3.org/ns/anno.jsonld", "id": "https://x.example/a", "type": "Annotation",
        "motivation": "commenting", "creator": { "name": "N" }, "rights": "https://x.example/r",
        "body": { "type": "TextualBody", "value": "v", "format": "text/html", "language": "en", "purpose": "tagging" },
        "target": { "type": "SpecificResource", "source": "https://x.example/t", "scope": "https://x.example/",
            "selector": [{ "type": "TextQuoteSelector", "exact": "e" },
                { "type": "TextPositionSelector", "start": 1, "end": 2 }] },
    });
    assert_eq!(musts::annotation(&good, true), [""; 0]);
    for (place, wrong) in [
        ("/@context", value!("x")),
        ("/id", value!("/a")),
        ("/type", value!("Note")),
        ("/target", value!([])),
        ("/target/source", value!("t")),
        ("/target/scope", value!("/")),
        ("/target/selector", value!([])),
        ("/target/selector/0/exact", value!(1)),
        ("/target/selector/1/start", value!(3)),
        ("/target/selector/1/end", value!(-1)),
        ("/target/selector/1/type", value!("X")),
        ("/body/value", value!(null)),
        ("/body/purpose", value!("x")),
        ("/body/format", value!("html")),
        ("/motivation", value!("noting")),
        ("/creator/name", value!(null)),
        ("/rights", value!("CC BY")),
    ] {
        let mut broken = good.clone();
        *broken.pointer_mut(place).unwrap() = wrong;
        assert_eq!(musts::annotation(&broken, true).len(), 1, "{place}");
    }
}

#[tokio::test]
async fn data_is_served_as_the_protocol_asks() {
    let site = Site::of(ODD);
    for path in ["/odd/annotations.jsonld", "/odd/annotations/1.jsonld", "/odd/notes/linked.jsonld"] {
        let whole = site.get(path).await;
        let etag = whole.header(header::ETAG).to_owned();
        let unchanged = site.request(Method::GET, path, &[(header::IF_NONE_MATCH, &etag)]).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (StatusCode::NOT_MODIFIED, 0));
        for answer in [&whole, &site.request(Method::HEAD, path, &[]).await, &unchanged] {
            assert_eq!(answer.header(header::ALLOW), "GET, HEAD, OPTIONS", "{path}");
            assert_eq!(answer.header(header::LINK), "<http://www.w3.org/ns/ldp#Resource>; rel=\"type\"");
            assert_eq!(answer.header(header::VARY), "Accept, Accept-Encoding");
            assert_eq!(answer.header(header::ETAG), etag);
        }
        assert_eq!(whole.header(header::CONTENT_TYPE), MEDIA_TYPE);
        let refused = site.request(Method::PUT, path, &[]).await;
        assert_eq!(refused.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn the_page_of_an_annotation_is_data_for_programs_that_ask_for_it() {
    let site = Site::of(ODD);
    let ask = |accept: &'static str| {
        let site = &site;
        async move { site.request(Method::GET, "/odd/notes/linked", &[(header::ACCEPT, accept)]).await }
    };
    let data = ask("application/ld+json;q=0.9, text/html;q=0.8").await;
    assert_eq!(data.body, site.get("/odd/notes/linked.jsonld").await.body);
    assert_eq!((data.header(header::CONTENT_TYPE), data.header(header::VARY)), (MEDIA_TYPE, "Accept, Accept-Encoding"));
    assert_eq!(data.header(header::CONTENT_LOCATION), "/odd/notes/linked.jsonld");
    let page = ask("text/html, application/ld+json;q=0.9, */*;q=0.8").await;
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    assert_eq!((page.header(header::VARY), page.header(header::CONTENT_LOCATION)), ("Accept, Accept-Encoding", ""));
    assert_ne!(page.header(header::ETAG), data.header(header::ETAG));
    let link = page
        .html()
        .select(&css("link[type='application/ld+json']"))
        .next()
        .unwrap()
        .value()
        .attr("href")
        .map(str::to_owned);
    assert_eq!(link.as_deref(), Some("/odd/notes/linked.jsonld"));
    // Only the page of an annotation has two forms.
    let piece = site.request(Method::GET, "/odd", &[(header::ACCEPT, "application/ld+json")]).await;
    assert!(piece.header(header::CONTENT_TYPE).starts_with("text/html"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn positions_are_those_of_the_plain_text(
        words in prop::collection::vec(prop::sample::select(vec![
            "a", "é", "👩‍👧", "e\u{301}", "שלום", "*so*", "`co de`", "--", "\"q\"", "&amp;", "\n\n", "\n- ", "  \n", "\n\n> ", "~~x~~",
        ]), 0..40),
        places in prop::collection::vec(0..40_usize, 1..4),
    ) {
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        for place in places {
            words.insert(place.min(words.len()), "[wö rd](notes/n.md)".to_owned());
        }
        let site = Site::of(&format!(
            "{PUBLISHED}-- a/index.md --\n---\ntitle: A\n---\n{}\n-- a/notes/n.md --\n---\ntitle: N\n---\n",
            words.join(" ")
        ));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let positions = runtime.block_on(async { assert_positions(&site, &annotations(&site, "a").await).await });
        // Some of these words make code of the link, or a file of the line.
        prop_assume!(positions > 0);
    }
}
