//! Roads: what programs do to the value of an address on its way to a reader, undone.
//!
//! Enter at [`spellings`]: the value as it came, and all that it may have been before. Each step undoes one habit, and
//! only where the value can have come through it: a habit changes every sign of its kind or none, so a value with a
//! comma in it went through no program that encodes commas. Steps follow one another, as programs do.
//! [`likeliest`] is the one of them to show, and to look for where none is found. `static/passage-roads.js` reads alike.

use percent_encoding::percent_decode_str;

/// Spellings that are tried at most. Two programs one after the other make about half as many; each turn of encoding
/// that a forged value pretends to makes one more.
const MAX_SPELLINGS: usize = 12;

/// The bytes of an escape, `%2C`.
const ESCAPE: usize = 3;

/// What a value may have been, as it came first.
pub(super) fn spellings(value: &str) -> Vec<String> {
    let mut spellings = vec![value.to_owned()];
    let mut next = 0;
    while let Some(value) = spellings.get(next).cloned() {
        for undo in [encoded_once_less, with_commas, with_blanks] {
            let undone = undo(&value).filter(|undone| spellings.len() < MAX_SPELLINGS && !spellings.contains(undone));
            spellings.extend(undone);
        }
        next += 1;
    }
    spellings
}

/// The spelling that the value most probably had.
pub(super) fn likeliest(value: &str) -> String {
    let mut value = value.to_owned();
    for _ in 0..MAX_SPELLINGS {
        let Some(undone) = encoded_once_less(&value) else { break };
        value = undone;
    }
    let value = if parts_terms(&value) { with_commas(&value).unwrap_or(value) } else { value };
    with_blanks(&value).unwrap_or(value)
}

/// Encoded twice: `%2520`; with commas and pluses that stood in the value encoded once.
fn encoded_once_less(value: &str) -> Option<String> {
    let is_twice = |sign: u8, behind: &str| sign == b'%' && digits(behind).is_some();
    // A blank that is encoded once was not encoded twice.
    let is_once = escapes(value).any(|(_, sign, _)| sign == b' ');
    (!is_once && escapes(value).any(|(_, sign, behind)| is_twice(sign, behind))).then_some(())?;
    rewritten(value, |sign, _, behind| match sign {
        b'%' if is_twice(sign, behind) => Some("%"),
        b',' => Some(","),
        b'+' => Some("+"),
        _ => None,
    })
}

/// Commas between terms, encoded as those of the words are; and the hyphens beside them, where no hyphen was kept. No
/// term begins with a blank.
fn with_commas(value: &str) -> Option<String> {
    let has_blanks = has_blanks(value);
    let is_blank = |behind: &str| is_blank(behind) || (!has_blanks && escape(behind) == Some(b'+'));
    let parted = if value.contains(',') {
        None
    } else {
        rewritten(value, |sign, _, behind| (sign == b',' && !behind.is_empty() && !is_blank(behind)).then_some(","))
    };
    let hyphens = rewritten(parted.as_deref().unwrap_or(value), |sign, before, behind| {
        (sign == b'-' && !value.contains('-') && (before.ends_with(',') || behind.starts_with(','))).then_some("-")
    });
    hyphens.or(parted)
}

/// Blanks that were `+` and became `%2B`. Nobody writes two blanks, so of several pluses the last is one: `C%2B%2B%2Bis`.
fn with_blanks(value: &str) -> Option<String> {
    (!has_blanks(value)).then_some(())?;
    let is_edge = |rest: &str| rest.is_empty() || rest.starts_with(',') || rest.starts_with("-,");
    rewritten(value, |sign, before, behind| {
        let starts = before.is_empty() || before.ends_with(',') || before.ends_with(",-");
        let goes_on = escape(behind) == Some(b'+');
        (sign == b'+' && !starts && !goes_on && !is_edge(behind)).then_some("+")
    })
}

