//! Readings: what a value of an address may say, as `[prefix-,]start[,end][,-suffix]`.
//!
//! Enter at [`Readings::of`], for each spelling of a value (`roads`). What the grammar says comes first. Where that is
//! not found, commas may belong to the words, because programs decode `%2C`, and the last signs to the message that the
//! address stood in. An address that ends in the middle of a character was cut; it may still name a passage, if what it
//! lost is the end of a suffix: of all else there would be too little.

use percent_encoding::percent_decode_str;
use unicode_normalization::char::is_combining_mark;

use super::directive::{Directive, is_refused};
use super::word;

/// With more commas than this a value is read only literally: each may part two terms, which makes as many readings.
const MAX_COMMAS: usize = 32;

/// Readings that are tried at most, for the same reason.
pub(super) const MAX_READINGS: usize = 256;

/// Signs that may have been taken for the end of an address.
const MAX_STUCK: usize = 8;

/// What one spelling of a value may say.
#[derive(Default)]
pub(super) struct Readings {
    /// What the grammar says; what it may say if commas are of the words; the same with one sign less at the end, with
    /// two, and so on. What comes later counts only where nothing before does.
    pub(super) ranks: Vec<Vec<Directive>>,
    /// What to look for if none of these stands in the text: only what the grammar says, as other words would be marked
    /// where context is taken for a part of the quotation.
    pub(super) likeliest: Option<Directive>,
    /// Whether nothing of it was lost on the way, as far as can be seen.
    pub(super) is_whole: bool,
}

/// A part between two commas.
struct Part {
    words: String,
    /// Whether the hyphen that says "what follows me is quoted" stands at its end.
    is_prefix: bool,
    /// Whether the hyphen that says "what is quoted stands before me" stands at its beginning.
    is_suffix: bool,
}

impl Readings {
    /// `None` for what has characters that no address may have. What has no words has no readings.
    pub(super) fn of(spelling: &str) -> Option<Self> {
        let parts: Vec<Part> = spelling.split(',').map(part).collect();
        if parts.iter().any(|part| part.words.chars().any(is_refused)) {
            return None;
        }
        if !parts.iter().any(|part| part.words.chars().any(word::is_content)) {
            return Some(Self::default());
        }
        let words: Vec<&str> = parts.iter().map(|part| part.words.as_str()).collect();
        let literal = literal(&parts, &words);
        let mut likeliest = literal.clone();
        let mut ranks = vec![Vec::from_iter(literal)];
        if parts.len() <= MAX_COMMAS {
            ranks.push(grouped(&parts, &words, false));
            shortened(&parts, words.clone(), &mut ranks, &mut likeliest);
        }
        if !parts.iter().any(|part| part.is_prefix || part.is_suffix) {
            // More parts than the grammar has: commas that somebody decoded.
            let whole = directive(&words, 0, None, words.len());
            ranks.push(vec![whole.clone()]);
            likeliest = likeliest.or(Some(whole));
        }
        Some(Self { ranks, likeliest, is_whole: !is_cut(&parts, &words) })
    }
}

fn part(raw: &str) -> Part {
    let spaced = raw.replace('+', " ");
    let words = percent_decode_str(&spaced).decode_utf8_lossy().into_owned();
    Part { words, is_prefix: raw.ends_with('-'), is_suffix: raw.starts_with('-') }
}

/// Whether something is missing: a prefix has nothing behind it, or a character not all of its bytes.
fn is_cut(parts: &[Part], words: &[&str]) -> bool {
    let is_broken = |words: &&str| words.contains(char::REPLACEMENT_CHARACTER);
    let ends_in_escape = || {
        words.last().is_some_and(|last| {
            without_half_escape(last.trim_end_matches(|char| char != '%' && is_sign(char))).is_some()
        })
    };
    words.iter().any(is_broken)
        || ends_in_escape()
        || parts.iter().rfind(|part| !part.words.is_empty()).is_some_and(|last| last.is_prefix)
}

/// Readings without the last signs, one sign less after the other.
fn shortened<'p>(
    parts: &'p [Part],
    mut words: Vec<&'p str>,
    ranks: &mut Vec<Vec<Directive>>,
    likeliest: &mut Option<Directive>,
) {
    let mut is_cut = false;
    for _ in 0..MAX_STUCK {
        // The hyphen of a prefix is no sign behind an address: without it, context would be quoted.
        let Some((last, part)) = words.iter_mut().zip(parts).last().filter(|(_, part)| !part.is_prefix) else { break };
        if last.is_empty() && !part.is_suffix {
            // The sign was the comma before it.
            words.pop();
        } else {
            // A hyphen may be that of a prefix, and nothing leaves one behind.
            let sign = last.chars().next_back().filter(|char| is_sign(*char) && *char != '-');
            let half_escape = without_half_escape(last);
            is_cut |= half_escape.is_some() || sign == Some(char::REPLACEMENT_CHARACTER);
            let without_sign = sign.map(|sign| &last[..last.len() - sign.len_utf8()]);
            let Some(shorter) = half_escape.or(without_sign) else { break };
            *last = shorter.trim_end();
        }
        let parts = &parts[..words.len()];
        let literal = literal(parts, &words).filter(|_| !is_cut);
        *likeliest = likeliest.take().or_else(|| literal.clone());
        ranks.push(literal.into_iter().chain(grouped(parts, &words, is_cut)).collect());
    }
}

