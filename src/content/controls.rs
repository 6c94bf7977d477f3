//! Characters in a file that stand for nothing a reader could read.
//!
//! Enter at [`check`] for what a file holds, at [`clean`] for what its front matter names (`"\x01"`), and at [`named`] for
//! what its text does (`&#1;`). Each character is told once a file, with a count: a broken conversion leaves thousands.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::Document;
use crate::text::control;

use super::diagnostic::Code;
use super::fields::Report;
use super::yaml::{Kind, Value};

/// Reports those that the file itself holds.
pub fn check(report: &mut Report<'_>) {
    let file = report.file;
    let found = file.text.char_indices().filter(|(_, char)| control::shown(*char).is_some());
    told(found.map(|(at, char)| (char, at..at + char.len_utf8())), report);
}

/// Reports those that a text names.
pub fn named(document: &Document<'_>, report: &mut Report<'_>) {
    told(document.controls.iter().cloned(), report);
}

/// Replaces them in all texts of a value, and reports those that it names.
pub fn clean(value: &mut Value, report: &mut Report<'_>) {
    let mut found = Vec::new();
    clean_value(value, &report.file.text, &mut found);
    told(found.into_iter(), report);
}

fn clean_value(value: &mut Value, file: &str, found: &mut Vec<(char, Range<usize>)>) {
    match &mut value.kind {
        Kind::Scalar(text) => clean_text(text, &value.span, file, found),
        Kind::List(items) => items.iter_mut().for_each(|item| clean_value(item, file, found)),
        Kind::Map(entries) => {
            for (key, item) in entries {
                clean_text(&mut key.name, &key.span, file, found);
                clean_value(item, file, found);
            }
        }
        Kind::Null | Kind::Bool { .. } => {}
    }
}

fn clean_text(text: &mut String, span: &Range<usize>, file: &str, found: &mut Vec<(char, Range<usize>)>) {
    let std::borrow::Cow::Owned(cleaned) = control::clean(text) else { return };
    let written = file.get(span.clone()).unwrap_or_default();
    let hidden = text.chars().filter(|char| control::shown(*char).is_some() && !written.contains(*char));
    found.extend(hidden.map(|char| (char, span.clone())));
    *text = cleaned;
}

/// Reports each character at its first place.
fn told(found: impl Iterator<Item = (char, Range<usize>)>, report: &mut Report<'_>) {
    let mut first: BTreeMap<char, (Range<usize>, usize)> = BTreeMap::new();
    for (char, span) in found {
        first.entry(char).or_insert((span, 0)).1 += 1;
    }
    for (char, (span, count)) in first {
        let kind = if char.is_control() { "control character" } else { "noncharacter" };
        let more = match count {
            1 => String::new(),
            2 => ", and once more in this file".to_owned(),
            _ => format!(", and {} times more in this file", count - 1),
        };
        let message = format!("the {kind} U+{:04X} stands here{more}", u32::from(char));
        let shown = if control::shown(char) == Some(' ') { "a blank" } else { "`\u{fffd}`" };
        let help = format!("readers see {shown} in its place: write what was meant, or take it out");
        report.add(Code::ControlCharacter, span, message, help);
    }
}
