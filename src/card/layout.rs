//! Where everything on a card stands.
//!
//! Enter at [`compose`]. The quote is set as large as it fits, its opening mark in the margin, a rule in the tone's
//! colour beside it; title and source stand below a hairline. A text that runs from right to left mirrors all of it.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::content::{Direction, Tone};

use super::Card;
use super::colours::{self, Colour};
use super::fonts::{Fonts, Shaped, Style};
use super::lines::{self, Piece};
use super::words::{self, Quoted};

pub const WIDTH: u32 = 1200;
pub const HEIGHT: u32 = 630;

/// From the edge at which reading starts: where the tone's rule stands.
const RULE: f32 = 72.0;
/// Thick enough to be seen where the card is shown at a third of its size.
const WEIGHT: f32 = 6.0;
/// Where lines begin; the mark that opens a quotation hangs before it.
const START: f32 = 142.0;
/// The room for that mark, without and beside a rule.
const HANGING: f32 = START - RULE;
const HANGING_BESIDE: f32 = HANGING - WEIGHT - 10.0;
const MEASURE: f32 = WIDTH as f32 - START - 108.0;
/// The place for the quote, or for the title where there is none.
const TOP: f32 = 76.0;
const BOTTOM: f32 = 446.0;
const HAIRLINE: f32 = 486.0;
const FIRST_BELOW: f32 = 535.0;
const SECOND_BELOW: f32 = 573.0;

const QUOTE_SIZES: [f32; 12] = [120.0, 104.0, 92.0, 82.0, 72.0, 66.0, 60.0, 54.0, 49.0, 44.0, 40.0, 36.0];
/// In more than this only a single line is set: no short phrase is broken to be larger.
const LARGEST_OF_SEVERAL: f32 = 92.0;
const TITLE_SIZES: [f32; 6] = [92.0, 78.0, 68.0, 60.0, 52.0, 46.0];
const TITLE_BELOW: f32 = 33.0;
const SOURCE: f32 = 25.0;
const QUOTE_LEADING: f32 = 1.3;
const TITLE_LEADING: f32 = 1.14;
/// Of the face: how far letters stand above and below the baseline.
const ASCENT: f32 = 0.68;
const DESCENT: f32 = 0.22;
const ELLIPSIS: &str = "…";

/// What is drawn, in the order in which it is.
#[derive(Debug, Default)]
pub struct Composition {
    pub rules: Vec<Rule>,
    pub lines: Vec<Placed>,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub colour: Colour,
}

/// A line of text in its place.
#[derive(Debug)]
pub struct Placed {
    pub text: String,
    pub shaped: Shaped,
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
    pub colour: Colour,
}

impl Placed {
    pub fn width(&self) -> f32 {
        self.shaped.width * self.size
    }
}

/// A text in one style, with what is needed to measure it.
struct Setting<'f> {
    fonts: &'f Fonts,
    style: Style,
    direction: Direction,
    /// What has been measured: the same words are, once for each size that is tried.
    widths: RefCell<HashMap<String, f32>>,
}

impl Setting<'_> {
    /// In ems. What cannot be shaped is found out when lines are.
    fn width(&self, text: &str) -> f32 {
        if let Some(width) = self.widths.borrow().get(text) {
            return *width;
        }
        let width = self.shape(text).map_or(0.0, |shaped| shaped.width);
        self.widths.borrow_mut().insert(text.to_owned(), width);
        width
    }

    fn shape(&self, text: &str) -> Option<Shaped> {
        self.fonts.shape(text, self.style, self.direction)
    }
}

/// The composition of a card. A text that the fonts do not cover is not in it.
pub fn compose(card: &Card, fonts: &Fonts) -> Composition {
    let mut sheet = Sheet { fonts, direction: card.direction, composition: Composition::default() };
    let quote = card.quote.as_deref().and_then(|quote| sheet.display_quote(quote, card));
    if let Some(top_and_bottom) = quote {
        if let Some(tone) = card.tone {
            sheet.rule(tone, top_and_bottom);
        }
        sheet.attribution(card);
    } else {
        let is_titled = sheet.display(&card.title, TITLE_LEADING, &TITLE_SIZES).is_some();
        if is_titled {
            sheet.colophon(card, FIRST_BELOW);
        } else {
            sheet.display(&card.library, TITLE_LEADING, &TITLE_SIZES);
        }
    }
    sheet.hairline();
    sheet.composition
}

/// A card in the making.
struct Sheet<'f> {
    fonts: &'f Fonts,
    direction: Direction,
    composition: Composition,
}

