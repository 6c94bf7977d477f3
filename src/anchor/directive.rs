//! Text directives: a passage in an address, `[prefix-,]start[,end][,-suffix]`.
//!
//! Enter at [`Directive::new`] and [`Directive::write`] to make one, at [`resolve`] to open one. The grammar is that of
//! Text Fragments (WICG draft, "The text directive"), here in the query, where the server sees it, with `+` for a blank.
//! Addresses are changed on their way: programs decode `%2C`, encode blanks otherwise, take the full stop or bracket
//! behind an address for a part of it. So a value has several readings; the first one whose words stand in the text is
//! taken, and only what the grammar says literally may be looked for in edited forms. An address is what anybody may
//! write, so the work that a value makes is bounded, whatever it says.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::exact;
use super::fold::Folded;
use super::index::Index;
use super::word;
use super::{Resolution, State};
use crate::content::{Quote, Selector};

/// A longer value is no link that somebody was given: browsers, mail and chat programs cut much shorter ones.
pub const MAX_BYTES: usize = 4096;

/// With more commas than this a value is read only literally: each may part two terms, which makes as many readings.
const MAX_COMMAS: usize = 32;

/// Readings that are tried at most, for the same reason.
const MAX_READINGS: usize = 256;

/// Bytes of the text that are read for all of them together: in a text of some pages more than so many readings take.
const MAX_SCANNED: usize = 1 << 25;

/// Characters that may have been taken for the end of an address.
const MAX_STUCK: usize = 8;

/// What programs take for a part of an address, or sentences put behind one.
const STUCK: [char; 14] = ['.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '”', '»'];

/// What a term has encoded besides what every query has: commas and what else means something here.
const TERM: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'\'')
    .add(b'+')
    .add(b',')
    .add(b'<')
    .add(b'>')
    .add(b'`');

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
    NotUtf8,
    ControlCharacter,
    /// It has no words.
    Empty,
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

/// What stands between two neighbouring terms: a blank, unless the text has them close together.
fn gap(index: &Index, before: &str, after: &str) -> &'static str {
    let is_close = || exact::stands(index.text(), Folded::new(&[before, after].concat()).text().trim());
    if before.is_empty() || after.is_empty() || is_close() { "" } else { " " }
}

/// A term as it is written: blanks as `+`, and hyphens at its ends encoded, where they would say that it is context.
/// Control characters are left out: they are nothing in the text either, and no value may have them.
fn term(words: &str) -> String {
    let words: String = words.chars().filter(|char| !is_refused(*char)).collect();
    let encoded = utf8_percent_encode(words.trim(), TERM).to_string().replace("%20", "+");
    let inner = encoded.trim_start_matches('-');
    let leading = encoded.len() - inner.len();
    let core = inner.trim_end_matches('-');
    let trailing = inner.len() - core.len();
    ["%2D".repeat(leading), core.to_owned(), "%2D".repeat(trailing)].concat()
}

/// Opens the value of an address, still encoded, in a text.
///
/// # Errors
/// When the value is none that anybody could have been given.
pub fn resolve(index: &Index, value: &str) -> Result<Opened, Malformed> {
    let parts = parts(value)?;
    let readings = readings(&parts);
    let Some(literal) = readings.first().cloned() else { return Err(Malformed::Empty) };
    let resolution = index.resolve(&literal.selector(index), None);
    if resolution.state != State::Found {
        let mut scanned = 0;
        for directive in readings.into_iter().skip(1) {
            scanned += index.text().len() * directive.scans();
            if scanned > MAX_SCANNED {
                break;
            }
            let resolution = index.resolve_verbatim(&directive.selector(index));
            if let Some(resolution) = resolution.filter(|resolution| resolution.state == State::Found) {
                return Ok(Opened { directive, resolution });
            }
        }
    }
    Ok(Opened { directive: literal, resolution })
}

/// A part between two commas.
struct Part {
    words: String,
    /// Whether the hyphen that says "what follows me is quoted" stands at its end.
    is_prefix: bool,
    /// Whether the hyphen that says "what is quoted stands before me" stands at its beginning.
    is_suffix: bool,
}

fn is_refused(char: char) -> bool {
    char.is_control() && !char.is_whitespace()
}

fn parts(value: &str) -> Result<Vec<Part>, Malformed> {
    if value.len() > MAX_BYTES {
        return Err(Malformed::TooLong);
    }
    let parts = value.split(',').map(|raw| {
        let raw = raw.replace('+', " ");
        let words = percent_decode_str(&raw).decode_utf8().map_err(|_| Malformed::NotUtf8)?.into_owned();
        if words.chars().any(is_refused) {
            return Err(Malformed::ControlCharacter);
        }
        Ok(Part { words, is_prefix: raw.ends_with('-'), is_suffix: raw.starts_with('-') })
    });
    let parts = parts.collect::<Result<Vec<Part>, Malformed>>()?;
    let has_words = parts.iter().any(|part| part.words.chars().any(word::is_content));
    if has_words { Ok(parts) } else { Err(Malformed::Empty) }
}

