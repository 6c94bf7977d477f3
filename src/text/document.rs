//! A Markdown file as events, text and blocks, made in one walk.
//!
//! Enter at [`Document::parse`]. For each event the walk notes where in the text it stands; text events are appended
//! to the text; between two blocks it puts blank lines (a tab between table cells, a line break between the items of a
//! tight list). Pictures, footnote numbers and rules are not text.

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use super::block_id::{self, Words};
use super::parse;
use super::plain_text::Text;
use super::runs::{Run, Runs};
use super::source_map::SourceMap;

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
    pub nodes: Vec<Node<'s>>,
    pub text: Text,
    pub map: SourceMap<'s>,
    pub blocks: Vec<Block>,
    pub links: Vec<Link>,
    /// Raw HTML, which is shown as text.
    pub raw_html: Vec<Range<usize>>,
}

impl<'s> Document<'s> {
    /// Parses `file` from byte `body_start` to its end.
    pub fn parse(file: &'s str, body_start: usize) -> Self {
        let mut walk = Walk::new(file, body_start);
        let raw_html = parse::read(file, body_start, |event, source| walk.event(event, source));
        let Walk { mut blocks, nodes, string, links, .. } = walk;
        name_blocks(&mut blocks, &nodes, &string, file);
        Self { nodes, text: Text::new(string), map: SourceMap::new(file, body_start), blocks, links, raw_html }
    }
}

/// Which bytes of the file made which of the text.
pub(super) fn runs(file: &str, body_start: usize) -> Vec<Run> {
    let mut walk = Walk { runs: Some(Runs::new(file, body_start)), ..Walk::new(file, body_start) };
    parse::read(file, body_start, |event, source| walk.event(event, source));
    walk.runs.map_or_else(Vec::new, Runs::finish)
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

/// Prose has about this many bytes for each node, so that growing is rare.
const BYTES_PER_NODE: usize = 24;

/// What stands between the text so far and the next words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    None,
    Cell,
    Line,
    Block,
}

struct Walk<'s> {
    nodes: Vec<Node<'s>>,
    string: String,
    /// Only when the way back to the source is asked for.
    runs: Option<Runs<'s>>,
    blocks: Vec<Block>,
    links: Vec<Link>,
    /// The `Start`s that still wait for their `End`, outermost first.
    open: Vec<Open>,
    quotes: usize,
    images: usize,
    gap: Gap,
}

struct Open {
    /// The index of the `Start`.
    node: usize,
    begun: Begun,
    /// Where the first words inside it begin, as soon as there are any: behind the gap before them.
    words: Option<usize>,
}

/// What a `Start` began: an index of [`Document::blocks`] or of [`Document::links`].
#[derive(Clone, Copy)]
enum Begun {
    Nothing,
    Block(usize),
    Link(usize),
}

impl<'s> Walk<'s> {
    fn new(file: &'s str, body_start: usize) -> Self {
        let bytes = file.len() - body_start;
        Self {
            nodes: Vec::with_capacity(bytes / BYTES_PER_NODE),
            string: String::with_capacity(bytes),
            runs: None,
            blocks: Vec::new(),
            links: Vec::new(),
            open: Vec::new(),
            quotes: 0,
            images: 0,
            gap: Gap::None,
        }
    }

    fn event(&mut self, event: Event<'s>, source: Range<usize>) {
        match &event {
            Event::Start(tag) => {
                let begun = self.start(tag, &source);
                self.open.push(Open { node: self.nodes.len(), begun, words: None });
            }
            Event::End(tag) => return self.end(*tag),
            _ => {}
        }
        let from = self.string.len();
        let text = match &event {
            _ if self.images > 0 => from..from,
            Event::Text(text) => self.text(text, &source),
            Event::Code(code) => self.code(code, &source),
            Event::SoftBreak => self.line_break(" ", &source),
            Event::HardBreak => self.line_break("\n", &source),
            _ => from..from,
        };
        // Whatever is open around one that has words has words too, so this looks at each only once.
        for open in self.open.iter_mut().rev().take_while(|open| open.words.is_none() && !text.is_empty()) {
            open.words = Some(text.start);
        }
        if let (Event::Text(_), Some(last)) = (&event, self.nodes.last_mut())
            && matches!(last.event, Event::Text(_))
            && self.images == 0
        {
            last.text.end = text.end;
            return;
        }
        let end = self.nodes.len();
        self.nodes.push(Node { event, text, end });
    }

