//! Anchoring: an answer is on the words that were asked for or says why there is none, for any text and any quote.

use std::ops::Range;

use sidelight::anchor::{Index, MAX_CANDIDATES, Quote, Reason, Resolution, Selector, State, TextRange};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use super::fields;

/// A text, a quote with its prefix and suffix, the end of a range, and numbers: where the quote once began, and which
/// stretch of the text is described.
pub fn holds(data: &[u8]) {
    let input = fields::text(data);
    let [text, exact, prefix, suffix, end, numbers] = fields::fields(&input);
    let mut numbers = fields::numbers(numbers);
    let hint = numbers.next();
    let quote = Quote { exact: exact.into(), prefix: prefix.into(), suffix: suffix.into() };
    let bare = |exact: &str| Quote { exact: exact.into(), ..Quote::default() };
    let selectors = [
        Selector::Quote(bare(exact)),
        Selector::Range { start: bare(exact), end: bare(end) },
        Selector::Range { start: quote.clone(), end: bare(end) },
        Selector::Quote(quote),
    ];
    let index = Index::new(text);
    for selector in &selectors {
        let resolution = index.resolve(selector, hint);
        check_resolution(text, selector, &resolution);
    }
    check_unique(text, exact);
    check_signs(&index, exact);
    // From some number on there is another way to look for all of them. With other hints they are not the same.
    for count in [selectors.len(), MANY] {
        let numbered = selectors.iter().cycle().enumerate().take(count);
        let items: Vec<_> = numbered.map(|(at, selector)| (selector.clone(), hint.map(|hint| hint / 2 + at))).collect();
        check_together(&index, &items);
    }
    if let Some(range) = fields::chosen(text, numbers.next().unwrap_or(0), numbers.next().unwrap_or(7)) {
        check_described(&index, text, range);
    }
}

/// More quotes than are looked for one by one.
const MANY: usize = 17;

/// What holds for every resolution against `text`.
pub fn check_sound(text: &str, resolution: &Resolution) {
    let anchored = matches!(resolution.state, State::Found | State::Moved);
    assert_eq!(resolution.range.is_some(), anchored, "{resolution:?}");
    assert!((0.0..=1.0).contains(&resolution.confidence), "{resolution:?}");
    assert!(!resolution.reason.to_string().is_empty());
    assert!(resolution.candidates.len() <= MAX_CANDIDATES);
    let length = text.chars().count();
    for range in resolution.range.iter().chain(&resolution.candidates) {
        assert!(range.start < range.end && range.end <= length, "{resolution:?}");
    }
}

/// What is said to be found stands there.
pub fn check_resolution(text: &str, selector: &Selector, resolution: &Resolution) {
    check_sound(text, resolution);
    if let (State::Found, Some(range)) = (resolution.state, resolution.range) {
        let found = letters(&excerpt(text, range.start..range.end));
        match selector {
            // A cluster is taken whole, also where it begins in the quote and goes on in its suffix.
            Selector::Quote(quote) if !has_edges(quote) => {}
            Selector::Quote(quote) => assert_eq!(found, letters(&quote.exact), "{resolution:?}"),
            Selector::Range { start, end } => {
                let (start, end) = (letters(&start.exact), letters(&end.exact));
                assert!(found.starts_with(&start) && found.ends_with(&end), "{found:?}: {start:?} to {end:?}");
            }
        }
    }
}

/// Whether the exact words of a quote begin and end between clusters.
fn has_edges(quote: &Quote) -> bool {
    let (start, end) = (quote.prefix.len(), quote.prefix.len() + quote.exact.len());
    let joined = [quote.prefix.as_str(), &quote.exact, &quote.suffix].concat();
    let is_edge = |at: usize| at == joined.len() || joined.grapheme_indices(true).any(|(edge, _)| edge == at);
    is_edge(start) && is_edge(end)
}

