//! Decodes an annotation's front matter.

use std::ops::Range;

use super::diagnostic::Code;
use super::fields::{Fields, Report};
use super::library::{Annotation, CastMember, Target};
use super::piece::work;
use super::selector::{Quote, Selector};
use super::yaml::{Kind, Value};

const FIELDS: &[&str] = &["title", "subtitle", "date", "place", "role", "side", "cast", "sources", "tags", "targets"];
const CAST_FIELDS: &[&str] = &["figure", "stands_for"];
const TARGET_FIELDS: &[&str] = &["exact", "prefix", "suffix", "start", "end"];
const QUOTE_FIELDS: &[&str] = &["exact", "prefix", "suffix"];

const TARGET_HELP: &str = "write `- exact: words of the text`, or `- { start: \"first words\", end: \"last words\" }`";

/// The annotation; `None` when it has no title.
pub fn decode(
    value: &Value,
    body_start: usize,
    layer: &str,
    slug: &str,
    report: &mut Report<'_>,
) -> Option<Annotation> {
    let file = report.file.clone();
    let mut fields = Fields::new(value, FIELDS, "an annotation", report)?;
    let title = fields.required("title", "add a line like `title: Sergei Ryabkov`");
    let (cast, sources, targets) = (fields.items("cast"), fields.items("sources"), fields.items("targets"));
    let annotation = Annotation {
        layer: layer.to_owned(),
        slug: slug.to_owned(),
        file,
        body_start,
        title: title.unwrap_or_default(),
        subtitle: fields.text("subtitle"),
        date: fields.date("date"),
        place: fields.text("place"),
        role: fields.text("role"),
        side: fields.text("side"),
        cast: cast.iter().filter_map(|value| cast_member(value, fields.report())).collect(),
        sources: sources.iter().filter_map(|value| work(value, fields.report())).collect(),
        tags: fields.texts("tags"),
        targets: targets.iter().filter_map(|value| target(value, fields.report())).collect(),
    };
    (!annotation.title.is_empty()).then_some(annotation)
}

fn cast_member(value: &Value, report: &mut Report<'_>) -> Option<CastMember> {
    let mut fields = Fields::new(value, CAST_FIELDS, "a member of the cast", report)?;
    let figure = fields.required("figure", "`figure` is who appears in the analogy, like `the officer`");
    let stands_for = fields.required("stands_for", "`stands_for` is who or what is meant, like `the United States`");
    Some(CastMember { figure: figure?, stands_for: stands_for? })
}

fn target(value: &Value, report: &mut Report<'_>) -> Option<Target> {
    if let Kind::Scalar(words) = &value.kind {
        let message = "a target is written with fields, found a text".to_owned();
        report.add(Code::WrongType, value.span.clone(), message, format!("write `- exact: {words}`"));
        return None;
    }
    let mut fields = Fields::new(value, TARGET_FIELDS, "a target", report)?;
    let whole = value.span.clone();
    let (selector, span, end_span) = match (fields.has("exact"), fields.has("start"), fields.has("end")) {
        (true, false, false) => {
            let (quote, span) = quote(&mut fields)?;
            (Selector::Quote(quote), span, None)
        }
        (false, true, true) => range(&mut fields)?,
        (false, false, false) => {
            fields.report().add(Code::MissingField, whole, "the target quotes nothing", TARGET_HELP);
            return None;
        }
        (true, ..) => {
            fields.report().add(
                Code::InvalidValue,
                whole,
                "a target has either `exact` or `start` and `end`",
                TARGET_HELP,
            );
            return None;
        }
        (false, has_start, _) => {
            let missing = if has_start { "end" } else { "start" };
            let message = format!("the target has no `{missing}`");
            fields.report().add(Code::MissingField, whole, message, "a range needs its first words and its last words");
            return None;
        }
    };
    Some(Target { selector, span, end_span })
}

fn quote(fields: &mut Fields<'_, '_, '_>) -> Option<(Quote, Range<usize>)> {
    let (exact, span) = fields.text_at("exact")?;
    let quote = Quote {
        exact,
        prefix: fields.text("prefix").unwrap_or_default(),
        suffix: fields.text("suffix").unwrap_or_default(),
    };
    Some((quote, span))
}

/// `start` and `end` are words, or quotes with a prefix and suffix of their own.
fn range(fields: &mut Fields<'_, '_, '_>) -> Option<(Selector, Range<usize>, Option<Range<usize>>)> {
    let (prefix, suffix) = (fields.text("prefix"), fields.text("suffix"));
    let (mut start, span) = end_of_range(fields.value("start")?, "start", fields)?;
    let (mut end, end_span) = end_of_range(fields.value("end")?, "end", fields)?;
    start.prefix = prefix.unwrap_or(start.prefix);
    end.suffix = suffix.unwrap_or(end.suffix);
    Some((Selector::Range { start, end }, span, Some(end_span)))
}

fn end_of_range(value: &Value, name: &str, fields: &mut Fields<'_, '_, '_>) -> Option<(Quote, Range<usize>)> {
    if !matches!(value.kind, Kind::Map(_)) {
        let (words, span) = fields.text_at(name)?;
        return Some((Quote::exact(words), span));
    }
    let mut inner = Fields::new(value, QUOTE_FIELDS, "the end of a range", fields.report())?;
    inner.required("exact", "`exact` holds the words of the text")?;
    quote(&mut inner)
}
