//! The faces that cards are set in, and text as glyphs of them.
//!
//! Enter at [`Fonts::new`], once for a program. [`Fonts::shape`] makes a line of text into glyphs with their places:
//! it orders the runs of the two directions, gives each character to the first face that can draw it, and shapes what
//! stands together. Lengths are in ems. The two faces in the binary are Libertinus Serif, under the SIL Open Font
//! License: Latin, Greek, Cyrillic, Hebrew. Others come from a folder.

use std::borrow::Cow;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, fs, io};

use harfrust::{Feature, ShapeOptions, ShaperData, Tag, UnicodeBuffer};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, GlyphId, MetadataProvider};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

use crate::content::Direction;

use super::words;

const ROMAN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/roman.otf"));
const ITALIC: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/italic.otf"));

/// A folder of fonts is for a few scripts; what is beyond is a wrong folder.
const MAX_FILES: usize = 200;
const MAX_FONT_BYTES: u64 = 64 << 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    Roman,
    Italic,
    /// Of the roman face, set a little apart.
    SmallCapitals,
}

impl Style {
    /// Added behind each cluster.
    fn tracking(self) -> f32 {
        if self == Self::SmallCapitals { 0.06 } else { 0.0 }
    }

    fn features(self) -> &'static [Feature] {
        const FIGURES: Feature = feature(*b"onum");
        match self {
            Self::Roman | Self::Italic => &[FIGURES],
            Self::SmallCapitals => const { &[FIGURES, feature(*b"smcp")] },
        }
    }
}

const fn feature(tag: [u8; 4]) -> Feature {
    Feature { tag: Tag::from_be_bytes(tag), value: 1, start: 0, end: u32::MAX }
}

/// A glyph with its place on the line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    face: usize,
    id: u32,
    x: f32,
    y: f32,
}

/// A line of text, ready to be drawn.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shaped {
    pub glyphs: Vec<Glyph>,
    pub width: f32,
}

impl Shaped {
    /// Whether a glyph is the box that stands for a character that a face does not have.
    pub fn has_boxes(&self) -> bool {
        self.glyphs.iter().any(|glyph| glyph.id == 0)
    }
}

pub struct Fonts {
    /// The roman and the italic first.
    faces: Vec<Face>,
    digest: blake3::Hash,
}

impl fmt::Debug for Fonts {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Fonts").field("faces", &self.faces.len()).finish_non_exhaustive()
    }
}

struct Face {
    bytes: Arc<Cow<'static, [u8]>>,
    /// In a collection of several.
    index: u32,
    shaper: ShaperData,
    units: f32,
}

/// Why a folder of fonts is of no use.
#[derive(Debug)]
pub enum FontsError {
    Unreadable(PathBuf, io::Error),
    TooMuch(PathBuf),
    NoFont(PathBuf),
}

impl fmt::Display for FontsError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(out, "{} cannot be read: {error}", path.display()),
            Self::TooMuch(path) => write!(
                out,
                "{} holds more than {MAX_FILES} fonts, or one of more than {} megabytes: put those that cards need \
                 into a folder of their own",
                path.display(),
                MAX_FONT_BYTES >> 20
            ),
            Self::NoFont(path) => write!(out, "{} is no font that can be drawn with", path.display()),
        }
    }
}

impl std::error::Error for FontsError {}

impl Fonts {
    /// The faces in the binary.
    pub fn embedded() -> Self {
        let mut fonts = Self { faces: Vec::new(), digest: blake3::hash(&[]) };
        for bytes in [ROMAN, ITALIC] {
            fonts.add(Cow::Borrowed(bytes));
        }
        fonts
    }

    /// The faces in the binary, then those of a folder by their file names: `.ttf`, `.otf`, `.ttc` and `.otc`.
    pub fn new(folder: Option<&Path>) -> Result<Self, FontsError> {
        let mut fonts = Self::embedded();
        let Some(folder) = folder else { return Ok(fonts) };
        let mut hasher = blake3::Hasher::new();
        for path in files(folder)? {
            let bytes = fs::read(&path).map_err(|error| FontsError::Unreadable(path.clone(), error))?;
            hasher.update(blake3::hash(&bytes).as_bytes());
            if !fonts.add(Cow::Owned(bytes)) {
                return Err(FontsError::NoFont(path));
            }
        }
        fonts.digest = hasher.finalize();
        Ok(fonts)
    }

