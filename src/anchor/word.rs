//! What a word is: which characters carry meaning, where words begin and end, and a text cut into them.
//!
//! Edges follow Unicode's default word boundaries (UAX #29) with two traps closed, a number inside a number and the
//! verb of a contracted negation, and with every edge free in scripts that write no spaces.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// Whether a character carries meaning: a letter, a digit, a sign of money or mathematics, a picture; no punctuation.
pub(super) fn is_content(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '$' | '%' | '&' | '+' | '<' | '=' | '>' | '@' | '¢'..='¥' | '§' | '°' | '±' | '×' | '÷')
        || matches!(c, '\u{20a0}'..='\u{20cf}' | '\u{2100}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// Whether a character of a folded text is a sign on which no word hangs: punctuation, a quotation mark, a dash, a bracket.
fn is_sign(c: char) -> bool {
    // The rest of ASCII makes names: "C#", "/etc", "_name".
    let is_ascii =
        matches!(c, '!' | '"' | '\'' | '(' | ')' | '*' | ',' | '-' | '.' | ':' | ';' | '?' | '[' | ']' | '{' | '}');
    is_ascii || !c.is_ascii() && !is_content(c) && !c.is_whitespace() && !is_combining_mark(c)
}

/// How many bytes of signs and blanks `text` begins with.
pub(super) fn leading_signs(text: &str) -> usize {
    let rest = text.trim_start_matches(|c| is_sign(c) || c == ' ');
    let mut len = text.len() - rest.len();
    let before = text[..len].chars().next_back();
    let is_bound = match rest.chars().next() {
        // "-5" is another number than "5", and ".5".
        Some(c) if c.is_ascii_digit() => matches!(before, Some('-' | '.' | ',')),
        Some(c) => is_combining_mark(c),
        None => false,
    };
    if is_bound {
        len -= before.map_or(0, char::len_utf8);
    }
    len
}

/// How many bytes of signs and blanks `text` ends with. `next` is what follows them.
pub(super) fn trailing_signs(text: &str, next: Option<char>) -> usize {
    let rest = text.trim_end_matches(|c| is_sign(c) || c == ' ');
    let binds = |c: char| next.is_some_and(|c| c.is_ascii_digit()) && matches!(c, '-' | '.' | ',');
    if text.ends_with(binds) { 0 } else { text.len() - rest.len() }
}

/// Whether `at` is inside a word or a number of `text`, so that a quote which begins or ends there cuts it.
pub(super) fn is_inside_word(text: &str, at: usize) -> bool {
    let (mut before, mut after) = (text[..at].chars().rev(), text[at..].chars());
    let (Some(last), Some(first)) = (before.next(), after.next()) else { return false };
    if binds(last) && binds(first) {
        return true;
    }
    let separates = |c: char| matches!(c, '.' | ',');
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    if last.is_ascii_digit() && separates(first) {
        return digit(after.next());
    }
    if separates(last) && first.is_ascii_digit() {
        return digit(before.next());
    }
    // "can" in "can't" is the opposite of what is written; "Peter" in "Peter's" is still Peter.
    matches!(last, 'n' | 'N') && first == '\'' && matches!(after.next(), Some('t' | 'T'))
}

/// Whether a character forms words together with its neighbours of the same kind.
fn binds(c: char) -> bool {
    (c.is_alphanumeric() || c == '_') && !is_unspaced(c)
}

/// Whether a character belongs to a script that writes no spaces between words: any of its edges may be a word's.
/// Katakana is not among them, as a run of it is a word by UAX #29.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' // Thai, Lao
        | '\u{1000}'..='\u{109f}' // Myanmar
        | '\u{1780}'..='\u{17ff}' // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{309f}' // Hiragana
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}') // Han
}

/// A word of a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    pub(super) text: &'t str,
    /// Its place in bytes.
    pub(super) start: usize,
    /// Whether it follows a full stop or the like, where its capital need not mean a name.
    pub(super) opens: bool,
}

impl Word<'_> {
    /// The byte after its last.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of `text[range]`, punctuation left out. `range` is in bytes and at character boundaries.
pub(super) fn words(text: &str, range: Range<usize>) -> Vec<Word<'_>> {
    let stretch = &text[range.clone()];
    let mut end = 0;
    stretch
        .split_word_bound_indices()
        .flat_map(|(at, word)| parts(word).map(move |(offset, word)| (at + offset, word)))
        .filter(|(_, word)| word.chars().any(is_content))
        .map(|(at, word)| {
            let opens = stretch[end..at].contains(['.', '!', '?', '…', ':', '"']) || at == 0 && range.start == 0;
            end = at + word.len();
            Word { text: word, start: range.start + at, opens }
        })
        .collect()
}

/// Cuts "G.S" into its letters, as "G. S." already is by its space, and a possessive from its name. Numbers keep their
/// points, contracted negations stay whole.
fn parts(word: &str) -> impl Iterator<Item = (usize, &str)> {
    let stem = word.strip_suffix("'s").unwrap_or(word);
    let is_number = word.contains(|c: char| c.is_ascii_digit());
    let mut at = 0;
    let initials = stem.split(move |c| c == '.' && !is_number).map(move |part| {
        let start = at;
        at += part.len() + 1;
        (start, part)
    });
    initials.chain((stem.len() < word.len()).then(|| (stem.len(), &word[stem.len()..])))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges() {
        let inside = |before: &str, after: &str| is_inside_word(&format!("{before}{after}"), before.len());
        assert!(inside("con", "catenate"));
        assert!(!inside("the ", "cat"));
        assert!(!inside("well", "-known"));
        assert!(inside("3.", "5 percent"));
        assert!(inside("1", ",500"));
        assert!(!inside("in 1914", ", war"));
        assert!(inside("can", "'t"));
        assert!(!inside("Peter", "'s"));
        assert!(!inside("北京", "大学"));
        assert!(inside("テ", "スト"));
        assert!(!inside("", "x"));
    }

    #[test]
    fn signs_are_no_words() {
        let core = |text: &'static str| {
            let rest = &text[leading_signs(text)..];
            &rest[..rest.len() - trailing_signs(rest, None)]
        };
        for (text, words) in [
            (", as he faced the squad", "as he faced the squad"),
            ("(\"Stop!\")…", "Stop"),
            ("- it's *so*.", "it's *so"),
            ("-5", "-5"),
            ("(-.5)", ".5"),
            ("- 5,", "5"),
            ("C#.", "C#"),
            ("_name_ 100 %", "_name_ 100 %"),
            ("。你好・」", "你好"),
            ("\u{5d0}\u{5b8}.", "\u{5d0}\u{5b8}"),
            ("?!", ""),
        ] {
            assert_eq!(core(text), words, "{text}");
        }
        assert_eq!((trailing_signs("it is -", Some('5')), trailing_signs("it is -", Some('a'))), (0, 2));
    }

    #[test]
    fn a_text_falls_into_words() {
        let text = "“Don't,” said G.K.: 3.5 % of 北京!";
        let words: Vec<_> = words(text, 3..text.len()).into_iter().map(|word| (word.text, word.opens)).collect();
        let opening = [("G", false), ("K", true), ("3.5", true)];
        assert_eq!(words[2..5], opening);
        let texts: Vec<_> = words.into_iter().map(|(text, _)| text).collect();
        assert_eq!(texts, ["Don't", "said", "G", "K", "3.5", "%", "of", "北", "京"]);
        assert_eq!(
            super::words("Peter's", 0..7).into_iter().map(|word| word.text).collect::<Vec<_>>(),
            ["Peter", "'s"]
        );
    }
}
