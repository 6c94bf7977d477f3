//! A citation as CSL-JSON, which citation processors read.

use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Citation, Name, Order, line};

impl Citation<'_> {
    pub fn csl(&self) -> String {
        let mut item = json!({ "id": self.key, "type": "webpage", "title": self.title });
        let mut field = |name: &str, value: Value| item[name] = value;
        if !self.authors.is_empty() {
            field("author", self.authors.iter().map(author).collect());
        }
        if let Some(date) = self.date {
            field("issued", day(date));
        }
        field("container-title", json!(self.library));
        field("publisher", json!(self.publisher));
        field("URL", json!(self.url));
        field("language", json!(self.lang));
        if let Some(description) = &self.description {
            field("abstract", json!(description));
        }
        if let Some(source) = self.source {
            for (name, value) in [("original-title", &source.title), ("original-publisher", &source.publisher)] {
                if let Some(value) = value {
                    field(name, json!(line(value)));
                }
            }
            if let Some(date) = source.date {
                field("original-date", day(date));
            }
        }
        let license = self.license.as_ref().map(|license| format!("Licence: {license}"));
        let remarks: Vec<String> = self.remarks().into_iter().chain(license).collect();
        if !remarks.is_empty() {
            field("note", json!(remarks.join(". ")));
        }
        format!("{:#}\n", Value::Array(vec![item]))
    }
}

fn author(name: &Name<'_>) -> Value {
    match name {
        Name::Person { person, order } => {
            let (particle, family) = particle(&person.family);
            let mut name = json!({ "family": line(family) });
            let mut field = |key: &str, part: &str| {
                if !part.trim().is_empty() {
                    name[key] = json!(line(part));
                }
            };
            field("non-dropping-particle", particle);
            field("given", &person.given);
            field("suffix", person.suffix.as_deref().unwrap_or(""));
            if *order == Order::FamilyFirst {
                name["static-ordering"] = json!(true);
            }
            name
        }
        Name::Organization(name) | Name::Whole(name) => json!({ "literal": line(name) }),
    }
}

/// The small words that a family name begins with, which styles may sort without, and the rest of it.
fn particle(family: &str) -> (&str, &str) {
    let mut rest = family;
    while let Some((word, after)) = rest.split_once(' ')
        && word.starts_with(char::is_lowercase)
    {
        rest = after.trim_start();
    }
    (family[..family.len() - rest.len()].trim_end(), rest)
}

fn day(date: Date) -> Value {
    json!({ "date-parts": [[date.year(), date.month(), date.day()]] })
}
