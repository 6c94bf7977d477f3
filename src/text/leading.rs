//! Words that are written without their beginning, behind an apostrophe.
//!
//! Enter at [`what`]. `'tis`, `'60s`, `rock 'n' roll`, Dutch `'s avonds`, German `'ne`: the mark before them is never the
//! beginning of a quotation, or hardly ever.

/// What a word behind a single mark is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leading {
    /// It has lost its beginning.
    Certain,
    /// So it has, unless the mark is closed again.
    Likely,
    Unknown,
}

/// English, then Dutch and Afrikaans, then German.
const CERTAIN: [&str; 16] = [
    "tis", "tisn", "twas", "twasn", "twere", "twill", "twixt", "twould", "em", "n", "s", "t", "ne", "nem", "nen", "ner",
];
const LIKELY: [&str; 20] = [
    "bout", "burbs", "cause", "cept", "cos", "coz", "cuz", "fraid", "gainst", "neath", "nother", "nuff", "pon",
    "round", "til", "till", "d", "k", "m", "r",
];

/// Longer words are in no list.
const LONGEST: usize = 10;

/// The letters and digits that `text` begins with, as far as a list could name them.
pub fn word(text: &str) -> &str {
    let end = text.char_indices().take(LONGEST + 1).find(|(_, char)| !char.is_alphanumeric());
    let whole = || text.char_indices().nth(LONGEST + 1).map_or(text.len(), |(at, _)| at);
    &text[..end.map_or_else(whole, |(at, _)| at)]
}

/// What the word is that `text` begins with.
pub fn what(text: &str) -> Leading {
    let word = word(text);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 2 {
        // The '60s, die '68er; the class of '99; but '12 angry men'.
        return match &word[digits..] {
            "s" | "er" | "ers" => Leading::Certain,
            "" => Leading::Likely,
            _ => Leading::Unknown,
        };
    }
    let is_one_of = |list: &[&str]| list.iter().any(|known| word.eq_ignore_ascii_case(known));
    if is_one_of(&CERTAIN) {
        Leading::Certain
    } else if is_one_of(&LIKELY) {
        Leading::Likely
    } else {
        Leading::Unknown
    }
}

/// Whether `text`, behind a mark, is the ending of a genitive.
pub fn is_genitive(text: &str) -> bool {
    word(text).eq_ignore_ascii_case("s")
}
