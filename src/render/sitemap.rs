//! What search engines are told: every page of the library, and that they may read it.
//!
//! A sitemap has absolute addresses only, so a library that does not know its own has none. Pages on which a reader
//! has hidden something are the same pages, and not in it.

use askama::Template;
use jiff::civil::Date;

use crate::content::{Annotation, Layer, Piece};

use super::address::Addresses;

pub const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

/// A sitemap with more is not read (sitemaps.org).
const MAX_ADDRESSES: usize = 50_000;

/// The finished sitemap of these pieces; of a library with too many pages for one it has the texts before those on
/// single layers and annotations. The addresses are those that leave the site.
pub fn sitemap(pieces: &[&Piece], addresses: &Addresses) -> String {
    let newest = pieces.iter().filter_map(|piece| changed(piece)).max();
    let library = Entry { address: addresses.library(), changed: newest };
    let texts = pieces.iter().map(|piece| Entry { address: addresses.piece(&piece.slug), changed: changed(piece) });
    let parts = pieces.iter().flat_map(|piece| {
        let of_layer = move |layer: &Layer| addresses.layer(&piece.slug, &layer.name);
        let of_annotation = move |(layer, annotation): (&Layer, &Annotation)| {
            addresses.annotation(&piece.slug, &layer.name, &annotation.slug)
        };
        let found = piece.layers.iter().map(of_layer).chain(piece.annotations().map(of_annotation));
        found.map(|address| Entry { address, changed: changed(piece) })
    });
    let entries = std::iter::once(library).chain(texts).chain(parts).take(MAX_ADDRESSES);
    // A template fails only by a filter of its own, and this one has none.
    Sitemap { entries: entries.collect() }.render().unwrap_or_default() + "\n"
}

/// Everybody may read everything.
pub fn robots(addresses: &Addresses) -> String {
    let sitemap = addresses.published().library_export("sitemap.xml");
    let sitemap = if addresses.is_published() { format!("\nSitemap: {sitemap}\n") } else { String::new() };
    format!("User-agent: *\nAllow: /\n{sitemap}")
}

#[derive(Template)]
#[template(path = "sitemap.xml")]
struct Sitemap {
    entries: Vec<Entry>,
}

struct Entry {
    address: String,
    changed: Option<Date>,
}

fn changed(piece: &Piece) -> Option<Date> {
    piece.updated.max(piece.date)
}
