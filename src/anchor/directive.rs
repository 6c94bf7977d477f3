//! Text directives: a passage in an address, `[prefix-,]start[,end][,-suffix]`.
//!
//! Enter at [`Directive::new`] and [`Directive::write`] to make one, at [`resolve`] to open one. The grammar is that of
//! Text Fragments (WICG draft, "The text directive"), here in the query, where the server sees it.
//! Addresses are changed on their way, so a value is read in every way that it may have been written (`roads`), and each
//! of these in every way that it may be meant (`readings`). A reading counts if its words stand in the text. If several
//! count and lead to different words, nothing says which are meant. Only where none counts, the likeliest is looked for
//! in edited forms. An address is what anybody may write, so the work that a value makes is bounded, whatever it says.

use std::ops::Range;

use super::exact;
use super::fold::Folded;
use super::index::Index;
use super::readings::{MAX_READINGS, Readings};
use super::roads;
use super::word;
use super::{Reason, Resolution, State, TextRange};
use crate::content::{Quote, Selector};

/// A longer value is no link that somebody was given: browsers, mail and chat programs cut much shorter ones.
pub const MAX_BYTES: usize = 4096;

/// Bytes of the text that are read for all readings together: in a text of some pages more than so many take.
const MAX_SCANNED: usize = 1 << 25;

/// A passage by its words: `start` alone, or from `start` to `end`. An empty prefix or suffix says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Directive {
    pub prefix: String,
    pub start: String,
    pub end: Option<String>,
    pub suffix: String,
}

/// Why a value is no directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    TooLong,
    ControlCharacter,
}

/// What a directive led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// As it was read.
    pub directive: Directive,
    pub resolution: Resolution,
}

impl Directive {
    /// Words that stand once in their text.
    pub fn new(words: impl Into<String>) -> Self {
        Self { start: words.into(), ..Self::default() }
    }

    /// The value for an address.
    pub fn write(&self) -> String {
        let mut parts = Vec::with_capacity(4);
        if !self.prefix.is_empty() {
            parts.push(format!("{}-", term(&self.prefix)));
        }
        parts.push(term(&self.start));
        parts.extend(self.end.as_deref().map(term));
        if !self.suffix.is_empty() {
            parts.push(format!("-{}", term(&self.suffix)));
        }
        parts.join(",")
    }

    /// What it quotes, as a reader may see it: `start … end`.
    pub fn quote(&self) -> String {
        self.end.as_ref().map_or_else(|| self.start.clone(), |end| format!("{} … {end}", self.start))
    }

    /// How many times resolving it verbatim reads the text.
    fn scans(&self) -> usize {
        let contexts = usize::from(!self.prefix.is_empty()) + usize::from(!self.suffix.is_empty());
        1 + usize::from(self.end.is_some()) + contexts
    }

    /// Terms are written without the white space that may stand between them in the text.
    fn selector(&self, index: &Index) -> Selector {
        let last = self.end.as_ref().unwrap_or(&self.start);
        let prefix = [self.prefix.as_str(), gap(index, &self.prefix, &self.start)].concat();
        let suffix = [gap(index, last, &self.suffix), self.suffix.as_str()].concat();
        match &self.end {
            None => Selector::Quote(Quote { exact: self.start.clone(), prefix, suffix }),
            Some(end) => Selector::Range {
                start: Quote { exact: self.start.clone(), prefix, suffix: String::new() },
                end: Quote { exact: end.clone(), prefix: String::new(), suffix },
            },
        }
    }
}

/// What stands between two neighbouring terms: a blank, unless the text has them only close together.
fn gap(index: &Index, before: &str, after: &str) -> &'static str {
    let stands = |gap: &str| exact::stands(index.text(), Folded::new(&[before, gap, after].concat()).text().trim());
    if before.is_empty() || after.is_empty() || (!stands(" ") && stands("")) { "" } else { " " }
}

