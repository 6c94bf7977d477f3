//! The page of a layer of analogies: one held against the other, row by row, with what the text says of each below.

use askama::Template;

use crate::render::annotated::AnnotatedPiece;
use crate::render::bodies::{Body, BodyView};
use crate::render::cast::{Row, rows};
use crate::render::quotation::Quotation;

use super::finished;
use super::layer::LayerPage;

/// The finished page of a layer of analogies.
pub fn comparison(mut layer: LayerPage<'_>, annotated: &AnnotatedPiece<'_>) -> String {
    let views = std::mem::take(&mut layer.bodies).into_iter().map(|view| Analogy {
        quotations: view.body.passages.iter().map(|passage| Quotation::new(passage, &annotated.document)).collect(),
        view,
    });
    let (analogies, others): (Vec<Analogy<'_>>, Vec<Analogy<'_>>) =
        views.partition(|analogy| !analogy.view.body.annotation.cast.is_empty());
    let bodies: Vec<&Body<'_>> = analogies.iter().map(|analogy| analogy.view.body).collect();
    let rows = rows(&bodies, annotated.document.text.as_str());
    let page = ComparisonPage { layer, columns: columns(analogies.len()), rows, analogies, others };
    finished(page.render())
}

/// The name in the stylesheet of a comparison of so many.
fn columns(analogies: usize) -> &'static str {
    match analogies {
        0 | 1 => "of-one",
        2 => "of-two",
        3 => "of-three",
        _ => "of-many",
    }
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonPage<'a> {
    layer: LayerPage<'a>,
    columns: &'static str,
    rows: Vec<Row<'a>>,
    analogies: Vec<Analogy<'a>>,
    /// Annotations of the layer that have no cast.
    others: Vec<Analogy<'a>>,
}

struct Analogy<'a> {
    view: BodyView<'a>,
    quotations: Vec<Quotation<'a>>,
}
