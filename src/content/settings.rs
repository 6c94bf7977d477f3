//! Decodes `sidelight.yaml`.

use super::fields::{Fields, Report};
use super::library::{Direction, Settings};
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
        base_url: fields.url("base_url"),
        lang: fields.text("lang").unwrap_or(defaults.lang),
        dir: fields.choice("dir", DIRECTIONS),
        publisher: fields.text("publisher"),
        license: fields.text("license"),
    }
}
