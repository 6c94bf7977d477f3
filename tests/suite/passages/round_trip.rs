//! From a passage to its link to the page that marks it, in every text that we have: whatever is pointed at comes back.

use std::path::Path;

use scraper::{ElementRef, Html};
use sidelight::anchor::directive::Directive;
use sidelight::content::{embedded, folder};
use sidelight::site::{Options, build};

use super::{marked, words};
use crate::site::{Site, css, fixture};

/// Sites with the pieces that they have.
pub fn sites() -> Vec<(Site, Vec<String>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kinds-of-page");
    let revision = format!("-- mill/index.md --\n{}", fixture("revisions/1-original.md"));
    [embedded::read(), folder::read(&root).unwrap(), crate::site::tree(&revision)]
        .into_iter()
        .map(|tree| {
            let slugs =
                tree.files().filter_map(|(path, _)| path.strip_suffix("/index.md")).map(str::to_owned).collect();
            (Site::new(build(&tree, Options::default()), false), slugs)
        })
        .collect()
}

/// What is compared: links leave out the punctuation at the ends of a passage.
fn letters(words: &str) -> String {
    words.chars().filter(|char| char.is_alphanumeric()).collect()
}

#[tokio::test]
async fn the_link_of_every_block_leads_to_its_words() {
    let mut tried = 0;
    for (site, slugs) in sites() {
        for slug in slugs {
            let page: Html = site.get(&format!("/{slug}")).await.html();
            for link in page.select(&css("article[data-piece] .permalink[href^='?text=']")) {
                let block = link.parent().and_then(ElementRef::wrap).unwrap();
                let (expected, value) = (letters(&words(block)), link.value().attr("href").unwrap());
                let opened = site.get(&format!("/{slug}{value}")).await.html();
                assert_eq!(letters(&marked(&opened)), expected, "/{slug}{value}");
                tried += 1;
            }
        }
    }
    assert!(tried > 80, "{tried} links");
}

/// Words on each side of a passage that its link says.
const AROUND: usize = 40;
const PASSAGES: usize = 40;

#[tokio::test]
async fn words_with_all_that_stands_around_them_lead_to_themselves() {
    // A linear congruential generator (Knuth, MMIX): the same passages on every machine.
    let mut state: u64 = 4;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % limit
    };
    for (site, slugs) in sites() {
        for slug in slugs {
            let text = site.get(&format!("/{slug}/index.txt")).await.text().to_owned();
            let words: Vec<&str> = text.split_whitespace().collect();
            for _ in 0..PASSAGES {
                let first = below(words.len());
                let most = [1, 3, 12, 200][below(4)];
                let end = (first + 1 + below(most)).min(words.len());
                let joined = |from: usize, to: usize| words[from..to].join(" ");
                if letters(words[first]).is_empty() || letters(words[end - 1]).is_empty() {
                    continue;
                }
                let around = Directive {
                    prefix: joined(first.saturating_sub(AROUND), first),
                    suffix: joined(end, (end + AROUND).min(words.len())),
                    ..Directive::default()
                };
                let directive = if end - first < 12 {
                    Directive { start: joined(first, end), ..around }
                } else {
                    Directive { start: joined(first, first + 5), end: Some(joined(end - 5, end)), ..around }
                };
                let value = directive.write();
                if value.len() > 4096 {
                    continue;
                }
                let opened = site.get(&format!("/{slug}?text={value}")).await.html();
                assert_eq!(letters(&marked(&opened)), letters(&joined(first, end)), "/{slug}?text={value}");
            }
        }
    }
}

/// The fuzzer found it: such a link was refused as no value at all.
#[tokio::test]
async fn the_link_of_a_block_with_a_control_character_leads_to_it() {
    let site = Site::of("-- a/index.md --\n---\ntitle: A\n---\nOne \u{1f}two\u{1} three.\n\nAnother one.\n");
    let page: Html = site.get("/a").await.html();
    let links = css("article[data-piece] .permalink[href^='?text=']");
    let link = page.select(&links).next().unwrap().value().attr("href").unwrap();
    let opened = site.get(&format!("/a{link}")).await;
    assert_eq!((opened.status.as_u16(), letters(&marked(&opened.html()))), (200, "Onetwothree".to_owned()), "{link}");
}

/// The fuzzer found it: such a link began inside a word, and so led nowhere.
#[tokio::test]
async fn the_link_of_a_block_that_begins_with_an_underscore_leads_to_it() {
    let site = Site::of("-- a/index.md --\n---\ntitle: A\n---\n\\_name is set by the_ first_\n\nAnother one.\n");
    let page: Html = site.get("/a").await.html();
    let links = css("article[data-piece] .permalink[href^='?text=']");
    let link = page.select(&links).next().unwrap().value().attr("href").unwrap();
    assert_eq!(marked(&site.get(&format!("/a{link}")).await.html()), "_name is set by the_ first_", "{link}");
}