    /// Of the fonts that are not always the same.
    pub fn digest(&self) -> &blake3::Hash {
        &self.digest
    }

    /// Adds every face of a font; answers whether there is one.
    fn add(&mut self, bytes: Cow<'static, [u8]>) -> bool {
        let bytes = Arc::new(bytes);
        let before = self.faces.len();
        for index in 0.. {
            let Ok(font) = FontRef::from_index(&bytes, index) else { break };
            if !font.charmap().has_map() || font.outline_glyphs().format().is_none() {
                continue;
            }
            let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em.max(1));
            let shaper = ShaperData::new(&font);
            self.faces.push(Face { bytes: Arc::clone(&bytes), index, shaper, units });
        }
        self.faces.len() > before
    }

    /// Whether every character of a text has a face, and is drawn by it: a font of coloured pictures has characters
    /// without outlines.
    pub fn cover(&self, text: &str, style: Style) -> bool {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        let is_drawn = |character| {
            self.face(character, style).and_then(|face| self.faces.get(face)).is_some_and(|face| face.draws(character))
        };
        characters.into_iter().all(|character| words::is_invisible(character) || is_drawn(character))
    }

    /// The first face that has a character.
    fn face(&self, character: char, style: Style) -> Option<usize> {
        let own: &[usize] = if style == Style::Italic { &[1, 0] } else { &[0] };
        let mut order = own.iter().copied().chain(2..self.faces.len());
        order.find(|face| self.has(*face, character))
    }

    fn has(&self, face: usize, character: char) -> bool {
        self.faces.get(face).is_some_and(|face| face.glyph(character).is_some())
    }

    /// A line of text in glyphs; `None` where a face turns out not to have one.
    pub fn shape(&self, text: &str, style: Style, direction: Direction) -> Option<Shaped> {
        let mut line = Shaped::default();
        let base = if direction == Direction::RightToLeft { Level::rtl() } else { Level::ltr() };
        let bidi = BidiInfo::new(text, Some(base));
        for paragraph in &bidi.paragraphs {
            let (levels, runs) = bidi.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let is_rtl = levels.get(run.start).is_some_and(Level::is_rtl);
                let mut pieces = self.of_one_face(text.get(run.clone())?, style)?;
                if is_rtl {
                    pieces.reverse();
                }
                for (face, piece) in pieces {
                    let part = text.get(run.start + piece.start..run.start + piece.end)?;
                    self.append(&mut line, face, part, style, is_rtl);
                }
            }
        }
        (!line.has_boxes()).then_some(line)
    }

    /// The parts of a text that one face can draw. What is one character to a reader stays in one face if it can.
    fn of_one_face(&self, text: &str, style: Style) -> Option<Vec<(usize, Range<usize>)>> {
        let mut parts: Vec<(usize, Range<usize>)> = Vec::new();
        for (start, cluster) in text.grapheme_indices(true) {
            for (offset, character) in cluster.char_indices() {
                let start = start + offset;
                let end = start + character.len_utf8();
                let last = parts.last_mut();
                let has = |face: usize| words::is_invisible(character) || self.has(face, character);
                match last {
                    Some((face, part)) if (offset > 0 || words::is_invisible(character)) && has(*face) => {
                        part.end = end;
                    }
                    last => {
                        let invisible = words::is_invisible(character).then_some(0);
                        let face = self.face(character, style).or(invisible)?;
                        match last {
                            Some((same, part)) if *same == face => part.end = end,
                            _ => parts.push((face, start..end)),
                        }
                    }
                }
            }
        }
        Some(parts)
    }

    fn append(&self, line: &mut Shaped, index: usize, text: &str, style: Style, is_rtl: bool) {
        let Some((face, font)) = self.faces.get(index).and_then(|face| Some((face, face.font()?))) else { return };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.set_direction(if is_rtl { harfrust::Direction::RightToLeft } else { harfrust::Direction::LeftToRight });
        buffer.guess_segment_properties();
        let shaper = face.shaper.shaper(&font).build();
        let output = shaper.shape(buffer, ShapeOptions::new().features(style.features()));
        let em = |units: i32| units as f32 / face.units;
        let mut cluster = None;
        for (info, place) in output.glyph_infos().iter().zip(output.glyph_positions()) {
            if cluster.is_some_and(|cluster| cluster != info.cluster) {
                line.width += style.tracking();
            }
            cluster = Some(info.cluster);
            let (x, y) = (line.width + em(place.x_offset), em(place.y_offset));
            line.glyphs.push(Glyph { face: index, id: info.glyph_id, x, y });
            line.width += em(place.x_advance);
        }
    }

    /// Draws the outlines of a line with its start at `x` and its baseline at `y`, `size` to the em.
    pub fn outline(&self, line: &Shaped, (x, y): (f32, f32), size: f32, pen: &mut impl OutlinePen) {
        for glyph in &line.glyphs {
            let Some((face, font)) = self.faces.get(glyph.face).and_then(|face| Some((face, face.font()?))) else {
                continue;
            };
            let Some(outline) = font.outline_glyphs().get(GlyphId::new(glyph.id)) else { continue };
            let mut placed =
                OnPage { pen: &mut *pen, x: x + glyph.x * size, y: y - glyph.y * size, scale: size / face.units };
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
            // An outline that breaks off leaves what it had drawn, and the others whole.
            let _ = outline.draw(settings, &mut placed);
        }
    }
}

