//! Events to HTML, with marks around what anchors cover.
//!
//! Enter at [`render`]. What it writes without marks is what pulldown-cmark's own writer would (tests compare the
//! two), except for ids on blocks, classes for a cell's alignment, footnotes as a section of endnotes, no link in a
//! link, and links that go where the library says. A mark is opened around the largest run of whole inline elements
//! that its segment holds and is never put into another; the references that belong to a segment stand in its first
//! mark, or behind the link or code span around it, which cannot hold them.

use std::fmt::Write;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Tag, TagEnd};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};

use crate::text::{Block, Document, Node};

use super::footnotes::Footnotes;
use super::language::{self, INTERFACE, Language};
use super::library_links::PictureSize;
use super::segments::Segment;

/// Where links and pictures lead.
pub trait Links {
    fn link(&self, destination: &str) -> LinkTarget;
    /// The address of a picture, if there is one, and its size if that is known.
    fn image(&self, destination: &str) -> Option<(String, Option<PictureSize>)>;
}

pub enum LinkTarget {
    Address(String),
    /// The words stand there without a link: the link is an anchor, or leads nowhere.
    Words,
}

/// What stands around the text: how a segment's mark looks, and what comes behind it and behind a block.
pub trait Annotated {
    /// Writes the opening tag of a mark.
    fn open_mark(&self, segment: &Segment, out: &mut String);
    /// Writes those links to the bodies of the annotations that begin in this segment which stand before its words.
    fn leading_references(&self, segment: &Segment, out: &mut String);
    /// Writes those that stand behind its words.
    fn trailing_references(&self, segment: &Segment, out: &mut String);
    /// Whether a paragraph or heading has a link to itself, by its place among the document's blocks.
    fn has_block_link(&self, _block: usize) -> bool {
        false
    }
    /// Writes that link.
    fn block_link(&self, _block: usize, _out: &mut String) {}
    /// The language of the text. Where it is known, a block that runs wholly the other way says so, and so do the names
    /// that the interface gives to links.
    fn language(&self) -> Option<Language<'_>> {
        None
    }
    /// Writes the bodies that stand behind the outermost block that ends at byte `text_end` of the text.
    fn behind_block(&mut self, text_end: usize, out: &mut String);
}

/// A text without annotations.
pub struct Plain;

impl Annotated for Plain {
    fn open_mark(&self, _: &Segment, _: &mut String) {}
    fn leading_references(&self, _: &Segment, _: &mut String) {}
    fn trailing_references(&self, _: &Segment, _: &mut String) {}
    fn behind_block(&mut self, _: usize, _: &mut String) {}
}

/// A text without annotations, as readers read it in a language.
pub struct PlainIn<'a>(pub Language<'a>);

impl Annotated for PlainIn<'_> {
    fn open_mark(&self, _: &Segment, _: &mut String) {}
    fn leading_references(&self, _: &Segment, _: &mut String) {}
    fn trailing_references(&self, _: &Segment, _: &mut String) {}
    fn behind_block(&mut self, _: usize, _: &mut String) {}
    fn language(&self) -> Option<Language<'_>> {
        Some(self.0)
    }
}

/// How ids in the text are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ids<'i> {
    /// Every block gets its own: the text of a piece.
    Blocks,
    /// Only footnotes have ids, behind this prefix: a body among others in the page.
    Prefixed(&'i str),
}

/// The HTML of a document.
pub fn render(
    document: &Document<'_>,
    segments: &[Segment],
    ids: Ids<'_>,
    links: &dyn Links,
    annotated: &mut dyn Annotated,
) -> String {
    let text_len = document.text.as_str().len();
    let named = annotated.language().map_or(String::new(), |language| INTERFACE.within(language).named().to_string());
    let mut writer = Writer {
        document,
        segments,
        next_segment: 0,
        blocks: document.blocks.iter(),
        blocks_begun: 0,
        ids,
        links,
        annotated,
        out: String::with_capacity(text_len + text_len / 2 + segments.len() * 128),
        open: Vec::new(),
        links_open: 0,
        mark: None,
        fresh_line: 0,
        referenced: 0,
        deferred: String::new(),
        table: Vec::new(),
        cell: 0,
        in_head: false,
        footnotes: Footnotes::new(ids, named),
    };
    writer.footnotes.count(document);
    let mut at = 0;
    while at < document.nodes.len() {
        at = writer.node(at);
    }
    writer.finish()
}

