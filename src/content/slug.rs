//! Which names can be part of an address.
//!
//! A slug is the name of a folder or file as the writer chose it, so it may be in any script; it only has to survive
//! being typed, sent and put into an address.

use unicode_normalization::UnicodeNormalization;

/// First parts of addresses that are Sidelight's own, now or in a feature that the design names.
pub const RESERVED_PIECES: &[&str] = &[
    "static",
    "healthz",
    "readyz",
    "metrics",
    "events",
    "search",
    "oembed",
    "feed.atom",
    "feed",
    "sitemap.xml",
    "robots.txt",
    "favicon.ico",
    "favicon.svg",
    "index.html",
    "404.html",
    "tags",
];

/// Second parts of addresses that stand for a view of the piece, and first parts of ids in its page that are not an
/// annotation's (`fn--1` is a footnote).
pub const RESERVED_LAYERS: &[&str] = &[
    "embed",
    "edit",
    "annotations",
    "annotations.jsonld",
    "annotations.md",
    "annotations.csv",
    "index.txt",
    "cite",
    "cite.bib",
    "cite.ris",
    "cite.json",
    "card",
    "card.png",
    "timeline",
    "static",
    "at",
    "fn",
    "fnref",
    "page",
    "panel",
];

/// Whether a name is kept, in whatever capitals.
pub fn is_reserved(name: &str, reserved: &[&str]) -> bool {
    reserved.contains(&name.to_lowercase().as_str())
}

/// A name as a title: `talking-past-each-other` becomes `Talking past each other`.
pub fn title(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut chars = words.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}

/// Longer names are cut by mail programs and file systems.
const MAX_BYTES: usize = 100;

/// Why a name cannot be part of an address, and the nearest name that can.
#[derive(Debug, PartialEq, Eq)]
pub struct BadSlug {
    pub reason: &'static str,
    pub suggestion: String,
}

/// Checks a name: letters and digits of any script, and inside it single `-`, `_` and `.`.
pub fn check(name: &str) -> Result<(), BadSlug> {
    let reason = if name.is_empty() {
        "it is empty"
    } else if name.len() > MAX_BYTES {
        "it is longer than 100 bytes"
    } else if !name.chars().all(|char| is_letter(char) || matches!(char, '-' | '_' | '.')) {
        "only letters, digits, `-`, `_` and `.` can be part of an address"
    } else if !name.starts_with(is_letter) || !name.ends_with(is_letter) {
        "it has to begin and end with a letter or digit"
    } else if name.contains("--") {
        "`--` separates a layer from an annotation in the page's own names"
    } else {
        return Ok(());
    };
    Err(BadSlug { reason, suggestion: suggest(name) })
}

fn is_letter(char: char) -> bool {
    char.is_alphanumeric() || unicode_normalization::char::is_combining_mark(char)
}

/// A slug made of a name: lower case, its words joined by `-`.
pub fn suggest(name: &str) -> String {
    let words = name.split(|char: char| !is_letter(char)).filter(|word| !word.is_empty());
    let mut slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    let mut end = slug.len().min(MAX_BYTES);
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    slug.truncate(end);
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "untitled".to_owned() } else { slug.to_owned() }
}

/// Two names with the same key cannot be told apart on every file system and in every reader's eyes: they differ only in
/// capitals, or in whether accents are characters of their own.
///
/// Capitals are folded as Unicode's default caseless matching does (section 3.13, D144 to D146), by way of capitals, so
/// that `ß` meets `SS` and both forms of the small sigma meet; but the Turkish `ı`, whose capital is that of `i`, stays.
pub fn key(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    let fold = |char: char| {
        let capitals = (char != 'ı').then(|| char.to_uppercase()).into_iter().flatten();
        capitals.chain((char == 'ı').then_some(char)).flat_map(char::to_lowercase)
    };
    name.nfd().flat_map(fold).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_script_are_slugs() {
        for name in ["talking-past-each-other", "geneva", "2022", "v1.2", "שיחה", "über_uns", "e\u{301}tude"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[test]
    fn names_that_look_alike_have_one_key() {
        for (one, other) in [
            ("Élan", "e\u{301}lan"),
            ("ÉLAN", "élan"),
            ("STRASSE", "straße"),
            ("ΛΌΓΟΣ", "λόγος"),
            ("İzmir", "i\u{307}zmir"),
            ("Việt", "vie\u{323}\u{302}t"),
            ("한국", "\u{1112}\u{1161}\u{11ab}\u{1100}\u{116e}\u{11a8}"),
        ] {
            assert_eq!(key(one), key(other), "{one} and {other}");
        }
        for (one, other) in [("sınır", "sinir"), ("elan", "élan"), ("a-b", "a_b"), ("ё", "е")] {
            assert_ne!(key(one), key(other), "{one} and {other}");
        }
    }

    #[test]
    fn a_suggestion_is_always_a_slug() {
        for name in ["Sergei Ryabkov", "a--b", "-x", "?", "", "a/b", "what's up?", &"long ".repeat(60)] {
            let bad = check(name).unwrap_err();
            assert_eq!(check(&bad.suggestion), Ok(()), "{name} -> {}", bad.suggestion);
        }
    }
}
