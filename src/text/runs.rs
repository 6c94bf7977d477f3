//! Where each stretch of the text comes from, noted while the text is written.
//!
//! Enter at [`Runs`]. The text is a sequence of [`Run`]s without gaps. In a verbatim run the file's bytes stand in the
//! text as they are; every other run (an entity, a curly quote, a soft break, the gap between two blocks) was made by
//! its source as a whole.

use std::ops::Range;

use super::code_span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// Byte for byte what the file says.
    Verbatim,
    /// Made from the source as a whole: an entity, a smart quote, a break.
    Replaced,
    /// Put between two blocks; its source is the markup between them, or nothing.
    Separator,
}

/// A stretch of text that one stretch of the file made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Bytes of the text.
    pub text: Range<usize>,
    /// Bytes of the file.
    pub source: Range<usize>,
    pub kind: RunKind,
}

/// The runs of a text so far.
#[derive(Debug)]
pub struct Runs<'s> {
    file: &'s str,
    list: Vec<Run>,
    /// The end of the last source that made text.
    source_end: usize,
}

impl<'s> Runs<'s> {
    pub fn new(file: &'s str, body_start: usize) -> Self {
        Self { file, list: Vec::new(), source_end: body_start }
    }

    pub fn finish(self) -> Vec<Run> {
        self.list
    }

    /// The bytes that made `text`. For some blanks the parser names none: the rest of a tab, or of an indentation, of
    /// which a container took the first columns.
    pub fn source_of(&self, text: &str, named: &Range<usize>) -> Range<usize> {
        const TAB_STOP: usize = 4;
        if !named.is_empty() {
            return named.clone();
        }
        let (at, columns) = (named.start, text.len());
        let floor = if self.source_end <= at { self.source_end } else { 0 };
        let (mut start, mut found) = (at, 0);
        for byte in self.file.as_bytes()[floor..at].iter().rev() {
            match byte {
                b' ' if found < columns => found += 1,
                b'\t' if found < columns => found += TAB_STOP,
                _ => break,
            }
            start -= 1;
        }
        start..at
    }

    /// Notes that `source` made `text`, which stands at byte `from` of the text.
    pub fn text(&mut self, from: usize, text: &str, source: Range<usize>) {
        let kind = if self.file[source.clone()] == *text { RunKind::Verbatim } else { RunKind::Replaced };
        self.push(from..from + text.len(), source, kind);
    }

    pub fn replaced(&mut self, text: Range<usize>, source: Range<usize>) {
        self.push(text, source, RunKind::Replaced);
    }

    /// Notes a code span in `quotes` block quotes.
    pub fn code(&mut self, from: usize, code: &str, source: &Range<usize>, quotes: usize) {
        let raw = &self.file[source.clone()];
        for ((at, char), range) in code.char_indices().zip(code_span::align(code, raw, quotes)) {
            let kind = if raw[range.clone()].starts_with(char) { RunKind::Verbatim } else { RunKind::Replaced };
            let text = from + at..from + at + char.len_utf8();
            self.push(text, source.start + range.start..source.start + range.end, kind);
        }
    }

    /// Notes what was put between two blocks, of which the second begins at byte `source` of the file.
    pub fn separator(&mut self, text: Range<usize>, source: usize) {
        let source = if source >= self.source_end { self.source_end..source } else { source..source };
        self.list.push(Run { text, source, kind: RunKind::Separator });
    }

    /// Grows the last run where both go on together.
    fn push(&mut self, text: Range<usize>, source: Range<usize>, kind: RunKind) {
        self.source_end = source.end;
        match self.list.last_mut() {
            Some(last)
                if last.kind == RunKind::Verbatim && kind == RunKind::Verbatim && last.source.end == source.start =>
            {
                last.text.end = text.end;
                last.source.end = source.end;
            }
            _ => self.list.push(Run { text, source, kind }),
        }
    }
}