impl Face {
    fn font(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(&self.bytes, self.index).ok()
    }

    fn glyph(&self, character: char) -> Option<GlyphId> {
        self.font()?.charmap().map(character).filter(|glyph| glyph.to_u32() != 0)
    }

    /// Whether there is an outline for a character, or none is needed.
    fn draws(&self, character: char) -> bool {
        let (Some(font), Some(glyph)) = (self.font(), self.glyph(character)) else { return false };
        if character.is_whitespace() {
            return true;
        }
        let Some(outline) = font.outline_glyphs().get(glyph) else { return false };
        let mut seen = Seen(false);
        let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::default());
        outline.draw(settings, &mut seen).is_ok() && seen.0
    }
}

/// The font files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>, FontsError> {
    let unreadable = |error| FontsError::Unreadable(folder.to_owned(), error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        if !["ttf", "otf", "ttc", "otc"].iter().any(|known| extension.eq_ignore_ascii_case(known)) {
            continue;
        }
        let bytes = fs::metadata(&path).map_err(|error| FontsError::Unreadable(path.clone(), error))?.len();
        if bytes > MAX_FONT_BYTES || files.len() == MAX_FILES {
            return Err(FontsError::TooMuch(if bytes > MAX_FONT_BYTES { path } else { folder.to_owned() }));
        }
        files.push(path);
    }
    files.sort_unstable();
    Ok(files)
}

/// Notes whether anything is drawn.
struct Seen(bool);

impl OutlinePen for Seen {
    fn move_to(&mut self, _: f32, _: f32) {}
    fn line_to(&mut self, _: f32, _: f32) {
        self.0 = true;
    }
    fn quad_to(&mut self, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }
    fn curve_to(&mut self, _: f32, _: f32, _: f32, _: f32, _: f32, _: f32) {
        self.0 = true;
    }
    fn close(&mut self) {}
}

/// Puts an outline in a font's units, whose `y` grows upwards, in its place on a page.
struct OnPage<'p, P> {
    pen: &'p mut P,
    x: f32,
    y: f32,
    scale: f32,
}

impl<P> OnPage<'_, P> {
    fn at(&self, x: f32, y: f32) -> (f32, f32) {
        (self.x + x * self.scale, self.y - y * self.scale)
    }
}

impl<P: OutlinePen> OutlinePen for OnPage<'_, P> {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.pen.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.at(x, y);
        self.pen.line_to(x, y);
    }

    fn quad_to(&mut self, cx: f32, cy: f32, x: f32, y: f32) {
        let ((cx, cy), (x, y)) = (self.at(cx, cy), self.at(x, y));
        self.pen.quad_to(cx, cy, x, y);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let ((cx0, cy0), (cx1, cy1), (x, y)) = (self.at(cx0, cy0), self.at(cx1, cy1), self.at(x, y));
        self.pen.curve_to(cx0, cy0, cx1, cy1, x, y);
    }

    fn close(&mut self) {
        self.pen.close();
    }
}
