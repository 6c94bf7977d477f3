//! Decodes `sidelight.yaml`.

use super::diagnostic::Code;
use super::fields::{Fields, Report};
use super::library::{Direction, Settings};
use super::slug;
use super::yaml::Value;

const FIELDS: &[&str] = &["title", "description", "base_url", "lang", "dir", "publisher", "license"];

pub const DIRECTIONS: &[(&str, Direction)] = &[("ltr", Direction::LeftToRight), ("rtl", Direction::RightToLeft)];

/// The library's settings; what is absent or at fault keeps its default.
pub fn decode(value: &Value, report: &mut Report<'_>) -> Settings {
    let defaults = Settings::default();
    let Some(mut fields) = Fields::new(value, FIELDS, "the library", report) else { return defaults };
    Settings {
        title: fields.text("title").unwrap_or(defaults.title),
        description: fields.text("description"),
        base_url: base_url(&mut fields),
        lang: fields.text("lang").unwrap_or(defaults.lang),
        dir: fields.choice("dir", DIRECTIONS),
        publisher: fields.text("publisher"),
        license: fields.text("license"),
    }
}

/// The library's address. Its path becomes a part of every address and route, so it is made of slugs.
fn base_url(fields: &mut Fields<'_, '_, '_>) -> Option<String> {
    let url = fields.url("base_url")?;
    let (_, span) = fields.text_at("base_url")?;
    let after_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    let (host, path) = after_scheme.split_once('/').unwrap_or((after_scheme, ""));
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    let fault = if host.is_empty() || host.contains(['?', '#', '@', ' ']) {
        Some(format!("`{url}` names no host"))
    } else if path.trim_end_matches('/').is_empty() {
        None
    } else if let Some(bad) = segments.iter().find(|segment| !segment.is_ascii() || slug::check(segment).is_err()) {
        Some(format!("`{bad}` cannot be part of the library's address"))
    } else if slug::is_reserved(segments[0], slug::RESERVED_PIECES) {
        Some(format!("`{}` is an address of Sidelight's own", segments[0]))
    } else {
        None
    };
    match fault {
        Some(message) => {
            let help = "write it like https://example.org or https://example.org/reader";
            fields.report().add(Code::InvalidValue, span, message, help);
            None
        }
        None => Some(url),
    }
}
