//! Which bytes of the file made each scalar of the text, and back.
//!
//! Enter at [`SourceMap::source`] and [`SourceMap::text`]. The text is a sequence of [`Run`]s. In a verbatim run the
//! file's bytes stand in the text as they are, so an offset into one is the same offset into the other; every other
//! run (an entity, a curly quote, a soft break, the gap between two blocks) was made by its source as a whole.
//! Footnotes are read at the end wherever they were written, so runs ascend in the text but not in the file.

use std::ops::Range;
use std::sync::OnceLock;

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

#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    runs: Vec<Run>,
    /// Indices of the runs that stand for something in the file, by where they stand there; made when first asked
    /// for, which no page does.
    by_source: OnceLock<Vec<usize>>,
}

impl SourceMap {
    pub(super) fn new(runs: Vec<Run>) -> Self {
        Self { runs, by_source: OnceLock::new() }
    }

    /// All runs, in the order of the text, without gaps.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// The bytes of the file that made a range of the text (in bytes, on scalar boundaries). It spans from the first
    /// to the last of them, with the markup that stands between.
    pub fn source(&self, text: Range<usize>) -> Range<usize> {
        let Some(first) = self.run_at(text.start) else { return 0..0 };
        let start = match first.kind {
            RunKind::Verbatim => first.source.start + (text.start - first.text.start),
            _ => first.source.start,
        };
        let last = self.run_at(text.end.saturating_sub(1).max(text.start)).unwrap_or(first);
        let end = match last.kind {
            RunKind::Verbatim => last.source.start + (text.end.max(text.start) - last.text.start),
            _ => last.source.end,
        };
        start..end.max(start)
    }

    /// The byte of the text that a byte of the file made, if it is no markup.
    pub fn text(&self, source: usize) -> Option<usize> {
        let by_source = self.by_source.get_or_init(|| self.sorted_by_source());
        let after = by_source.partition_point(|&index| self.runs[index].source.start <= source);
        let run = &self.runs[*by_source.get(after.checked_sub(1)?)?];
        if source >= run.source.end {
            return None;
        }
        Some(match run.kind {
            RunKind::Verbatim => run.text.start + (source - run.source.start),
            _ => run.text.start,
        })
    }

    fn sorted_by_source(&self) -> Vec<usize> {
        let mut indices: Vec<usize> =
            (0..self.runs.len()).filter(|&index| self.runs[index].kind != RunKind::Separator).collect();
        indices.sort_by_key(|&index| (self.runs[index].source.start, index));
        indices
    }

    fn run_at(&self, text: usize) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.text.start <= text);
        self.runs.get(after.saturating_sub(1))
    }
}