/// What a value may mean, the likeliest first.
fn readings(parts: &[Part]) -> Vec<Directive> {
    let words: Vec<&str> = parts.iter().map(|part| part.words.as_str()).collect();
    let mut readings: Vec<Directive> = literal(parts, &words).into_iter().collect();
    if parts.len() <= MAX_COMMAS {
        grouped(parts, &words, &mut readings);
        let mut trimmed = words.clone();
        for _ in 0..MAX_STUCK {
            let Some(last) = trimmed.last_mut().filter(|last| last.ends_with(STUCK)) else { break };
            *last = last[..last.len() - last.chars().next_back().map_or(0, char::len_utf8)].trim_end();
            let is_empty = last.is_empty();
            if is_empty {
                trimmed.pop();
            }
            if trimmed.is_empty() {
                break;
            }
            let parts = &parts[..trimmed.len()];
            readings.extend(literal(parts, &trimmed));
            grouped(parts, &trimmed, &mut readings);
        }
    }
    if readings.is_empty() {
        // More parts than the grammar has: commas that somebody decoded.
        readings.push(Directive::new(words.join(",").trim()));
    }
    let mut different: Vec<Directive> = Vec::with_capacity(readings.len());
    for reading in readings {
        if different.len() < MAX_READINGS && !different.contains(&reading) {
            different.push(reading);
        }
    }
    different
}

/// The one reading that the grammar has, if the parts are no more than it has.
fn literal(parts: &[Part], words: &[&str]) -> Option<Directive> {
    let from = usize::from(parts.len() > 1 && parts[0].is_prefix);
    let to = parts.len() - usize::from(parts.len() > from + 1 && parts[parts.len() - 1].is_suffix);
    (to - from <= 2).then(|| directive(words, from, (to - from == 2).then_some(from + 1), to))
}

/// Readings in which some of the commas belong to the words.
fn grouped(parts: &[Part], words: &[&str], readings: &mut Vec<Directive>) {
    let count = parts.len();
    let starts = (0..count).filter(|&at| at == 0 || parts[at - 1].is_prefix);
    for from in starts {
        for to in (from + 1..=count).rev().filter(|&at| at == count || parts[at].is_suffix) {
            readings.push(directive(words, from, None, to));
            readings.extend((from + 1..to).map(|at| directive(words, from, Some(at), to)));
            if readings.len() > MAX_READINGS {
                return;
            }
        }
    }
}

/// A context without the one hyphen that says that it is one; others are its own.
fn without(words: &str, hyphen: impl Fn(&str) -> Option<&str>) -> String {
    hyphen(words).map_or(words, str::trim).to_owned()
}

/// What stands before part `from` is the prefix, what stands from part `to` on the suffix; between them the passage
/// ends with the parts from `end` on.
fn directive(words: &[&str], from: usize, end: Option<usize>, to: usize) -> Directive {
    let joined = |words: &[&str]| words.join(",").trim().to_owned();
    Directive {
        prefix: without(&joined(&words[..from]), |words| words.strip_suffix('-')),
        start: joined(&words[from..end.unwrap_or(to)]),
        end: end.map(|end| joined(&words[end..to])),
        suffix: without(&joined(&words[to..]), |words| words.strip_prefix('-')),
    }
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
    fn the_readings_of_a_value_are_few_and_different() {
        let of = |value: &str| readings(&parts(value).unwrap());
        assert_eq!(of("three").len(), 1);
        assert_eq!(of("three.").len(), 2);
        for value in ["-a-,".repeat(32) + "a", "a,".repeat(32) + "a", "a.".repeat(2_000), "a,".repeat(32) + ")))))))"] {
            let readings = of(&value);
            assert!(readings.len() <= MAX_READINGS, "{}", &value[..20]);
            let is_new = |(at, reading)| !readings[..at].contains(reading);
            assert!(readings.iter().enumerate().all(is_new), "{}", &value[..20]);
        }
        assert!(of(&("a".to_owned() + &".".repeat(2_000))).len() <= 1 + MAX_STUCK);
    }

    #[test]
    fn hostile_values_are_refused_or_end_soon() {
        let index = Index::new(TEXT);
        assert_eq!(resolve(&index, &"a".repeat(MAX_BYTES + 1)), Err(Malformed::TooLong));
        assert_eq!(resolve(&index, "%ff"), Err(Malformed::NotUtf8));
        assert_eq!(resolve(&index, "a%00b"), Err(Malformed::ControlCharacter));
        for empty in ["", ",,,", "-,-", "%20", "%E2%80%AE"] {
            assert_eq!(resolve(&index, empty), Err(Malformed::Empty), "{empty}");
        }
        for value in [",".repeat(4000) + "a", "a,".repeat(2000), "-a-,".repeat(30), "a%2C".repeat(1000)] {
            assert_ne!(resolve(&index, &value).unwrap().resolution.state, State::Found, "{}", &value[..20]);
        }
    }
}
