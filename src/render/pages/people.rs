//! The page of a layer of people: the sides facing one another, and what everybody is quoted with.

use askama::Template;

use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Body, BodyView, side_of};
use crate::render::excerpt::excerpt;
use crate::render::shares::{LINE, Share, Words, shares};

use super::finished;
use super::layer::LayerPage;

/// Longer quotations are cut, in Unicode scalars.
const QUOTATION: usize = 320;
/// The sides that stand beside one another.
const FACING: usize = 2;

/// The finished page of a layer of people.
pub fn people(mut layer: LayerPage<'_>, annotated: &AnnotatedPiece<'_>) -> String {
    let text = annotated.document.text.as_str();
    let words = Words::of(text);
    let counts: Vec<usize> = layer
        .bodies
        .iter()
        .map(|view| words.touched(view.body.passages.iter().map(|passage| &passage.range)))
        .collect();
    let people = std::mem::take(&mut layer.bodies).into_iter().zip(shares(&counts)).map(|(view, share)| Person {
        side: side_of(view.body.annotation),
        quotations: view
            .body
            .passages
            .iter()
            .map(|passage| {
                let words = excerpt(&text[passage.range.clone()], QUOTATION);
                (passage.reference.as_str(), words, is_quoted(text, passage.range.start))
            })
            .collect(),
        view,
        share,
    });
    let people: Vec<Person<'_>> = people.collect();
    let shares = people.iter().map(|person| (person.view.body, person.share)).collect();
    let (facing, others) = by_side(people);
    let page = PeoplePage { has_words: counts.iter().any(|count| *count > 0), layer, shares, facing, others };
    finished(page.render())
}

/// Whether what begins at this byte is given as somebody's own words: behind a quotation mark of any kind.
fn is_quoted(text: &str, start: usize) -> bool {
    text[..start].ends_with(['“', '"', '„', '«', '»', '‘', '‚', '‹', '›', '「', '『'])
}

/// The first two sides that are heard, and everybody else: further sides, then those who take none.
fn by_side(people: Vec<Person<'_>>) -> (Vec<Side<'_>>, Vec<Side<'_>>) {
    let mut sides: Vec<Side<'_>> = Vec::new();
    let mut between = Vec::new();
    for person in people {
        let Some(key) = person.side.clone() else {
            between.push(person);
            continue;
        };
        let title = person.view.body.annotation.side.as_deref().unwrap_or("").trim();
        match sides.iter_mut().find(|side| side.key == key) {
            Some(side) => side.people.push(person),
            None => sides.push(Side { key, title, people: vec![person] }),
        }
    }
    let mut others = sides.split_off(FACING.min(sides.len()));
    if !between.is_empty() {
        let title = if sides.is_empty() { "" } else { "On neither side" };
        others.push(Side { key: String::new(), title, people: between });
    }
    (sides, others)
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage<'a> {
    layer: LayerPage<'a>,
    shares: Vec<(&'a Body<'a>, Share)>,
    has_words: bool,
    facing: Vec<Side<'a>>,
    others: Vec<Side<'a>>,
}

struct Side<'a> {
    /// How it is told from the others.
    key: String,
    title: &'a str,
    people: Vec<Person<'a>>,
}

struct Person<'a> {
    view: BodyView<'a>,
    side: Option<String>,
    share: Share,
    /// References with the words at them.
    quotations: Vec<(&'a str, String, bool)>,
}