/// Whether every encoded comma with no blank behind it looks as if it stood between two terms: before or behind the
/// hyphen of a context, or before a letter. In most writing a comma of the words has a blank behind it, or a closing mark.
fn parts_terms(value: &str) -> bool {
    escapes(value).filter(|(_, sign, behind)| *sign == b',' && !is_blank(behind)).all(|(before, _, behind)| {
        let next = percent_decode_str(behind).decode_utf8_lossy().chars().next();
        before.ends_with('-') || next.is_none_or(|next| next == '-' || next.is_alphabetic())
    })
}

/// Whether a value goes on with a blank.
fn is_blank(behind: &str) -> bool {
    behind.starts_with('+') || escape(behind) == Some(b' ')
}

/// Whether a value has blanks; one that has some has no others that became `%2B`.
fn has_blanks(value: &str) -> bool {
    value.contains('+') || escapes(value).any(|(_, sign, _)| sign == b' ')
}

/// A value with some of its escapes written otherwise; `None` if there are none such. `write` is given the sign, and
/// what stands before and behind its escape.
fn rewritten(value: &str, write: impl Fn(u8, &str, &str) -> Option<&'static str>) -> Option<String> {
    let mut written = String::with_capacity(value.len());
    let mut done = 0;
    for (before, sign, behind) in escapes(value) {
        if let Some(sign) = write(sign, before, behind) {
            written.push_str(&before[done..]);
            written.push_str(sign);
            done = before.len() + ESCAPE;
        }
    }
    written.push_str(&value[done..]);
    (done > 0).then_some(written)
}

/// The escapes of a value: what stands before, the byte, what stands behind.
fn escapes(value: &str) -> impl Iterator<Item = (&str, u8, &str)> {
    value.match_indices('%').filter_map(|(at, _)| Some((&value[..at], escape(&value[at..])?, &value[at + ESCAPE..])))
}

/// The byte that a value begins with an escape of.
fn escape(value: &str) -> Option<u8> {
    value.strip_prefix('%').and_then(digits)
}

/// The byte that two hexadecimal digits say.
fn digits(value: &str) -> Option<u8> {
    let digits = value.get(..2).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_what_it_was_before_any_two_programs() {
        for (came, was) in [
            ("a%20b-%2Cc%2C%20d%2C-e", "a%20b-,c%2C%20d,-e"),
            ("a%2520b%2C%2520c", "a%20b, c"),
            ("a%2520b-%2Cc", "a%20b-,c"),
            ("a%252520b,c", "a%20b,c"),
            ("a%2Bb%2Bc", "a+b+c"),
            ("C%2B%2B%2Bis,C%2B%2B", "C%2B%2B+is,C%2B%2B"),
            ("a%2D%2Cb%2c%2Dc", "a-,b,-c"),
        ] {
            let spellings = spellings(came);
            let same = |spelling: &String| spelling.replace("%20", " ") == was.replace("%20", " ");
            assert!(spellings[0] == came && spellings.iter().any(same), "{came}: {spellings:?}");
        }
    }

    #[test]
    fn a_value_that_went_through_no_program_has_one_spelling() {
        for value in ["a%20b-,c%2Cd", "a+b%2Bc", "1%2B1%20is,2", "100%25%20sure", "a%2C%20b", "%", "%2", "%é%2"] {
            assert_eq!(spellings(value), [value], "{value}");
        }
    }

    #[test]
    fn spellings_are_few() {
        let forged = format!("%{}2C%2B%2D", "25".repeat(1300));
        assert!(spellings(&forged).len() <= MAX_SPELLINGS);
        assert!(!likeliest(&forged).is_empty());
    }

    #[test]
    fn commas_of_the_words_are_not_taken_for_those_between_terms() {
        for (value, likeliest_one) in [
            ("for%2C%E2%80%9D%20he", "for%2C%E2%80%9D%20he"),
            ("1%2C500%20men", "1%2C500%20men"),
            ("a%20b-%2Cc", "a%20b-,c"),
            ("a%2Cb", "a,b"),
        ] {
            assert_eq!(likeliest(value), likeliest_one, "{value}");
        }
    }
}
