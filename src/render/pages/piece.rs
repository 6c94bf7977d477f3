//! The reading page.
//!
//! Enter at [`piece`]. The text stands with its marks and the bodies of the margin; bodies of the panel stand behind
//! it, and so do annotations that lost their place.

use std::borrow::Cow;
use std::collections::HashSet;

use askama::Template;

use crate::anchor::State;
use crate::content::{Layer, Piece};
use crate::render::annotated::AnnotatedPiece;
use crate::render::attribution::{Attribution, speakers_as_data};
use crate::render::bodies::{Body, BodyView, Day, Source};
use crate::render::cite::{Citation, FORMATS, Passage};
use crate::render::contents::{Entry, contents};
use crate::render::excerpt::excerpt;
use crate::render::language::isolated;
use crate::render::legend::Legend;
use crate::render::library_links::Place;
use crate::render::metadata::{Metadata, Preview};
use crate::render::passage::SharedPassage;
use crate::render::timeline::Timeline;

use super::{DESCRIPTION, Frame, Surroundings, finished};

/// The pieces that stand before and after one in the library.
#[derive(Debug, Clone, Copy, Default)]
pub struct Neighbours<'p> {
    pub previous: Option<&'p Piece>,
    pub next: Option<&'p Piece>,
}

/// Longer passages are cut in the page's title, in Unicode scalars.
const TITLE: usize = 60;

/// Programs that show links cut longer titles, in Unicode scalars.
const PREVIEW: usize = 120;

/// The finished page of a piece.
pub fn piece(annotated: &AnnotatedPiece<'_>, neighbours: Neighbours<'_>, surroundings: &Surroundings<'_>) -> String {
    let piece = annotated.piece;
    let view = |body| BodyView::new(annotated, body, Place::BodyInPiece, surroundings);
    let panels = piece.layers.iter().filter_map(|layer| {
        let bodies: Vec<BodyView<'_>> = annotated
            .bodies
            .in_reading_order()
            .filter(|body| body.layer.name == layer.name && !body.is_in_margin() && !body.passages.is_empty())
            .map(view)
            .collect();
        let address = surroundings.addresses.layer(&piece.slug, &layer.name);
        (!bodies.is_empty()).then_some(Panel { layer, address, bodies })
    });
    let lost_ones: HashSet<usize> = annotated.attached.lost.iter().map(|lost| lost.annotation).collect();
    let had_a_place = |index: &usize| lost_ones.contains(index);
    let nowhere = (0..annotated.bodies.all.len()).filter(|&index| annotated.bodies.all[index].passages.is_empty());
    let (displaced, placeless): (Vec<usize>, Vec<usize>) = nowhere.partition(had_a_place);
    let views = |indices: Vec<usize>| indices.into_iter().map(|index| view(&annotated.bodies.all[index])).collect();
    let text = annotated.document.text.as_str();
    let [name, library] = isolated([&piece.title, &surroundings.settings.title]);
    let title = format!("{name} — {library}");
    let opening = || excerpt(text, DESCRIPTION).into();
    let shared = annotated.passage.as_ref();
    let passage = shared.and_then(|shared| shared.range.clone());
    let cited = Passage::of(annotated);
    let said_by = Attribution::of(annotated, passage.as_ref(), surroundings.settings);
    let preview = cited.as_ref().map(|cited| Preview { quote: excerpt(cited.quote, PREVIEW), value: cited.directive });
    // Only ever the piece's own words: an address can be forged.
    let (title, description): (String, Cow<'_, str>) = match passage {
        Some(range) => {
            let quote = excerpt(&text[range.clone()], DESCRIPTION);
            let title = format!("“{}” — {title}", excerpt(&text[range], TITLE));
            (title, format!("“{quote}” — {}", said_by.line()).into())
        }
        None => (title, piece.description.as_deref().map_or_else(opening, Into::into)),
    };
    let page = PiecePage {
        metadata: Metadata::new(piece, &description, preview, surroundings),
        citation: Citation::new(piece, surroundings.settings, surroundings.addresses, cited.as_ref()),
        frame: Frame::piece(surroundings, piece, title, description),
        piece,
        date: piece.date.map(Day::from),
        updated: piece.updated.map(Day::from),
        source: piece.source.as_ref().map(Source::from),
        minutes: reading_minutes(annotated.document.text.as_str()),
        comparison: comparison(piece),
        contents: contents(&annotated.document),
        legend: Legend::new(annotated, surroundings),
        timeline: Timeline::new(annotated, surroundings.hidden, piece.direction(surroundings.settings)),
        article: annotated.article(surroundings),
        panels: panels.collect(),
        lost: lost(annotated),
        displaced: views(displaced),
        placeless: views(placeless),
        neighbours,
        citation_files: citation_files(piece, cited.as_ref(), surroundings),
        passage: annotated.passage.as_ref(),
        said_by,
        of_piece: Attribution::of_piece(piece, surroundings.settings),
        speakers: speakers_as_data(annotated, false),
        start: surroundings.addresses.piece(&piece.slug),
    };
    finished(page.render())
}

