//! Names for blocks that stay when other blocks come, go or move.
//!
//! Enter at [`assign`]. A block's id is made from its own first words (`no-one-should-have`). Where several blocks
//! begin alike, one of them keeps the short id and the others add a few digits of their words' hash; which one is
//! decided by what they say, never by where they stand, so moving blocks changes no id. Blocks that are equal to the
//! letter are numbered.

use std::collections::{HashMap, HashSet};

/// Enough words to be telling, few enough to be read aloud.
const WORDS: usize = 4;
/// An id longer than this is cut: German compounds and addresses make long words.
const MAX_SCALARS: usize = 60;
/// Hexadecimal digits of the hash that tell apart blocks which begin alike.
const HASH_DIGITS: usize = 6;

/// One id for each of `texts`, in the same order, all different.
///
/// Ids never contain `--`, which the page keeps for its own (`notes--geneva`).
pub fn assign<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<String> {
    let texts: Vec<&str> = texts.collect();
    let mut groups: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, text) in texts.iter().enumerate() {
        groups.entry(first_words(text)).or_default().push(index);
    }
    let mut ids = vec![String::new(); texts.len()];
    let mut taken: HashSet<String> = groups.keys().cloned().collect();
    // Sorted, so that the rare clash of a hashed id with a plain one is settled the same way every time.
    let mut groups: Vec<(String, Vec<usize>)> = groups.into_iter().collect();
    groups.sort();
    for (words, mut members) in groups {
        members.sort_by(|&a, &b| texts[a].cmp(texts[b]).then(a.cmp(&b)));
        let mut members = members.into_iter();
        if let Some(keeper) = members.next() {
            ids[keeper].clone_from(&words);
        }
        let mut last = (String::new(), 1);
        for member in members {
            let base = format!("{words}-{}", hash(texts[member]));
            // Equal texts are neighbours here, so counting on keeps ten thousand equal table cells linear.
            let mut number = if last.0 == base { last.1 + 1 } else { 1 };
            while !taken.insert(numbered(&base, number)) {
                number += 1;
            }
            ids[member] = numbered(&base, number);
            last = (base, number);
        }
    }
    ids
}

fn first_words(text: &str) -> String {
    let mut id = String::new();
    let words = text.split(|char: char| char.is_whitespace() || matches!(char, '-' | '–' | '—' | '/'));
    let words = words.map(plain).filter(|word| !word.is_empty());
    for word in words.take(WORDS) {
        if !id.is_empty() {
            id.push('-');
        }
        id.push_str(&word);
    }
    match id.char_indices().nth(MAX_SCALARS) {
        _ if id.is_empty() => format!("p-{}", hash(text)),
        Some((cut, _)) => id[..cut].trim_end_matches('-').to_owned(),
        None => id,
    }
}

/// Letters, digits and the marks that belong to them, in lower case: `officer’s` becomes `officers`.
fn plain(word: &str) -> String {
    let is_mark = |char: char| unicode_normalization::char::is_combining_mark(char);
    word.chars().filter(|&char| char.is_alphanumeric() || is_mark(char)).flat_map(char::to_lowercase).collect()
}

fn hash(text: &str) -> String {
    let mut hex = blake3::hash(text.as_bytes()).to_hex().to_string();
    hex.truncate(HASH_DIGITS);
    hex
}

fn numbered(base: &str, number: usize) -> String {
    if number == 1 { base.to_owned() } else { format!("{base}-{number}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(texts: &[&str]) -> Vec<String> {
        assign(texts.iter().copied())
    }

    #[test]
    fn an_id_is_made_from_the_first_words() {
        assert_eq!(ids(&["No one should have expected much."]), ["no-one-should-have"]);
        assert_eq!(ids(&["The officer’s “business” — his, they say"]), ["the-officers-business-his"]);
        assert_eq!(ids(&["שלום לכל העולם הזה"]), ["שלום-לכל-העולם-הזה"]);
    }

    #[test]
    fn a_text_without_words_is_named_by_its_hash() {
        let id = &ids(&["👩‍👧 …"])[0];
        assert!(id.starts_with("p-") && id.len() == 2 + HASH_DIGITS, "{id}");
    }

    #[test]
    fn equal_beginnings_are_told_apart_by_content_not_by_place() {
        let forth = ids(&["To be or not to be", "To be or not, he said", "Else"]);
        let back = ids(&["To be or not, he said", "Else", "To be or not to be"]);
        assert_eq!([&forth[0], &forth[1], &forth[2]], [&back[2], &back[0], &back[1]]);
        assert_ne!(forth[0], forth[1]);
    }

    #[test]
    fn many_equal_blocks_all_get_their_own_id() {
        let all: HashSet<String> = ids(&["yes"; 200]).into_iter().collect();
        assert_eq!(all.len(), 200);
    }
}
