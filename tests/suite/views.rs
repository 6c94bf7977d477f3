//! What is drawn from annotations: people with their quotations, analogies side by side, the timeline, extents.
//!
//! The snapshots are the pages of `tests/fixtures/views.txtar`, whose annotations try every case.

use insta::assert_snapshot;
use scraper::{ElementRef, Html};

use crate::site::{Site, codes, css, fixture};

fn site() -> Site {
    let site = Site::of(&fixture("views.txtar"));
    assert_eq!(codes(&site.loaded), []);
    site
}

/// What a page says between its header and its foot.
async fn main_of(site: &Site, address: &str) -> String {
    let answer = site.get(address).await;
    let html = answer.text();
    let start = html.find("<main").unwrap();
    html[start..html.find("</main>").unwrap()].to_owned()
}

fn words(element: ElementRef<'_>) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn all(page: &Html, selector: &str) -> Vec<String> {
    page.select(&css(selector)).map(words).collect()
}

#[tokio::test]
async fn the_pages_are_as_they_were() {
    let site = site();
    for address in ["/", "/bridge/speakers", "/bridge/pictures", "/bridge/notes", "/bridge/pictures/a-patient"] {
        let name = format!("views{}", address.replace('/', "-"));
        assert_snapshot!(name, main_of(&site, address).await);
    }
    let page = main_of(&site, "/bridge").await;
    let timeline = &page[page.find("<div class=\"timeline\">").unwrap()..page.find("</details>").unwrap()];
    assert_snapshot!("views-timeline", timeline);
}

#[tokio::test]
async fn the_first_two_sides_face_each_other_and_everybody_else_stands_below() {
    let page = site().get("/bridge/speakers").await.html();
    assert_eq!(all(&page, ".facing > .side > h2"), ["Mend", "Build"]);
    assert_eq!(all(&page, "main > .side > h2"), ["Wait", "On neither side"]);
    let titles = |side: &str| all(&page, &format!("{side} .person h3"));
    assert_eq!(titles(".facing > .side:first-child"), ["Ana", "Cleo"]);
    assert_eq!(titles(".facing > .side:last-child"), ["Ben"]);
    assert_eq!(titles("main > .side"), ["Dan", "The surveyor"]);
}

#[tokio::test]
async fn overlapping_quotations_count_their_words_once() {
    let page = site().get("/bridge/speakers").await.html();
    // Ana is quoted with a sentence of six words, with four of them again, and with three more.
    let shares = all(&page, ".shares li");
    assert!(shares[0].starts_with("Ana 9 words"), "{shares:?}");
    let percents: usize = all(&page, ".shares li bdi")
        .iter()
        .map(|figures| figures.rsplit(' ').next().unwrap().trim_end_matches('%').parse::<usize>().unwrap())
        .sum();
    assert!((98..=102).contains(&percents));
}

#[tokio::test]
async fn figures_stand_in_the_row_of_what_they_stand_for() {
    let page = site().get("/bridge/pictures").await.html();
    // The spelling of the first analogy, the order of the first appearance.
    assert_eq!(all(&page, ".comparison dt"), ["the Bridge", "the town", "the crack"]);
    let rows = all(&page, ".comparison > dl > div");
    assert_eq!(rows[0], "the Bridge A promise: the promise A patient: the patient / the body");
    assert_eq!(rows[1], "the town A promise: those who must keep it A patient: —nothing");
    assert_eq!(rows[2], "the crack A promise: —nothing A patient: the illness, caught in haste");
}

#[tokio::test]
async fn figures_lead_to_the_passage_that_has_their_words() {
    let site = site();
    let comparison = site.get("/bridge/pictures").await.html();
    let text = site.get("/bridge").await.html();
    let links: Vec<(String, String)> = comparison
        .select(&css(".comparison dd a"))
        .map(|link| (words(link), link.value().attr("href").unwrap().to_owned()))
        .collect();
    let expected = [
        ("the promise", "/bridge#at--pictures--a-promise--1"),
        ("the patient", "/bridge#at--pictures--a-patient--1"),
        ("the illness", "/bridge#at--pictures--a-patient--2"),
    ];
    assert_eq!(links.iter().map(|(words, to)| (words.as_str(), to.as_str())).collect::<Vec<_>>(), expected);
    for (_, to) in &links {
        let id = to.split_once('#').unwrap().1;
        assert_eq!(text.select(&css(&format!("[id='{id}']"))).count(), 1);
    }
}

#[tokio::test]
async fn no_field_of_an_annotation_is_dropped() {
    let site = site();
    for (_, annotation) in site.loaded.library.pieces[0].annotations() {
        for address in [format!("/bridge/{}", annotation.layer), format!("/bridge/{}", annotation.key())] {
            let page = site.get(&address).await.html();
            let shown = all(&page, "main").concat().to_lowercase();
            let day = annotation.date.map(|date| date.strftime("%-d %B %Y").to_string());
            let fields =
                [&Some(annotation.title.clone()), &annotation.subtitle, &annotation.place, &annotation.role, &day];
            let figures = annotation.cast.iter().map(|member| &member.figure);
            for field in fields.into_iter().flatten().chain(figures).chain(&annotation.tags) {
                assert!(shown.contains(&field.to_lowercase()), "{address} leaves out {field}");
            }
        }
    }
}