impl<'f> Sheet<'f> {
    fn setting(&self, style: Style) -> Setting<'f> {
        Setting { fonts: self.fonts, style, direction: self.direction, widths: RefCell::default() }
    }

    /// A text as it is set; `None` where there is nothing that can be.
    fn covered(&self, text: &str, style: Style) -> Option<(String, bool)> {
        let (text, is_whole) = words::clean(text);
        (!text.is_empty() && self.fonts.cover(&text, style)).then_some((text, is_whole))
    }

    /// The quote in its marks; answers where it begins and ends.
    fn display_quote(&mut self, quote: &str, card: &Card) -> Option<(f32, f32)> {
        let (quote, is_whole) = self.covered(quote, Style::Roman)?;
        let Quoted { open, words, close } = words::quoted(&quote, &card.lang);
        let setting = self.setting(Style::Roman);
        if !self.fonts.cover(open, Style::Roman) || !self.fonts.cover(close, Style::Roman) {
            return None;
        }
        let open_mark = setting.shape(open)?;
        let room = if card.tone.is_some() { HANGING_BESIDE } else { HANGING };
        let too_large = QUOTE_SIZES.iter().take_while(|size| open_mark.width * **size > room).count();
        let set = set(&setting, &words, is_whole, close, &QUOTE_SIZES[too_large..], QUOTE_LEADING)?;
        let size = set.size;
        let bounds = self.stack(set, QUOTE_LEADING);
        let first = self.composition.lines.first()?.baseline;
        let indent = START - open_mark.width * size;
        self.place(open.to_owned(), open_mark, indent, (first, size, colours::INK));
        Some(bounds)
    }

    /// A text large; answers where it begins and ends.
    fn display(&mut self, text: &str, leading: f32, sizes: &[f32]) -> Option<(f32, f32)> {
        let (text, is_whole) = self.covered(text, Style::Roman)?;
        let set = set(&self.setting(Style::Roman), &text, is_whole, "", sizes, leading)?;
        Some(self.stack(set, leading))
    }

    /// Places the lines of a text in the middle of what is theirs, a little above it.
    fn stack(&mut self, set: Set, leading: f32) -> (f32, f32) {
        let pitch = set.size * leading;
        let height = pitch * (set.lines.len() as f32 - 1.0) + set.size * (ASCENT + DESCENT);
        let top = TOP + ((BOTTOM - TOP - height) * 0.46).max(0.0);
        let first = top + set.size * ASCENT;
        for (index, (text, shaped)) in set.lines.into_iter().enumerate() {
            let baseline = (first + pitch * index as f32).round();
            self.place(text, shaped, START, (baseline, set.size, colours::INK));
        }
        (top, top + height)
    }

    /// One line below the hairline, cut if it does not fit beside what takes `reserved` from it.
    fn below(&mut self, text: &str, style: Style, (baseline, size, colour): (f32, f32, Colour), reserved: f32) {
        let Some((text, is_whole)) = self.covered(text, style) else { return };
        let measure = (MEASURE - reserved) / size;
        let Some(line) = one_line(&self.setting(style), &text, is_whole, measure) else { return };
        let (text, shaped) = line;
        self.place(text, shaped, START, (baseline, size, colour));
    }

    /// Title and source in two lines, and the library at the other side of the last.
    fn attribution(&mut self, card: &Card) {
        let is_sourced = card.source.as_deref().is_some_and(|source| self.covered(source, Style::Roman).is_some());
        let reserved = if is_sourced { 0.0 } else { self.library(card, FIRST_BELOW) };
        self.below(&card.title, Style::Italic, (FIRST_BELOW, TITLE_BELOW, colours::INK), reserved);
        if is_sourced {
            self.colophon(card, SECOND_BELOW);
        }
    }

    /// The source, and at the other side the library.
    fn colophon(&mut self, card: &Card, baseline: f32) {
        let reserved = self.library(card, baseline);
        if let Some(source) = &card.source {
            self.below(source, Style::Roman, (baseline, SOURCE, colours::QUIET), reserved);
        }
    }

    /// The library's title; answers how much of the line it takes.
    fn library(&mut self, card: &Card, baseline: f32) -> f32 {
        let Some((library, is_whole)) = self.covered(&card.library, Style::SmallCapitals) else { return 0.0 };
        let setting = self.setting(Style::SmallCapitals);
        let Some((text, shaped)) = one_line(&setting, &library, is_whole, MEASURE / SOURCE * 0.5) else { return 0.0 };
        let width = shaped.width * SOURCE;
        self.place(text, shaped, START + MEASURE - width, (baseline, SOURCE, colours::QUIET));
        width + SOURCE * 2.0
    }

    fn hairline(&mut self) {
        self.fill(START, HAIRLINE, MEASURE, 2.0, colours::HAIRLINE);
    }

    /// The tone beside the quote: an analogy's is a bracket, as on the page.
    fn rule(&mut self, tone: Tone, (top, bottom): (f32, f32)) {
        const ARM: f32 = 16.0;
        let colour = colours::tone(tone);
        let (top, height) = (top.round(), (bottom - top).round());
        self.fill(RULE, top, WEIGHT, height, colour);
        if tone == Tone::Figure {
            self.fill(RULE, top, ARM, WEIGHT, colour);
            self.fill(RULE, top + height - WEIGHT, ARM, WEIGHT, colour);
        }
    }

    /// A line so far from the edge at which reading starts.
    fn place(&mut self, text: String, shaped: Shaped, start: f32, (baseline, size, colour): (f32, f32, Colour)) {
        let x = self.mirrored(start, shaped.width * size);
        self.composition.lines.push(Placed { text, shaped, x, baseline, size, colour });
    }

    fn fill(&mut self, start: f32, y: f32, width: f32, height: f32, colour: Colour) {
        let x = self.mirrored(start, width);
        self.composition.rules.push(Rule { x, y, width, height, colour });
    }

    fn mirrored(&self, start: f32, width: f32) -> f32 {
        if self.direction == Direction::RightToLeft { WIDTH as f32 - start - width } else { start }
    }
}

