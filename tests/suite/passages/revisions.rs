//! Links that were made on one revision of a text and are opened on the next ones: `tests/fixtures/revisions`.

use axum::http::StatusCode;
use scraper::Html;

use super::{marked, text};
use crate::site::{Site, fixture};

const REVISIONS: [&str; 6] = [
    "1-original",
    "2-insertions",
    "3-moved-paragraphs",
    "4-reworded-sentences",
    "5-removed-paragraphs",
    "6-lookalikes-left-behind",
];

/// What a page says of a passage, and the words that it marks.
#[derive(Debug, PartialEq)]
struct Shown {
    state: &'static str,
    words: String,
}

/// A link and what is expected of it in each revision, as it is written.
struct Link<'t> {
    value: &'t str,
    expected: Vec<&'t str>,
}

fn links(table: &str) -> Vec<Link<'_>> {
    let mut links: Vec<Link<'_>> = Vec::new();
    for line in table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        match line.strip_prefix("  ") {
            None => links.push(Link { value: line, expected: Vec::new() }),
            Some(expected) => links.last_mut().unwrap().expected.push(expected),
        }
    }
    links
}

/// Two blocks have white space between them in the text and none in the page.
fn solid(words: &str) -> String {
    words.split_whitespace().collect()
}

fn shown(page: &Html) -> Shown {
    let bar = text(page, ".shared");
    let words = solid(&marked(page));
    let says = |words: &str| bar.contains(words);
    let state = match () {
        () if says("has changed since this link was made") => "moved",
        () if says("A passage shared with you") => "found",
        () if says("in several places") => "ambiguous",
        () if says("is not in the text") => "orphaned",
        () => panic!("the page says nothing of a passage: {bar}"),
    };
    assert_eq!(words.is_empty(), matches!(state, "ambiguous" | "orphaned"), "{state}: {words}");
    Shown { state, words }
}

/// What the table expects in the text of a revision.
fn expected(line: &str, revision: usize, whole: &str) -> Shown {
    let line = line.strip_prefix(&format!("{revision} ")).unwrap_or_else(|| panic!("not of {revision}: {line}"));
    let (state, words) = line.split_once(": ").unwrap_or((line, ""));
    let state = *["found", "moved", "ambiguous", "orphaned"].iter().find(|known| **known == state).unwrap();
    let words = match words.split_once(" … ") {
        None => solid(words),
        Some((first, last)) => {
            let once = |words: &str| {
                let words = solid(words);
                assert_eq!(whole.matches(&words).count(), 1, "the table is not clear: {words} in {revision}");
                (whole.find(&words).unwrap(), words.len())
            };
            let ((start, _), (end, length)) = (once(first), once(last));
            whole[start..end + length].to_owned()
        }
    };
    Shown { state, words }
}

#[tokio::test]
async fn a_link_leads_to_its_words_in_every_revision_or_says_that_it_does_not() {
    let table = fixture("revisions/links.txt");
    let links = links(&table);
    assert!(links.len() >= 18);
    let mut wrong = String::new();
    for (number, name) in (1..).zip(REVISIONS) {
        let revision = fixture(&format!("revisions/{name}.md"));
        let site = Site::of(&format!("-- mill/index.md --\n{revision}"));
        let whole = solid(site.get("/mill/index.txt").await.text());
        for Link { value, expected: lines } in &links {
            assert_eq!(lines.len(), REVISIONS.len(), "{value}");
            let answer = site.get(&format!("/mill?text={value}")).await;
            assert_eq!(answer.status, StatusCode::OK, "{value}");
            let (shown, expected) = (shown(&answer.html()), expected(lines[number - 1], number, &whole));
            if shown != expected {
                wrong.push_str(&format!("{value}\n  {name}: {shown:?}\n  expected: {expected:?}\n"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
