//! Annotations for spreadsheets (RFC 4180): a row for each passage that an annotation stands on or has lost, and one
//! for an annotation that has none. What an annotation says stands in its first row: again in each of hundreds, nobody
//! could read the table.

use crate::anchor::State;
use crate::content::Annotation;
use crate::render::address::Addresses;
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::Body;

use super::{body_text, source};

/// The columns. Positions are Unicode scalar values of `index.txt`.
pub const COLUMNS: [&str; 15] = [
    "layer",
    "annotation",
    "title",
    "subtitle",
    "date",
    "place",
    "role",
    "side",
    "tags",
    "state",
    "start",
    "end",
    "quote",
    "text",
    "address",
];

/// A spreadsheet takes a cell that begins with one of these for a formula, and runs it.
const FORMULAS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

pub fn csv(annotated: &AnnotatedPiece<'_>, addresses: &Addresses) -> String {
    let mut table = String::new();
    row(&mut table, &COLUMNS.map(str::to_owned));
    for body in annotated.bodies.in_reading_order() {
        let mut text = text(body.annotation);
        for place in places(annotated, body) {
            row(&mut table, &cells(annotated, body, place, std::mem::take(&mut text), addresses));
        }
    }
    table
}

/// State, start, end and words.
type Place = [String; 4];

fn places(annotated: &AnnotatedPiece<'_>, body: &Body<'_>) -> Vec<Place> {
    let text = &annotated.document.text;
    let anchors = annotated.anchors_of(body).map(|anchor| {
        let (start, end) = (text.scalar(anchor.range.start), text.scalar(anchor.range.end));
        [state(anchor.state), start.to_string(), end.to_string(), text.slice(start..end).to_owned()]
    });
    let lost =
        annotated.lost_by(body).map(|lost| [state(lost.state), String::new(), String::new(), lost.quote.clone()]);
    let mut places: Vec<Place> = anchors.chain(lost).collect();
    if places.is_empty() {
        places.push(Place::default());
    }
    places
}

fn state(state: State) -> String {
    match state {
        State::Found => "found",
        State::Moved => "moved",
        State::Ambiguous => "ambiguous",
        State::Orphaned => "orphaned",
    }
    .to_owned()
}

/// What an annotation says, and where it has that from.
fn text(annotation: &Annotation) -> String {
    let sources = annotation.sources.iter().map(source);
    let parts = std::iter::once(body_text(annotation)).chain(sources).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

fn cells(
    annotated: &AnnotatedPiece<'_>,
    body: &Body<'_>,
    place: Place,
    text: String,
    addresses: &Addresses,
) -> [String; 15] {
    let annotation = body.annotation;
    let known = |field: &Option<String>| field.clone().unwrap_or_default();
    let [state, start, end, quote] = place;
    [
        annotation.layer.clone(),
        annotation.slug.clone(),
        annotation.title.clone(),
        known(&annotation.subtitle),
        annotation.date.map_or(String::new(), |date| date.to_string()),
        known(&annotation.place),
        known(&annotation.role),
        known(&annotation.side),
        annotation.tags.join("; "),
        state,
        start,
        end,
        quote,
        text,
        addresses.annotation(&annotated.piece.slug, &annotation.layer, &annotation.slug),
    ]
}

fn row(table: &mut String, cells: &[String; 15]) {
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            table.push(',');
        }
        // What stands behind an apostrophe is text to every spreadsheet.
        let guard = if cell.starts_with(FORMULAS) { "'" } else { "" };
        if cell.contains([',', '"', '\n', '\r']) {
            table.extend(["\"", guard, &cell.replace('"', "\"\""), "\""]);
        } else {
            table.extend([guard, cell]);
        }
    }
    table.push_str("\r\n");
}
