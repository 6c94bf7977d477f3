//! Spelling: whether two words are one word written in two ways, a typo or an older, foreign or newer spelling.
//!
//! Enter at [`is_respelled`]. There is no dictionary here. Typing slips mostly drop, double or swap a letter, and
//! spellings mostly differ in vowels and in letters of the same sound; an exchanged consonant mostly makes another word
//! ("house", "horse"). What these rules cannot tell apart, the caller must hold against the context.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::lexicon;

/// The least length at which one vowel or a dropped, doubled or swapped letter makes the same word: among words of
/// four letters too many differ by one ("live", "love", "form", "from").
const SLIP: usize = 5;

/// The least length at which words of one sound pattern are the same word whatever their vowels, and at which an
/// exchanged consonant is a slip.
const LONG_WORD: usize = 8;

/// Letters of a stem that an ending may follow ("cat", "cats").
const STEM: usize = 3;

/// Characters of a word that are compared: longer words do not occur in prose, and garbage may not cost time.
const MAX_WORD: usize = 48;

/// Whether `a` and `b` are the same word up to its spelling or its grammatical ending. Letters' case counts only in
/// that it is ignored here; numbers are never respelled.
pub(super) fn is_respelled(a: &str, b: &str) -> bool {
    let (plain_a, plain_b) = (plain(a), plain(b));
    if plain_a == plain_b || lexicon::are_variants(&plain_a, &plain_b) {
        return true;
    }
    if [a, b].iter().any(|word| word.chars().any(char::is_numeric)) {
        return false;
    }
    let (short, long) = if plain_a.len() <= plain_b.len() { (&plain_a, &plain_b) } else { (&plain_b, &plain_a) };
    has_ending(short, long) || sound(short, true) == sound(long, true) || is_slip(short, long)
}

/// The edit distance of two words in characters; a swap of neighbours counts as one edit (optimal string alignment;
/// Boytsov, "Indexing methods for approximate dictionary searching", 2011, section 2.2).
pub(super) fn distance(a: &[char], b: &[char]) -> usize {
    let width = b.len() + 1;
    // The matrix, of which three rows are kept.
    let mut cells = vec![0; 3 * width];
    let cell = |row: usize, column: usize| row % 3 * width + column;
    for column in 0..width {
        cells[cell(0, column)] = column;
    }
    for i in 1..=a.len() {
        cells[cell(i, 0)] = i;
        for j in 1..width {
            let replaced = cells[cell(i - 1, j - 1)] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(cells[cell(i - 1, j)] + 1).min(cells[cell(i, j - 1)] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(cells[cell(i - 2, j - 2)] + 1);
            }
            cells[cell(i, j)] = least;
        }
    }
    cells[cell(a.len(), b.len())]
}

/// A word in small letters, without diacritics, ligatures and apostrophes.
fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    for c in word.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).take(MAX_WORD) {
        match c {
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ß' => plain.push_str("ss"),
            'ſ' => plain.push('s'),
            'ø' => plain.push('o'),
            'ł' => plain.push('l'),
            'ё' => plain.push('е'),
            '\'' | '.' | '-' => {}
            c => plain.push(c),
        }
    }
    plain
}

/// Whether `long` is `short` with a grammatical ending.
fn has_ending(short: &str, long: &str) -> bool {
    short.chars().count() >= STEM
        && long.strip_prefix(short).is_some_and(|ending| matches!(ending, "s" | "es" | "d" | "ed" | "n" | "en" | "ing"))
}

/// A word with one letter for each sound, as far as that can be said without knowing the word.
fn sound(word: &str, vowels: bool) -> String {
    let word = word.replace("ph", "f").replace("ck", "k").replace("ae", "e").replace("oe", "e");
    let mut sound = String::with_capacity(word.len());
    for (at, c) in word.chars().enumerate() {
        let c = match c {
            'c' | 'q' => 'k',
            'z' => 's',
            'y' => 'i',
            'h' if at > 0 => continue,
            c => c,
        };
        let dropped = !vowels && at > 0 && matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
        if !dropped && !sound.ends_with(c) {
            sound.push(c);
        }
    }
    sound
}

fn is_slip(short: &str, long: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (short.chars().collect(), long.chars().collect());
    if a.is_empty() || a[0] != b[0] || a.len() < SLIP {
        return false;
    }
    let distance = distance(&a, &b);
    let same_consonants = sound(short, false) == sound(long, false);
    match distance {
        0 => true,
        1 if a.len() != b.len() => true,
        // One letter for another, or two that changed places.
        1 => same_consonants || a.len() >= LONG_WORD || is_swap(&a, &b),
        2 => b.len() >= LONG_WORD && (same_consonants || a.last() == b.last() && a[1] == b[1]),
        3 => b.len() >= LONG_WORD && same_consonants,
        _ => false,
    }
}

fn is_swap(a: &[char], b: &[char]) -> bool {
    a.iter().zip(b).filter(|(a, b)| a != b).count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_in_two_spellings() {
        for (a, b) in [
            ("colour", "color"),
            ("organise", "organize"),
            ("centre", "center"),
            ("connexion", "connection"),
            ("gray", "grey"),
            ("Tolstoi", "Tolstoy"),
            ("Alpha", "Alfa"),
            ("deployment", "deployments"),
            ("recieve", "receive"),
            ("deploymnet", "deployment"),
            ("role", "rôle"),
            ("encyclopædia", "encyclopedia"),
            ("hath", "has"),
            ("The", "the"),
            ("its", "it's"),
            ("reported", "repotred"),
            ("Jon", "John"),
        ] {
            assert!(is_respelled(a, b) && is_respelled(b, a), "{a} {b}");
        }
    }

    #[test]
    fn two_words() {
        for (a, b) in [
            ("Alpha", "Beta"),
            ("live", "love"),
            ("house", "horse"),
            ("winter", "winner"),
            ("increase", "decrease"),
            ("1908", "1909"),
            ("import", "export"),
            ("now", "not"),
            ("north", "south"),
            ("cat", "cut"),
            ("a", "b"),
            ("eastern", "western"),
            ("major", "minor"),
            ("Anna", "Hanna"),
            ("", "x"),
        ] {
            assert!(!is_respelled(a, b) && !is_respelled(b, a), "{a} {b}");
        }
    }

    #[test]
    fn distances() {
        let distance = |a: &str, b: &str| distance(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("form", "from"), 1);
        assert_eq!(distance("", "abc"), 3);
    }
}