/// A term as it is written: letters, digits, and inside it hyphens and full stops that stand alone. All else means
/// something to some program, or is left out at the end of an address. White space is one blank. Control characters are
/// left out: they are nothing in the text either, and no value may have them. `static/passages.js` writes the same.
fn term(words: &str) -> String {
    let words: String = words.chars().filter(|char| !is_refused(*char)).collect();
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let bytes = line.as_bytes();
    let mut term = String::with_capacity(bytes.len() * 2);
    for (at, &byte) in bytes.iter().enumerate() {
        let is_inside = at > 0 && at + 1 < bytes.len() && bytes[at - 1] != byte;
        if byte.is_ascii_alphanumeric() || (is_inside && matches!(byte, b'-' | b'.')) {
            term.push(char::from(byte));
        } else {
            term.push_str(percent_encoding::percent_encode_byte(byte));
        }
    }
    term
}

/// Opens the value of an address, still encoded, in a text.
///
/// # Errors
/// When the value is none that anybody could have been given.
pub fn resolve(index: &Index, value: &str) -> Result<Opened, Malformed> {
    if value.len() > MAX_BYTES {
        return Err(Malformed::TooLong);
    }
    let as_it_came = Readings::of(value).ok_or(Malformed::ControlCharacter)?;
    let likeliest = Readings::of(&roads::likeliest(value)).unwrap_or(as_it_came);
    let directive = likeliest.likeliest.unwrap_or_default();
    let mut found = found(index, value);
    if found.len() == 1 {
        return Ok(found.swap_remove(0));
    }
    let resolution = if !found.is_empty() {
        let reason = Reason::Several { places: found.len() };
        let places = found.iter().filter_map(|opened| opened.resolution.range).collect();
        Resolution::unanchored(State::Ambiguous, places, reason)
    } else if likeliest.is_whole || directive.start.is_empty() {
        index.resolve(&directive.selector(index), None)
    } else {
        // What is left of a passage is no other passage.
        Resolution::unanchored(State::Orphaned, Vec::new(), Reason::NotFound)
    };
    Ok(Opened { directive, resolution })
}

/// What the readings of a value find verbatim, each passage once.
fn found(index: &Index, value: &str) -> Vec<Opened> {
    let mut search = Search { index, tried: Vec::new(), found: Vec::new(), scanned: 0 };
    for readings in roads::spellings(value).iter().filter_map(|spelling| Readings::of(spelling)) {
        for rank in readings.ranks {
            let counts: Vec<bool> = rank.into_iter().map(|directive| search.stands(directive)).collect();
            if counts.contains(&true) {
                break;
            }
        }
    }
    search.found
}

/// The search for the words of readings.
struct Search<'i> {
    index: &'i Index,
    /// The readings so far, and whether they count.
    tried: Vec<(Directive, bool)>,
    found: Vec<Opened>,
    /// Bytes of the text.
    scanned: usize,
}

impl Search<'_> {
    /// Whether the words of a reading stand in the text, in one place; nothing does any more when enough was tried.
    fn stands(&mut self, directive: Directive) -> bool {
        if let Some((_, stands)) = self.tried.iter().find(|(known, _)| *known == directive) {
            return *stands;
        }
        self.scanned += self.index.text().len() * directive.scans();
        if self.tried.len() == MAX_READINGS || (self.scanned > MAX_SCANNED && !self.tried.is_empty()) {
            return false;
        }
        let resolution = self.index.resolve_verbatim(&directive.selector(self.index));
        let range = resolution.as_ref().filter(|found| found.state == State::Found).and_then(|found| found.range);
        self.tried.push((directive.clone(), range.is_some()));
        if let (Some(range), Some(resolution)) = (range, resolution) {
            let words = words_of(self.index, range);
            // What stands inside of what was found leaves some of the link unread.
            let is_within = |other: TextRange| {
                let other = words_of(self.index, other);
                other.start <= words.start && words.end <= other.end
            };
            if !self.found.iter().filter_map(|other| other.resolution.range).any(is_within) {
                self.found.push(Opened { directive, resolution });
            }
        }
        range.is_some()
    }
}

