//! What an annotation says (sections 3.2.4 and 3.3.5 of the model).
//!
//! Each thing that it says is a body with the purpose that it serves: the text, as HTML and as plain text; the name of
//! who speaks or of the figure of speech; the layer and the tags.

use askama::Template;
use serde_json::{Value, json};

use crate::content::{Annotation, Direction};
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Body, BodyView};
use crate::render::language::{Attributes, INTERFACE, Language};
use crate::render::library_links::Place;
use crate::render::listing;
use crate::render::pages::Surroundings;

/// Why an annotation was made, by what it says of itself. Speakers say who talks in a passage: they *identify*. An
/// analogy gathers the passages that are told in its terms: it *classifies* them. Everything else comments.
pub fn motivation(annotation: &Annotation) -> &'static str {
    if !annotation.cast.is_empty() || annotation.layer == "analogies" {
        "classifying"
    } else if annotation.layer == "speakers" || annotation.side.is_some() || annotation.role.is_some() {
        "identifying"
    } else {
        "commenting"
    }
}

#[derive(Template)]
#[template(path = "web-annotation.html")]
struct BodyHtml<'a> {
    view: BodyView<'a>,
    ours: Attributes<'a>,
    theirs: Attributes<'a>,
}

pub fn bodies(annotated: &AnnotatedPiece<'_>, body: &Body<'_>, surroundings: &Surroundings<'_>) -> Value {
    let (piece, annotation) = (annotated.piece, body.annotation);
    let motivation = motivation(annotation);
    let language = Language::of_piece(piece, surroundings.settings);
    let textual = |value: &str, format: &str, purpose: &str| {
        let mut textual = json!({
            "type": "TextualBody", "value": value, "format": format, "language": language.tag, "purpose": purpose,
        });
        if language.direction == Direction::RightToLeft || piece.dir.or(surroundings.settings.dir).is_some() {
            textual["textDirection"] = json!(language.direction.as_str());
        }
        textual
    };
    // Who speaks is named by the title; what is written below it describes them.
    let names = (motivation != "commenting").then(|| textual(&annotation.title, "text/plain", motivation));
    let purpose = if names.is_some() { "describing" } else { motivation };
    let view = BodyView::new(annotated, body, Place::BodyAlone, surroundings);
    // A template fails only by a filter of its own, and this one has none.
    let html = BodyHtml { view, ours: INTERFACE.within(language), theirs: language.within(INTERFACE) }
        .render()
        .unwrap_or_default();
    let texts =
        [textual(html.trim(), "text/html", purpose), textual(&listing::plain_text(annotation), "text/plain", purpose)];
    let tags = std::iter::once(&body.layer.title).chain(&annotation.tags);
    let tags = tags.map(|tag| textual(tag, "text/plain", "tagging"));
    texts.into_iter().chain(names).chain(tags).collect()
}
