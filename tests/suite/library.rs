//! From a folder of files to pages: layers, anchors from both sides, links between files, drafts.

use axum::http::StatusCode;
use sidelight::content::{Code, folder};
use sidelight::site::{Options, build};

use crate::program::Folder;
use crate::site::{Site, codes, css, faults, tree};

/// A piece with every layer that there is, and one of its writer's own.
const LAYERS: &str = "
-- a/index.md --
---
title: A
layers:
  - { name: places, title: Where it was, tone: near, mark: bracket, bodies: panel }
  - { name: notes, title: Remarks }
  - { name: nothing }
---
One [two](speakers/s.md) [three](analogies/x.md) [four](notes/n.md) [five](places/p.md) [six](own-layer/o.md).
-- a/speakers/s.md --
---
title: S
---
-- a/analogies/x.md --
---
title: X
---
-- a/notes/n.md --
---
title: N
---
-- a/places/p.md --
---
title: P
---
-- a/own-layer/o.md --
---
title: O
---
";

#[test]
fn layers_come_in_the_order_that_the_piece_gives_them() {
    let site = Site::of(LAYERS);
    assert_eq!(codes(&site.loaded), []);
    let layers = &site.loaded.library.pieces[0].layers;
    let names: Vec<(&str, &str)> = layers.iter().map(|layer| (layer.name.as_str(), layer.title.as_str())).collect();
    let expected = [
        ("places", "Where it was"),
        ("notes", "Remarks"),
        ("speakers", "Speakers"),
        ("analogies", "Analogies"),
        ("own-layer", "Own layer"),
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn a_layer_looks_as_its_piece_says() {
    let page = Site::of(LAYERS).get("/a").await.html();
    let mark = |key: &str| {
        let selector = css(&format!("mark[data-annotations='{key}']"));
        page.select(&selector).next().unwrap().value().attr("class").unwrap().to_owned()
    };
    assert_eq!(mark("places/p"), "bracket-near");
    assert_eq!(mark("own-layer/o"), "tint-free");
    assert!(page.select(&css("section.panel #places--p")).next().is_some());
    assert!(page.select(&css("article aside#own-layer--o")).next().is_some());
    assert!(page.select(&css("article aside#notes--n")).next().is_some());
}

#[tokio::test]
async fn a_text_can_be_annotated_from_both_sides_at_once() {
    let site = Site::of(
        "
-- a/index.md --
---
title: A
---
A [very professional](notes/inside.md) talk, on *their own
terms*.
-- a/notes/inside.md --
---
title: I
targets:
  - exact: talk
---
-- a/speakers/outside.md --
---
title: O
targets:
  - { start: professional, end: on their own terms }
---
",
    );
    assert_eq!(codes(&site.loaded), []);
    let page = site.get("/a").await.html();
    let marked = |key: &str| -> String {
        let selector = css(&format!("mark[data-annotations~='{key}']"));
        let marks = page.select(&selector).map(|mark| {
            mark.children()
                .filter(|child| child.value().as_element().is_none_or(|element| element.name() != "a"))
                .flat_map(|child| child.descendants())
                .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
                .collect::<String>()
        });
        marks.collect::<Vec<_>>().join("|").replace('\n', " ")
    };
    assert_eq!(marked("notes/inside"), "very |professional|talk");
    assert_eq!(marked("speakers/outside"), "professional| |talk|, on their own terms");
    let references = page.select(&css("a.ref[href='#notes--inside']")).count();
    let back = page.select(&css("#notes--inside a[role=doc-backlink]")).count();
    assert_eq!((references, back), (2, 2));
}

#[tokio::test]
async fn links_between_files_become_addresses() {
    let site = Site::of(
        "
-- a/index.md --
---
title: A
---
# First words

[1](../b/index.md) [2](../b/) [3](#first-words) [4](../b/notes/n.md) [5](files/a%20b.PDF) [6](index.md#first-words)
[7](https://example.org/?a=b&c=d) [8](/b/index.md#some-words) ![9](dot.svg)
-- a/files/a b.PDF --
x
-- a/dot.svg --
<svg/>
-- a/unused.png --
x
-- b/index.md --
---
title: B
---
Some [words](notes/n.md).
-- b/notes/n.md --
---
title: N
---
[1](../index.md) [2](n.md) [3](../../a/index.md) [4](#some-words) [5](m.md)
-- b/notes/m.md --
---
title: M
targets: [{exact: Some}]
---
",
    );
    assert_eq!(codes(&site.loaded), []);
    let hrefs = |page: &scraper::Html, selector: &str| -> Vec<String> {
        page.select(&css(selector))
            .map(|link| link.value().attr("href").or(link.value().attr("src")).unwrap().to_owned())
            .collect()
    };
    let page = site.get("/a").await.html();
    let links = hrefs(&page, "article a:not(.permalink), article img");
    let (asset, rest) = (&links[4], [&links[..4], &links[5..]].concat());
    assert!(asset.starts_with("/static/a%20b.") && asset.ends_with("PDF"), "{asset}");
    let expected =
        ["/b", "/b", "#first-words", "/b/notes/n", "#first-words", "https://example.org/?a=b&c=d", "/b#some-words"];
    assert_eq!(rest[..7], expected);
    for address in [asset, &links[8]] {
        assert_eq!(site.get(address).await.status, StatusCode::OK, "{address}");
    }
    let statics: Vec<String> =
        site.current.site().paths().filter(|path| path.contains("unused")).map(str::to_owned).collect();
    assert_eq!(statics, [""; 0], "a file that no page shows is published");

    let here = site.get("/b").await.html();
    assert_eq!(
        hrefs(&here, "#notes--n .note-body > p:first-child a"),
        ["/b", "#notes--n", "/a", "#some-words", "#notes--m"]
    );
    let alone = site.get("/b/notes/n").await.html();
    let links = hrefs(&alone, ".body > p:first-child a");
    assert_eq!(links, ["/b", "/b/notes/n", "/a", "/b#some-words", "/b/notes/m"]);
}

const DRAFT: &str = "
-- a/index.md --
---
title: A
---
[Words](../b/index.md), [others](../b/notes/n.md).
-- b/index.md --
---
title: B
draft: true
---
Some [words](notes/n.md). ![](picture.png)
-- b/picture.png --
-- b/notes/n.md --
---
title: N
---
";

#[tokio::test]
async fn drafts_are_nowhere_unless_asked_for() {
    let site = Site::of(DRAFT);
    assert_eq!(codes(&site.loaded), [Code::LinkBroken, Code::LinkBroken]);
    for address in ["/b", "/b/index.md", "/b/notes", "/b/notes/n"] {
        assert_eq!(site.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert!(!site.get("/").await.text().contains("=\"/b"));
    // Nor does a link or a picture give away that there is one.
    assert!(!site.current.site().paths().any(|path| path.contains("picture")));
    assert!(!site.get("/a").await.text().contains("=\"/b"));

    let built = build(&tree(DRAFT), Options { with_drafts: true, ..Options::default() });
    let with_drafts = Site::new(built, false);
    assert_eq!(with_drafts.get("/b").await.status, StatusCode::OK);
    assert!(with_drafts.get("/a").await.text().contains("href=\"/b\""));
}

#[test]
fn faults_of_drafts_are_faults() {
    assert_eq!(faults("-- a/index.md --\n---\ntitle: A\ndraft: true\n---\n[x](javascript:x)\n").len(), 1);
}

#[tokio::test]
async fn a_text_without_words_is_a_page() {
    let site = Site::of(
        "-- a/index.md --\n---\ntitle: A\n---\n-- b/index.md --\n---\ntitle: B\n---\n\n***\n![](x.png)\n-- b/x.png --\n",
    );
    assert_eq!(codes(&site.loaded), []);
    for address in ["/a", "/b"] {
        let page = site.get(address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.html().select(&css("article[data-piece]")).count(), 1);
    }
}

#[tokio::test]
async fn ids_of_the_text_are_not_the_pages_own() {
    let site = Site::of("-- a/index.md --\n---\ntitle: A\n---\n# Main\n\nLost their place\n\nIn the text\n");
    for address in ["/", "/a"] {
        let page = site.get(address).await.html();
        let mut ids: Vec<&str> = page.select(&css("[id]")).map(|element| element.value().attr("id").unwrap()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{address}: {ids:?}");
    }
}

#[tokio::test]
async fn what_writers_write_is_never_html() {
    let site = Site::of(
        "
-- sidelight.yaml --
title: <b>L</b>
description: \"\\\"><script>\"
publisher: <i>P</i>
lang: \"e\\\"n\"
-- a/index.md --
---
title: <b>A</b> & \"B\"
description: <script>alert(1)</script>
authors: [<i>C</i>]
license: <u>D</u>
source: { title: <s>E</s>, publisher: <s>F</s>, url: \"https://x/\\\"><script>\" }
---
Some [words](notes/n.md) here.
-- a/notes/n.md --
---
title: <b>N</b>
subtitle: <b>N</b>
place: <b>N</b>
role: <b>N</b>
side: <b>N</b>
tags: [<b>N</b>]
cast: [{ figure: <b>N</b>, stands_for: <b>N</b> }]
sources: [{ title: <b>N</b>, publisher: <b>N</b>, url: \"https://x/'onclick=1\" }]
targets: [{ exact: here }]
---
",
    );
    assert_eq!(codes(&site.loaded), []);
    for address in ["/", "/a", "/a/notes", "/a/notes/n", "/nothing"] {
        let text = site.get(address).await.text().to_owned();
        let page = scraper::Html::parse_document(&text);
        for tag in ["b", "i", "u", "s", "script:not([src]):not([type='application/ld+json'])", "[onclick]"] {
            assert_eq!(page.select(&css(tag)).count(), 0, "{tag} in {address}: {text}");
        }
    }
}

#[cfg(unix)]
#[test]
fn links_inside_the_folder_are_followed_and_loops_end() {
    use std::os::unix::fs::symlink;
    let folder =
        Folder::of("-- a/index.md --\n---\ntitle: A\n---\n![x](y.png)\n-- x.png --\n-- .hidden/index.md --\nx\n");
    symlink("../x.png", folder.file("a/y.png")).unwrap();
    symlink("..", folder.file("a/loop")).unwrap();
    let tree = folder::read(folder.path()).unwrap();
    assert!(tree.files.contains_key("a/index.md") && tree.files.contains_key("a/y.png"), "{:?}", tree.files.keys());
    assert!(!tree.files.keys().any(|path| path.contains(".hidden")));
    assert_eq!(tree.faults, std::collections::BTreeMap::new());
}
