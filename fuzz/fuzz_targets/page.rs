//! Any text under any anchors: rendering it never panics, and taking the marks out again leaves the plain HTML.

#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

use sidelight::render::PictureSize;
use sidelight::render::html::{Annotated, Ids, LinkTarget, Links, Plain, render};
use sidelight::render::segments::{Cover, Segment, flatten};
use sidelight::text::{Document, too_deep};

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    markdown: &'a str,
    /// Start, length and annotation of each anchor, start and length in bytes of the text.
    anchors: Vec<(u16, u8, u8)>,
}

fuzz_target!(|input: Input<'_>| {
    // Loading refuses these, see `nesting`.
    if too_deep(input.markdown, 0).is_some() {
        return;
    }
    let document = Document::parse(input.markdown, 0);
    let ids: HashSet<&str> = document.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(ids.len(), document.blocks.len(), "every id is given once");
    let text = document.text.as_str();
    for run in document.map.runs() {
        assert!(text.get(run.text.clone()).is_some() && input.markdown.get(run.source.clone()).is_some(), "{run:?}");
    }

    let covers: Vec<Cover> = input.anchors.iter().map(|anchor| cover(text, *anchor)).collect();
    let segments = flatten(&covers);
    let marked = render(&document, &segments, Ids::Blocks, &AsWritten, &mut Marks);
    let plain = render(&document, &[], Ids::Blocks, &AsWritten, &mut Plain);
    assert_eq!(without_marks(&marked), plain);
});

/// An anchor on whole words' ends, as `anchor::attach` makes them: on scalar boundaries, without white space around.
fn cover(text: &str, (start, len, key): (u16, u8, u8)) -> Cover {
    let start = text.floor_char_boundary(usize::from(start).min(text.len()));
    let end = text.ceil_char_boundary((start + usize::from(len)).min(text.len()));
    let words = &text[start..end];
    let start = start + (words.len() - words.trim_start().len());
    Cover { range: start..start + words.trim().len(), key: usize::from(key) }
}

/// Takes out `<mark>` and references. Their tags are the only ones in the HTML that begin so, as text is escaped.
fn without_marks(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    let mut is_marked = false;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = if rest.starts_with(OPEN) {
            assert!(!is_marked, "a mark in a mark: {html}");
            is_marked = true;
            OPEN.len()
        } else if rest.starts_with(CLOSE) {
            assert!(is_marked, "the end of no mark: {html}");
            is_marked = false;
            CLOSE.len()
        } else if rest.starts_with(REFERENCE) {
            REFERENCE.len()
        } else {
            out.push('<');
            1
        };
        rest = &rest[taken..];
    }
    assert!(!is_marked, "a mark without end: {html}");
    out + rest
}

const OPEN: &str = "<mark>";
const CLOSE: &str = "</mark>";
const REFERENCE: &str = "<a role=\"doc-noteref\">1</a>";

struct Marks;

impl Annotated for Marks {
    fn open_mark(&self, _: &Segment, out: &mut String) {
        out.push_str(OPEN);
    }

    fn leading_references(&self, segment: &Segment, out: &mut String) {
        out.push_str(&REFERENCE.repeat(segment.begins.len()));
    }

    fn trailing_references(&self, segment: &Segment, out: &mut String) {
        out.push_str(&REFERENCE.repeat(segment.begins.len()));
    }

    fn behind_block(&mut self, _: usize, _: &mut String) {}
}

struct AsWritten;

impl Links for AsWritten {
    fn link(&self, destination: &str) -> LinkTarget {
        LinkTarget::Address(destination.to_owned())
    }

    fn image(&self, destination: &str) -> Option<(String, Option<PictureSize>)> {
        Some((destination.to_owned(), None))
    }
}