    fn start(&mut self, tag: &Tag<'s>, source: &Range<usize>) -> Begun {
        let kind = match tag {
            Tag::Paragraph => BlockKind::Paragraph,
            Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                BlockKind::Quotation
            }
            Tag::Item => BlockKind::Item,
            Tag::TableCell => BlockKind::Cell,
            Tag::CodeBlock(_) => BlockKind::Code,
            Tag::Link { link_type, dest_url, .. } => {
                let destination = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                return self.link(destination, false, source);
            }
            Tag::Image { dest_url, .. } => {
                self.images += 1;
                return self.link(dest_url.to_string(), true, source);
            }
            _ => return Begun::Nothing,
        };
        self.widen(match kind {
            BlockKind::Cell => Gap::Cell,
            BlockKind::Item => Gap::Line,
            _ => Gap::Block,
        });
        let here = self.string.len();
        self.blocks.push(Block {
            kind,
            id: String::new(),
            node: self.nodes.len(),
            source: source.clone(),
            text: here..here,
        });
        Begun::Block(self.blocks.len() - 1)
    }

    fn link(&mut self, destination: String, is_image: bool, source: &Range<usize>) -> Begun {
        let here = self.string.len();
        self.links.push(Link { destination, is_image, source: source.clone(), text: here..here });
        Begun::Link(self.links.len() - 1)
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::CodeBlock
            | TagEnd::Table
            | TagEnd::List(_)
            | TagEnd::BlockQuote(_)
            | TagEnd::FootnoteDefinition => self.widen(Gap::Block),
            TagEnd::TableRow | TagEnd::TableHead | TagEnd::Item => self.widen(Gap::Line),
            TagEnd::TableCell => self.widen(Gap::Cell),
            TagEnd::Image => self.images -= 1,
            _ => {}
        }
        if matches!(tag, TagEnd::BlockQuote(_)) {
            self.quotes -= 1;
        }
        let here = self.string.len();
        let end = self.nodes.len();
        if let Some(Open { node, begun, words }) = self.open.pop() {
            let enclosed = words.unwrap_or(here)..here;
            match begun {
                Begun::Block(block) => self.blocks[block].text = enclosed.clone(),
                Begun::Link(link) => self.links[link].text = enclosed.clone(),
                Begun::Nothing => {}
            }
            self.nodes[node].text = enclosed;
            self.nodes[node].end = end;
        }
        self.nodes.push(Node { event: Event::End(tag), text: here..here, end });
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn text(&mut self, text: &str, source: &Range<usize>) -> Range<usize> {
        if text.is_empty() {
            return self.string.len()..self.string.len();
        }
        let source = self.runs.as_ref().map_or_else(|| source.clone(), |runs| runs.source_of(text, source));
        self.close_gap(source.start);
        let words = self.push(text);
        if let Some(runs) = &mut self.runs {
            runs.text(words.start, text, source);
        }
        words
    }

    /// Before the first words of a block (behind a picture) a break parts no words, so it is no text.
    fn line_break(&mut self, text: &str, source: &Range<usize>) -> Range<usize> {
        if self.gap != Gap::None {
            return self.string.len()..self.string.len();
        }
        let words = self.push(text);
        if let Some(runs) = &mut self.runs {
            runs.replaced(words.clone(), source.clone());
        }
        words
    }

    fn code(&mut self, code: &str, source: &Range<usize>) -> Range<usize> {
        if code.is_empty() {
            return self.string.len()..self.string.len();
        }
        self.close_gap(source.start);
        let words = self.push(code);
        if let Some(runs) = &mut self.runs {
            runs.code(words.start, code, source, self.quotes);
        }
        words
    }

    /// Writes what stands between two blocks, now that there are words behind it.
    fn close_gap(&mut self, source: usize) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if self.string.is_empty() {
            return;
        }
        let separator = self.push(match gap {
            Gap::None => return,
            Gap::Cell => "\t",
            Gap::Line => "\n",
            // A code block has brought its own line break.
            Gap::Block if self.string.ends_with('\n') => "\n",
            Gap::Block => "\n\n",
        });
        if let Some(runs) = &mut self.runs {
            runs.separator(separator, source);
        }
    }

    fn push(&mut self, text: &str) -> Range<usize> {
        let from = self.string.len();
        self.string.push_str(text);
        from..self.string.len()
    }
}