#[tokio::test]
async fn one_analogy_or_three_have_a_table_of_their_own() {
    let analogy = |name: &str| {
        format!("-- a/analogies/{name}.md --\n---\ntitle: {name}\ncast:\n  - {{ figure: f, stands_for: s }}\n---\nB\n")
    };
    for (names, class) in [(&["x"][..], "of-one"), (&["x", "y", "z"], "of-three"), (&["w", "x", "y", "z"], "of-many")] {
        let links: String = names.iter().map(|name| format!("[{name}](analogies/{name}.md) ")).collect();
        let files: String = names.iter().map(|name| analogy(name)).collect();
        let site = Site::of(&format!("-- a/index.md --\n---\ntitle: A\n---\n{links}\n{files}"));
        assert_eq!(codes(&site.loaded), []);
        let page = site.get("/a/analogies").await.html();
        assert_eq!(page.select(&css(&format!(".comparison.{class} > dl > div > dd"))).count(), names.len());
    }
}

#[tokio::test]
async fn a_layer_without_people_or_figures_is_an_index() {
    let page = site().get("/bridge/notes").await.html();
    assert_eq!(page.select(&css(".facing, .comparison, .shares")).count(), 0);
    assert_eq!(page.select(&css("main > section.body[data-annotation^='notes/']")).count(), 4);
}

/// The timeline of a piece with notes on these dates; `None` where it has none.
async fn timeline(dates: &[&str], fields: &str) -> Option<String> {
    let links: String = (0..dates.len()).map(|index| format!("[n](notes/n{index}.md) ")).collect();
    let files: String = dates
        .iter()
        .enumerate()
        .map(|(index, date)| format!("-- a/notes/n{index}.md --\n---\ntitle: N{index}\n{date}\n---\nB\n"))
        .collect();
    let site = Site::of(&format!("-- a/index.md --\n---\ntitle: A\n{fields}\n---\n{links}\n{files}"));
    assert_eq!(codes(&site.loaded), []);
    let answer = site.get("/a").await;
    let html = answer.text();
    let (_, timeline) = html.split_once("<div class=\"timeline\">")?;
    Some(timeline.split("</header>").next().unwrap().to_owned())
}

#[tokio::test]
async fn there_is_a_timeline_from_two_different_dates() {
    assert_eq!(timeline(&["date: 2022-01-10"], "lang: en").await, None);
    assert_eq!(timeline(&["date: 2022-01-10", "date: 2022-01-10", "place: P"], "lang: en").await, None);
    assert!(timeline(&["date: 2022-01-10", "date: 2022-01-11"], "lang: en").await.is_some());
}

#[tokio::test]
async fn every_date_has_a_tick_and_a_line_in_the_list_in_their_order() {
    let dates = ["date: 2022-01-12", "date: 2021-12-17", "place: P", "date: 2022-01-12"];
    let page = Html::parse_fragment(&timeline(&dates, "lang: en").await.unwrap());
    let marks = |selector: &str| -> Vec<String> {
        let selector = css(selector);
        page.select(&selector).map(|element| element.value().attr("data-marks").unwrap().to_owned()).collect()
    };
    let expected = ["notes/n1", "notes/n0", "notes/n3"];
    assert_eq!(marks("svg.column a"), expected);
    assert_eq!(marks("svg.phone a"), expected);
    assert_eq!(marks("li"), expected);
    assert_eq!(all(&page, "svg.column .day"), ["17 Dec 2021", "12 Jan 2022", "12 Jan"]);
    for svg in page.select(&css("svg")) {
        assert_eq!(svg.value().attr("aria-hidden"), Some("true"));
        assert!(svg.select(&css("a")).all(|link| link.value().attr("tabindex") == Some("-1")));
    }
}

#[tokio::test]
async fn from_right_to_left_time_runs_the_other_way() {
    let dates = ["date: 2021-12-17", "date: 2022-01-12"];
    let page = Html::parse_fragment(&timeline(&dates, "dir: rtl").await.unwrap());
    let anchors: Vec<&str> =
        page.select(&css("svg.column .day")).map(|text| text.value().attr("text-anchor").unwrap()).collect();
    assert_eq!(anchors, ["end", "start"]);
}

#[tokio::test]
async fn an_extent_is_bounded_however_many_annotations_there_are() {
    let links: String = (0..1500).map(|index| format!("[w{index}](notes/n{index}.md) word word word ")).collect();
    let files: String =
        (0..1500).map(|index| format!("-- a/notes/n{index}.md --\n---\ntitle: N{index}\n---\nB\n")).collect();
    let site = Site::of(&format!("-- a/index.md --\n---\ntitle: A\n---\n{links}\n{files}"));
    let page = site.get("/").await.html();
    let path = page.select(&css(".extent path.tone-gloss")).next().unwrap().value().attr("d").unwrap();
    assert!(path.matches('M').count() <= 300 && path.len() < 4000, "{} bytes", path.len());
    assert_eq!(all(&page, ".extent a"), ["1500 Notes"]);
}
