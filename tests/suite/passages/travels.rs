//! Links that survive the road: every link of every text that we have, over every road and every two of them.

use std::collections::HashMap;

use axum::http::StatusCode;
use proptest::prelude::*;
use scraper::Html;
use sidelight::anchor::directive::{Directive, MAX_BYTES, resolve};
use sidelight::anchor::{Index, Landmarks, Resolution, State, TextRange};

use super::roads::{ROADS, cuts, is_through_a_character};
use super::{marked, round_trip::sites, text as text_of};
use crate::site::{Site, css};

/// A text, its links, and the words that each leads to.
struct Linked {
    slug: String,
    text: String,
    links: Vec<(String, TextRange)>,
}

fn words(text: &str, range: TextRange) -> String {
    text.chars().skip(range.start).take(range.end - range.start).collect()
}

/// With or without the signs at its ends, it is the same passage.
fn plain(text: &str, range: TextRange) -> (usize, String) {
    let words = words(text, range);
    let signs = |char: char| !char.is_alphanumeric();
    let leading = words.chars().take_while(|char| signs(*char)).count();
    (range.start + leading, words.trim_matches(signs).to_owned())
}

fn open(index: &Index, value: &str) -> Resolution {
    resolve(index, value).unwrap_or_else(|error| panic!("{value}: {error:?}")).resolution
}

/// Every so many words a passage is pointed at, of so many words.
const STEP: usize = 29;
const LENGTHS: [usize; 4] = [1, 2, 7, 60];

/// The links of a text: those beside its blocks, as the page has them, and those of passages anywhere.
async fn links(site: &Site, slug: &str) -> Linked {
    let page: Html = site.get(&format!("/{slug}")).await.html();
    let text = site.get(&format!("/{slug}/index.txt")).await.text().to_owned();
    let index = Index::new(&text);
    let beside_blocks = css("article[data-piece] .permalink[href^='?text=']");
    let permalinks = page
        .select(&beside_blocks)
        .filter_map(|link| Some(link.value().attr("href")?.strip_prefix("?text=")?.to_owned()));
    let mut values: Vec<String> = permalinks.collect();
    let starts: Vec<usize> = text.match_indices(char::is_whitespace).map(|(at, blank)| at + blank.len()).collect();
    let scalar = |byte: usize| text[..byte].chars().count();
    for (at, length) in (0..starts.len()).step_by(STEP).zip(LENGTHS.iter().cycle()) {
        let Some(end) = starts.get(at + length) else { break };
        let range = TextRange { start: scalar(starts[at]), end: scalar(*end) - 1 };
        values.extend(index.directive(range).map(|directive| directive.write()));
    }
    let links = values.into_iter().map(|value| {
        let range = open(&index, &value).range.unwrap_or_else(|| panic!("{value} leads nowhere in {slug}"));
        (value, range)
    });
    Linked { slug: slug.to_owned(), links: links.collect(), text: text.clone() }
}

async fn texts() -> Vec<Linked> {
    let mut texts = Vec::new();
    for (site, slugs) in sites() {
        for slug in slugs {
            texts.push(links(&site, &slug).await);
        }
    }
    texts
}

#[tokio::test]
async fn every_link_of_every_text_leads_to_its_words_over_every_road() {
    let mut tried = 0;
    for Linked { slug, text, links } in texts().await {
        let index = Index::new(&text);
        for (value, range) in links {
            for (road, travel) in ROADS {
                let came = travel(&value);
                let opened = open(&index, &came);
                assert_eq!(opened.state, State::Found, "{slug}, {road}: {value} came as {came}");
                let found = opened.range.map(|found| plain(&text, found));
                assert_eq!(found, Some(plain(&text, range)), "{slug}, {road}: {value} came as {came}");
                tried += 1;
            }
        }
    }
    assert!(tried > 150 * ROADS.len(), "{tried}");
}