/// A text broken into lines.
struct Set {
    lines: Vec<(String, Shaped)>,
    size: f32,
}

/// The text in the largest size in which all of it fits, or cut in the smallest.
fn set(setting: &Setting<'_>, text: &str, is_whole: bool, close: &str, sizes: &[f32], leading: f32) -> Option<Set> {
    let end = if is_whole { close.to_owned() } else { [ELLIPSIS, close].concat() };
    let closed = [if is_whole { text } else { trimmed(text) }, &end].concat();
    let pieces = lines::pieces(&closed, |text| setting.width(text));
    let smallest = *sizes.last()?;
    for size in sizes {
        if let Some(lines) = lines_at(setting, &pieces, *size, leading) {
            return Some(Set { lines, size: *size });
        }
    }
    // How many pieces fit with the ellipsis behind them: more never take less room.
    let pieces = lines::pieces(text, |text| setting.width(text));
    let end = [ELLIPSIS, close].concat();
    let broken = lines::broken(&pieces, MEASURE / smallest, |text| setting.width(text));
    let cut_to = |count: usize| {
        let mut pieces = broken[..count].to_vec();
        // What is nothing but punctuation is cut too.
        while pieces.last().is_some_and(|last| trimmed(last.text).is_empty()) {
            pieces.pop();
        }
        let last = [trimmed(pieces.pop()?.text), &end].concat();
        pieces.push(Piece { text: &last, is_spaced: false, width: setting.width(&last) });
        lines_at(setting, &pieces, smallest, leading)
    };
    let (mut fits, mut too_many) = (0, broken.len());
    while too_many - fits > 1 {
        let middle = fits.midpoint(too_many);
        if cut_to(middle).is_some() { fits = middle } else { too_many = middle }
    }
    Some(Set { lines: cut_to(fits)?, size: smallest })
}

/// The lines of pieces in one size; `None` if they do not fit, or cannot be shaped.
fn lines_at(setting: &Setting<'_>, pieces: &[Piece<'_>], size: f32, leading: f32) -> Option<Vec<(String, Shaped)>> {
    let measure = MEASURE / size;
    let fitting = ((BOTTOM - TOP - size * (ASCENT + DESCENT)) / (size * leading)) as usize + 1;
    let most = if size > LARGEST_OF_SEVERAL { 1 } else { fitting };
    let pieces = lines::broken(pieces, measure, |text| setting.width(text));
    let lines = lines::balanced(&pieces, measure, setting.width(" "), most)?;
    let shaped = lines.into_iter().map(|line| {
        let text = lines::joined(&pieces[line]);
        let shaped = setting.shape(&text)?;
        // Letters of two pieces may stand further apart than the pieces alone promise.
        (shaped.width <= measure).then_some((text, shaped))
    });
    shaped.collect()
}

/// As much of a text as fits on one line.
fn one_line(setting: &Setting<'_>, text: &str, is_whole: bool, measure: f32) -> Option<(String, Shaped)> {
    let fitting = |text: String| {
        let shaped = setting.shape(&text)?;
        (shaped.width <= measure).then_some((text, shaped))
    };
    if let Some(line) = fitting(text.to_owned()).filter(|_| is_whole) {
        return Some(line);
    }
    let pieces = lines::pieces(text, |text| setting.width(text));
    let pieces = lines::broken(&pieces, measure - 1.0, |text| setting.width(text));
    let mut cuts = (1..=pieces.len()).rev();
    cuts.find_map(|count| fitting([trimmed(&lines::joined(&pieces[..count])), ELLIPSIS].concat()))
}

/// Without the punctuation that does not stand before an ellipsis.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches([' ', ',', ';', ':', '.', '…', '-', '–', '—', '(', '“', '‘', '«'])
}
