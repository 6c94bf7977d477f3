//! A Markdown file as events, text and blocks, made in one walk.
//!
//! Enter at [`Document::parse`]. For each event the walk (in `walk`) notes where in the text it stands; text events are
//! appended to the text; between two blocks it puts blank lines (a tab between table cells, a line break between the
//! items of a tight list). Pictures, footnote numbers and rules are not text. Here are the parts of a document, and how
//! its blocks come by their names.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::Event;

use super::block_id::{self, Words};
use super::footnote_order::Definition;
use super::parse;
use super::plain_text::Text;
use super::runs::Run;
use super::source_map::SourceMap;
use super::walk::Walk;

/// One event of the parser with its place in the text. The parser cuts text wherever there might have
/// been markup; here it is one node, whose event has only the first piece, except in the description of a picture.
#[derive(Debug)]
pub struct Node<'s> {
    pub event: Event<'s>,
    /// Bytes of the text. Empty for events that are not text; a `Start` spans all that it encloses.
    pub text: Range<usize>,
    /// For a `Start`, the index of its `End`.
    pub end: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    Heading(u8),
    Item,
    Quotation,
    Cell,
    Code,
}

/// A block that can be linked to.
#[derive(Debug)]
pub struct Block {
    pub kind: BlockKind,
    /// Unique in the document; see `block_id`.
    pub id: String,
    /// The index of its `Start` in [`Document::nodes`].
    pub node: usize,
    /// Bytes of the file: the block with its markup.
    pub source: Range<usize>,
    /// Bytes of the text.
    pub text: Range<usize>,
}

/// A link or picture as written.
#[derive(Debug)]
pub struct Link {
    pub destination: String,
    pub is_image: bool,
    /// Bytes of the file: the whole link with its brackets.
    pub source: Range<usize>,
    /// Bytes of the text that it encloses.
    pub text: Range<usize>,
}

/// A parsed Markdown file. Ranges of the source are bytes of the whole file, front matter included.
#[derive(Debug)]
pub struct Document<'s> {
    pub file: &'s str,
    /// Where the Markdown begins in it, in bytes.
    pub body_start: usize,
    pub nodes: Vec<Node<'s>>,
    pub text: Text,
    pub map: SourceMap<'s>,
    pub blocks: Vec<Block>,
    pub links: Vec<Link>,
    /// Raw HTML, which is shown as text.
    pub raw_html: Vec<Range<usize>>,
    /// All definitions of footnotes, in the order of the text.
    pub footnotes: Vec<Definition>,
    /// Characters that are not shown, where the file names them (`&#1;`).
    pub controls: Vec<(char, Range<usize>)>,
}

impl<'s> Document<'s> {
    /// Parses `file` from byte `body_start` to its end.
    pub fn parse(file: &'s str, body_start: usize) -> Self {
        let mut walk = Walk::new(file, body_start);
        let read = parse::read(file, body_start, |event, source| walk.event(event, source));
        let Walk { mut blocks, nodes, string, links, .. } = walk.finished();
        name_blocks(&mut blocks, &nodes, &string, file);
        Self {
            file,
            body_start,
            nodes,
            text: Text::new(string),
            map: SourceMap::new(file, body_start),
            blocks,
            links,
            raw_html: read.raw_html,
            footnotes: read.footnotes,
            controls: read.controls,
        }
    }
}

/// Which bytes of the file made which of the text.
pub(super) fn runs(file: &str, body_start: usize) -> Vec<Run> {
    let mut walk = Walk::noting_runs(file, body_start);
    parse::read(file, body_start, |event, source| walk.event(event, source));
    walk.runs()
}

/// Gives every block its id. A quotation or loose list item says the same as its first paragraph, so it adds what it
/// is; a picture alone in its paragraph is named by its description, anything else without words by its source.
fn name_blocks(blocks: &mut [Block], nodes: &[Node<'_>], text: &str, file: &str) {
    let mut names: Vec<Words<'_>> = Vec::with_capacity(blocks.len());
    for (index, block) in blocks.iter().enumerate() {
        let own = own_text(block, blocks.get(index + 1), text);
        let holds_next = blocks.get(index + 1).is_some_and(|next| {
            next.node < nodes[block.node].end && next.text.start == block.text.start && !block.text.is_empty()
        });
        let kind = match block.kind {
            _ if own.trim().is_empty() => {
                names.push(Words { kind: "", text: wordless(block, nodes, file) });
                continue;
            }
            BlockKind::Quotation => "quote ",
            // A sample often begins like the sentence about it; the sentence keeps the short id.
            BlockKind::Code => "code ",
            BlockKind::Item if holds_next => "item ",
            _ => "",
        };
        names.push(Words { kind, text: Cow::Borrowed(own) });
    }
    let ids = block_id::assign(&names);
    for (block, id) in blocks.iter_mut().zip(ids) {
        block.id = id;
    }
}

/// The words of a block up to the first block nested in it.
fn own_text<'t>(block: &Block, next: Option<&Block>, text: &'t str) -> &'t str {
    let end = match next {
        Some(next) if next.text.start > block.text.start => next.text.start.min(block.text.end),
        _ => block.text.end,
    };
    &text[block.text.start..end]
}

/// More of a picture's description is not copied to name the block that it stands in.
const MAX_DESCRIPTION: usize = 1000;

fn wordless<'f>(block: &Block, nodes: &[Node<'_>], file: &'f str) -> Cow<'f, str> {
    let inside = &nodes[block.node..nodes[block.node].end];
    let mut description = String::new();
    for node in inside {
        if let Event::Text(text) = &node.event {
            description.push_str(text);
        }
        if description.len() > MAX_DESCRIPTION {
            break;
        }
    }
    if description.is_empty() { Cow::Borrowed(&file[block.source.clone()]) } else { Cow::Owned(description) }
}
