//! Decodes the fields of one YAML map and collects what is wrong with them.
//!
//! Enter at [`Fields::new`] with the fields that the format knows; each getter answers `None` both where the field is
//! absent and where it is at fault, having reported the fault. So decoding always goes on, and a writer sees all
//! faults in one go.

use std::ops::Range;

use super::diagnostic::{Code, Diagnostic};
use super::library::SourceFile;
use super::yaml::{Key, Kind, Value};

/// Names less alike than this are no "did you mean" (Jaro-Winkler, from 0 to 1): for words that are quickly typed and
/// mostly right at their beginning.
const ALIKE: f64 = 0.75;
/// The same for paths and ids, whose beginnings are all alike (Damerau-Levenshtein, from 0 to 1).
const ALIKE_BY_EDITS: f64 = 0.75;

/// Where faults go, with the file that they are in.
pub struct Report<'r> {
    pub file: &'r SourceFile,
    pub diagnostics: &'r mut Vec<Diagnostic>,
}

impl Report<'_> {
    pub fn add(&mut self, code: Code, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(code, &self.file.path, span, message.into(), help.into()));
    }
}

/// The fields of one map.
pub struct Fields<'v, 'r, 'd> {
    entries: &'v [(Key, Value)],
    /// Where the map stands, for the fault of a missing field.
    span: Range<usize>,
    report: &'r mut Report<'d>,
}

impl<'v, 'r, 'd> Fields<'v, 'r, 'd> {
    /// Takes a map and reports each field that is not in `known`. `what` names the thing: "a piece".
    pub fn new(value: &'v Value, known: &[&str], what: &str, report: &'r mut Report<'d>) -> Option<Self> {
        let entries: &[(Key, Value)] = match &value.kind {
            Kind::Map(entries) => entries,
            Kind::Null => &[],
            other => {
                let message = format!("expected {what} with fields, found {}", describe(other));
                report.add(
                    Code::WrongType,
                    value.span.clone(),
                    message,
                    format!("write `field: value` lines; known are {}", list(known)),
                );
                return None;
            }
        };
        for (key, _) in entries {
            if !known.contains(&key.name.as_str()) {
                let message = format!("{what} has no field `{}`", key.name);
                let help = match nearest(&key.name, known.iter().copied()) {
                    Some(name) => format!("did you mean `{name}`?"),
                    None => format!("the fields are {}", list(known)),
                };
                report.add(Code::UnknownField, key.span.clone(), message, help);
            }
        }
        let span = match entries.first() {
            Some((key, _)) => key.span.clone(),
            None => value.span.clone(),
        };
        Some(Self { entries, span, report })
    }

