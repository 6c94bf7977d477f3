//! Whose language words are in: the text's, the library's or the interface's.
//!
//! Enter at [`Language::within`]. The root of a page has the language and direction of what the page is about, which is
//! what screen readers and search engines take it for, and which decides on what side notes stand. What is in another
//! language says so itself (WCAG 2.2, success criterion 3.1.2): templates write `{{ ours }}` into the tag around words
//! of the interface, and `{{ theirs }}` where words of the text stand among those. Both are empty where nothing differs.
//!
//! [`isolated`] is for titles and other plain text, where no element can keep two directions apart.

use std::borrow::Cow;
use std::fmt;

use askama::FastWritable;
use askama::filters::HtmlSafe;
use unicode_bidi::{BidiClass, bidi_class};

use crate::content::{Direction, Piece, Settings};

/// The language of some words, and which way it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Language<'a> {
    pub tag: &'a str,
    pub direction: Direction,
}

/// The interface speaks one language so far.
pub const INTERFACE: Language<'static> = Language { tag: "en", direction: Direction::LeftToRight };

impl<'a> Language<'a> {
    /// Of a piece and all that is on it.
    pub fn of_piece(piece: &'a Piece, settings: &'a Settings) -> Self {
        Self { tag: piece.lang(settings), direction: piece.direction(settings) }
    }

    /// Of the library's own words.
    pub fn of_library(settings: &'a Settings) -> Self {
        Self { tag: &settings.lang, direction: settings.direction() }
    }

    /// What words in this language say of themselves among words in the one around them.
    pub fn within(self, around: Language<'a>) -> Attributes<'a> {
        Attributes { own: (!self.is_like(around)).then_some(self), has_direction: true }
    }

    /// Whether words need not be told apart: the language is the same, whatever the region (`en-GB` speaks English).
    fn is_like(self, other: Language<'_>) -> bool {
        let language = |tag: &str| tag.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
        let is_exact = self.tag.eq_ignore_ascii_case(other.tag);
        let is_dialect = self == INTERFACE || other == INTERFACE;
        self.direction == other.direction && (is_exact || is_dialect && language(self.tag) == language(other.tag))
    }
}

/// `lang` and `dir`, with a blank before each, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Attributes<'a> {
    own: Option<Language<'a>>,
    has_direction: bool,
}

impl Attributes<'_> {
    /// Without the direction: for an element that has a name in this language and is laid out as what is around it.
    #[must_use]
    pub fn named(self) -> Self {
        Self { has_direction: false, ..self }
    }
}

impl fmt::Display for Attributes<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(own) = self.own else { return Ok(()) };
        write!(out, " lang=\"")?;
        // Tags are letters, digits and hyphens; what else somebody wrote must not end the attribute.
        for char in own.tag.chars().filter(|char| char.is_alphanumeric() || matches!(char, '-' | '_')) {
            write!(out, "{char}")?;
        }
        write!(out, "\"")?;
        if self.has_direction { write!(out, " dir=\"{}\"", own.direction.as_str()) } else { Ok(()) }
    }
}

impl FastWritable for Attributes<'_> {
    fn write_into(&self, out: &mut dyn fmt::Write, _: &dyn askama::Values) -> askama::Result<()> {
        Ok(write!(out, "{self}")?)
    }
}

impl HtmlSafe for Attributes<'_> {}

/// First strong isolate and its end (Unicode Standard Annex 9, section 2.4.2).
const ISOLATE: char = '\u{2068}';
const END: char = '\u{2069}';

/// The parts of a line of plain text, each kept from turning the others around, where one runs from right to left and
/// another does not. Elsewhere they stay as they are: few programs show these characters well that show nothing else.
pub fn isolated<const N: usize>(parts: [&str; N]) -> [Cow<'_, str>; N] {
    let has = |part: &str, classes: &[BidiClass]| part.chars().any(|char| classes.contains(&bidi_class(char)));
    let is_leftward = |part: &&str| has(part, &[BidiClass::R, BidiClass::AL]);
    let is_rightward = |part: &&str| has(part, &[BidiClass::L, BidiClass::EN]);
    let is_mixed = parts.iter().any(is_leftward) && parts.iter().any(is_rightward);
    parts.map(|part| if is_mixed { Cow::Owned(format!("{ISOLATE}{part}{END}")) } else { Cow::Borrowed(part) })
}

/// The direction of words that have no letter that runs the way of the text around them, and some that run the other.
pub fn other_way(words: &str, around: Direction) -> Option<Direction> {
    let mut letters = words.chars().filter_map(|char| match bidi_class(char) {
        BidiClass::L => Some(Direction::LeftToRight),
        BidiClass::R | BidiClass::AL => Some(Direction::RightToLeft),
        _ => None,
    });
    let first = letters.next().filter(|direction| *direction != around)?;
    letters.all(|direction| direction != around).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARABIC: Language<'static> = Language { tag: "ar-EG", direction: Direction::RightToLeft };

    fn rightward(tag: &str) -> Language<'_> {
        Language { tag, direction: Direction::LeftToRight }
    }

    #[test]
    fn words_say_their_language_only_where_it_is_another() {
        assert_eq!(INTERFACE.within(ARABIC).to_string(), " lang=\"en\" dir=\"ltr\"");
        assert_eq!(INTERFACE.within(ARABIC).named().to_string(), " lang=\"en\"");
        assert_eq!(ARABIC.within(INTERFACE).to_string(), " lang=\"ar-EG\" dir=\"rtl\"");
        assert_eq!(INTERFACE.within(rightward("en-GB")).to_string(), "");
        assert_eq!(rightward("pt-BR").within(rightward("pt-PT")).to_string(), " lang=\"pt-BR\" dir=\"ltr\"");
        assert_eq!(rightward("e\"><b>").within(ARABIC).to_string(), " lang=\"eb\" dir=\"ltr\"");
    }

    #[test]
    fn plain_text_is_isolated_only_where_directions_meet() {
        assert_eq!(isolated(["One", "two"]), ["One", "two"]);
        assert_eq!(isolated(["שלום", "בית"]), ["שלום", "בית"]);
        assert_eq!(isolated(["שלום", "Library"]), ["\u{2068}שלום\u{2069}", "\u{2068}Library\u{2069}"]);
        assert_eq!(isolated(["1999 שלום", "בית"])[0], "\u{2068}1999 שלום\u{2069}");
    }
}
