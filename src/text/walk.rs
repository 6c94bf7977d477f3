//! One walk over a file's events: the nodes, the text, the blocks and links in it.
//!
//! Enter at [`Walk::event`] and end with [`Walk::finished`]. Text is appended as it comes. Three things wait: the gap
//! between two blocks, until there are words behind it; the end of a line, until it is known whether the next one joins
//! it; and quotation marks, until all that stands around them is known.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::document::{Block, BlockKind, Link, Node};
use super::line_joins::joins;
use super::quotation_marks::Marks;
use super::runs::{Run, Runs};

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

pub(super) struct Walk<'s> {
    file: &'s str,
    pub nodes: Vec<Node<'s>>,
    pub string: String,
    /// Only when the way back to the source is asked for.
    runs: Option<Runs<'s>>,
    pub blocks: Vec<Block>,
    pub links: Vec<Link>,
    /// The `Start`s that still wait for their `End`, outermost first.
    open: Vec<Open>,
    quotes: usize,
    images: usize,
    gap: Gap,
    /// The end of a line that may join the next: its node, and its bytes of the file.
    line_end: Option<(usize, Range<usize>)>,
    marks: Marks,
    /// Whether the next words are a footnote's first.
    is_apart: bool,
    /// The nodes of the quotation marks in the picture's description that is open.
    described_marks: Vec<usize>,
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
    pub fn new(file: &'s str, body_start: usize) -> Self {
        let bytes = file.len() - body_start;
        Self {
            file,
            nodes: Vec::with_capacity(bytes / BYTES_PER_NODE),
            string: String::with_capacity(bytes),
            runs: None,
            blocks: Vec::new(),
            links: Vec::new(),
            open: Vec::new(),
            quotes: 0,
            images: 0,
            gap: Gap::None,
            line_end: None,
            marks: Marks::default(),
            is_apart: false,
            described_marks: Vec::new(),
        }
    }

    /// A walk that notes which bytes of the file make which of the text.
    pub fn noting_runs(file: &'s str, body_start: usize) -> Self {
        Self { runs: Some(Runs::new(file, body_start)), ..Self::new(file, body_start) }
    }

    pub fn runs(self) -> Vec<Run> {
        self.runs.map_or_else(Vec::new, Runs::finish)
    }

    /// Turns the quotation marks, behind the last event.
    pub fn finished(mut self) -> Self {
        for (&at, mark) in self.marks.at.iter().zip(self.marks.turned(&self.string)) {
            // As long as what it replaces, so nothing moves.
            self.string.replace_range(at..at + mark.len(), mark);
        }
        self
    }

    pub fn event(&mut self, event: Event<'s>, source: Range<usize>) {
        let is_mark = self.is_quotation_mark(&event, &source);
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
            Event::SoftBreak => self.soft_break(&source),
            Event::HardBreak => self.line_break("\n", &source),
            _ => from..from,
        };
        match is_mark {
            true if self.images > 0 => self.described_marks.push(self.nodes.len()),
            true => self.marks.at.push(text.start),
            false => {}
        }
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
                self.settle_line_end(None);
                self.images += 1;
                return self.link(dest_url.to_string(), true, source);
            }
            Tag::FootnoteDefinition(_) => {
                self.is_apart = true;
                return Begun::Nothing;
            }
            _ => return Begun::Nothing,
        };
        self.settle_line_end(None);
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
        self.settle_line_end(None);
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
            if tag == TagEnd::Image && self.images == 0 {
                self.described(node + 1);
            }
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
        self.settle_line_end(text.chars().next());
        self.close_gap(source.start);
        let words = self.push(text);
        if let Some(runs) = &mut self.runs {
            runs.text(words.start, text, source);
        }
        words
    }

    /// The end of a line waits for the next words.
    fn soft_break(&mut self, source: &Range<usize>) -> Range<usize> {
        self.settle_line_end(None);
        if self.gap == Gap::None {
            self.line_end = Some((self.nodes.len(), source.clone()));
        }
        self.string.len()..self.string.len()
    }

    /// Makes the end of the last line a blank, or nothing if the `next` character joins it.
    fn settle_line_end(&mut self, next: Option<char>) {
        let Some((node, source)) = self.line_end.take() else { return };
        let last = self.string.chars().next_back();
        if let (Some(last), Some(next)) = (last, next)
            && joins(last, next)
        {
            self.nodes[node].event = Event::Text(CowStr::Borrowed(""));
            return;
        }
        let blank = self.line_break(" ", &source);
        for open in self.open.iter_mut().rev().filter(|open| open.node < node).take_while(|open| open.words.is_none()) {
            open.words = Some(blank.start);
        }
        self.nodes[node].text = blank;
    }

    /// Before the first words of a block (behind a picture) a break parts no words, so it is no text.
    fn line_break(&mut self, text: &str, source: &Range<usize>) -> Range<usize> {
        self.settle_line_end(None);
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
        self.settle_line_end(code.chars().next());
        self.close_gap(source.start);
        let words = self.push(code);
        self.marks.code.push(words.clone());
        if let Some(runs) = &mut self.runs {
            runs.code(words.start, code, source, self.quotes);
        }
        words
    }

    /// Writes what stands between two blocks, now that there are words behind it.
    fn close_gap(&mut self, source: usize) {
        let gap = std::mem::replace(&mut self.gap, Gap::None);
        if gap == Gap::None {
            return;
        }
        if !self.string.is_empty() {
            self.separate(gap, source);
        }
        let begins = self.string.len();
        self.marks.blocks.push(begins);
        if std::mem::take(&mut self.is_apart) {
            self.marks.apart.push(begins);
        }
    }

    fn separate(&mut self, gap: Gap, source: usize) {
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

    /// Whether the parser has made a straight quotation mark a curly one. Which way it turned does not matter.
    fn is_quotation_mark(&self, event: &Event<'_>, source: &Range<usize>) -> bool {
        matches!(event, Event::Text(text) if matches!(&**text, "“" | "”" | "‘" | "’"))
            && matches!(&self.file[source.clone()], "\"" | "'")
    }

    /// Turns the quotation marks and joins the lines of a picture's description, which begins at node `first`.
    fn described(&mut self, first: usize) {
        let here = self.string.len();
        if self.gap == Gap::None && self.marks.pictures.last() != Some(&here) {
            self.marks.pictures.push(here);
        }
        let turned = std::mem::take(&mut self.described_marks);
        let mut description = String::new();
        let mut marks = Marks::default();
        let (mut line_end, mut joined) = (None, Vec::new());
        for (index, node) in self.nodes.iter().enumerate().skip(first) {
            let words: &str = match &node.event {
                Event::Text(words) | Event::Code(words) => words,
                Event::HardBreak => " ",
                Event::SoftBreak => {
                    line_end = Some(index);
                    continue;
                }
                _ => continue,
            };
            let Some(next) = words.chars().next() else { continue };
            if let Some(line_end) = line_end.take() {
                match description.chars().next_back() {
                    Some(last) if joins(last, next) => joined.push(line_end),
                    _ => description.push(' '),
                }
            }
            let begins = description.len();
            if turned.get(marks.at.len()) == Some(&index) {
                marks.at.push(begins);
            }
            description.push_str(words);
            if matches!(node.event, Event::Code(_)) {
                marks.code.push(begins..description.len());
            }
        }
        for index in joined {
            self.nodes[index].event = Event::Text(CowStr::Borrowed(""));
        }
        for (index, mark) in turned.into_iter().zip(marks.turned(&description)) {
            self.nodes[index].event = Event::Text(CowStr::Borrowed(mark));
        }
    }
}