#[derive(Template)]
#[template(path = "piece.html")]
struct PiecePage<'a> {
    frame: Frame<'a>,
    /// What other programs are told of the piece, and how to cite it.
    metadata: Metadata<'a>,
    /// How to cite what the page was opened for: the piece, or a passage that was found in it.
    citation: Citation<'a>,
    piece: &'a Piece,
    date: Option<Day>,
    updated: Option<Day>,
    source: Option<Source<'a>>,
    minutes: usize,
    /// The layer whose page shows analogies side by side.
    comparison: Option<&'a str>,
    contents: Vec<Entry>,
    legend: Legend<'a>,
    timeline: Option<Timeline<'a>>,
    article: String,
    panels: Vec<Panel<'a>>,
    lost: Vec<LostView<'a>>,
    /// Annotations that lost every place that they had in the text.
    displaced: Vec<BodyView<'a>>,
    /// Annotations that never had a place in the text.
    placeless: Vec<BodyView<'a>>,
    neighbours: Neighbours<'a>,
    passage: Option<&'a SharedPassage>,
    /// Whose words the passage is.
    said_by: Attribution,
    /// Whose words the piece is in, speakers aside.
    of_piece: Attribution,
    /// Its speakers, for the script that copies quotations.
    speakers: String,
    /// The citation in each format: what people call it, and its address.
    citation_files: Vec<(&'static str, String)>,
    /// The address of the page without the passage.
    start: String,
}

/// The bodies of one layer behind the text.
struct Panel<'a> {
    layer: &'a Layer,
    address: String,
    bodies: Vec<BodyView<'a>>,
}

/// A target that lost its place.
struct LostView<'a> {
    body: &'a Body<'a>,
    quote: &'a str,
    reason: &'a str,
    is_ambiguous: bool,
}

fn lost<'a>(annotated: &'a AnnotatedPiece<'_>) -> Vec<LostView<'a>> {
    let views = annotated.attached.lost.iter().map(|lost| LostView {
        body: &annotated.bodies.all[lost.annotation],
        quote: &lost.quote,
        reason: &lost.reason,
        is_ambiguous: lost.state == State::Ambiguous,
    });
    views.collect()
}

fn citation_files(
    piece: &Piece,
    passage: Option<&Passage<'_>>,
    surroundings: &Surroundings<'_>,
) -> Vec<(&'static str, String)> {
    let query = passage.map_or(String::new(), |passage| format!("?text={}", passage.directive));
    let address = |name: &str| surroundings.addresses.export(&piece.slug, name) + &query;
    FORMATS.iter().map(|format| (format.title, address(format.name))).collect()
}

/// The first layer whose annotations have a cast.
fn comparison(piece: &Piece) -> Option<&str> {
    let has_cast = |layer: &&Layer| layer.annotations.iter().any(|annotation| !annotation.cast.is_empty());
    piece.layers.iter().find(has_cast).map(|layer| layer.name.as_str())
}

/// Minutes that a text takes to read, at 230 words a minute (the mean of silent reading of English non-fiction that
/// Brysbaert's meta-analysis of 2019 gives is 238), at least one.
pub fn reading_minutes(text: &str) -> usize {
    text.split_whitespace().count().div_ceil(230).max(1)
}
