//! Decodes a piece's front matter.

use super::author;
use super::diagnostic::Code;
use super::fields::{Fields, Report};
use super::library::{Layer, MarkStyle, Piece, Placement, Tone, Work};
use super::settings::DIRECTIONS;
use super::slug;
use super::yaml::Value;

const FIELDS: &[&str] = &[
    "title",
    "description",
    "notice",
    "date",
    "updated",
    "authors",
    "lang",
    "dir",
    "license",
    "source",
    "layers",
    "draft",
];
const WORK_FIELDS: &[&str] = &["title", "publisher", "date", "url"];
const SOURCE_FIELDS: &[&str] = &["title", "publisher", "date", "url", "reproduced"];
const LAYER_FIELDS: &[&str] = &["name", "title", "tone", "mark", "bodies"];

/// The layers that every library knows, in the order in which a page shows them.
const STANDARD_LAYERS: &[(&str, &str, MarkStyle, Placement)] = &[
    ("speakers", "Speakers", MarkStyle::Line, Placement::Panel),
    ("analogies", "Analogies", MarkStyle::Bracket, Placement::Panel),
    ("notes", "Notes", MarkStyle::Dotted, Placement::Margin),
];

/// The piece without its annotations: its layers are those that its front matter declares.
/// `None` when a field that it cannot do without is missing.
pub fn decode(value: &Value, body_start: usize, slug: &str, report: &mut Report<'_>) -> Option<Piece> {
    let file = report.file.clone();
    let mut fields = Fields::new(value, FIELDS, "a piece", report)?;
    let title = fields.required("title", "add a line like `title: Talking Past Each Other`");
    let layer_values = fields.items("layers");
    let source_value = fields.value("source").cloned();
    let (source, is_reproduction) = source_value.and_then(|value| source(&value, fields.report())).unzip();
    let (source, is_reproduction) = (source, is_reproduction.unwrap_or(false));
    let piece = Piece {
        slug: slug.to_owned(),
        file,
        body_start,
        title: title.unwrap_or_default(),
        description: fields.text("description"),
        notice: fields.text("notice"),
        date: fields.date("date"),
        updated: fields.date("updated"),
        authors: author::decode(&mut fields),
        lang: fields.text("lang"),
        dir: fields.choice("dir", DIRECTIONS),
        license: fields.text("license"),
        source: source.filter(|source| *source != Work::default()),
        is_reproduction,
        draft: fields.flag("draft"),
        layers: layers(layer_values, fields.report()),
    };
    (!piece.title.is_empty()).then_some(piece)
}

/// A work that is cited.
pub fn work(value: &Value, report: &mut Report<'_>) -> Option<Work> {
    let mut fields = Fields::new(value, WORK_FIELDS, "a source", report)?;
    let work = work_of(&mut fields);
    (work != Work::default()).then_some(work)
}

/// The work that a piece is based on, and whether its text is that work's.
fn source(value: &Value, report: &mut Report<'_>) -> Option<(Work, bool)> {
    let mut fields = Fields::new(value, SOURCE_FIELDS, "a source", report)?;
    Some((work_of(&mut fields), fields.flag("reproduced")))
}

fn work_of(fields: &mut Fields<'_, '_, '_>) -> Work {
    Work {
        title: fields.text("title"),
        publisher: fields.text("publisher"),
        date: fields.date("date"),
        url: fields.url("url"),
    }
}

fn layers(values: &[Value], report: &mut Report<'_>) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    for value in values {
        let Some(layer) = layer(value, report) else { continue };
        if layers.iter().any(|known| known.name == layer.name) {
            let message = format!("the layer `{}` is declared twice", layer.name);
            report.add(Code::DuplicateSlug, value.span.clone(), message, "take one of them out");
        } else {
            layers.push(layer);
        }
    }
    layers
}

fn layer(value: &Value, report: &mut Report<'_>) -> Option<Layer> {
    let mut fields = Fields::new(value, LAYER_FIELDS, "a layer", report)?;
    let name = fields.required("name", "`name` is the sub-folder's name, like `notes`")?;
    if let Err(bad) = slug::check(&name) {
        let help = format!("call the sub-folder `{}`", bad.suggestion);
        fields.report().add(
            Code::BadSlug,
            value.span.clone(),
            format!("`{name}` cannot name a layer: {}", bad.reason),
            help,
        );
        return None;
    }
    let standard = default_layer(&name);
    Some(Layer {
        title: fields.text("title").unwrap_or(standard.title),
        tone: fields.choice("tone", Tone::NAMES),
        mark: fields.choice("mark", MarkStyle::NAMES).unwrap_or(standard.mark),
        bodies: fields.choice("bodies", Placement::NAMES).unwrap_or(standard.bodies),
        name,
        annotations: Vec::new(),
    })
}

/// What a layer is like when the piece says nothing of it. A writer's own layer stands in the margin, as notes do.
pub fn default_layer(name: &str) -> Layer {
    let standard = STANDARD_LAYERS.iter().find(|(standard, ..)| *standard == name);
    let (title, mark, bodies) = match standard {
        Some((_, title, mark, bodies)) => ((*title).to_owned(), *mark, *bodies),
        None => (slug::title(name), MarkStyle::Tint, Placement::Margin),
    };
    Layer { name: name.to_owned(), title, tone: None, mark, bodies, annotations: Vec::new() }
}

/// What a layer that every library knows is called where the piece does not say.
pub fn standard_title(name: &str) -> Option<&'static str> {
    STANDARD_LAYERS.iter().find(|(standard, ..)| *standard == name).map(|(_, title, ..)| *title)
}

/// Whether every library knows a layer of this name, in whatever capitals.
pub fn is_standard_layer(name: &str) -> bool {
    STANDARD_LAYERS.iter().any(|(standard, ..)| name.eq_ignore_ascii_case(standard))
}

/// Where a layer comes that the piece does not put in order itself: the standard ones first, then by name.
pub fn default_order(name: &str) -> (usize, String) {
    let place = STANDARD_LAYERS.iter().position(|(standard, ..)| *standard == name);
    (place.unwrap_or(STANDARD_LAYERS.len()), name.to_owned())
}
