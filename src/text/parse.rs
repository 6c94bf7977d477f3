//! One pass of pulldown-cmark, put into the order in which a reader meets things.
//!
//! Enter at [`read`]. Three things differ from the parser's own stream: raw HTML becomes text (Sidelight shows it, it
//! never passes it through), characters that stand for nothing are replaced, and footnote definitions move to the end,
//! in the order of their first reference. Events go to their taker one by one; only those of footnotes wait.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::control::Controls;
use super::footnote_order::{Definition, Footnote, Order};

/// `CommonMark` with the extensions that the file format promises: GFM tables, footnotes, strikethrough, smart
/// punctuation.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// What there is to say of a file beside its events.
#[derive(Debug, Default)]
pub struct Read {
    /// The places of raw HTML.
    pub raw_html: Vec<Range<usize>>,
    /// All definitions of footnotes, in the order of the text.
    pub footnotes: Vec<Definition>,
    /// Characters that are not shown, where the file names them and does not hold them.
    pub controls: Vec<(char, Range<usize>)>,
}

/// Parses `file` from byte `body_start` (behind the front matter) to its end.
///
/// `take` gets every event in reading order; ranges are bytes of the whole file.
pub fn read<'s>(file: &'s str, body_start: usize, mut take: impl FnMut(Event<'s>, Range<usize>)) -> Read {
    let mut raw_html = RawHtml::default();
    let mut controls = Controls::new(file);
    let mut notes: Vec<Footnote<'s>> = Vec::new();
    let mut order = Order::default();
    // Definitions stand in each other where a quotation or list opens one within another.
    let mut open_notes: Vec<usize> = Vec::new();

    for (event, range) in block_pass(file, body_start).into_offset_iter() {
        let range = range.start + body_start..range.end + body_start;
        if let Event::Start(Tag::FootnoteDefinition(label)) = &event {
            open_notes.push(notes.len());
            notes.push(Footnote::new(label, range.clone()));
        }
        let leaves_note = matches!(event, Event::End(TagEnd::FootnoteDefinition));
        raw_html.put_as_text(event, range, |event, range| {
            controls.replace(event, range, |event, range| match open_notes.last() {
                Some(&note) => notes[note].events.push((event, range)),
                None => {
                    order.note(&event);
                    take(event, range);
                }
            });
        });
        if leaves_note {
            open_notes.pop();
        }
    }

    let mut footnotes = Vec::with_capacity(notes.len());
    for note in order.sorted(notes) {
        footnotes.push(note.definition);
        for (event, range) in note.events {
            take(event, range);
        }
    }
    footnotes.sort_by_key(|definition| definition.source.start);
    Read { raw_html: raw_html.places, footnotes, controls: controls.named }
}

/// A parser that has only been over the blocks of a file: it knows what links can refer to (`[label]: address`).
pub fn block_pass(file: &str, body_start: usize) -> Parser<'_> {
    Parser::new_ext(&file[body_start..], OPTIONS)
}

/// Turns raw HTML into text, a block of it into a paragraph with its line breaks.
#[derive(Default)]
struct RawHtml {
    /// Where it stands in the file, in bytes.
    places: Vec<Range<usize>>,
    /// The break behind the last line, held back: the one behind a block's last line would end it with a blank.
    line_break: Option<Range<usize>>,
}

impl RawHtml {
    fn put_as_text<'s>(&mut self, event: Event<'s>, range: Range<usize>, mut put: impl FnMut(Event<'s>, Range<usize>)) {
        if let Some(line_break) = self.line_break.take()
            && !matches!(event, Event::End(TagEnd::HtmlBlock))
        {
            put(Event::SoftBreak, line_break);
        }
        match event {
            Event::Start(Tag::HtmlBlock) => {
                self.places.push(range.clone());
                put(Event::Start(Tag::Paragraph), range);
            }
            Event::End(TagEnd::HtmlBlock) => put(Event::End(TagEnd::Paragraph), range),
            Event::Html(line) => {
                let text = line.trim_end_matches(['\n', '\r']).len();
                let end = range.start + text;
                if text > 0 {
                    put(Event::Text(cut(line, text)), range.start..end);
                }
                if end < range.end {
                    self.line_break = Some(end..range.end);
                }
            }
            Event::InlineHtml(html) => {
                self.places.push(range.clone());
                put(Event::Text(html), range);
            }
            event => put(event, range),
        }
    }
}

fn cut(text: CowStr<'_>, len: usize) -> CowStr<'_> {
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[..len]),
        other if len < other.len() => CowStr::from(other[..len].to_owned()),
        other => other,
    }
}
