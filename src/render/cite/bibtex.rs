//! A citation as BibTeX.
//!
//! The entry is `@online`, which reference managers know; plain BibTeX takes it for `@misc`. It has a `date` for
//! the ones and a `year` for the other.

use std::fmt::Write;

use super::{Citation, Name, line};

impl Citation<'_> {
    pub fn bibtex(&self) -> String {
        let mut entry = format!("@online{{{}", self.key());
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
        if let Some(quote) = &self.quote {
            field("annote", &escaped(quote));
        }
        entry.push_str("\n}\n");
        entry
    }

    /// What a manuscript cites the piece by: its address, which stays. Old programs read no other letters than
    /// these, so a name in other scripts is told apart by its hash.
    pub fn key(&self) -> String {
        let is_plain = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
        let plain: String = self.slug.chars().filter(is_plain).collect();
        if plain == self.slug {
            return plain;
        }
        let hash = blake3::hash(self.slug.as_bytes()).to_hex();
        format!("{}-{}", if plain.is_empty() { "piece" } else { &plain }, &hash[..KEY_DIGITS])
    }
}

/// Enough to tell apart the pieces of one library.
const KEY_DIGITS: usize = 8;

/// A name in braces is not taken apart, whatever it holds.
fn author(name: &Name<'_>) -> String {
    let part = |part: &str| {
        let part = line(part);
        let is_plain = !part.contains(',') && !part.split(' ').any(|word| word.eq_ignore_ascii_case("and"));
        if is_plain { escaped(&part) } else { format!("{{{}}}", escaped(&part)) }
    };
    match name {
        Name::Person { family, given } => format!("{}, {}", part(family), part(given)),
        Name::Whole(name) => format!("{{{}}}", escaped(&line(name))),
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
