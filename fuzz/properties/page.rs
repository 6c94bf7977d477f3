//! A whole library to finished pages: whatever the files say, every page is sound, and the same files make the same
//! pages.

use std::collections::{BTreeMap, HashSet};

use sidelight::content::Tree;
use sidelight::site::{Builder, Built, Options, Page, build};
use sidelight::text::control::shown;

use super::archive::{files, tree};
use super::html::{Token, attribute, misnested, tokens, unescaped};
use super::{faults, fields};

/// A library as an archive.
pub fn holds(data: &[u8]) {
    let archive = fields::text(data);
    let files = files(&archive);
    if files.is_empty() {
        return;
    }
    let library = Tree::from_files(files.iter().copied());
    let options = Options { with_drafts: true, ..Options::default() };
    let built = build(&library, options);
    faults::are_sound(&built.loaded);
    for (path, page) in built.site.pages() {
        check_page(path, page);
    }
    check_bodies(&built);

    // As after a change of any file.
    let mut builder = Builder::new(options);
    let changed = files.len() / 2;
    let before = files.iter().enumerate().map(|(at, (path, text))| (*path, if at == changed { "" } else { *text }));
    builder.build(&Tree::from_files(before));
    let again = builder.build(&library);
    assert_eq!(pages(&again), pages(&built), "another site than of the same files anew");
    assert_eq!(again.loaded.diagnostics, built.loaded.diagnostics);
}

fn pages(built: &Built) -> BTreeMap<&str, &[u8]> {
    built.site.pages().map(|(path, page)| (path, &page.body.bytes()[..])).collect()
}

/// Each is what its type says.
fn check_page(path: &str, page: &Page) {
    if path.starts_with("/static/") {
        return;
    }
    let Ok(text) = std::str::from_utf8(page.body.bytes()) else { panic!("{path} is no text") };
    let is_as_written = page.content_type.starts_with("text/markdown");
    let hidden = text.chars().find(|char| shown(*char).is_some());
    assert!(is_as_written || hidden.is_none(), "{path}: {hidden:?} in {text}");
    let kind = page.content_type.split(';').next().unwrap_or_default();
    match kind {
        "text/html" => check_html(path, text),
        "application/ld+json" | "application/vnd.citationstyles.csl+json" | "application/json" => {
            check_json(path, text);
        }
        "application/atom+xml" | "application/xml" => {
            assert!(roxmltree::Document::parse(text).is_ok(), "{path}: {text}");
        }
        _ => {}
    }
}

fn check_json(path: &str, json: &str) {
    assert!(serde_json::from_str::<serde_json::Value>(json).is_ok(), "{path}: {json}");
}

/// Nothing of a text is taken for markup, nothing runs, and names are given once.
fn check_html(path: &str, html: &str) {
    let mut ids = HashSet::new();
    let (mut marks, mut is_data) = (0, false);
    for token in tokens(html) {
        match token {
            Token::Start(name, attributes) => {
                if let Some(id) = attribute(attributes, "id") {
                    assert!(ids.insert(id), "{path}: two elements are {id}: {html}");
                }
                check_attributes(path, attributes);
                marks += usize::from(name == "mark");
                assert!(marks < 2, "{path}: a mark in a mark: {html}");
                is_data = attribute(attributes, "type") == Some("application/ld+json") && name == "script";
                let has_source = attribute(attributes, "src").is_some();
                assert!(name != "script" || is_data || has_source, "{path}: an inline script: {html}");
                assert!(!matches!(name, "style" | "object" | "embed" | "iframe" | "base"), "{path}: {name}: {html}");
            }
            Token::End("mark") => marks -= 1,
            Token::End(_) => is_data = false,
            Token::Text(text) if is_data => check_json(path, text),
            Token::Text(_) => {}
        }
    }
    if let Some((_, article)) = html.split_once("<article data-piece=") {
        let (_, article) = article.split_once('>').unwrap_or_default();
        let (article, _) = article.split_once("</article>").unwrap_or_else(|| panic!("{path}: no end: {html}"));
        assert_eq!(misnested(article), None, "{path}: {article}");
    }
}

/// Where links may lead, and what no element has.
fn check_attributes(path: &str, attributes: &str) {
    for name in ["href", "src", "action"] {
        let Some(to) = attribute(attributes, name) else { continue };
        let to = unescaped(to);
        let is_known = ["/", "#", "?", "http://", "https://", "mailto:"]
            .iter()
            .any(|start| to.get(..start.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(start)));
        assert!(is_known && !to.starts_with("//"), "{path}: {name} leads to {to:?}");
    }
    for name in ["style", "onclick", "onload", "onerror", "srcdoc"] {
        assert_eq!(attribute(attributes, name), None, "{path}: {attributes}");
    }
}

/// Every annotation's body stands once in its piece's page.
fn check_bodies(built: &Built) {
    if !built.site.is_ready {
        return;
    }
    for piece in &built.loaded.library.pieces {
        let path = format!("/{}", piece.slug);
        let Some(page) = built.site.page(&path) else { panic!("{path} has no page") };
        let html = String::from_utf8_lossy(page.body.bytes());
        for (_, annotation) in piece.annotations() {
            let body = format!(" data-annotation=\"{}\"", annotation.key());
            assert_eq!(html.matches(&body).count(), 1, "{body} in {html}");
        }
    }
}

/// For tests that have a library at hand.
pub fn of(archive: &str) -> Built {
    build(&tree(archive), Options::default())
}