/// Where the words of a passage stand in the folded text, without the signs at their ends: with or without these, it is
/// the same passage.
pub(super) fn words_of(index: &Index, range: TextRange) -> Range<usize> {
    let range = index.folded().to_folded(range);
    let is_sign = |char: char| !word::is_content(char);
    let words = &index.text()[range.clone()];
    let start = range.start + words.len() - words.trim_start_matches(is_sign).len();
    start..start + words.trim_matches(is_sign).len()
}

/// Whether no address may have a character.
pub(super) fn is_refused(char: char) -> bool {
    char.is_control() && !char.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "One, two. Well-known & 100 % sure: three, four, five, six (seven) eight. One more, two more.";

    fn opened(value: &str) -> (State, String) {
        let opened = resolve(&Index::new(TEXT), value).unwrap();
        let words = opened
            .resolution
            .range
            .map_or(String::new(), |range| TEXT.chars().skip(range.start).take(range.end - range.start).collect());
        (opened.resolution.state, words)
    }

    #[test]
    fn the_grammar_is_read() {
        for (value, words) in [
            ("Well-known", "Well-known"),
            ("three,six", "three, four, five, six"),
            ("One%2C-,two", "two"),
            ("two,-more", "two"),
            ("more%2C-,two,-more", "two"),
            ("eight.-,One,two,-more", "One more, two"),
            ("Well-known+%26+100+%25", "Well-known & 100 %"),
        ] {
            let (state, found) = opened(value);
            assert_eq!((state, found.as_str()), (State::Found, words), "{value}");
        }
    }

    #[test]
    fn what_programs_do_to_addresses_is_undone() {
        for (value, words) in [
            ("three,%20four,%20five", "three, four, five"),
            ("three,+four,+five,+six", "three, four, five, six"),
            ("sure:+three.", "sure: three"),
            ("(seven)).", "(seven)"),
            ("five,+six)", "five, six"),
            ("Well%2Dknown", "Well-known"),
        ] {
            assert_eq!(opened(value), (State::Found, words.to_owned()), "{value}");
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let index = Index::new(TEXT);
        for directive in [
            Directive { prefix: "One,".to_owned(), ..Directive::new("two") },
            Directive { end: Some("six (seven)".to_owned()), ..Directive::new("100 % sure: three") },
            Directive { suffix: "more.".to_owned(), ..Directive::new("two") },
            Directive::new("-known & 100 %"),
        ] {
            let value = directive.write();
            assert_eq!(resolve(&index, &value).unwrap().directive, directive, "{value}");
        }
    }

    #[test]
    fn a_context_keeps_its_own_hyphen_and_needs_no_blank() {
        let text = "Pre- and post-war talks, and other talks and more: talks of post- and pre-war.";
        let index = Index::new(text);
        for (prefix, start) in [("Pre-", "and"), ("post-", "and"), ("talks,", "and"), ("other", "talks")] {
            let at = text.find(&format!("{prefix} {start}")).unwrap() + prefix.len() + 1;
            let directive = Directive { prefix: prefix.to_owned(), ..Directive::new(start) };
            let opened = resolve(&index, &directive.write()).unwrap();
            assert_eq!(opened.directive, directive);
            assert_eq!(opened.resolution.range.map(|range| range.start), Some(at), "{prefix} {start}");
        }
    }

    #[test]
    fn hostile_values_are_refused_or_end_soon() {
        let index = Index::new(TEXT);
        assert_eq!(resolve(&index, &"a".repeat(MAX_BYTES + 1)), Err(Malformed::TooLong));
        assert_eq!(resolve(&index, "a%00b"), Err(Malformed::ControlCharacter));
        for empty in ["", ",,,", "-,-", "%20", "%E2%80%AE", "%ff", "%E2%80"] {
            assert_eq!(resolve(&index, empty).unwrap().resolution.state, State::Orphaned, "{empty}");
        }
        for value in [",".repeat(4000) + "a", "a,".repeat(2000), "-a-,".repeat(30), "a%2C".repeat(1000)] {
            assert_ne!(resolve(&index, &value).unwrap().resolution.state, State::Found, "{}", &value[..20]);
        }
    }
}