/// Words as they are whatever the typography: letters and digits, ligatures taken apart. Modifier letters that stand for
/// apostrophes are none, nor are marks that stand on no letter.
pub fn letters(text: &str) -> String {
    let mut is_on_letter = false;
    let is_of_word = |char: &char| {
        let is_letter = char.is_alphanumeric() && !matches!(char, 'ʼ' | 'ʹ');
        if is_combining_mark(*char) {
            return is_letter && is_on_letter;
        }
        // What is never quoted parts no mark from its letter.
        if char.is_whitespace() || !char.is_control() {
            is_on_letter = is_letter;
        }
        is_letter
    };
    text.nfkc().filter(is_of_word).collect()
}

pub fn excerpt(text: &str, range: Range<usize>) -> String {
    text.chars().skip(range.start).take(range.len()).collect()
}

/// Plain words that stand once, between blanks, are found, and are unique. Typography is left out: it has many forms.
fn check_unique(text: &str, exact: &str) {
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n'));
    let is_words =
        exact.split(' ').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if !is_words || !is_plain(text) {
        return;
    }
    let folded = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    let Some(at) = folded.find(exact) else { return };
    let is_once = !folded[at + 1..].contains(exact);
    let is_blank = |byte: Option<&u8>| byte.is_none_or(|byte| *byte == b' ');
    let bytes = folded.as_bytes();
    if is_once && is_blank(at.checked_sub(1).and_then(|at| bytes.get(at))) && is_blank(bytes.get(at + exact.len())) {
        let quote = Quote { exact: exact.into(), ..Quote::default() };
        let resolution = Index::new(text).resolve(&Selector::Quote(quote), None);
        assert_eq!((resolution.state, &resolution.reason), (State::Found, &Reason::Unique), "{exact:?} in {text:?}");
    }
}

/// Signs at the ends of a quote say nothing where they do not stand.
fn check_signs(index: &Index, exact: &str) {
    let is_words = exact.split(' ').all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphabetic()));
    if !is_words {
        return;
    }
    let resolved = |exact: String| index.resolve(&Selector::Quote(Quote { exact, ..Quote::default() }), None);
    let bare = resolved(exact.to_owned());
    // No text has this bracket behind this mark by accident.
    let signed = resolved(format!("\u{2e18}\u{2e28} {exact}\u{2e29}\u{203d}"));
    if bare.state == State::Found {
        assert_eq!((signed.state, signed.range), (State::Found, bare.range), "{exact:?}");
    }
}

/// Many selectors at once are answered as each of them.
pub fn check_together(index: &Index, items: &[(Selector, Option<usize>)]) {
    let one_by_one: Vec<_> = items.iter().map(|(selector, hint)| index.resolve(selector, *hint)).collect();
    assert_eq!(index.resolve_all(items), one_by_one);
}

/// A quote made of a stretch of the text leads back to it or nowhere.
pub fn check_described(index: &Index, text: &str, range: Range<usize>) {
    let quote = index.describe(TextRange { start: range.start, end: range.end });
    let selector = Selector::Quote(quote);
    let resolution = index.resolve(&selector, None);
    check_resolution(text, &selector, &resolution);
    let Some(found) = resolution.range else { return };
    assert!(overlaps(text, &range, found) || is_parted(text), "{range:?} {found:?}");
}

/// Whether something that is never quoted parts what is one character without it: a mark from its letter, or the parts
/// of a syllable. So it stands in the quote, and what has none of both may be likelier to be meant.
fn is_parted(text: &str) -> bool {
    let is_quoted = |char: &char| char.is_whitespace() || !char.is_control();
    !text.chars().filter(is_quoted).nfc().eq(text.nfc().filter(is_quoted))
}

/// Clusters are taken whole and what is not seen is left out, so that ends may differ by what has no letters.
pub fn overlaps(text: &str, range: &Range<usize>, found: TextRange) -> bool {
    let between = |a: usize, b: usize| letters(&excerpt(text, a.min(b)..a.max(b)));
    let is_near = found.start < range.end && range.start < found.end;
    is_near || between(range.start, found.start).is_empty() || between(range.end, found.end).is_empty()
}
