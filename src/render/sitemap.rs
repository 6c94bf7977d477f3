//! What search engines are told: every page of the library, and that they may read it.
//!
//! A sitemap has absolute addresses only, so a library that does not know its own has none. Pages on which a reader
//! has hidden something are the same pages, and not in it.

use askama::Template;
use jiff::civil::Date;

use crate::content::Piece;

use super::address::Addresses;

pub const MEDIA_TYPE: &str = "application/xml; charset=utf-8";

/// A sitemap with more is not read (sitemaps.org).
const MAX_ADDRESSES: usize = 50_000;

/// The finished sitemap of these pieces. The addresses are those that leave the site.
pub fn sitemap(pieces: &[&Piece], addresses: &Addresses) -> String {
    let newest = pieces.iter().filter_map(|piece| changed(piece)).max();
    let mut entries = vec![Entry::new(addresses.library(), newest)];
    for piece in pieces {
        let changed = changed(piece);
        entries.push(Entry::new(addresses.piece(&piece.slug), changed));
        for layer in &piece.layers {
            entries.push(Entry::new(addresses.layer(&piece.slug, &layer.name), changed));
            entries.extend(layer.annotations.iter().map(|annotation| {
                Entry::new(addresses.annotation(&piece.slug, &layer.name, &annotation.slug), changed)
            }));
        }
    }
    entries.truncate(MAX_ADDRESSES);
    // A template fails only by a filter of its own, and this one has none.
    Sitemap { entries }.render().unwrap_or_default() + "\n"
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
    changed: Option<String>,
}

impl Entry {
    fn new(address: String, changed: Option<Date>) -> Self {
        Self { address, changed: changed.map(|date| date.to_string()) }
    }
}

fn changed(piece: &Piece) -> Option<Date> {
    piece.updated.max(piece.date)
}
