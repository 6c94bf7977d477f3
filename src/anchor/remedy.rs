//! Remedies: targets that a writer can paste for a passage of the text, each of them tried before it is proposed.
//!
//! Enter at [`Remedies::passage`], or at [`Remedies::end`] for one end of a range. A passage is described
//! (`describe`), its words are taken from the text as it stands, and the target is resolved as it would be when it is
//! read back. What does not lead to the passage is not proposed: a remedy that does not help is worse than none.

use std::fmt::Write;
use std::ops::Range;

use crate::content::{Quote, Selector};
use crate::text::Text;

use super::describe::{self, Described};
use super::index::Index;
use super::{Reason, State, TextRange, word};

/// Longer passages are given by their first and last words, in Unicode scalars: a line that still can be read.
const LONGEST_WHOLE: usize = 120;

/// Words of each end of a longer passage.
const WORDS_OF_AN_END: usize = 6;

/// What targets are proposed from.
#[derive(Clone, Copy)]
pub(super) struct Remedies<'a> {
    pub(super) index: &'a Index,
    pub(super) text: &'a Text,
}

impl Remedies<'_> {
    /// A target for `range`, as an entry of a list in YAML.
    pub(super) fn passage(self, range: TextRange) -> Option<String> {
        let whole = describe::places(self.index, range);
        let is_long = range.end - range.start > LONGEST_WHOLE;
        let by_ends = is_long.then(|| self.by_ends(whole.exact.clone())).flatten();
        let selectors = by_ends.into_iter().chain([Selector::Quote(self.quote(&whole))]);
        selectors.into_iter().find(|selector| self.leads_to(selector, &whole.exact)).map(|selector| entry(&selector))
    }

    /// `selector`, a range, with the end that `reason` complains of quoted as it is at `range`.
    pub(super) fn end(self, selector: &Selector, reason: &Reason, range: TextRange) -> Option<String> {
        let Selector::Range { start, end } = selector else { return None };
        let quote = self.quote(&describe::places(self.index, range));
        let selector = match reason {
            Reason::Start(_) => Selector::Range { start: quote, end: typed_quote(end) },
            _ => Selector::Range { start: typed_quote(start), end: quote },
        };
        (self.index.resolve(&selector, None).state == State::Found).then(|| entry(&selector))
    }

    fn by_ends(self, whole: Range<usize>) -> Option<Selector> {
        let words = word::words(self.index.text(), whole.clone());
        let first = words.get(WORDS_OF_AN_END - 1).filter(|_| words.len() > 2 * WORDS_OF_AN_END)?;
        let last = words.get(words.len() - WORDS_OF_AN_END)?;
        let end = |range: Range<usize>| self.quote(&describe::places(self.index, self.index.to_source(range)));
        Some(Selector::Range { start: end(whole.start..first.end()), end: end(last.start..whole.end) })
    }

    fn quote(self, described: &Described) -> Quote {
        let words = |range: &Range<usize>| {
            let range = self.index.to_source(range.clone());
            typed(self.text.slice(range.start..range.end))
        };
        Quote { exact: words(&described.exact), prefix: words(&described.prefix), suffix: words(&described.suffix) }
    }

    fn leads_to(self, selector: &Selector, place: &Range<usize>) -> bool {
        let resolution = self.index.resolve(selector, None);
        resolution.state == State::Found && resolution.range == Some(self.index.to_source(place.clone()))
    }
}

fn typed_quote(quote: &Quote) -> Quote {
    Quote { exact: typed(&quote.exact), prefix: typed(&quote.prefix), suffix: typed(&quote.suffix) }
}

/// A text on one line, without what is not seen and may be lost or do harm where it is pasted.
fn typed(text: &str) -> String {
    let is_kept = |c: &char| {
        c.is_whitespace()
            || !(c.is_control()
                || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
                || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'))
    };
    let seen: String = text.chars().filter(is_kept).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An entry of a list of targets, on one line of YAML.
fn entry(selector: &Selector) -> String {
    match selector {
        Selector::Quote(quote) => format!("- {}", map(quote)),
        Selector::Range { start, end } => {
            let end_of_range = |quote: &Quote| {
                let is_bare = quote.prefix.is_empty() && quote.suffix.is_empty();
                if is_bare { scalar(&quote.exact) } else { map(quote) }
            };
            format!("- {{ start: {}, end: {} }}", end_of_range(start), end_of_range(end))
        }
    }
}

fn map(quote: &Quote) -> String {
    let context = [("prefix", &quote.prefix), ("suffix", &quote.suffix)];
    let context = context.into_iter().filter(|(_, words)| !words.is_empty());
    let mut map = format!("{{ exact: {}", scalar(&quote.exact));
    for (name, words) in context {
        let _ = write!(map, ", {name}: {}", scalar(words));
    }
    map + " }"
}

/// A text in YAML's double quotes, with escapes for what YAML does not print (YAML 1.2, production 1).
fn scalar(text: &str) -> String {
    let mut scalar = String::with_capacity(text.len() + 2);
    scalar.push('"');
    for c in text.chars() {
        match c {
            '\\' | '"' => scalar.extend(['\\', c]),
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(scalar, "\\u{:04x}", u32::from(c));
            }
            c => scalar.push(c),
        }
    }
    scalar.push('"');
    scalar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_one_line_that_yaml_reads() {
        let quote = Quote { exact: typed(" a:\n# \"b\\\" {\u{202e}c\u{7}}\u{ffff} "), ..Quote::default() };
        assert_eq!(entry(&Selector::Quote(quote)), r#"- { exact: "a: # \"b\\\" {c}\uffff" }"#);
    }
}
