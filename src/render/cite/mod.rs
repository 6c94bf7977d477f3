//! How to cite a piece, or a passage of it.
//!
//! Enter at [`Citation::new`], then by the format, one of [`FORMATS`], or [`Citation::sentence`] for people. All say the same: who wrote it, when, who published it, where it is, what it may
//! be used for and what it is based on. Nothing asks for the time, so there is no date of access.

mod bibtex;
mod csl;
mod name;
mod ris;

use jiff::civil::Date;

use crate::content::{Piece, Settings, Work};

use super::address::Addresses;
use super::annotated::AnnotatedPiece;
use super::excerpt::excerpt;

pub use name::Name;

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
#[derive(Debug, Clone, Copy)]
pub struct Passage<'a> {
    /// Its words.
    pub quote: &'a str,
    /// What finds it again, as it stands in an address after `?text=`.
    pub directive: &'a str,
}

impl<'a> Passage<'a> {
    /// The passage that somebody asked for, in the words of the piece; `None` if it is not found there.
    pub fn of(annotated: &'a AnnotatedPiece<'_>) -> Option<Self> {
        let shared = annotated.passage.as_ref()?;
        let quote = &annotated.document.text.as_str()[shared.range.clone()?];
        Some(Self { quote, directive: &shared.value })
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
}

impl<'a> Citation<'a> {
    pub fn new(piece: &'a Piece, settings: &'a Settings, addresses: &Addresses, passage: Option<Passage<'_>>) -> Self {
        let mut url = addresses.published().piece(&piece.slug);
        if let Some(passage) = passage {
            url.push_str("?text=");
            url.push_str(passage.directive);
        }
        Self {
            slug: &piece.slug,
            title: line(&piece.title),
            authors: piece.authors.iter().map(|author| Name::new(author)).collect(),
            date: piece.date,
            publisher: line(publisher(settings)),
            library: line(&settings.title),
            url,
            is_url_absolute: addresses.is_published(),
            lang: piece.lang(settings),
            license: license(piece, settings).map(line),
            description: piece.description.as_deref().map(line),
            source: piece.source.as_ref(),
            quote: passage.map(|passage| line(passage.quote)),
        }
    }

    /// The citation as people write it.
    pub fn sentence(&self) -> String {
        let names: Vec<String> = self.authors.iter().map(Name::written).collect();
        let title = format!("“{}”", self.title);
        let work = match &self.quote {
            Some(quote) => format!("“{}”, in {title}", excerpt(quote, QUOTED)),
            None => title,
        };
        let mut parts = vec![names.join(", "), work];
        // A house that writes its own texts is not named twice.
        if !names.contains(&self.publisher) {
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
        Some(format!("Source: {}", parts.into_iter().flatten().collect::<Vec<_>>().join(", ")))
    }

    /// What the formats have no field for.
    fn remarks(&self) -> Vec<String> {
        let quote = self.quote.as_ref().map(|quote| format!("“{quote}”"));
        quote.into_iter().chain(self.source_line()).collect()
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
fn line(text: &str) -> String {
    let words = text.split(|char: char| char.is_whitespace() || char.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
