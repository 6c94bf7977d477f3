//! Text as a card sets it: one line of visible characters, in quotation marks where it is quoted.
//!
//! Enter at [`clean`], then [`quoted`]. Which marks a quotation has is a matter of its language.

use unicode_normalization::UnicodeNormalization;

/// Enough to fill the card in the smallest size, whatever the script; the rest would only be measured and cut.
const MOST_CHARACTERS: usize = 1_000;

const NO_BREAK_SPACE: char = '\u{a0}';
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// A text on one line, composed, without what cannot be seen. Of a text that is longer than any card only the
/// beginning, and the answer to whether that is all.
pub fn clean(text: &str) -> (String, bool) {
    let mut clean = String::new();
    let mut count = 0;
    for character in text.nfc() {
        let character = match character {
            NO_BREAK_SPACE | '\u{2007}' | '\u{202f}' => NO_BREAK_SPACE,
            _ if character.is_whitespace() => ' ',
            // Marks for one direction could turn over what they do not belong to once lines are broken. Without
            // selectors of variants a character is drawn as text or not at all. Joiners decide how Arabic and Indic
            // letters look.
            _ if is_invisible(character) && !JOINERS.contains(&character) => continue,
            _ => character,
        };
        if character == ' ' && (clean.is_empty() || clean.ends_with(' ')) {
            continue;
        }
        if count == MOST_CHARACTERS {
            return (clean.trim_end().to_owned(), false);
        }
        clean.push(character);
        count += 1;
    }
    clean.truncate(clean.trim_end().len());
    (clean, true)
}

/// What Unicode calls a default ignorable code point, and controls: drawn as nothing, in any font.
pub fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// A quotation: what stands before it, its words, what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quoted {
    pub open: &'static str,
    pub words: String,
    pub close: &'static str,
}

/// Puts a text into the quotation marks of a language.
pub fn quoted(text: &str, lang: &str) -> Quoted {
    let (open, close) = marks(lang);
    let words = without_own_marks(text);
    // Quotation marks in quotation marks are the other ones, where those of the text and of the language are alike.
    let words = if open == "“" { words.replace('“', "‘").replace('”', "’") } else { words.to_owned() };
    Quoted { open, words, close }
}

/// The quotation marks of a language, by the first part of its tag.
fn marks(lang: &str) -> (&'static str, &'static str) {
    let primary = lang.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    match primary.as_str() {
        "fr" => ("«\u{202f}", "\u{202f}»"),
        "ar" | "be" | "el" | "es" | "fa" | "hy" | "it" | "lv" | "nb" | "nn" | "no" | "ru" | "sq" | "uk" => ("«", "»"),
        "bg" | "cs" | "de" | "et" | "is" | "ka" | "lt" | "sk" | "sl" => ("„", "“"),
        "bs" | "hr" | "hu" | "pl" | "ro" | "sr" => ("„", "”"),
        "da" => ("»", "«"),
        "fi" | "he" | "sv" => ("”", "”"),
        "ja" => ("「", "」"),
        _ => ("“", "”"),
    }
}

const PAIRS: [(char, char); 8] =
    [('“', '”'), ('„', '“'), ('„', '”'), ('«', '»'), ('»', '«'), ('”', '”'), ('"', '"'), ('「', '」')];

/// A text that is one quotation from its first character to its last, without its marks.
fn without_own_marks(text: &str) -> &str {
    let inner = |(open, close): (char, char)| {
        let inner = text.strip_prefix(open)?.strip_suffix(close)?.trim();
        (!inner.is_empty() && !inner.contains([open, close])).then_some(inner)
    };
    PAIRS.into_iter().find_map(inner).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_gone() {
        assert_eq!(clean(" a\n\t b\u{202e}c\u{feff} \u{2009}d\u{ad}e\u{202f}! "), ("a bc de\u{a0}!".to_owned(), true));
        assert_eq!(clean("e\u{301}\u{fe0f}").0, "é");
        assert_eq!(clean("\u{200b}\u{7}").0, "");
    }

    #[test]
    fn a_text_longer_than_any_card_is_cut_and_says_so() {
        let (cut, is_whole) = clean(&"é ".repeat(MOST_CHARACTERS));
        assert_eq!((cut.chars().count(), is_whole), (MOST_CHARACTERS - 1, false));
        assert!(clean(&"é".repeat(MOST_CHARACTERS)).1);
    }

    #[test]
    fn a_quotation_has_the_marks_of_its_language_once() {
        let quoted = |text, lang| {
            let Quoted { open, words, close } = quoted(text, lang);
            [open, &words, close].concat()
        };
        assert_eq!(quoted("a", "en-GB"), "“a”");
        assert_eq!(quoted("“a”", "en"), "“a”");
        assert_eq!(quoted("“a” and “b”", "en"), "“‘a’ and ‘b’”");
        assert_eq!(quoted("« a »", "fr"), "«\u{202f}a\u{202f}»");
        assert_eq!(quoted("слово", "RU"), "«слово»");
        assert_eq!(quoted("”", "en"), "“’”");
    }
}