struct Writer<'d, 'a> {
    document: &'d Document<'d>,
    segments: &'d [Segment],
    /// The first segment that does not end before the text written so far.
    next_segment: usize,
    blocks: std::slice::Iter<'d, Block>,
    /// How many of them have begun.
    blocks_begun: usize,
    ids: Ids<'d>,
    links: &'a dyn Links,
    annotated: &'a mut dyn Annotated,
    out: String,
    /// Elements that are open, outermost first.
    open: Vec<Element>,
    /// How many of them are links or code spans.
    links_open: usize,
    mark: Option<OpenMark>,
    /// Where a mark ended behind a line break: a line that only marks stand on is as good as an empty one.
    fresh_line: usize,
    /// Segments whose references have been written.
    referenced: usize,
    /// References that wait for the end of a link or code span, which cannot hold them.
    deferred: String,
    table: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    footnotes: Footnotes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Block,
    Inline,
    /// A link or code span: it cannot hold a reference.
    Link,
    /// A link that is written as its words only.
    Words,
}

#[derive(Clone, Copy)]
struct OpenMark {
    segment: usize,
    /// How many elements were open when it was opened.
    depth: usize,
    /// Whether one of them cannot hold a reference.
    inside_link: bool,
}

impl Writer<'_, '_> {
    /// Writes a node; answers with the index of the next.
    fn node(&mut self, at: usize) -> usize {
        let document = self.document;
        let node = &document.nodes[at];
        match &node.event {
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                self.image(dest_url, title, at);
                return node.end + 1;
            }
            Event::Start(tag) => self.start(tag, node),
            Event::End(tag) => self.end(*tag, node),
            Event::Text(_) => self.text(node.text.clone(), body_text),
            Event::Code(_) => self.code(node),
            Event::SoftBreak => self.line_break(node, "\n"),
            Event::HardBreak => self.line_break(node, "<br>\n"),
            Event::FootnoteReference(label) => self.footnotes.reference(label, &mut self.out),
            Event::Rule => {
                self.close_mark();
                self.newline();
                self.out.push_str("<hr>\n");
            }
            // Not among the options, or made into text when parsing.
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::TaskListMarker(_) => {}
        }
        at + 1
    }

    fn finish(mut self) -> String {
        self.close_mark();
        if self.footnotes.section_is_open() {
            self.out.push_str(Footnotes::SECTION_END);
            self.annotated.behind_block(usize::MAX, &mut self.out);
        }
        self.out
    }

    fn newline(&mut self) {
        let is_fresh = self.out.is_empty() || self.out.ends_with('\n') || self.fresh_line == self.out.len();
        if !is_fresh {
            self.out.push('\n');
        }
    }

    fn start(&mut self, tag: &Tag<'_>, node: &Node<'_>) {
        let element = match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => Element::Inline,
            Tag::Link { .. } => Element::Link,
            _ => Element::Block,
        };
        if element == Element::Block {
            self.close_mark();
        } else {
            self.mark_around(&node.text);
        }
        let element = self.open_tag(tag, element);
        self.open_element(element);
    }

    fn open_tag(&mut self, tag: &Tag<'_>, element: Element) -> Element {
        match tag {
            Tag::Paragraph => self.block_tag("p"),
            Tag::Heading { level, .. } => {
                if self.has_block_link(self.blocks_begun) {
                    self.raw_block("<div class=\"heading\">");
                }
                self.block_tag(HEADINGS[*level as usize - 1]);
            }
            Tag::BlockQuote(_) => {
                self.block_tag("blockquote");
                self.out.push('\n');
            }
            Tag::CodeBlock(kind) => {
                self.block_tag("pre");
                match language(kind) {
                    Some(language) => {
                        self.out.push_str("<code class=\"language-");
                        attribute(&mut self.out, language);
                        self.out.push_str("\">");
                    }
                    None => self.out.push_str("<code>"),
                }
            }
            Tag::List(Some(1)) => self.raw_block("<ol>\n"),
            Tag::List(Some(start)) => self.raw_block(&format!("<ol start=\"{start}\">\n")),
            Tag::List(None) => self.raw_block("<ul>\n"),
            Tag::Item => self.block_tag("li"),
            Tag::FootnoteDefinition(label) => {
                self.newline();
                self.footnotes.definition(label, &mut self.out);
            }
            Tag::Table(alignments) => {
                self.table.clone_from(alignments);
                self.out.push_str("<table>");
            }
            Tag::TableHead => {
                (self.in_head, self.cell) = (true, 0);
                self.out.push_str("<thead><tr>");
            }
            Tag::TableRow => {
                self.cell = 0;
                self.out.push_str("<tr>");
            }
            Tag::TableCell => self.open_cell(),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => return self.open_link(*link_type, dest_url, title),
            _ => {}
        }
        element
    }

    fn end(&mut self, tag: TagEnd, node: &Node<'_>) {
        let element = self.close_element();
        // No other block lies in a paragraph or heading, so it is the one that has begun last.
        let linked = self.blocks_begun.checked_sub(1).filter(|block| self.has_block_link(*block));
        match tag {
            TagEnd::Paragraph => {
                if let Some(block) = linked {
                    self.annotated.block_link(block, &mut self.out);
                }
                self.out.push_str("</p>\n");
            }
            TagEnd::Heading(level) => {
                self.out.push_str("</");
                self.out.push_str(HEADINGS[level as usize - 1]);
                self.out.push('>');
                // In the heading it would be part of the heading's name.
                if let Some(block) = linked {
                    self.annotated.block_link(block, &mut self.out);
                    self.out.push_str("</div>");
                }
                self.out.push('\n');
            }
            TagEnd::BlockQuote(_) => {
                self.newline();
                self.out.push_str("</blockquote>\n");
            }
            TagEnd::CodeBlock => {
                self.out.push_str("</code></pre>\n");
            }
            TagEnd::List(true) => self.out.push_str("</ol>\n"),
            TagEnd::List(false) => self.out.push_str("</ul>\n"),
            TagEnd::Item => self.out.push_str("</li>\n"),
            TagEnd::FootnoteDefinition => self.footnotes.end_definition(&mut self.out),
            TagEnd::Table => self.out.push_str("</tbody></table>\n"),
            TagEnd::TableHead => {
                self.in_head = false;
                self.out.push_str("</tr></thead><tbody>\n");
            }
            TagEnd::TableRow => self.out.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.out.push_str(if self.in_head { "</th>" } else { "</td>" });
                self.cell += 1;
            }
            TagEnd::Emphasis => self.out.push_str("</em>"),
            TagEnd::Strong => self.out.push_str("</strong>"),
            TagEnd::Strikethrough => self.out.push_str("</del>"),
            TagEnd::Link if element == Element::Link => self.out.push_str("</a>"),
            _ => {}
        }
        self.write_deferred();
        self.close_ended_mark(node.text.end);
        if self.open.is_empty() && !self.footnotes.section_is_open() {
            self.annotated.behind_block(node.text.end, &mut self.out);
        }
    }

    fn open_element(&mut self, element: Element) {
        self.links_open += usize::from(element == Element::Link);
        self.open.push(element);
    }

    /// Ends the innermost element, and the mark in it: while it is open, so that the mark's references do not go into
    /// a link or code span.
    fn close_element(&mut self) -> Element {
        if self.mark.is_some_and(|mark| mark.depth >= self.open.len()) {
            self.close_mark();
        }
        let element = self.open.pop().unwrap_or(Element::Block);
        self.links_open -= usize::from(element == Element::Link);
        element
    }

    fn has_block_link(&self, block: usize) -> bool {
        self.ids == Ids::Blocks && self.annotated.has_block_link(block)
    }

    fn block_tag(&mut self, name: &str) {
        self.newline();
        self.out.push('<');
        self.out.push_str(name);
        self.block_id();
        self.out.push('>');
    }

    fn raw_block(&mut self, tag: &str) {
        self.newline();
        self.out.push_str(tag);
    }

    /// Every block of the document comes by here once, in order.
    fn block_id(&mut self) {
        let block = self.blocks.next();
        self.blocks_begun += 1;
        if let (Ids::Blocks, Some(block)) = (self.ids, block) {
            self.out.push_str(" id=\"");
            attribute(&mut self.out, &block.id);
            self.out.push('"');
        }
        let other = self.annotated.language().zip(block).and_then(|(language, block)| {
            language::other_way(&self.document.text.as_str()[block.text.clone()], language.direction)
        });
        if let Some(direction) = other {
            self.out.extend([" dir=\"", direction.as_str(), "\""]);
        }
    }

    fn open_cell(&mut self) {
        self.out.push_str(if self.in_head { "<th" } else { "<td" });
        self.block_id();
        let class = match self.table.get(self.cell) {
            Some(Alignment::Left) => " class=\"align-left\">",
            Some(Alignment::Center) => " class=\"align-center\">",
            Some(Alignment::Right) => " class=\"align-right\">",
            _ => ">",
        };
        self.out.push_str(class);
    }

    fn open_link(&mut self, link_type: LinkType, destination: &str, title: &str) -> Element {
        let target = match link_type {
            LinkType::Email => LinkTarget::Address(format!("mailto:{destination}")),
            _ => self.links.link(destination),
        };
        // `[<https://…>](…)`: HTML has no link in a link.
        let LinkTarget::Address(address) = target else { return Element::Words };
        if self.links_open > 0 {
            return Element::Words;
        }
        self.out.push_str("<a href=\"");
        href(&mut self.out, &address);
        self.title(title);
        self.out.push_str("\">");
        Element::Link
    }

    fn image(&mut self, destination: &str, title: &str, at: usize) {
        let inside = &self.document.nodes[at + 1..self.document.nodes[at].end];
        let mut description = String::new();
        for node in inside {
            match &node.event {
                Event::Text(text) | Event::Code(text) => description.push_str(text),
                Event::SoftBreak | Event::HardBreak => description.push(' '),
                _ => {}
            }
        }
        let Some((address, size)) = self.links.image(destination) else {
            body_text(&mut self.out, &description);
            return;
        };
        self.out.push_str("<img src=\"");
        href(&mut self.out, &address);
        self.out.push_str("\" alt=\"");
        attribute(&mut self.out, &description);
        self.title(title);
        self.out.push('"');
        if let Some(PictureSize { width, height }) = size {
            // Writing into a `String` does not fail.
            let _ = write!(self.out, " width=\"{width}\" height=\"{height}\"");
        }
        self.out.push('>');
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.out.push_str("\" title=\"");
            attribute(&mut self.out, title);
        }
    }

    fn code(&mut self, node: &Node<'_>) {
        self.mark_around(&node.text);
        self.out.push_str("<code>");
        self.open_element(Element::Link);
        self.text(node.text.clone(), body_text);
        self.close_element();
        self.out.push_str("</code>");
        self.write_deferred();
        self.close_ended_mark(node.text.end);
    }

    fn write_deferred(&mut self) {
        if !self.deferred.is_empty() && self.links_open == 0 {
            self.out.push_str(&self.deferred);
            self.deferred.clear();
        }
    }

    /// Opens a mark before an inline element that one segment covers whole, or closes one that ends inside it.
    fn mark_around(&mut self, text: &Range<usize>) {
        if text.is_empty() {
            return;
        }
        match self.segment_at(text.start) {
            Some(segment) if text.end <= self.segments[segment].range.end => self.open_mark(segment),
            _ => self.close_mark(),
        }
    }

    /// Writes a stretch of text, cut where segments begin and end.
    fn text(&mut self, text: Range<usize>, write: impl Fn(&mut String, &str)) {
        let string = self.document.text.as_str();
        let mut at = text.start;
        while at < text.end {
            let end = match self.segment_at(at) {
                Some(segment) => {
                    self.open_mark(segment);
                    self.segments[segment].range.end
                }
                None => {
                    self.close_mark();
                    self.segments.get(self.next_segment).map_or(text.end, |segment| segment.range.start)
                }
            };
            let end = end.min(text.end);
            write(&mut self.out, &string[at..end]);
            at = end;
        }
        self.close_ended_mark(at);
    }

    /// Closes a mark whose segment ends at byte `at` of the text, where it was opened and not inside an element that it
    /// holds. What follows, a picture or the number of a footnote, is not marked.
    fn close_ended_mark(&mut self, at: usize) {
        if let Some(mark) = self.mark
            && mark.depth == self.open.len()
            && self.segments[mark.segment].range.end <= at
        {
            self.close_mark();
        }
    }

    /// A break stands in the HTML even where it is no text, but not where two lines join.
    fn line_break(&mut self, node: &Node<'_>, html: &str) {
        if node.text.is_empty() {
            self.out.push_str(html);
        } else {
            self.text(node.text.clone(), |out, _| out.push_str(html));
        }
    }

    /// The segment that covers a byte of the text. Bytes are asked for in ascending order.
    fn segment_at(&mut self, text: usize) -> Option<usize> {
        while self.segments.get(self.next_segment).is_some_and(|segment| segment.range.end <= text) {
            self.next_segment += 1;
        }
        let segment = self.segments.get(self.next_segment)?;
        (segment.range.start <= text).then_some(self.next_segment)
    }

    fn open_mark(&mut self, segment: usize) {
        if self.mark.is_some_and(|mark| mark.segment == segment) {
            return;
        }
        self.close_mark();
        self.annotated.open_mark(&self.segments[segment], &mut self.out);
        let inside_link = self.links_open > 0;
        if segment >= self.referenced {
            let out = if inside_link { &mut self.deferred } else { &mut self.out };
            self.annotated.leading_references(&self.segments[segment], out);
        }
        self.mark = Some(OpenMark { segment, depth: self.open.len(), inside_link });
    }

    fn close_mark(&mut self) {
        let Some(mark) = self.mark.take() else { return };
        let is_fresh = self.out.ends_with('\n');
        if mark.segment >= self.referenced {
            self.referenced = mark.segment + 1;
            let out = if mark.inside_link { &mut self.deferred } else { &mut self.out };
            self.annotated.trailing_references(&self.segments[mark.segment], out);
        }
        self.out.push_str("</mark>");
        if is_fresh {
            self.fresh_line = self.out.len();
        }
    }
}

const HEADINGS: [&str; 6] = ["h1", "h2", "h3", "h4", "h5", "h6"];

/// The first word behind a fence.
fn language<'k>(kind: &'k CodeBlockKind<'_>) -> Option<&'k str> {
    match kind {
        CodeBlockKind::Fenced(info) => info.split(' ').next().filter(|language| !language.is_empty()),
        CodeBlockKind::Indented => None,
    }
}

/// Writing to a `String` cannot fail, so there is no error to pass on.
fn body_text(out: &mut String, text: &str) {
    let _ = escape_html_body_text(out, text);
}

/// Escapes for an attribute's value in double quotes.
pub fn attribute(out: &mut String, text: &str) {
    let _ = escape_html(out, text);
}

fn href(out: &mut String, address: &str) {
    let _ = escape_href(out, address);
}
