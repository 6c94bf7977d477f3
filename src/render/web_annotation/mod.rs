//! Annotations as data: the W3C Web Annotation Data Model in JSON-LD.
//!
//! Enter at [`WebAnnotations::new`]; it gives each annotation ([`WebAnnotations::single`]), the collection of all of a
//! piece and its pages. `body` says what is said, `target` about which words.
//!
//! Every id is an address below the library's `base_url`, and so an IRI. Without a `base_url` they are references
//! that JSON-LD resolves against the address that the document was fetched from.

mod body;
mod target;

use serde_json::{Map, Value, json};

use super::annotated::AnnotatedPiece;
use super::bodies::Body;
use super::cite::{Name, license, publisher};
use super::license;
use super::pages::Surroundings;

/// The media type that the model's JSON-LD is served as (Web Annotation Protocol, section 4.1).
pub const MEDIA_TYPE: &str = "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"";

/// So many annotations stand in a page of a collection: few pieces have more, and one page is read at once.
pub const PAGE_SIZE: usize = 100;

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";

/// The annotations of one piece, in the order of its text.
pub struct WebAnnotations<'a> {
    annotated: &'a AnnotatedPiece<'a>,
    surroundings: &'a Surroundings<'a>,
    /// With their `layer/annotation`.
    all: Vec<(&'a str, Value)>,
}

impl<'a> WebAnnotations<'a> {
    /// The addresses of `surroundings` are those that leave the site.
    pub fn new(annotated: &'a AnnotatedPiece<'a>, surroundings: &'a Surroundings<'a>) -> Self {
        let mut made = Self { annotated, surroundings, all: Vec::new() };
        made.all = annotated.bodies.in_reading_order().map(|body| (body.key.as_str(), made.annotation(body))).collect();
        made
    }

    /// Each annotation by its `layer/annotation`, as a document of its own.
    pub fn single(&self) -> impl Iterator<Item = (&'a str, String)> {
        self.all.iter().map(|(key, annotation)| (*key, document(annotation)))
    }

    /// The collection (section 5.1).
    pub fn collection(&self) -> String {
        let mut collection = self.summary();
        for (name, value) in self.provenance() {
            collection[&name] = value;
        }
        if let pages @ 1.. = self.page_count() {
            collection["first"] = json!(self.page_address(1));
            collection["last"] = json!(self.page_address(pages));
        }
        document(&collection)
    }

    /// The pages of the collection (section 5.2), by their numbers from 1.
    pub fn pages(&self) -> impl Iterator<Item = (usize, String)> {
        self.all.chunks(PAGE_SIZE).zip(1..).map(|(chunk, number)| {
            let mut page = json!({
                "id": self.page_address(number),
                "type": "AnnotationPage",
                "partOf": self.summary(),
            });
            if number < self.page_count() {
                page["next"] = json!(self.page_address(number + 1));
            }
            if number > 1 {
                page["prev"] = json!(self.page_address(number - 1));
            }
            page["startIndex"] = json!((number - 1) * PAGE_SIZE);
            page["items"] = chunk.iter().map(|(_, annotation)| annotation.clone()).collect();
            (number, document(&page))
        })
    }

    fn page_count(&self) -> usize {
        self.all.len().div_ceil(PAGE_SIZE)
    }

    fn page_address(&self, number: usize) -> String {
        self.surroundings.addresses.collection_page(&self.annotated.piece.slug, number)
    }

    fn summary(&self) -> Value {
        let piece = self.annotated.piece;
        json!({
            "id": self.surroundings.addresses.export(&piece.slug, "annotations.jsonld"),
            "type": "AnnotationCollection",
            "label": format!("Annotations of “{}”", piece.title),
            "total": self.all.len(),
        })
    }

    /// An annotation (section 3.1). Its `date` is when something happened, not when it was written, and nothing else
    /// says that: there is no `created`.
    fn annotation(&self, body: &Body<'_>) -> Value {
        let (piece, annotation) = (self.annotated.piece, body.annotation);
        let addresses = self.surroundings.addresses;
        let mut made = json!({
            "id": addresses.annotation_data(&piece.slug, &annotation.layer, &annotation.slug),
            "type": "Annotation",
            "label": annotation.title,
            "motivation": body::motivation(annotation),
        });
        for (name, value) in self.provenance() {
            made[&name] = value;
        }
        made["body"] = body::bodies(self.annotated, body, self.surroundings);
        made["target"] = target::targets(self.annotated, body, addresses);
        made
    }

    /// Who made the annotations, and what they may be used for (sections 3.3.1, 3.3.6).
    fn provenance(&self) -> Map<String, Value> {
        let (piece, settings) = (self.annotated.piece, self.surroundings.settings);
        let mut made = Map::new();
        let houses = [publisher(settings), &settings.title];
        let lang = piece.lang.as_deref().unwrap_or(&settings.lang);
        let creators = piece.authors.iter().map(|author| agent(&Name::new(author, lang), &houses));
        if let Some(creators) = one_or_all(creators.collect()) {
            made.insert("creator".to_owned(), creators);
        }
        if let Some(address) = license(piece, settings).and_then(license::address) {
            made.insert("rights".to_owned(), json!(address));
        }
        made
    }
}

fn agent(name: &Name<'_>, houses: &[&str]) -> Value {
    match name.kind(houses) {
        Some(kind) => json!({ "type": kind, "name": name.written() }),
        None => json!({ "name": name.written() }),
    }
}

/// One value as it is, several as a list.
fn one_or_all(mut values: Vec<Value>) -> Option<Value> {
    match values.len() {
        0 => None,
        1 => values.pop(),
        _ => Some(Value::Array(values)),
    }
}

/// A document begins with the context in which its words are read.
fn document(value: &Value) -> String {
    let mut document = json!({ "@context": CONTEXT });
    if let (Some(document), Some(members)) = (document.as_object_mut(), value.as_object()) {
        document.extend(members.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    format!("{document:#}\n")
}