/// What no word ends with, in any script.
fn is_sign(char: char) -> bool {
    !char.is_alphanumeric() && !is_combining_mark(char)
}

/// Words without the `%` or `%E` that is left of an escape at their end.
fn without_half_escape(words: &str) -> Option<&str> {
    words.strip_suffix('%').or_else(|| words.strip_suffix(|digit: char| digit.is_ascii_hexdigit())?.strip_suffix('%'))
}

/// The one reading that the grammar has, if the parts are no more than it has.
fn literal(parts: &[Part], words: &[&str]) -> Option<Directive> {
    parts.first()?;
    let from = usize::from(parts.len() > 1 && parts[0].is_prefix);
    let to = parts.len() - usize::from(parts.len() > from + 1 && parts[parts.len() - 1].is_suffix);
    (to - from <= 2).then(|| directive(words, from, (to - from == 2).then_some(from + 1), to))
}

/// Readings in which some of the commas belong to the words; where the end was cut, only those that end in a suffix.
fn grouped(parts: &[Part], words: &[&str], is_cut: bool) -> Vec<Directive> {
    let count = parts.len();
    let mut readings = Vec::new();
    let starts = (0..count).filter(|&at| at == 0 || parts[at - 1].is_prefix);
    for from in starts {
        let ends = (from + 1..=count).rev().filter(|&at| if at == count { !is_cut } else { parts[at].is_suffix });
        for to in ends {
            readings.push(directive(words, from, None, to));
            readings.extend((from + 1..to).map(|at| directive(words, from, Some(at), to)));
            if readings.len() > MAX_READINGS {
                return readings;
            }
        }
    }
    readings
}

/// A context without the one hyphen that says that it is one; others are its own.
fn without(words: &str, hyphen: impl Fn(&str) -> Option<&str>) -> String {
    hyphen(words).map_or(words, str::trim).to_owned()
}

/// What stands before part `from` is the prefix, what stands from part `to` on the suffix; between them the passage
/// ends with the parts from `end` on.
fn directive(words: &[&str], from: usize, end: Option<usize>, to: usize) -> Directive {
    let joined = |words: &[&str]| words.join(",").split_whitespace().collect::<Vec<_>>().join(" ");
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

    fn of(spelling: &str) -> Vec<Directive> {
        Readings::of(spelling).unwrap().ranks.into_iter().flatten().collect()
    }

    #[test]
    fn signs_of_any_script_may_be_left_behind() {
        for sign in [".", "。", "）", "*", "_", "~", "»", "”", "؟", "।", "]", "`", "|", "\u{200b}", "%EF%BF%BD"]
        {
            assert!(of(&format!("a%20b{sign}")).contains(&Directive::new("a b")) || sign.starts_with('%'), "{sign}");
            let suffixed = Directive { suffix: "c".to_owned(), ..Directive::new("a b") };
            assert!(of(&format!("a%20b,-c{sign}{sign}")).contains(&suffixed), "{sign}");
        }
    }

    #[test]
    fn what_was_cut_names_a_passage_only_if_all_of_it_is_there() {
        for cut in ["a%20b%E2%80", "a%20b%", "a%20b%2", "x-,a%20b%E2", "a,b%E2%80", "a%20b-", "a%20b-,"] {
            assert!(!Readings::of(cut).unwrap().is_whole, "{cut}");
            let is_guess = |directive: &Directive| directive.start == "a b" || directive.end.as_deref() == Some("b");
            assert!(!of(cut).iter().any(is_guess), "{cut}: {:?}", of(cut));
        }
        let whole = Directive { suffix: "c".to_owned(), ..Directive::new("a b") };
        assert!(of("a%20b,-c%E2%80").contains(&whole) && of("a%20b,-c%").contains(&whole));
    }

    #[test]
    fn readings_are_few() {
        for value in ["-a-,".repeat(32) + "a", "a,".repeat(32) + "a", "a.".repeat(2_000), "a,".repeat(32) + ")))))))"] {
            assert!(of(&value).len() <= 20 * MAX_READINGS, "{}", &value[..20]);
        }
        assert!(of(&("a".to_owned() + &".".repeat(2_000))).len() <= 2 * (2 + MAX_STUCK));
    }
}
