//! Which words an annotation is about (section 4 of the model).
//!
//! The source is the piece's plain text at `index.txt`, whose scalars the positions count; the scope is the page in
//! which readers meet it. A target that lost its place has only the words that were looked for; an annotation without
//! any target is about the piece as a whole.

use serde_json::{Value, json};

use crate::content::{Quote, Selector};
use crate::render::address::Addresses;
use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Body, Passage};
use crate::text::Text;

use super::one_or_all;

/// Scalars of context on each side of a quote: what Hypothesis and Apache Annotator take.
pub const CONTEXT: usize = 32;

pub fn targets(annotated: &AnnotatedPiece<'_>, body: &Body<'_>, addresses: &Addresses) -> Value {
    let slug = &annotated.piece.slug;
    let page = addresses.piece(slug);
    let specific = |selector: Value| {
        json!({
            "type": "SpecificResource",
            "source": addresses.export(slug, "index.txt"),
            "scope": page,
            "selector": selector,
        })
    };
    let found = body.passages.iter().map(|passage| specific(selectors(passage, &annotated.document.text)));
    let targets = found.chain(annotated.lost_by(body).map(|lost| specific(as_written(&lost.selector))));
    one_or_all(targets.collect()).unwrap_or(json!(page))
}

/// A passage by its words and by its place: whoever reads either finds the same.
fn selectors(passage: &Passage, text: &Text) -> Value {
    let (start, end) = (text.scalar(passage.range.start), text.scalar(passage.range.end));
    json!([
        {
            "type": "TextQuoteSelector",
            "exact": text.slice(start..end),
            "prefix": text.slice(start.saturating_sub(CONTEXT)..start),
            "suffix": text.slice(end..text.scalars().min(end + CONTEXT)),
        },
        { "type": "TextPositionSelector", "start": start, "end": end },
    ])
}

/// A selector as its writer wrote it. The model's ranges end before their second selector; ours end behind it, at the
/// empty quote that follows its words.
fn as_written(selector: &Selector) -> Value {
    match selector {
        Selector::Quote(quote) => quoted(quote),
        Selector::Range { start, end } => {
            let behind = Quote {
                exact: String::new(),
                prefix: [end.prefix.as_str(), &end.exact].join(" ").trim_start().to_owned(),
                suffix: end.suffix.clone(),
            };
            json!({ "type": "RangeSelector", "startSelector": quoted(start), "endSelector": quoted(&behind) })
        }
    }
}

fn quoted(quote: &Quote) -> Value {
    let mut selector = json!({ "type": "TextQuoteSelector", "exact": quote.exact });
    for (name, words) in [("prefix", &quote.prefix), ("suffix", &quote.suffix)] {
        if !words.is_empty() {
            selector[name] = json!(words);
        }
    }
    selector
}
