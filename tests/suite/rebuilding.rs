//! What is kept from one version of a library to the next never shows: after any changes, the site is the one that a
//! program makes that has never seen another version.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use sidelight::content::{Fault, Tree};
use sidelight::site::{Builder, Built, Options};

/// Every file of a small library with what may stand in it; nothing, where the file may be missing.
const FILES: &[(&str, &[Option<&str>])] = &[
    ("sidelight.yaml", &[None, Some("title: One\nbase_url: https://example.org\n"), Some("titel: Two\n")]),
    ("pictures/p.svg", &[None, Some("<svg/>"), Some("<svg id=\"other\"/>")]),
    (
        "a/index.md",
        &[
            Some(
                "---\ntitle: A\ndate: 2024-01-01\n---\n[B](../b/index.md#some-words) ![p](../pictures/p.svg) [n](notes/n.md)\n",
            ),
            Some("---\ntitle: A\n---\n[B](../b) and [c](../c/notes/n.md), [settings](../sidelight.yaml).\n"),
            Some("---\ntitle: [A\n---\n"),
            None,
        ],
    ),
    ("a/notes/n.md", &[None, Some("---\ntitle: N\n---\nSee [b](../../b/index.md).\n")]),
    (
        "b/index.md",
        &[
            Some("---\ntitle: B\n---\nSome words.\n"),
            Some("---\ntitle: B\ndraft: true\n---\nSome words.\n"),
            Some("---\ntitle: Bee\n---\nOther words.\n"),
            None,
        ],
    ),
    ("B/index.md", &[None, None, Some("---\ntitle: Big B\n---\nSome words.\n")]),
    ("c/index.md", &[None, Some("---\ntitle: C\ndate: 2023-01-01\n---\nA [note](notes/n.md). [Back](../a).\n")]),
    ("c/notes/n.md", &[None, Some("---\ntitle: N\n---\nWords.\n"), Some("---\ntitle: N\n---\nMore words.\n")]),
];

/// What may be at fault at the top besides: a folder that cannot be read.
const UNREADABLE: &str = "b";

/// A version of the library: for each file which of its texts, and whether the folder can be read.
fn version() -> impl Strategy<Value = (Vec<prop::sample::Index>, bool)> {
    (prop::collection::vec(any::<prop::sample::Index>(), FILES.len()), prop::bool::weighted(0.8))
}

fn tree(choices: &[prop::sample::Index], is_readable: bool) -> Tree {
    let mut files = BTreeMap::new();
    for ((path, texts), choice) in FILES.iter().zip(choices) {
        let is_there = is_readable || !path.starts_with("b/");
        if let Some(text) = texts[choice.index(texts.len())].filter(|_| is_there) {
            files.insert((*path).to_owned(), Arc::from(text.as_bytes()));
        }
    }
    let fault = (!is_readable).then(|| (UNREADABLE.to_owned(), Fault::Unreadable("no".to_owned())));
    Tree::new(files, fault.into_iter().collect())
}

/// Everything that can be seen of a built library.
fn seen(built: &Built) -> (BTreeMap<String, String>, Vec<String>) {
    let pages = built.site.pages().map(|(path, page)| {
        let type_and_text = format!("{} {}", page.content_type, String::from_utf8_lossy(page.body.bytes()));
        (path.to_owned(), type_and_text)
    });
    (pages.collect(), built.loaded.diagnostics.iter().map(|diagnostic| format!("{diagnostic:?}")).collect())
}

fn options() -> Options {
    Options { is_live: true, ..Options::default() }
}

/// Builds one version after the other, and each of them afresh.
fn build_in_turn(versions: &[Tree]) -> Result<(), TestCaseError> {
    let mut builder = Builder::new(options());
    for tree in versions {
        let (again, afresh) = (seen(&builder.build(tree)), seen(&Builder::new(options()).build(tree)));
        prop_assert_eq!(&again.1, &afresh.1, "faults");
        let paths = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
        prop_assert_eq!(paths(&again.0), paths(&afresh.0));
        for (path, page) in &again.0 {
            prop_assert_eq!(page, &afresh.0[path], "{}", path);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn what_came_before_never_shows(versions in prop::collection::vec(version(), 2..6)) {
        let versions: Vec<Tree> = versions.iter().map(|(choices, is_readable)| tree(choices, *is_readable)).collect();
        build_in_turn(&versions)?;
    }
}

const LINKED: &str = "---\ntitle: X\n---\nTo [b](../b), ![a picture](../pictures/p.svg).\n";
const WORDS: &str = "---\ntitle: B\n---\nWords.\n";
const DRAFT: &str = "---\ntitle: B\ndraft: true\n---\nWords.\n";

#[test]
fn a_picture_beside_the_pieces_that_changes_is_shown() {
    let version =
        |picture| Tree::from_files([("x/index.md", LINKED), ("b/index.md", WORDS), ("pictures/p.svg", picture)]);
    build_in_turn(&[version("<svg/>"), version("<svg id=\"other\"/>")]).unwrap();
}

#[test]
fn a_link_that_was_excused_is_reported_once_it_is_not() {
    let at_fault = |faults: &[&str]| {
        let faults = faults.iter().map(|path| ((*path).to_owned(), Fault::Unreadable("no".to_owned())));
        let files = [("x/index.md", LINKED), ("pictures/p.svg", "<svg/>")];
        let files = files.map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
        Tree::new(files.into(), faults.collect())
    };
    build_in_turn(&[at_fault(&["b"]), at_fault(&[]), at_fault(&["b"])]).unwrap();
}

#[test]
fn a_link_to_one_of_two_pieces_of_a_name_is_looked_at_again_when_there_is_one() {
    let version = |of_b: &[(&'static str, &'static str)]| {
        Tree::from_files([("x/index.md", LINKED), ("pictures/p.svg", "<svg/>")].into_iter().chain(of_b.iter().copied()))
    };
    let both = version(&[("B/index.md", WORDS), ("b/index.md", DRAFT)]);
    build_in_turn(&[both.clone(), version(&[("b/index.md", DRAFT)]), both]).unwrap();
}

/// The pages of a piece lie side by side when they are made first. Later, each would keep the others' memory.
#[test]
fn a_page_that_stays_does_not_keep_those_that_went() {
    let text = |words: &str| format!("---\ntitle: A\n---\nText on [stone](notes/s.md). {words}\n");
    let files = |words: &str| {
        let text = text(words);
        Tree::from_files([("a/index.md", text.as_str()), ("a/notes/s.md", "---\ntitle: Stone\n---\nIt lasts.\n")])
    };
    let mut builder = Builder::new(Options::default());
    let first = builder.build(&files("One."));
    let second = builder.build(&files("Two."));
    let before: BTreeMap<&str, _> = first.site.pages().collect();
    let of_piece = second.site.pages().filter(|(path, _)| path.starts_with("/a") && !path.ends_with("index.md"));
    let new: Vec<_> = of_piece.filter(|(path, page)| before[path].tag != page.tag).collect();
    assert!(new.len() > 2, "{new:?}");
    for (path, page) in new {
        assert!(page.body.bytes().is_unique(), "{path}");
    }
}
