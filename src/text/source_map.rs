//! Which bytes of the file made each scalar of the text, and back.
//!
//! Enter at [`SourceMap::source`] and [`SourceMap::text`]. No page needs the way back, so the [`Run`]s are made when
//! first asked for, by reading the file once more. In a verbatim run an offset into the text is the same offset into
//! the source. Footnotes are read at the end wherever they were written, so runs ascend in the text but not in the
//! file.

use std::ops::Range;
use std::sync::OnceLock;

use super::document;
use super::runs::{Run, RunKind};

#[derive(Debug, Clone)]
pub struct SourceMap<'s> {
    file: &'s str,
    body_start: usize,
    runs: OnceLock<Vec<Run>>,
    /// Indices of the runs that stand for something in the file, by where they stand there.
    by_source: OnceLock<Vec<usize>>,
}

impl<'s> SourceMap<'s> {
    pub(super) fn new(file: &'s str, body_start: usize) -> Self {
        Self { file, body_start, runs: OnceLock::new(), by_source: OnceLock::new() }
    }

    /// All runs, in the order of the text, without gaps.
    pub fn runs(&self) -> &[Run] {
        self.runs.get_or_init(|| document::runs(self.file, self.body_start))
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
        let runs = self.runs();
        let by_source = self.by_source.get_or_init(|| sorted_by_source(runs));
        let after = by_source.partition_point(|&index| runs[index].source.start <= source);
        let run = &runs[*by_source.get(after.checked_sub(1)?)?];
        if source >= run.source.end {
            return None;
        }
        Some(match run.kind {
            RunKind::Verbatim => run.text.start + (source - run.source.start),
            _ => run.text.start,
        })
    }

    fn run_at(&self, text: usize) -> Option<&Run> {
        let after = self.runs().partition_point(|run| run.text.start <= text);
        self.runs().get(after.saturating_sub(1))
    }
}

fn sorted_by_source(runs: &[Run]) -> Vec<usize> {
    let mut indices: Vec<usize> = (0..runs.len()).filter(|&index| runs[index].kind != RunKind::Separator).collect();
    indices.sort_by_key(|&index| (runs[index].source.start, index));
    indices
}
