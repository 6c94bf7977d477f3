//! The library as an Atom feed (RFC 4287).
//!
//! An entry's id is the piece's address; where the library knows none, a UUID of its title and the piece's slug, which
//! stays as long as these do. `updated` is what the piece says of itself. An undated piece cannot say when it changed,
//! and a date that changes with every start of the server would show it as new for ever: it has stood since the epoch.

use std::cmp::Reverse;

use askama::Template;
use jiff::civil::Date;

use crate::content::Piece;
use crate::text::Document;

use super::address::Addresses;
use super::cite::{Name, license, publisher};
use super::html::{Ids, PlainIn, attribute, render};
use super::language::Language;
use super::library_links::{LibraryLinks, Place};
use super::pages::Surroundings;

pub const MEDIA_TYPE: &str = "application/atom+xml; charset=utf-8";

/// When an undated piece was last changed, as far as feeds are concerned.
const UNDATED: Date = Date::constant(1970, 1, 1);

/// What changed last, and no more: readers of feeds ask for all of it again and again.
pub const FEED_ENTRIES: usize = 100;

/// The texts of all entries together, in bytes of HTML. Programs that gather feeds refuse those of more than a few
/// megabytes, and everybody asks for all of it again and again. A text that does not fit any more has its description
/// and its address, never a part of its words.
pub const FEED_TEXT_BYTES: usize = 1 << 20;

/// The finished feed of these pieces. The addresses of `surroundings` are those that leave the site.
pub fn feed(pieces: &[&Piece], surroundings: &Surroundings<'_>) -> String {
    let (settings, addresses) = (surroundings.settings, surroundings.addresses);
    let mut latest = pieces.to_vec();
    if latest.len() > FEED_ENTRIES {
        latest.sort_by_key(|piece| Reverse(updated(piece)));
        latest.truncate(FEED_ENTRIES);
    }
    let mut room = FEED_TEXT_BYTES;
    let entries: Vec<Entry<'_>> = latest.iter().map(|piece| Entry::new(piece, &mut room, surroundings)).collect();
    let newest = pieces.iter().map(|piece| updated(piece)).max().unwrap_or(UNDATED);
    let feed = Feed {
        id: id(addresses, addresses.library(), &[&settings.title]),
        address: addresses.library(),
        own_address: addresses.library_export("feed.atom"),
        title: xml(&settings.title),
        subtitle: settings.description.as_deref().map(xml),
        publisher: xml(publisher(settings)),
        lang: xml(&settings.lang),
        updated: instant(newest),
        entries,
    };
    // A template fails only by a filter of its own, and this one has none.
    feed.render().unwrap_or_default() + "\n"
}

#[derive(Template)]
#[template(path = "feed.xml")]
struct Feed<'a> {
    id: String,
    address: String,
    own_address: String,
    title: String,
    subtitle: Option<String>,
    publisher: String,
    lang: String,
    updated: String,
    entries: Vec<Entry<'a>>,
}

struct Entry<'a> {
    id: String,
    address: String,
    title: String,
    lang: Option<&'a str>,
    published: Option<String>,
    updated: String,
    authors: Vec<String>,
    summary: Option<String>,
    rights: Option<String>,
    source: Option<&'a str>,
    /// The text as HTML, if there is room for it.
    content: Option<String>,
    /// What relative addresses in it are relative to: the page's, where fragments of the text are.
    base: String,
}

impl<'a> Entry<'a> {
    /// The entry of a piece, which takes the `room` in bytes that its text needs.
    fn new(piece: &'a Piece, room: &mut usize, surroundings: &Surroundings<'_>) -> Self {
        let (settings, addresses) = (surroundings.settings, surroundings.addresses);
        let address = addresses.piece(&piece.slug);
        let lang = piece.lang.as_deref().unwrap_or(&settings.lang);
        Self {
            id: id(addresses, address.clone(), &[&settings.title, &piece.slug]),
            base: address.clone(),
            content: content(piece, *room, surroundings).inspect(|content| *room -= content.len()),
            address,
            title: xml(&piece.title),
            lang: piece.lang.as_deref(),
            published: piece.date.map(instant),
            updated: instant(updated(piece)),
            authors: piece.authors.iter().map(|author| xml(&Name::new(author, lang).written())).collect(),
            summary: piece.description.as_deref().map(xml),
            rights: license(piece, settings).map(xml),
            source: piece.source.as_ref().and_then(|source| source.url.as_deref()),
        }
    }
}

/// The text of a piece for readers who see nothing else of the page: what they should know before they read, and the text
/// itself without marks and notes. `None` where it takes more than `room`.
fn content(piece: &Piece, room: usize, surroundings: &Surroundings<'_>) -> Option<String> {
    // HTML is hardly shorter than the Markdown that it is made of: what is longer need not be made.
    if piece.file.text.len() - piece.body_start > room {
        return None;
    }
    let document = Document::parse(&piece.file.text, piece.body_start);
    let links = LibraryLinks {
        catalog: surroundings.catalog,
        addresses: surroundings.addresses,
        assets: surroundings.assets,
        from: &piece.file.path,
        piece: &piece.slug,
        place: Place::Feed,
    };
    let language = Language::of_piece(piece, surroundings.settings);
    let text = render(&document, &[], Ids::Prefixed(""), &links, &mut PlainIn(language));
    // Feed readers know the language of an entry, but not which way it runs.
    let (tag, direction) = (language.tag, language.direction.as_str());
    let mut html = String::with_capacity(text.len() + 100);
    html.push_str("<div lang=\"");
    attribute(&mut html, tag);
    html.extend(["\" dir=\"", direction, "\">\n"]);
    if let Some(notice) = &piece.notice {
        html.push_str("<p><em>");
        attribute(&mut html, notice);
        html.push_str("</em></p>\n");
    }
    html.extend([text.as_str(), "</div>"]);
    let html = xml(&html);
    (html.len() <= room).then_some(html)
}

fn updated(piece: &Piece) -> Date {
    piece.updated.max(piece.date).unwrap_or(UNDATED)
}

/// The first moment of a day.
fn instant(date: Date) -> String {
    format!("{date}T00:00:00Z")
}

/// An IRI that stays (RFC 4287, section 4.2.6).
fn id(addresses: &Addresses, address: String, names: &[&str]) -> String {
    if addresses.is_published() {
        return address;
    }
    let hash = blake3::hash(names.join("\0").as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.as_bytes()[..16]);
    // Version 8, made in a way of one's own, and the variant of RFC 9562.
    bytes[6] = bytes[6] & 0x0F | 0x80;
    bytes[8] = bytes[8] & 0x3F | 0x80;
    let digits = blake3::Hash::from_bytes(std::array::from_fn(|at| bytes.get(at).copied().unwrap_or(0))).to_hex();
    format!("urn:uuid:{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..32])
}

/// Without what no XML may hold (XML 1.0, section 2.2); the template escapes the rest.
fn xml(text: &str) -> String {
    let is_control = |char: char| char < ' ' && !matches!(char, '\t' | '\n' | '\r');
    text.chars().filter(|&char| !is_control(char) && !matches!(char, '\u{fffe}' | '\u{ffff}')).collect()
}