#[tokio::test]
async fn no_link_of_any_text_leads_to_other_words_over_two_roads() {
    let mut lost: HashMap<(&str, &str), usize> = HashMap::new();
    let mut tried = 0;
    for Linked { slug, text, links } in texts().await {
        let index = Index::new(&text);
        for (at, (value, range)) in links.iter().enumerate() {
            for (first, travel) in ROADS {
                let half_way = travel(value);
                // All pairs for some links, some pairs for all.
                for (number, (second, travel)) in ROADS.into_iter().enumerate() {
                    if (at + number) % 8 != 0 {
                        continue;
                    }
                    let came = travel(&half_way);
                    // What is lost is lost: a cut between two words is not seen.
                    if second.starts_with("taken") && came.len() < half_way.len() {
                        continue;
                    }
                    let opened = open(&index, &came);
                    tried += 1;
                    match opened.range {
                        Some(found) => assert_eq!(
                            plain(&text, found),
                            plain(&text, *range),
                            "{slug}, {first}, then {second}: {value} came as {came}"
                        ),
                        None => *lost.entry((first, second)).or_default() += 1,
                    }
                }
            }
        }
    }
    let count: usize = lost.values().sum();
    assert!(count * 100 <= tried, "{count} of {tried} lost: {lost:?}");
}

/// An address that ends inside a character was cut, and leads to its passage or nowhere. Between two words nobody sees it.
#[tokio::test]
async fn a_link_that_was_cut_inside_a_character_leads_to_no_other_words() {
    let mut through = 0;
    for Linked { slug, text, links } in texts().await {
        let index = Index::new(&text);
        for (value, range) in links.iter().step_by(3) {
            for cut in cuts(value).filter(|cut| is_through_a_character(cut)) {
                through += 1;
                let opened = resolve(&index, cut).unwrap_or_else(|error| panic!("{cut}: {error:?}"));
                let Some(found) = opened.resolution.range else { continue };
                assert_eq!(plain(&text, found), plain(&text, *range), "{slug}: {cut} of {value}");
            }
        }
    }
    assert!(through > 0);
}

