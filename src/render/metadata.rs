//! What the head of the reading page tells other programs: who wrote what when, and how to show a link to it.
//!
//! Enter at [`Metadata::new`]; `templates/metadata.html` writes it. Search engines and indexes of papers read the
//! `citation_` names and the JSON-LD, Zotero what is said below, programs that show links Open Graph. What has to be
//! absolute is there only if the library knows its address.
//!
//! What Zotero makes of it (zotero/translators, `Embedded Metadata.js` of 2026-04-27, and `RDF.js`, which it calls for
//! names with a prefix): `z:itemType` is the type, and wins over what it would guess from `citation_title`, an article in
//! a journal; but `citation_journal_title` and its like would win over that, so there is none. Title, author, date,
//! description, language and address are the `citation_` names, whatever Open Graph says of a passage; the licence is
//! `DC.rights`, and `DC.description` goes to `Extra`: there are the words of a passage with who says them. Where there is no
//! date, the first element `time` would be taken for one: so the reading time, which is none, stands before all others. A
//! name without a comma is parted at its last blank, so an organisation's ends in a comma, and has no other. The
//! website's title is `og:site_name`. `citation_publisher` goes to the field of that name, which web pages have since the
//! schema got it (zotero-schema, pull request 17, speaks of it), and before that to `Extra`, from where styles read it
//! (citation-style-language/styles, pull request 5868). So a piece is a `webpage`: the one type for which nothing is lost.

use serde_json::{Value, json};

use crate::content::{Piece, Work};

use super::address::Addresses;
use super::cite::{self, Citation, Name};
use super::license;
use super::open_graph::{CARD, Card, OpenGraph, locale};
use super::pages::Surroundings;

/// A passage as a link to it is shown: in the piece's own words.
pub struct Preview<'p> {
    /// Its first words.
    pub quote: String,
    /// The value of its address.
    pub value: &'p str,
}

pub struct Metadata<'a> {
    pub citation: Citation<'a>,
    /// The authors as reference managers read them.
    pub authors: Vec<String>,
    /// What a link is shown with: the piece's title, or the passage's words before it.
    pub open_graph: OpenGraph,
    pub date: Option<String>,
    /// The words of a passage, with who says them.
    pub passage: Option<String>,
    /// Where other sites learn how to show the link in a frame.
    pub oembed: Option<String>,
    /// Ready to stand in an element `script`.
    pub json_ld: String,
}

impl<'a> Metadata<'a> {
    pub fn new(
        piece: &'a Piece,
        description: &str,
        passage: Option<Preview<'_>>,
        surroundings: &'a Surroundings<'_>,
    ) -> Self {
        let (settings, addresses) = (surroundings.settings, surroundings.addresses);
        let citation = Citation::new(piece, settings, addresses, None);
        let is_published = addresses.is_published();
        let query = passage.as_ref().map_or(String::new(), |passage| format!("?text={}", passage.value));
        let card = is_published.then(|| Card {
            address: addresses.published().export(&piece.slug, "card.png") + &query,
            width: CARD.0,
            height: CARD.1,
            alt: format!("{} — {}", citation.title, citation.publisher),
        });
        let url = is_published.then(|| format!("{}{query}", citation.url));
        let is_passage = passage.is_some();
        // The piece is described to search engines as it is, whatever is shared of it.
        let described = piece.description.as_deref().or((!is_passage).then_some(description));
        let title = passage
            .map_or_else(|| citation.title.clone(), |passage| format!("“{}” — {}", passage.quote, citation.title));
        Self {
            authors: authors(&citation.authors, &[&citation.publisher, &citation.library]),
            oembed: url.as_deref().map(|url| oembed(url, addresses)),
            date: piece.date.map(|date| date.to_string()),
            passage: is_passage.then(|| description.to_owned()),
            json_ld: json_ld(piece, &citation, described, card.as_ref()),
            open_graph: OpenGraph {
                kind: "article",
                title,
                canonical: is_published.then(|| citation.url.clone()),
                url,
                locale: locale(citation.lang),
                card,
            },
            citation,
        }
    }
}

/// Where a site asks how to show a page of the library (oEmbed 1.0, section 4, "Discovery").
fn oembed(url: &str, addresses: &Addresses) -> String {
    let url: String = form_urlencoded::byte_serialize(url.as_bytes()).collect();
    format!("{}?url={url}&format=json", addresses.published().library_export("oembed"))
}

/// The authors as Zotero takes them apart: at a comma, or at the last blank where there is none. It takes one author alone
/// for two, parted by the comma, where both halves have a blank in them: "García Márquez, Gabriel José". A blank that does
/// not break is none to it. What stands behind a second comma it forgets, so a suffix follows the given name.
fn authors(names: &[Name<'_>], houses: &[&str]) -> Vec<String> {
    let author = |name: &Name<'_>| match name {
        Name::Person { person, .. } if !person.given.is_empty() => {
            let given = match &person.suffix {
                Some(suffix) => cite::line(&format!("{} {suffix}", person.given)),
                None => cite::line(&person.given),
            };
            let given =
                if names.len() == 1 && person.family.contains(' ') { given.replace(' ', "\u{a0}") } else { given };
            format!("{}, {given}", cite::line(&person.family))
        }
        // What ends in a comma has a family name and nothing else.
        name if name.kind(houses) == Some("Organization") => {
            format!("{},", cite::line(&name.written().replace(',', " ")))
        }
        name => name.sorted(),
    };
    names.iter().map(author).collect()
}

/// The piece in the words of schema.org.
fn json_ld(piece: &Piece, citation: &Citation<'_>, description: Option<&str>, card: Option<&Card>) -> String {
    let mut article = json!({
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": citation.title,
        "inLanguage": citation.lang,
    });
    let mut field = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            article[name] = value;
        }
    };
    field("description", description.map(|description| json!(description)));
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
