//! What a content folder holds, decoded.
//!
//! Plain values without behaviour beyond look-ups: a [`Library`] has [`Piece`]s, a piece has [`Layer`]s, a layer has
//! [`Annotation`]s, an annotation has [`Target`]s. All of it is made by [`super::load`].

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::Date;

use super::author::Author;
use super::catalog::Catalog;
use super::selector::Selector;
use super::tree::{Files, folder_of};

/// A text file of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Below the content folder, with `/` between its parts.
    pub path: String,
    pub text: Arc<str>,
}

/// Which way a text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Direction {
    /// The value of HTML's `dir`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// The library's own fields, from `sidelight.yaml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    pub title: String,
    pub description: Option<String>,
    /// Where readers find the library; its path is put before every address.
    pub base_url: Option<String>,
    pub lang: String,
    pub dir: Option<Direction>,
    pub publisher: Option<String>,
    pub license: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: "Library".to_owned(),
            description: None,
            base_url: None,
            lang: "en".to_owned(),
            dir: None,
            publisher: None,
            license: None,
        }
    }
}

impl Settings {
    /// Which way the library's own words run: as it says, else as its language is written.
    pub fn direction(&self) -> Direction {
        self.dir.unwrap_or_else(|| Direction::of(&self.lang))
    }

    /// The path of `base_url`, without a slash at its end: empty at a host's root.
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.as_deref().and_then(|url| url.split_once("://"));
        let path = after_scheme.and_then(|(_, rest)| rest.find('/').map(|slash| &rest[slash..]));
        path.unwrap_or("").trim_end_matches('/')
    }
}

#[derive(Debug, Clone, Default)]
pub struct Library {
    pub settings: Settings,
    /// In the order of the library page: newest first, undated last, then by title.
    pub pieces: Vec<Arc<Piece>>,
    /// Files that pages may show: everything beside the texts that is not Markdown.
    pub assets: Assets,
    /// Where every relative link leads.
    pub catalog: Catalog,
}

/// Files by path, by the folders at the top of the library.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    folders: BTreeMap<String, Arc<Files>>,
}

impl Assets {
    /// Adds those of a folder.
    pub(super) fn put(&mut self, folder: &str, assets: Arc<Files>) {
        if !assets.is_empty() {
            self.folders.insert(folder.to_owned(), assets);
        }
    }

    pub fn get(&self, path: &str) -> Option<&Arc<[u8]>> {
        self.folders.get(folder_of(path))?.get(path)
    }

    /// The folders that have any.
    pub fn folders(&self) -> impl Iterator<Item = (&str, &Arc<Files>)> {
        self.folders.iter().map(|(name, assets)| (name.as_str(), assets))
    }
}

/// A published work: what a text discusses, or where a note has it from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    pub title: Option<String>,
    pub publisher: Option<String>,
    pub date: Option<Date>,
    pub url: Option<String>,
}

/// One text with the annotations on it.
#[derive(Debug, Clone)]
pub struct Piece {
    pub slug: String,
    pub file: SourceFile,
    /// Where the Markdown begins, in bytes of the file.
    pub body_start: usize,
    pub title: String,
    pub description: Option<String>,
    /// What readers should know before they read: that it is a translation, an excerpt, a retelling.
    pub notice: Option<String>,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    pub authors: Vec<Author>,
    pub lang: Option<String>,
    pub dir: Option<Direction>,
    pub license: Option<String>,
    pub source: Option<Work>,
    /// Whether the text is that of `source`, and not one about it or after it.
    pub is_reproduction: bool,
    pub draft: bool,
    /// In the order of the page.
    pub layers: Vec<Layer>,
}

impl Piece {
    /// The language of the text: its own, else the library's.
    pub fn lang<'p>(&'p self, settings: &'p Settings) -> &'p str {
        self.lang.as_deref().unwrap_or(&settings.lang)
    }