/// How the value of a directive may be written: what blanks are, and which signs stand as they are.
type Form = (&'static str, &'static str, &'static str);
const FORMS: [Form; 4] = [
    ("+ and signs", "+", "-._~!*'()[]{}|\\^$;:@/?"),
    ("+ and few signs", "+", "-."),
    ("%20 and signs", "%20", "-._~!*'()[]{}|\\^$;:@/?"),
    ("%20 and few signs", "%20", "-."),
];

fn written(directive: &Directive, (_, blank, signs): Form) -> String {
    let term = |words: &str| {
        words.bytes().fold(String::new(), |term, byte| match byte {
            b' ' => term + blank,
            _ if byte.is_ascii_alphanumeric() || signs.as_bytes().contains(&byte) => {
                term + &char::from(byte).to_string()
            }
            _ => term + &format!("%{byte:02X}"),
        })
    };
    let prefix = (!directive.prefix.is_empty()).then(|| term(&directive.prefix) + "-");
    let suffix = (!directive.suffix.is_empty()).then(|| "-".to_owned() + &term(&directive.suffix));
    let end = directive.end.as_deref().map(term);
    [prefix, Some(term(&directive.start)), end, suffix].into_iter().flatten().collect::<Vec<_>>().join(",")
}

/// The terms of a value as a program reads them that knows nothing of roads.
fn terms(value: &str) -> Vec<String> {
    let decoded =
        |term: &str| percent_encoding::percent_decode_str(&term.replace('+', " ")).decode_utf8_lossy().into_owned();
    value.split(',').map(decoded).collect()
}

/// How many links of the shipped library come as they were over each road, for each form of writing, to a program that
/// knows nothing of roads, and how many lead to their words here. `cargo test --test suite what_no_road -- --nocapture`
#[tokio::test]
async fn what_no_road_harms_is_written() {
    let (site, slugs) = sites().swap_remove(0);
    let mut table: HashMap<(&str, &str), (usize, usize)> = HashMap::new();
    let mut count = 0;
    for slug in slugs {
        let Linked { text, links, .. } = links(&site, &slug).await;
        let index = Index::new(&text);
        count += links.len();
        for (value, range) in links {
            let directive = resolve(&index, &value).unwrap().directive;
            for form in FORMS {
                let value = written(&directive, form);
                for (road, travel) in ROADS {
                    let came = travel(&value);
                    let (kept, found) = table.entry((form.0, road)).or_default();
                    *kept += usize::from(terms(&came) == terms(&value));
                    let opened = open(&index, &came).range;
                    *found += usize::from(opened.map(|opened| plain(&text, opened)) == Some(plain(&text, range)));
                }
            }
        }
    }
    println!("{:36}{}", format!("of {count} links"), FORMS.map(|(form, ..)| format!("{form:>20}")).concat());
    for (road, _) in ROADS {
        let cells = FORMS.map(|(form, ..)| {
            let (plain, found) = table[&(form, road)];
            format!("{:>20}", format!("{plain} / {found}"))
        });
        println!("{road:36}{}", cells.concat());
    }
    let (form, _, _) = FORMS[3];
    for (road, _) in ROADS {
        let found = table[&(form, road)].1;
        assert!(found * 61 >= count * 60, "{road}: {found} of {count}");
    }
}

#[test]
fn a_value_has_only_signs_that_no_program_takes_for_its_own() {
    let text: String =
        (' '..='\u{24f}').chain("\n\u{2028}。）»…👍🏽".chars()).flat_map(|char| ['a', char, char, 'b', ' ']).collect();
    for words in [text.as_str(), "- a. -", "…a…", "a\nb", "--"] {
        let directive =
            Directive { prefix: words.into(), start: words.into(), end: Some(words.into()), suffix: words.into() };
        let value = directive.write();
        let is_kept = |char: char| char.is_ascii_alphanumeric() || matches!(char, '%' | '-' | '.' | ',');
        assert!(value.chars().all(is_kept), "{value}");
        assert!(!value.contains("%0A") && !value.contains("..") && !value.contains("--"), "{value}");
        assert!(!value.ends_with(['.', '-', ',']) && !value.contains(".,"), "{value}");
    }
}

const TWINS: &str = "
-- a/index.md --
---
title: A
---
The same line.

The same line.

The same line.

Half-way [there](notes/n.md).
-- a/notes/n.md --
---
title: N
---
";

/// Other words were marked: prefix, passage and suffix were taken for a quotation of which most stands there.
#[tokio::test]
async fn context_is_no_passage_over_any_road() {
    let site = Site::of(TWINS);
    let value = "The+same+line.-,The+same+line,-Half-way";
    for (road, travel) in ROADS {
        let page = site.get(&format!("/a?text={}", travel(value))).await.html();
        assert_eq!(marked(&page).trim_end_matches('.'), "The same line", "{road}");
        let marks = page.select(&css("article p:nth-of-type(3) mark[data-passage]")).count();
        assert_eq!(marks, 1, "{road}");
    }
}

/// `%2B` and `%2C` may be what they say, or what a program made of `+` and `,`.
#[tokio::test]
async fn two_readings_that_find_different_words_are_ambiguous() {
    let site = Site::of("-- a/index.md --\n---\ntitle: A\n---\nHe wrote 1+1 first.\n\nThen came 1 1 alone.\n");
    for (value, words) in
        [("1%2B1%20first", "1+1 first"), ("1%201", "1 1"), ("1+1", "1 1"), ("wrote%2B1%2B1", "wrote 1+1")]
    {
        let page = site.get(&format!("/a?text={value}")).await.html();
        assert!(
            marked(&page) == words || marked(&page).is_empty() && value.starts_with("wrote"),
            "{value}: {}",
            marked(&page)
        );
    }
    let page = site.get("/a?text=1%2B1").await.html();
    assert_eq!(marked(&page), "");
    assert!(text_of(&page, ".shared").contains("in several places"));
    assert_eq!(page.select(&css(".shared li a")).count(), 2);
}

/// It was answered 400, and the reader saw nothing of the text.
#[tokio::test]
async fn a_link_cut_inside_a_character_opens_its_text_everywhere() {
    let site = Site::of("-- a/index.md --\n---\ntitle: A\n---\nThe café is closed. “Really?” she said, and went.\n");
    for value in
        ["The%20caf%C3", "The%20caf%", "The%20caf%C", "%E2%80", "%ff", "closed,-%E2%80", "%25", "The+caf%25C3%25"]
    {
        for page in ["", "/embed", "/cite.bib", "/cite.ris", "/cite.json", "/card.png"] {
            assert_eq!(site.get(&format!("/a{page}?text={value}")).await.status, StatusCode::OK, "{page} {value}");
        }
    }
    let page = site.get("/a?text=is%20closed,-.%20%E2%80").await.html();
    assert_eq!(marked(&page), "is closed");
}

/// What a program does to the whole query.
#[tokio::test]
async fn a_query_is_read_as_programs_leave_it() {
    let site = Site::of(TWINS);
    for query in [
        "hide=x&amp;text=Half-way%20there",
        "hide=x&amp;amp;text=Half-way%20there",
        "text=&text=Half-way%20there",
        "text&text=Half-way%20there&text=The",
        "utm_source=a&text=Half-way%20there&fbclid=b",
        "utm_source=a&amp%3Btext=Half-way+there",
    ] {
        assert_eq!(marked(&site.get(&format!("/a?{query}")).await.html()), "Half-way there", "{query}");
    }
}

#[tokio::test]
async fn every_place_that_a_link_may_mean_has_a_link_that_means_it() {
    let long = "word ".repeat(80);
    let site = Site::of(&format!(
        "{TWINS}-- b/index.md --\n---\ntitle: B\n---\nTo begin {long} so it ends. To begin {long} so it ends.\n"
    ));
    for (address, value, count) in
        [("/a", "The+same+line", 3), ("/a?hide=notes", "line", 3), ("/b", "To+begin,so+it+ends", 2)]
    {
        let joint = if address.contains('?') { '&' } else { '?' };
        let page = site.get(&format!("{address}{joint}text={value}")).await.html();
        let places: Vec<_> =
            page.select(&css(".shared li a")).map(|link| link.value().attr("href").unwrap().to_owned()).collect();
        assert_eq!(places.len(), count, "{address} {value}");
        let mut seen = Vec::new();
        for place in &places {
            assert_eq!(address.contains('?'), place.contains("hide=notes"), "{place}");
            let page = site.get(place).await.html();
            assert!(
                text_of(&page, ".shared").starts_with("A passage shared with you") || !marked(&page).is_empty(),
                "{place}"
            );
            let article = page.select(&css("article")).next().unwrap().html();
            assert!(!seen.contains(&article), "two links to one place: {place}");
            seen.push(article);
        }
    }
}

#[tokio::test]
async fn a_range_whose_start_stands_twice_is_found_if_only_one_has_its_end_behind_it() {
    for (text, value) in [
        ("Old words, so it ends. New words go on. New words stay.", "New+words,go+on"),
        ("So it goes. In town he stayed, so it goes. In town he left.", "In+town,it+goes"),
        ("It goes. He stayed in town, it goes. He stayed in bed.", "He+stayed,it+goes"),
    ] {
        let site = Site::of(&format!("-- a/index.md --\n---\ntitle: A\n---\n{text}\n"));
        for (road, travel) in ROADS {
            let page = site.get(&format!("/a?text={}", travel(value))).await.html();
            let words = value.replace('+', " ");
            let (start, end) = words.split_once(',').unwrap();
            let marked = marked(&page);
            let marked = marked.trim_end_matches(|char: char| !char.is_alphanumeric());
            assert!(marked.starts_with(start) && marked.ends_with(end), "{road}, {value}: {marked}");
        }
    }
}

proptest! {
    /// The links of any text, over any two roads.
    #[test]
    fn no_link_of_any_lines_leads_to_other_words_over_two_roads(
        lines in prop::collection::vec("(([a-d]{1,4}|Tea|é[a-d]|[0-9]{1,2})(, | |-|\\. |; |’|%|\\+|“| & )){4,30}[a-d]{2,5}", 1..6),
        first in 0..ROADS.len(),
        second in 0..ROADS.len(),
    ) {
        let text = lines.join("\n");
        let index = Index::new(&text);
        let landmarks = Landmarks::new(&index);
        let mut start = 0;
        for line in &lines {
            let range = TextRange { start, end: start + line.chars().count() };
            start = range.end + 1;
            let Some(directive) = landmarks.directive(range, |range| words(&text, range)) else { continue };
            let value = directive.write();
            let came = ROADS[second].1(&ROADS[first].1(&value));
            if came.len() > MAX_BYTES {
                continue;
            }
            if let Some(found) = open(&index, &came).range {
                prop_assert_eq!(plain(&text, found), plain(&text, range), "{}, {}: {}", ROADS[first].0, ROADS[second].0, came);
            }
        }
    }
}
