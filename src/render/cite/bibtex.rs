//! A citation as BibTeX.
//!
//! The entry is `@online`, which reference managers know; plain BibTeX takes it for `@misc`. It has a `date` for
//! the ones and a `year` for the other; `langid` is what its typesetting takes, `language` what people read.

use std::fmt::Write;

use super::langid::langid;
use super::{Citation, Name, line};

impl Citation<'_> {
    pub fn bibtex(&self) -> String {
        let mut entry = format!("@online{{{}", self.key);
        let mut field = |name: &str, value: &str| {
            let _ = write!(entry, ",\n  {name} = {{{value}}}");
        };
        if !self.authors.is_empty() {
            field("author", &self.authors.iter().map(author).collect::<Vec<_>>().join(" and "));
        }
        // The second braces keep capitals from being made small.
        field("title", &format!("{{{}}}", escaped(&self.title)));
        if let Some(date) = self.date {
            field("date", &date.to_string());
            field("year", &format!("{:04}", date.year()));
        }
        field("organization", &escaped(&self.publisher));
        field("url", &verbatim(&self.url));
        field("language", &escaped(self.lang));
        if let Some(langid) = langid(self.lang) {
            field("langid", langid);
        }
        if let Some(license) = &self.license {
            field("copyright", &escaped(license));
        }
        if let Some(description) = &self.description {
            field("abstract", &escaped(description));
        }
        if let Some(source) = self.source {
            for (name, value) in [("origtitle", &source.title), ("origpublisher", &source.publisher)] {
                if let Some(value) = value {
                    field(name, &escaped(&line(value)));
                }
            }
            if let Some(date) = source.date {
                field("origdate", &date.to_string());
            }
        }
        if let Some(note) = self.source_line() {
            field("note", &escaped(&note));
        }
        if let Some(quote) = self.quoted(str::to_owned) {
            field("annote", &escaped(&quote));
        }
        entry.push_str("\n}\n");
        entry
    }
}

/// A name as BibTeX parts it: `Family, Suffix, Given`. What is in braces is not taken apart, whatever it holds.
fn author(name: &Name<'_>) -> String {
    let part = |part: &str| {
        let part = line(part);
        let is_plain = !part.contains(',') && !part.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
        if is_plain { escaped(&part) } else { format!("{{{}}}", escaped(&part)) }
    };
    let whole = |name: &str| format!("{{{}}}", escaped(&line(name)));
    match name {
        Name::Person { person, .. } => match (person.given.as_str(), &person.suffix) {
            ("", None) => whole(&person.family),
            ("", Some(suffix)) => format!("{}, {},", whole(&person.family), part(suffix)),
            (given, Some(suffix)) => format!("{}, {}, {}", part(&person.family), part(suffix), part(given)),
            (given, None) => format!("{}, {}", part(&person.family), part(given)),
        },
        Name::Organization(name) | Name::Whole(name) => whole(name),
    }
}

/// A text as TeX prints it. Braces are counted even behind a backslash, so they are written as commands.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '#' | '$' | '%' | '&' | '_' => escaped.extend(['\\', char]),
            '\\' => escaped.push_str("{\\textbackslash}"),
            '{' => escaped.push_str("{\\textbraceleft}"),
            '}' => escaped.push_str("{\\textbraceright}"),
            '^' => escaped.push_str("{\\textasciicircum}"),
            '~' => escaped.push_str("{\\textasciitilde}"),
            char => escaped.push(char),
        }
    }
    escaped
}

/// An address is read as it is; only what would end the field is encoded.
fn verbatim(address: &str) -> String {
    address.replace('{', "%7B").replace('}', "%7D").replace('\\', "%5C")
}
