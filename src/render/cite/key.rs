//! What a manuscript cites a piece or a passage by.
//!
//! Enter at [`of`]. A piece's key is its address, which stays; a passage adds a hash of its words and of how many places
//! before it have the same, so it is the same for every link that leads there. Old programs read no other letters than
//! these, so a name in other scripts is told apart by its hash.

use super::Passage;

/// Enough to tell apart the pieces of one library, or the passages of one piece.
const DIGITS: usize = 8;

pub fn of(slug: &str, passage: Option<&Passage<'_>>) -> String {
    let piece = piece(slug);
    match passage {
        Some(passage) => format!("{piece}-{}", hash(&format!("{}\n{}", passage.nth, super::line(passage.quote)))),
        None => piece,
    }
}

fn piece(slug: &str) -> String {
    let is_plain = |char: &char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.');
    let plain: String = slug.chars().filter(is_plain).collect();
    if plain == slug {
        return plain;
    }
    format!("{}-{}", if plain.is_empty() { "piece" } else { &plain }, hash(slug))
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..DIGITS].to_owned()
}