    /// Which way the text runs: as it says, else as its language is written, where that is not the library's.
    pub fn direction(&self, settings: &Settings) -> Direction {
        let own = self.lang.as_ref().filter(|lang| !lang.eq_ignore_ascii_case(&settings.lang));
        self.dir.unwrap_or_else(|| own.map_or_else(|| settings.direction(), |lang| Direction::of(lang)))
    }

    /// Every annotation with its layer, in the order of the layers.
    pub fn annotations(&self) -> impl Iterator<Item = (&Layer, &Annotation)> {
        self.layers.iter().flat_map(|layer| layer.annotations.iter().map(move |annotation| (layer, annotation)))
    }
}

/// Colours by what they stand for; the stylesheet knows how they look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// One side of a conversation.
    Near,
    /// Its other side.
    Far,
    /// Who stands between the sides.
    Between,
    /// Figures of speech.
    Figure,
    /// Explanations.
    Gloss,
    /// A layer of the writer's own.
    Free,
}

impl Tone {
    pub const NAMES: &'static [(&'static str, Self)] = &[
        ("near", Self::Near),
        ("far", Self::Far),
        ("between", Self::Between),
        ("figure", Self::Figure),
        ("gloss", Self::Gloss),
        ("free", Self::Free),
    ];

    pub fn as_str(self) -> &'static str {
        name_of(self, Self::NAMES)
    }
}

/// The shape that tells a layer's marks from another's, colour aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkStyle {
    Line,
    Bracket,
    Dotted,
    Tint,
}

impl MarkStyle {
    pub const NAMES: &'static [(&'static str, Self)] =
        &[("line", Self::Line), ("bracket", Self::Bracket), ("dotted", Self::Dotted), ("tint", Self::Tint)];

    pub fn as_str(self) -> &'static str {
        name_of(self, Self::NAMES)
    }
}

/// Where the bodies of a layer's annotations stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// Beside the block that they explain.
    Margin,
    /// In a section behind the text.
    Panel,
}

impl Placement {
    pub const NAMES: &'static [(&'static str, Self)] = &[("margin", Self::Margin), ("panel", Self::Panel)];
}

fn name_of<T: Copy + PartialEq>(value: T, names: &[(&'static str, T)]) -> &'static str {
    names.iter().find(|(_, named)| *named == value).map_or("", |(name, _)| name)
}

/// A kind of annotation.
#[derive(Debug, Clone)]
pub struct Layer {
    pub name: String,
    pub title: String,
    /// Chosen by the writer for the whole layer.
    pub tone: Option<Tone>,
    pub mark: MarkStyle,
    pub bodies: Placement,
    /// By file name.
    pub annotations: Vec<Annotation>,
}

impl Layer {
    /// Whether it is called as it is wherever nobody calls it otherwise, in the words of the interface.
    pub fn has_standard_title(&self) -> bool {
        super::piece::standard_title(&self.name) == Some(&self.title)
    }
}

#[derive(Debug, Clone)]
pub struct Annotation {
    pub layer: String,
    pub slug: String,
    pub file: SourceFile,
    /// Where the Markdown begins, in bytes of the file.
    pub body_start: usize,
    pub title: String,
    pub subtitle: Option<String>,
    pub date: Option<Date>,
    pub place: Option<String>,
    pub role: Option<String>,
    pub side: Option<String>,
    pub cast: Vec<CastMember>,
    pub sources: Vec<Work>,
    pub tags: Vec<String>,
    pub targets: Vec<Target>,
}

impl Annotation {
    /// `layer/annotation`, as in `data-annotations`.
    pub fn key(&self) -> String {
        [&self.layer, "/", &self.slug].concat()
    }
}

/// Who or what in an analogy stands for whom or what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CastMember {
    pub figure: String,
    pub stands_for: String,
}

/// A selector with its place in the annotation's file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub selector: Selector,
    /// Bytes of the file: the quoted words; for a range those that it begins with.
    pub span: Range<usize>,
    /// For a range, the words that it ends with.
    pub end_span: Option<Range<usize>>,
}
