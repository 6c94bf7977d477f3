//! Names for blocks that stay when other blocks come, go or move.
//!
//! Enter at [`assign`]. A block's id is made from its own first words (`no-one-should-have`). Where several blocks
//! begin alike, one of them keeps the short id and the others add a few digits of their words' hash; which one is
//! decided by what they say, never by where they stand, so moving blocks changes no id. Blocks that are equal to the
//! letter are numbered.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashSet;

use unicode_normalization::char::is_combining_mark;

/// Enough words to be telling, few enough to be read aloud.
const WORDS: usize = 4;
/// An id longer than this is cut: German compounds and addresses make long words.
const MAX_SCALARS: usize = 60;
/// Hexadecimal digits of the hash that tell apart blocks which begin alike.
const HASH_DIGITS: usize = 6;

/// What a block says, by which it is named.
#[derive(Debug, Clone)]
pub struct Words<'t> {
    /// Put before the text, with a blank behind it, or empty. Not one string with the text: a quotation holds all that
    /// is quoted in it, and so do those around it.
    pub kind: &'static str,
    pub text: Cow<'t, str>,
}

impl Words<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.kind == other.kind {
            return self.text.cmp(&other.text);
        }
        self.kind.bytes().chain(self.text.bytes()).cmp(other.kind.bytes().chain(other.text.bytes()))
    }
}

/// One id for each of `blocks`, in the same order, all different.
///
/// Ids never contain `--`, which the page keeps for its own (`notes--geneva`).
pub fn assign(blocks: &[Words<'_>]) -> Vec<String> {
    let mut ids: Vec<String> = blocks.iter().map(first_words).collect();
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_unstable_by(|&a, &b| ids[a].cmp(&ids[b]).then_with(|| blocks[a].cmp(&blocks[b])).then(a.cmp(&b)));
    for (member, id) in longer_ids(blocks, &ids, &order) {
        ids[member] = id;
    }
    ids
}

/// The ids of those blocks whose first words are another's id. `order` is by first words, then by text.
fn longer_ids(blocks: &[Words<'_>], short: &[String], order: &[usize]) -> Vec<(usize, String)> {
    let mut known: Vec<&str> = order.iter().map(|&index| short[index].as_str()).collect();
    known.dedup();
    let is_short = |id: &str| known.binary_search(&id).is_ok();
    let mut taken: HashSet<String> = HashSet::new();
    let mut longer = Vec::new();
    for alike in order.chunk_by(|&a, &b| short[a] == short[b]) {
        let mut last = (String::new(), 1);
        for &member in &alike[1..] {
            let base = format!("{}-{}", short[member], hash(&blocks[member]));
            // Equal texts are neighbours here, so counting on keeps ten thousand equal table cells linear.
            let mut number = if last.0 == base { last.1 + 1 } else { 1 };
            let mut id = numbered(&base, number);
            while is_short(&id) || taken.contains(&id) {
                number += 1;
                id = numbered(&base, number);
            }
            taken.insert(id.clone());
            longer.push((member, id));
            last = (base, number);
        }
    }
    longer
}

/// Letters, digits and the marks that belong to them, in lower case (`officer’s` becomes `officers`), with hyphens
/// between the words.
fn first_words(block: &Words<'_>) -> String {
    let mut id = String::with_capacity(MAX_SCALARS);
    let (mut words, mut is_inside) = (0, false);
    for char in block.kind.chars().chain(block.text.chars()) {
        if char.is_whitespace() || matches!(char, '-' | '–' | '—' | '/') {
            is_inside = false;
        } else if char.is_alphanumeric() || is_combining_mark(char) {
            if !is_inside {
                if words == WORDS {
                    break;
                }
                if words > 0 {
                    id.push('-');
                }
                words += 1;
                is_inside = true;
            }
            if char.is_ascii() {
                id.push(char.to_ascii_lowercase());
            } else {
                id.extend(char.to_lowercase());
            }
        }
    }
    match id.char_indices().nth(MAX_SCALARS) {
        _ if id.is_empty() => format!("p-{}", hash(block)),
        Some((cut, _)) => id[..cut].trim_end_matches('-').to_owned(),
        None => id,
    }
}

fn hash(block: &Words<'_>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(block.kind.as_bytes()).update(block.text.as_bytes());
    let mut hex = hasher.finalize().to_hex().to_string();
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
        assign(&texts.iter().map(|text| Words { kind: "", text: Cow::from(*text) }).collect::<Vec<_>>())
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
