//! One pass of pulldown-cmark, put into the order in which a reader meets things.
//!
//! Enter at [`events`]. Two things differ from the parser's own stream: raw HTML becomes text (Sidelight shows it,
//! it never passes it through), and footnote definitions move to the end, in the order of their first reference.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

pub type Spanned<'s> = (Event<'s>, Range<usize>);

/// `CommonMark` with the extensions that the file format promises: GFM tables, footnotes, strikethrough, smart
/// punctuation.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_SMART_PUNCTUATION
}

/// What [`events`] read.
pub struct Events<'s> {
    /// In reading order; ranges are bytes of the whole file.
    pub events: Vec<Spanned<'s>>,
    /// Where raw HTML stands in the file, in bytes.
    pub raw_html: Vec<Range<usize>>,
}

/// Parses `file` from byte `body_start` (behind the front matter) to its end.
pub fn events(file: &str, body_start: usize) -> Events<'_> {
    let body = &file[body_start..];
    let mut main = Vec::new();
    let mut raw_html = Vec::new();
    let mut notes: Vec<Footnote> = Vec::new();
    // Definitions stand in each other where a quotation or list opens one within another.
    let mut open_notes: Vec<usize> = Vec::new();

    for (event, range) in Parser::new_ext(body, options()).into_offset_iter() {
        let range = range.start + body_start..range.end + body_start;
        if let Event::Start(Tag::FootnoteDefinition(label)) = &event {
            open_notes.push(notes.len());
            notes.push(Footnote { label: label.clone(), events: Vec::new() });
        }
        let leaves_note = matches!(event, Event::End(TagEnd::FootnoteDefinition));
        let target = match open_notes.last() {
            Some(&note) => &mut notes[note].events,
            None => &mut main,
        };
        push_as_text(target, event, range, &mut raw_html);
        if leaves_note {
            open_notes.pop();
        }
    }

    for note in in_reading_order(notes, &main) {
        main.extend(note.events);
    }
    Events { events: main, raw_html }
}

struct Footnote<'s> {
    label: CowStr<'s>,
    events: Vec<Spanned<'s>>,
}

/// Footnotes as a reader meets them: those that the text refers to, then those that footnotes refer to, then the rest.
fn in_reading_order<'s>(mut notes: Vec<Footnote<'s>>, main: &[Spanned<'s>]) -> Vec<Footnote<'s>> {
    if notes.is_empty() {
        return notes;
    }
    let mut order: HashMap<CowStr<'s>, usize> = HashMap::new();
    let mut met: Vec<CowStr<'s>> = Vec::new();
    let mut note_references = |events: &[Spanned<'s>], met: &mut Vec<CowStr<'s>>| {
        for (event, _) in events {
            if let Event::FootnoteReference(label) = event
                && !order.contains_key(label)
            {
                order.insert(label.clone(), met.len());
                met.push(label.clone());
            }
        }
    };
    note_references(main, &mut met);
    let by_label: HashMap<CowStr<'s>, usize> =
        notes.iter().enumerate().rev().map(|(index, note)| (note.label.clone(), index)).collect();
    let mut next = 0;
    while let Some(label) = met.get(next).cloned() {
        if let Some(&index) = by_label.get(&label) {
            note_references(&notes[index].events, &mut met);
        }
        next += 1;
    }
    notes.sort_by_key(|note| order.get(&note.label).copied().unwrap_or(usize::MAX));
    notes
}

/// Appends an event, turning raw HTML into a paragraph of text with its line breaks.
fn push_as_text<'s>(
    out: &mut Vec<Spanned<'s>>,
    event: Event<'s>,
    range: Range<usize>,
    raw_html: &mut Vec<Range<usize>>,
) {
    match event {
        Event::Start(Tag::HtmlBlock) => {
            raw_html.push(range.clone());
            out.push((Event::Start(Tag::Paragraph), range));
        }
        Event::End(TagEnd::HtmlBlock) => {
            // The last line's own break would end the paragraph with a blank.
            if matches!(out.last(), Some((Event::SoftBreak, _))) {
                out.pop();
            }
            out.push((Event::End(TagEnd::Paragraph), range));
        }
        Event::Html(line) => {
            let text = line.trim_end_matches(['\n', '\r']).len();
            let end = range.start + text;
            if text > 0 {
                out.push((Event::Text(cut(&line, text)), range.start..end));
            }
            if end < range.end {
                out.push((Event::SoftBreak, end..range.end));
            }
        }
        Event::InlineHtml(html) => {
            raw_html.push(range.clone());
            out.push((Event::Text(html), range));
        }
        event => out.push((event, range)),
    }
}

fn cut<'s>(text: &CowStr<'s>, len: usize) -> CowStr<'s> {
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[..len]),
        other => CowStr::from(other[..len].to_owned()),
    }
}
