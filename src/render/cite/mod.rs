//! How to cite a piece, or a passage of it.
//!
//! Enter at [`Citation::new`], then by the format, one of [`FORMATS`], or [`Citation::sentence`] for people. All say the same: who wrote it, when, who published it, where it is, what it may
//! be used for and what it is based on. Nothing asks for the time, so there is no date of access.

mod bibtex;
mod csl;
mod key;
mod langid;
mod name;
mod ris;

use jiff::civil::Date;

use crate::content::{Piece, Settings, Work};

use super::address::Addresses;
use super::annotated::AnnotatedPiece;
use super::attribution::{Attribution, names_of, speakers_of};
use super::excerpt::excerpt;

pub use name::{Name, Order, all_written};

/// A longer passage is cut in the sentence, which people read, in Unicode scalars.
const QUOTED: usize = 160;

/// A form that reference managers read.
pub struct Format {
    /// As people call it.
    pub title: &'static str,
    /// Behind the address of the piece.
    pub name: &'static str,
    pub media_type: &'static str,
    pub write: fn(&Citation<'_>) -> String,
}

pub const FORMATS: [Format; 3] = [
    Format {
        title: "BibTeX",
        name: "cite.bib",
        media_type: "application/x-bibtex; charset=utf-8",
        write: |citation| citation.bibtex(),
    },
    Format {
        title: "RIS",
        name: "cite.ris",
        media_type: "application/x-research-info-systems; charset=utf-8",
        write: |citation| citation.ris(),
    },
    Format {
        title: "CSL-JSON",
        name: "cite.json",
        media_type: "application/vnd.citationstyles.csl+json",
        write: |citation| citation.csl(),
    },
];

/// A stretch of a piece that is cited instead of the whole.
#[derive(Debug, Clone)]
pub struct Passage<'a> {
    /// Its words.
    pub quote: &'a str,
    /// What finds it again, as it stands in an address after `?text=`.
    pub directive: &'a str,
    /// Who says them, where that is no author of the piece.
    pub speakers: Option<String>,
    /// How often the piece has the same words before.
    pub nth: usize,
}

impl<'a> Passage<'a> {
    /// The passage that somebody asked for, in the words of the piece; `None` if it is not found there.
    pub fn of(annotated: &'a AnnotatedPiece<'_>) -> Option<Self> {
        let shared = annotated.passage.as_ref()?;
        let range = shared.range.clone()?;
        let text = annotated.document.text.as_str();
        let quote = &text[range.clone()];
        Some(Self {
            quote,
            directive: &shared.value,
            speakers: names_of(&speakers_of(annotated, &range)),
            nth: text[..range.start].matches(quote).count(),
        })
    }
}

/// All that is known of a piece as a work that others cite.
#[derive(Debug)]
pub struct Citation<'a> {
    pub slug: &'a str,
    pub title: String,
    pub authors: Vec<Name<'a>>,
    pub date: Option<Date>,
    pub publisher: String,
    /// The title of the library.
    pub library: String,
    /// Absolute where the library knows its address.
    pub url: String,
    pub is_url_absolute: bool,
    pub lang: &'a str,
    pub license: Option<String>,
    pub description: Option<String>,
    /// What the piece reproduces, retells or discusses.
    pub source: Option<&'a Work>,
    /// The words of the passage.
    pub quote: Option<String>,
    /// Who says them, where that is no author.
    pub speakers: Option<String>,
    /// What the piece is after, for a passage.
    pub after: Option<String>,
    /// What its entry is called in lists of references.
    pub key: String,
}

impl<'a> Citation<'a> {
    pub fn new(piece: &'a Piece, settings: &'a Settings, addresses: &Addresses, passage: Option<&Passage<'_>>) -> Self {
        let mut url = addresses.published().piece(&piece.slug);
        if let Some(passage) = passage {
            url.push_str("?text=");
            url.push_str(passage.directive);
        }
        let lang = piece.lang(settings);
        Self {
            slug: &piece.slug,
            title: line(&piece.title),
            authors: piece.authors.iter().map(|author| Name::new(author, lang)).collect(),
            date: piece.date,
            publisher: line(publisher(settings)),
            library: line(&settings.title),
            url,
            is_url_absolute: addresses.is_published(),
            lang,
            license: license(piece, settings).map(line),
            description: piece.description.as_deref().map(line),
            source: piece.source.as_ref(),
            quote: passage.map(|passage| line(passage.quote)),
            speakers: passage.and_then(|passage| passage.speakers.as_deref()).map(line),
            after: passage.and_then(|_| Attribution::of_piece(piece, settings).after).map(|after| line(&after)),
            key: key::of(&piece.slug, passage),
        }
    }

    /// The citation as people write it.
    pub fn sentence(&self) -> String {
        let authors = all_written(&self.authors);
        let title = format!("“{}”", self.title);
        let quote = self.quote.as_ref().map(|quote| format!("“{}”", excerpt(quote, QUOTED)));
        let mut parts = match (quote, &self.speakers) {
            (Some(quote), Some(speakers)) if authors.is_empty() => vec![speakers.clone(), quote, format!("in {title}")],
            (Some(quote), Some(speakers)) => vec![speakers.clone(), quote, format!("in {authors}"), title],
            (Some(quote), None) => vec![authors, quote, format!("in {title}")],
            (None, _) => vec![authors, title],
        };
        parts.extend(self.after.as_ref().map(|after| format!("after {after}")));
        // A house that writes its own texts is not named twice.
        if !self.authors.iter().any(|name| name.written() == self.publisher) {
            parts.push(self.publisher.clone());
        }
        parts.extend(self.date.map(written));
        if self.is_url_absolute {
            parts.push(self.url.clone());
        }
        parts.retain(|part| !part.is_empty());
        let mut sentence = parts.join(", ");
        // A full stop at the end of an address would be taken for a part of it.
        if !self.is_url_absolute {
            sentence.push('.');
        }
        sentence
    }

    /// What the piece is based on, in a line.
    fn source_line(&self) -> Option<String> {
        let source = self.source?;
        let parts = [
            source.publisher.as_deref().map(line),
            source.title.as_deref().map(|title| format!("“{}”", line(title))),
            source.date.map(written),
            source.url.as_deref().map(line),
        ];
        let label = if self.after.is_some() { "After" } else { "Source" };
        Some(format!("{label}: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
    }

    /// The passage with who says it, where that is no author.
    fn quoted(&self, marked: impl Fn(&str) -> String) -> Option<String> {
        let quote = self.quote.as_ref()?;
        Some(match &self.speakers {
            Some(speakers) => format!("{speakers}: “{quote}”"),
            None => marked(quote),
        })
    }

    /// What the formats have no field for.
    fn remarks(&self) -> Vec<String> {
        self.quoted(|quote| format!("“{quote}”")).into_iter().chain(self.source_line()).collect()
    }
}

/// Who publishes a library.
pub fn publisher(settings: &Settings) -> &str {
    settings.publisher.as_deref().unwrap_or(&settings.title)
}

/// What a piece may be used for.
pub fn license<'a>(piece: &'a Piece, settings: &'a Settings) -> Option<&'a str> {
    piece.license.as_deref().or(settings.license.as_deref())
}

fn written(date: Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// A text in one line: no format of these has lines inside a field that every program reads.
pub fn line(text: &str) -> String {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
