//! All annotations of a piece in one file, for people: as Markdown and for spreadsheets.
//!
//! Enter at [`markdown()`] and [`csv()`].

mod csv;
mod markdown;

use crate::content::{Annotation, Work};
use crate::text::Document;

pub use csv::csv;
pub use markdown::markdown;

/// An annotation in words alone: its title, what is known of it, what it says, who stands for whom, where it is from.
pub fn plain_text(annotation: &Annotation) -> String {
    let mut parts = vec![annotation.title.clone()];
    parts.extend(annotation.subtitle.clone());
    parts.extend(Some(facts(annotation)).filter(|facts| !facts.is_empty()));
    parts.push(body_text(annotation));
    let cast = annotation.cast.iter().map(|member| format!("{} stands for {}", member.figure, member.stands_for));
    parts.push(cast.collect::<Vec<_>>().join("\n"));
    parts.push(annotation.sources.iter().map(source).collect::<Vec<_>>().join("\n"));
    parts.retain(|part| !part.trim().is_empty());
    parts.join("\n\n")
}

/// What the body says, without markup.
fn body_text(annotation: &Annotation) -> String {
    Document::parse(&annotation.file.text, annotation.body_start).text.as_str().trim().to_owned()
}

/// Date, place, role and side, in a line.
fn facts(annotation: &Annotation) -> String {
    let facts = [
        annotation.date.map(|date| date.to_string()),
        annotation.place.clone(),
        annotation.role.clone(),
        annotation.side.as_ref().map(|side| format!("Side: {side}")),
    ];
    facts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn source(source: &Work) -> String {
    let parts =
        [source.publisher.clone(), source.title.clone(), source.date.map(|date| date.to_string()), source.url.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
