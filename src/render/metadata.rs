//! What the head of the reading page tells other programs: who wrote what when, and how to show a link to it.
//!
//! Enter at [`Metadata::new`]; `templates/metadata.html` writes it. Search engines and indexes of papers read the
//! `citation_` names and the JSON-LD, Zotero the `citation_` names with `z:itemType` (without that it would take the
//! piece for an article in a journal) and `DC.rights`, programs that show links Open Graph. What has to be absolute is
//! there only if the library knows its address.

use serde_json::{Value, json};

use crate::content::{Piece, Work};

use super::cite::{Citation, Name};
use super::license;
use super::pages::Surroundings;

/// The size of the picture that a shared link is shown with, in pixels.
const CARD: (usize, usize) = (1200, 630);

pub struct Metadata<'a> {
    pub citation: Citation<'a>,
    pub date: Option<String>,
    pub description: String,
    /// The address of the piece, if it is absolute.
    pub canonical: Option<String>,
    /// The language as Open Graph writes it, which has it with a region only.
    pub locale: Option<String>,
    pub card: Option<Card>,
    /// Ready to stand in an element `script`.
    pub json_ld: String,
}

/// The picture of a shared link.
pub struct Card {
    pub address: String,
    pub width: usize,
    pub height: usize,
    pub alt: String,
}

impl<'a> Metadata<'a> {
    pub fn new(piece: &'a Piece, description: &str, surroundings: &'a Surroundings<'_>) -> Self {
        let (settings, addresses) = (surroundings.settings, surroundings.addresses);
        let citation = Citation::new(piece, settings, addresses, None);
        let is_published = addresses.is_published();
        let card = is_published.then(|| Card {
            address: addresses.published().export(&piece.slug, "card.png"),
            width: CARD.0,
            height: CARD.1,
            alt: format!("{} — {}", citation.title, citation.publisher),
        });
        Self {
            date: piece.date.map(|date| date.to_string()),
            description: description.to_owned(),
            canonical: is_published.then(|| citation.url.clone()),
            locale: citation.lang.contains('-').then(|| citation.lang.replace('-', "_")),
            json_ld: json_ld(piece, &citation, description, card.as_ref()),
            card,
            citation,
        }
    }
}

/// The piece in the words of schema.org.
fn json_ld(piece: &Piece, citation: &Citation<'_>, description: &str, card: Option<&Card>) -> String {
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": citation.title,
        "description": description,
        "inLanguage": citation.lang,
    });
    let mut field = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            article[name] = value;
        }
    };
    let houses = [citation.publisher.as_str(), &citation.library];
    let authors: Vec<Value> = citation.authors.iter().map(|name| author(name, &houses)).collect();
    field("author", (!authors.is_empty()).then_some(Value::Array(authors)));
    field("datePublished", piece.date.map(|date| json!(date.to_string())));
    field("dateModified", piece.updated.or(piece.date).map(|date| json!(date.to_string())));
    field("publisher", Some(json!({ "@type": "Organization", "name": citation.publisher })));
    let license = citation.license.as_ref();
    field("license", license.map(|name| json!(license::address(name).unwrap_or_else(|| name.clone()))));
    field("isBasedOn", citation.source.map(work));
    if citation.is_url_absolute {
        field("@id", Some(json!(citation.url)));
        field("url", Some(json!(citation.url)));
        field("mainEntityOfPage", Some(json!(citation.url)));
    }
    field("image", card.map(|card| json!(card.address)));
    // Nothing in it can end the element or begin another.
    article.to_string().replace('<', "\\u003c")
}

fn author(name: &Name<'_>, houses: &[&str]) -> Value {
    let mut author = json!({ "name": name.written() });
    if let Some(kind) = name.kind(houses) {
        author["@type"] = json!(kind);
    }
    author
}

fn work(work: &Work) -> Value {
    let mut value = json!({ "@type": "CreativeWork" });
    let mut field = |name: &str, known: Option<Value>| {
        if let Some(known) = known {
            value[name] = known;
        }
    };
    field("name", work.title.as_ref().map(|title| json!(title)));
    field("publisher", work.publisher.as_ref().map(|name| json!({ "@type": "Organization", "name": name })));
    field("datePublished", work.date.map(|date| json!(date.to_string())));
    field("url", work.url.as_ref().map(|url| json!(url)));
    value
}