    fn get(&self, name: &str) -> Option<&'v Value> {
        let value = self.entries.iter().find(|(key, _)| key.name == name).map(|(_, value)| value)?;
        (value.kind != Kind::Null).then_some(value)
    }

    /// Whether the field is there and not null.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// A text; numbers are texts as written. Surrounding white space is taken off.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let value = self.get(name)?;
        self.as_text(value, name)
    }

    /// A text that has to be there.
    pub fn required(&mut self, name: &str, help: &str) -> Option<String> {
        if self.has(name) {
            let text = self.text(name)?;
            if !text.is_empty() {
                return Some(text);
            }
        }
        let span = self.get(name).map_or(self.span.clone(), |value| value.span.clone());
        self.report.add(Code::MissingField, span, format!("`{name}` is missing"), help);
        None
    }

    /// A text with the place of its value.
    pub fn text_at(&mut self, name: &str) -> Option<(String, Range<usize>)> {
        let value = self.get(name)?;
        Some((self.as_text(value, name)?, value.span.clone()))
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        match self.get(name).map(|value| (&value.kind, value)) {
            Some((Kind::List(items), _)) => items.iter().filter_map(|item| self.as_text(item, name)).collect(),
            Some((_, value)) => self.as_text(value, name).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The items of a list, to be decoded by the caller.
    pub fn items(&mut self, name: &str) -> &'v [Value] {
        match self.get(name) {
            Some(Value { kind: Kind::List(items), .. }) => items,
            Some(value) => {
                let message = format!("`{name}` is a list, found {}", describe(&value.kind));
                self.report.add(
                    Code::WrongType,
                    value.span.clone(),
                    message,
                    "begin each item on a line of its own with `- `",
                );
                &[]
            }
            None => &[],
        }
    }

    /// The items of a list, or a single value as one, to be decoded by the caller.
    pub fn list_or_one(&self, name: &str) -> &'v [Value] {
        match self.get(name) {
            Some(Value { kind: Kind::List(items), .. }) => items,
            Some(value) => std::slice::from_ref(value),
            None => &[],
        }
    }

    /// A nested value, to be decoded by the caller.
    pub fn value(&self, name: &str) -> Option<&'v Value> {
        self.get(name)
    }

    pub fn flag(&mut self, name: &str) -> bool {
        let Some(value) = self.get(name) else { return false };
        match value.kind {
            Kind::Bool { value, .. } => value,
            ref other => {
                let message = format!("`{name}` is true or false, found {}", describe(other));
                self.report.add(
                    Code::WrongType,
                    value.span.clone(),
                    message,
                    format!("write `{name}: true` or `{name}: false`"),
                );
                false
            }
        }
    }

    /// A day, as ISO 8601 writes it.
    pub fn date(&mut self, name: &str) -> Option<jiff::civil::Date> {
        let (text, span) = self.text_at(name)?;
        match text.parse() {
            Ok(date) => Some(date),
            Err(_) => {
                let message = format!("`{name}` is not a day of the calendar: `{text}`");
                self.report.add(Code::InvalidValue, span, message, "write it as year-month-day, like 2022-01-10");
                None
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)]) -> Option<T> {
        let (text, span) = self.text_at(name)?;
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
            return Some(*choice);
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let help = match nearest(&text, words.iter().copied()) {
            Some(word) => format!("did you mean `{word}`? It can be {}", list(&words)),
            None => format!("it can be {}", list(&words)),
        };
        self.report.add(Code::InvalidValue, span, format!("`{name}` cannot be `{text}`"), help);
        None
    }

    /// An address that a reader's browser may be sent to.
    pub fn url(&mut self, name: &str) -> Option<String> {
        let (text, span) = self.text_at(name)?;
        if text.starts_with("https://") || text.starts_with("http://") {
            return Some(text);
        }
        let message = format!("`{name}` is not a web address: `{text}`");
        self.report.add(Code::InvalidValue, span, message, "begin it with https:// or http://");
        None
    }

    /// The report, for faults that only the caller can see.
    pub fn report(&mut self) -> &mut Report<'d> {
        self.report
    }

    /// A value that should be a text; `name` is that of its field.
    pub fn as_text(&mut self, value: &Value, name: &str) -> Option<String> {
        match &value.kind {
            Kind::Scalar(text) => Some(text.trim().to_owned()),
            Kind::Bool { written, .. } => Some(written.clone()),
            other => {
                let message = format!("`{name}` is a text, found {}", describe(other));
                self.report.add(Code::WrongType, value.span.clone(), message, format!("write `{name}: \"…\"`"));
                None
            }
        }
    }
}

fn describe(kind: &Kind) -> &'static str {
    match kind {
        Kind::Null => "nothing",
        Kind::Bool { .. } => "true or false",
        Kind::Scalar(_) => "a text",
        Kind::List(_) => "a list",
        Kind::Map(_) => "a map of fields",
    }
}

/// Longer names are not compared: what is alike in them is not what was meant.
const LONGEST_COMPARED: usize = 300;

/// The known word that is most like `word`, if one is alike enough; of several the first by alphabet.
fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    let word = word.to_lowercase();
    best(&word, known, ALIKE, strsim::jaro_winkler)
}

/// As [`nearest`], for paths and ids.
pub fn nearest_by_edits<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    best(name, known, ALIKE_BY_EDITS, strsim::normalized_damerau_levenshtein)
}

fn best<'k>(
    name: &str,
    known: impl Iterator<Item = &'k str>,
    least: f64,
    alike: impl Fn(&str, &str) -> f64,
) -> Option<&'k str> {
    if name.len() > LONGEST_COMPARED {
        return None;
    }
    let known = known.filter(|known| known.len() <= LONGEST_COMPARED);
    let scored = known.map(|known| (alike(name, known), known)).filter(|(score, _)| *score >= least);
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1))).map(|(_, known)| known)
}

fn list(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
