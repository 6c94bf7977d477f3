//! Characters that stand for nothing a reader could read, and what is shown instead.
//!
//! Enter at [`clean`], for a file's events at [`Controls::replace`]. They come from broken conversions and from programs that once drew with them; HTML
//! and XML forbid most of them. `CommonMark` says what becomes of the first, U+0000 (section 2.3); the others are
//! shown alike, save those that are white space in other programs.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Tag};

/// What is shown instead of `char`, or `None` if it is shown itself.
pub fn shown(char: char) -> Option<char> {
    match char {
        '\t' | '\n' | '\r' | ' '..='~' => None,
        // Vertical tab, form feed, next line: a blank in this place loses no word.
        '\u{b}' | '\u{c}' | '\u{85}' => Some(' '),
        _ if char.is_control() || is_noncharacter(char) => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// The Unicode Standard, section 23.7: never to be interchanged, and no part of an XML document.
fn is_noncharacter(char: char) -> bool {
    matches!(char, '\u{fdd0}'..='\u{fdef}') || u32::from(char) & 0xFFFE == 0xFFFE
}

/// `text` as it is shown.
pub fn clean(text: &str) -> Cow<'_, str> {
    // What cannot hold any is not looked at by characters: in UTF-8 the others begin with C2, EF or more.
    let may_hold =
        |byte: u8| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || matches!(byte, 0x7F | 0xC2 | 0xEF..);
    if text.bytes().any(may_hold) && text.chars().any(|char| shown(char).is_some()) {
        return Cow::Owned(text.chars().map(|char| shown(char).unwrap_or(char)).collect());
    }
    Cow::Borrowed(text)
}

/// Replaces what is not shown in the events of a file.
pub(super) struct Controls<'s> {
    file: &'s str,
    /// Those that the file does not hold but names (`&#1;`), with the place.
    pub named: Vec<(char, Range<usize>)>,
}

impl<'s> Controls<'s> {
    pub fn new(file: &'s str) -> Self {
        Self { file, named: Vec::new() }
    }

    /// Hands on `event`, in pieces where only a piece is as its file has it.
    pub fn replace(&mut self, event: Event<'s>, range: Range<usize>, mut put: impl FnMut(Event<'s>, Range<usize>)) {
        match event {
            Event::Text(text) if matches!(clean(&text), Cow::Owned(_)) => {
                let written: &'s str = &self.file[range.clone()];
                if *written != *text {
                    return put(Event::Text(self.cleaned(text, &range)), range);
                }
                let mut begun = 0;
                for (at, char) in written.char_indices() {
                    let Some(shown) = shown(char) else { continue };
                    let end = at + char.len_utf8();
                    if begun < at {
                        put(Event::Text(CowStr::Borrowed(&written[begun..at])), range.start + begun..range.start + at);
                    }
                    put(Event::Text(CowStr::from(shown)), range.start + at..range.start + end);
                    begun = end;
                }
                if begun < written.len() {
                    put(Event::Text(CowStr::Borrowed(&written[begun..])), range.start + begun..range.end);
                }
            }
            Event::Code(code) => put(Event::Code(self.cleaned(code, &range)), range),
            Event::Start(mut tag) => {
                match &mut tag {
                    Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. } => {
                        *dest_url = self.cleaned(std::mem::replace(dest_url, CowStr::Borrowed("")), &range);
                        *title = self.cleaned(std::mem::replace(title, CowStr::Borrowed("")), &range);
                    }
                    Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                        *info = self.cleaned(std::mem::replace(info, CowStr::Borrowed("")), &range);
                    }
                    _ => {}
                }
                put(Event::Start(tag), range);
            }
            event => put(event, range),
        }
    }

    fn cleaned(&mut self, text: CowStr<'s>, range: &Range<usize>) -> CowStr<'s> {
        let Cow::Owned(cleaned) = clean(&text) else { return text };
        let written = &self.file[range.clone()];
        let hidden = text.chars().filter(|&char| shown(char).is_some());
        self.named.extend(hidden.filter(|&char| !written.contains(char)).map(|char| (char, range.clone())));
        CowStr::from(cleaned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quick_look_misses_none() {
        for char in (0..=0x0010_FFFF).filter_map(char::from_u32) {
            let text = char.to_string();
            assert_eq!(clean(&text), shown(char).unwrap_or(char).to_string(), "{char:?}");
        }
    }

    #[test]
    fn what_is_written_on_purpose_stays() {
        let text = "a\tb\r\nc\u{a0}\u{ad}\u{200b}\u{200f}\u{2067}\u{feff}👩‍👧\u{e000}�é";
        assert_eq!(clean(text), text);
        assert_eq!(clean("a\u{1}b\u{c}c\u{7f}\u{80}\u{ffff}"), "a�b c���");
    }
}
