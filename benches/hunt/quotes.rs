//! Texts and selectors made to be slow: as many quotes as the text has room for, of words that are almost there, there
//! too often, or there in another place.

use sidelight::anchor::{Index, Quote, Selector, TextRange};

use super::forms::{Trap, fill, numbered, prose};

/// A text, and what is looked for in it.
pub struct Sought {
    text: String,
    quotes: Vec<(Selector, Option<usize>)>,
}

/// Resolves all, as the annotations of a piece are, and describes some of what is found.
pub fn resolve(sought: &Sought) {
    let index = Index::new(&sought.text);
    let resolutions = index.resolve_all(&sought.quotes);
    let ranges = resolutions.iter().flat_map(|resolution| resolution.range.iter().chain(&resolution.candidates));
    for range in ranges.take(DESCRIBED) {
        std::hint::black_box(index.describe(*range));
    }
    std::hint::black_box(index.describe(TextRange { start: 0, end: sought.text.len() }));
}

/// A message names three places of each target; few are faulty.
const DESCRIBED: usize = 24;

fn quote(exact: impl Into<String>, prefix: &str, suffix: &str) -> (Selector, Option<usize>) {
    let quote = Quote { exact: exact.into(), prefix: prefix.into(), suffix: suffix.into() };
    (Selector::Quote(quote), Some(40))
}

fn range(start: &str, end: &str) -> (Selector, Option<usize>) {
    let part = |exact: &str| Quote { exact: exact.into(), ..Quote::default() };
    (Selector::Range { start: part(start), end: part(end) }, None)
}

/// What stands in `text` every so many bytes, as long as it says, with every ninth letter another one.
fn misspelt(text: &str, every: usize, length: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    let edited = |(at, char): (usize, &char)| if at % 9 == 4 && char.is_alphabetic() { 'x' } else { *char };
    letters.chunks(every).map(|part| part.iter().take(length).enumerate().map(edited).collect()).collect()
}

/// So many quotes of a text that grows: what is looked for in an edited form costs a scan of the text.
const FEW: usize = 8;

pub const TRAPS: &[Trap<Sought>] = &[
    ("verbatim, as many as there are", |bytes| {
        let text = prose(bytes);
        let words: Vec<&str> = text.split(". ").collect();
        Sought { quotes: words.iter().map(|words| quote(*words, "", "")).collect(), text: text.clone() }
    }),
    ("one word, again and again", |bytes| Sought {
        text: fill("word ", bytes),
        quotes: vec![quote("word", "", ""); bytes / 256],
    }),
    ("one word in its place, again and again", |bytes| Sought {
        text: fill("the word is ", bytes),
        quotes: vec![quote("word", "the ", " is"); FEW],
    }),
    ("all of it", |bytes| {
        let text = prose(bytes);
        Sought { quotes: vec![quote(text.clone(), "", "")], text }
    }),
    ("all of it but one word", |bytes| {
        let text = prose(bytes);
        Sought { quotes: vec![quote(text.replacen(' ', " x ", 1), "", "")], text }
    }),
    ("a page, edited", |bytes| {
        let text = prose(bytes);
        Sought {
            quotes: misspelt(&text, bytes / FEW, 4_000).into_iter().map(|words| quote(words, "", "")).collect(),
            text,
        }
    }),
    ("lines, edited", |bytes| {
        let text = prose(bytes);
        Sought {
            quotes: misspelt(&text, bytes / FEW, 80).into_iter().map(|words| quote(words, "", "")).collect(),
            text,
        }
    }),
    ("a line, edited, in a text of such lines", |bytes| {
        let text =
            numbered(bytes, |number| format!("Team {number} reported that the new deployment reduced latency. "));
        Sought { text, quotes: vec![quote("Team A reported that the nwe deployment reduced the latency", "", ""); FEW] }
    }),
    ("half a line, in other surroundings", |bytes| {
        let text = fill("the report said that it was late and that nobody had known of it; ", bytes);
        Sought { text, quotes: vec![quote("it was late", "everybody wrote of how", "so they would not come"); FEW] }
    }),
    ("one letter", |bytes| Sought { text: fill("a", bytes), quotes: vec![quote("a", "", "a"); FEW] }),
    ("many of one letter", |bytes| Sought {
        text: fill("a", bytes),
        quotes: vec![quote("a".repeat(4_000), "b", ""); FEW],
    }),
    ("many of two letters, another", |bytes| Sought {
        text: fill("ab", bytes),
        quotes: vec![quote("ab".repeat(2_000) + "c", "", ""); FEW],
    }),
    ("a letter and blanks", |bytes| Sought {
        text: fill("a ", bytes),
        quotes: vec![quote("a ".repeat(2_000) + "b", "a", "a"); FEW],
    }),
    ("long context", |bytes| {
        let text = prose(bytes);
        let context = text[..bytes / 2].to_owned();
        Sought { text, quotes: vec![quote("no such words", &context, &context); FEW] }
    }),
    ("from the first to the last", |bytes| Sought {
        text: fill("here it begins and there it ends. ", bytes),
        quotes: vec![range("here it", "it ends"); FEW],
    }),
    ("from one to the other, edited", |bytes| {
        let text = format!("Here in the beginning. {} And there at the end.", prose(bytes));
        Sought { text, quotes: vec![range("Here in teh beginning", "And three at the end"); FEW] }
    }),
    ("combining marks", |bytes| Sought {
        text: format!("a{}", fill("\u{301}", bytes)),
        quotes: vec![quote("a", "", ""); FEW],
    }),
    ("what is not seen", |bytes| Sought {
        text: format!("a{}b", fill("\u{200b}", bytes)),
        quotes: vec![quote("ab", "", "b"); FEW],
    }),
    ("joined emoji", |bytes| Sought {
        text: fill("👩\u{200d}", bytes),
        quotes: vec![quote("👩\u{200d}👩x", "", ""); FEW],
    }),
    ("dots", |bytes| Sought { text: fill(". ", bytes) + "a", quotes: vec![quote("...a", "...", ""); FEW] }),
    ("dashes", |bytes| Sought { text: fill("- ", bytes) + "a", quotes: vec![quote("- a", "-", ""); FEW] }),
    ("quotation marks", |bytes| Sought {
        text: fill("“a” ", bytes), quotes: vec![quote("\"a\" b", "\"", "\""); FEW]
    }),
    ("sentences without end", |bytes| Sought {
        text: fill("a.) ", bytes),
        quotes: vec![quote("a b", "a.) ", ".)"); FEW],
    }),
    ("ideographs", |bytes| Sought {
        text: fill("北京大学在", bytes),
        quotes: vec![quote("北京在大学北京", "", "大"); FEW],
    }),
    ("one word without end", |bytes| Sought {
        text: fill("abcdefghij", bytes),
        quotes: vec![quote("bcdefghxj".repeat(40), "", ""); FEW],
    }),
    ("numbers", |bytes| Sought { text: fill("1.000,5 ", bytes), quotes: vec![quote("1.000,6 1.000", "", ""); FEW] }),
    ("blanks", |bytes| Sought { text: format!("a{}b", fill(" ", bytes)), quotes: vec![quote("a b c", "", ""); FEW] }),
];
