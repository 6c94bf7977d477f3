//! Marks around a text: they say exactly what annotations cover, and take nothing away from the text; and without them
//! the text is what its Markdown says.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, Parser, Tag, TagEnd};
use sidelight::anchor::{Anchor, Attached, State};
use sidelight::content::{Library, load};
use sidelight::render::address::Addresses;
use sidelight::render::html::{Ids, LinkTarget, Links, Plain, render};
use sidelight::render::pages::{Chrome, Surroundings};
use sidelight::render::{AnnotatedPiece, AssetNames, PictureSize, ServedAsset};
use sidelight::text::control::clean;
use sidelight::text::{Document, OPTIONS, RunKind, joins};

use super::archive::tree;
use super::html::{Token, attribute, misnested, tokens, unescaped, without_annotations, without_ids};
use super::markdown::straightened;
use super::{fields, markdown};

/// A text, and anchors on it: an annotation, a place and a length each.
pub fn holds(data: &[u8]) {
    let input = fields::text(data);
    let [text, numbers] = fields::fields(&input);
    // A line like that begins another file.
    if text.contains("\n-- ") || text.starts_with("-- ") || !markdown::is_read(text) {
        return;
    }
    let numbers: Vec<usize> = fields::numbers(numbers).take(3 * MOST_ANCHORS).collect();
    let anchors: Vec<(usize, usize, usize)> =
        numbers.chunks_exact(3).map(|anchor| (anchor[0] % ANNOTATED, anchor[1] % 10_000, anchor[2] % 1_000)).collect();
    check_marks(&format!("{text}\n"), &anchors);
    check_plain(&text.replace('^', ""));
}

/// An article with more costs more than it shows.
const MOST_ANCHORS: usize = 16;

/// How many annotations there are.
const ANNOTATED: usize = 5;

/// The text alone is what the parser's own writer makes of it. Footnotes are written otherwise, and which way a quotation
/// mark turns is a property of its own.
pub fn check_plain(markdown: &str) {
    if markdown::is_read(markdown) {
        assert_eq!(straightened(&without_ids(&plain(markdown))), straightened(&reference(markdown)));
    }
}

/// Two annotations with bodies in the margin, two with bodies in the panel, and one that the random texts link to.
const ANNOTATIONS: &str = "
-- p/notes/a.md --
---
title: A
---
A body with a footnote[^1].

[^1]: Its footnote.
-- p/notes/b.md --
---
title: B
---
B
-- p/speakers/c.md --
---
title: C <&> \"C\"
---
C
-- p/speakers/d.md --
---
title: D
---
D
-- p/notes/n.md --
---
title: N
---
N
-- p/picture.png --
-- p/x.png --
";

pub fn library(markdown: &str) -> Arc<Library> {
    let archive = format!("-- p/index.md --\n---\ntitle: P\n---\n{markdown}{ANNOTATIONS}");
    load(&tree(&archive)).library
}

/// The article of a piece with `anchors`, each an annotation and a range of the text; and what the anchors became.
pub fn article(library: &Library, ranges: &[(usize, Range<usize>)]) -> (String, Vec<Anchor>) {
    let piece = &library.pieces[0];
    let document = Document::parse(&piece.file.text, piece.body_start);
    let mut anchors: Vec<Anchor> = ranges
        .iter()
        .map(|(annotation, range)| Anchor {
            annotation: *annotation,
            range: range.clone(),
            state: State::Found,
            confidence: 1.0,
        })
        .collect();
    anchors.sort_by_key(|anchor| (anchor.range.start, Reverse(anchor.range.end), anchor.annotation));
    let attached = Attached { anchors: anchors.clone(), ..Attached::default() };
    let (addresses, chrome) = (Addresses::default(), Chrome::default());
    let served = |path: &String| (path.clone(), ServedAsset { name: path.replace('/', "-"), size: None });
    let folders = library.assets.folders();
    let folders = folders.map(|(name, assets)| (name.to_owned(), Arc::new(assets.keys().map(served).collect())));
    let assets = AssetNames::new(Arc::new(folders.collect()));
    let surroundings = Surroundings::new(library, &addresses, &assets, &chrome, "");
    (AnnotatedPiece::new(piece, document, attached).article(&surroundings), anchors)
}

/// Where people point: anywhere, but not at white space.
fn trimmed(text: &str, from: usize, to: usize) -> Option<Range<usize>> {
    let scalars: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let count = scalars.len();
    let (a, b) = (scalars[from % count], scalars[to % count]);
    let (start, end) = (a.min(b), a.max(b));
    let words = &text[start..end];
    let range = start + (words.len() - words.trim_start().len())..start + words.trim_end().len();
    (!words.trim().is_empty()).then_some(range)
}

/// Turns random numbers into ranges of `text`: half of them begin where another one ends or begins.
fn ranges(text: &str, anchors: &[(usize, usize, usize)]) -> Vec<(usize, Range<usize>)> {
    let count = text.chars().count().max(1);
    let mut last = 0;
    let mut ranges = Vec::new();
    for (annotation, at, length) in anchors {
        let from = if at % 3 == 0 { last } else { at % count };
        let to = (from + length).min(count);
        last = if at % 2 == 0 { from } else { to };
        if let Some(range) = trimmed(text, from, to) {
            ranges.push((*annotation, range));
        }
    }
    ranges
}

/// What a reader of the article sees: the words, and what is marked.
#[derive(Debug, Default)]
struct Seen {
    /// Every scalar of the text that is no white space, with the annotations that it is marked with.
    words: Vec<(char, BTreeSet<String>)>,
    /// The text in marks, white space included.
    marked: String,
    /// For each reference by its id, how many of `words` stand before it, and the HTML before it.
    references: BTreeMap<String, (usize, String)>,
    /// The notes' ids.
    notes: Vec<String>,
}

fn see(html: &str) -> Seen {
    let mut seen = Seen::default();
    let mut keys: Option<BTreeSet<String>> = None;
    // The name of an element whose text is not that of the piece, and how deep in it we are.
    let mut skipping: Option<(&str, usize)> = None;
    let mut written = String::new();
    for token in tokens(html) {
        if let Some((name, depth)) = skipping {
            skipping = match token {
                Token::Start(inner, _) if inner == name => Some((name, depth + 1)),
                Token::End(inner) if inner == name && depth == 1 => None,
                Token::End(inner) if inner == name => Some((name, depth - 1)),
                _ => skipping,
            };
            continue;
        }
        match token {
            Token::Start("mark", attributes) => {
                let named = attribute(attributes, "data-annotations").unwrap_or_default();
                keys = Some(named.split(' ').map(str::to_owned).collect());
            }
            Token::End("mark") => keys = None,
            Token::Start("a", attributes) if attributes.starts_with("class=\"ref ") => {
                let id = attribute(attributes, "id").unwrap_or_default().to_owned();
                let before = seen.references.insert(id.clone(), (seen.words.len(), written.clone()));
                assert!(before.is_none(), "the reference {id} stands twice");
                skipping = Some(("a", 1));
            }
            Token::Start("a", attributes) if attributes.starts_with("class=\"back\"") => skipping = Some(("a", 1)),
            Token::Start("sup", _) => skipping = Some(("sup", 1)),
            Token::Start("aside", attributes) => {
                seen.notes.push(attribute(attributes, "id").unwrap_or_default().to_owned());
                skipping = Some(("aside", 1));
            }
            Token::Start(name, _) => written = format!("<{name}>"),
            Token::End(name) => written = format!("</{name}>"),
            Token::Text(text) => {
                let text = unescaped(text);
                if keys.is_some() {
                    seen.marked.push_str(&text);
                }
                let keys = keys.clone().unwrap_or_default();
                let words = text.chars().filter(|char| !char.is_whitespace());
                seen.words.extend(words.map(|char| (char, keys.clone())));
                if !text.is_empty() {
                    written.clear();
                }
            }
        }
    }
    seen
}

/// A picture that is not there is its description, which is no part of the text.
fn has_its_pictures(document: &Document<'_>) -> bool {
    let mut pictures = document.links.iter().filter(|link| link.is_image);
    pictures.all(|picture| ["picture.png", "x.png"].contains(&picture.destination.as_str()))
}

/// Everything that marks have to be.
pub fn check_marks(markdown: &str, numbers: &[(usize, usize, usize)]) {
    let library = library(markdown);
    let piece = &library.pieces[0];
    let document = Document::parse(&piece.file.text, piece.body_start);
    let text = document.text.as_str();
    let ranges = ranges(text, numbers);
    let (html, anchors) = article(&library, &ranges);

    let (plain, _) = article(&library, &[]);
    assert_eq!(without_annotations(&html), plain, "the text is another one than without annotations");
    let fault = misnested(&html);
    assert_eq!(fault, None, "in {html}");

    if !has_its_pictures(&document) {
        return;
    }
    let keys: Vec<String> = piece.annotations().map(|(_, annotation)| annotation.key()).collect();
    let seen = see(&html);
    let mut expected = Vec::new();
    let mut marked = String::new();
    // The number of words that begin before each byte of the text.
    let mut words_before = vec![0; text.len() + 1];
    for (at, char) in text.char_indices() {
        let over: BTreeSet<String> = anchors
            .iter()
            .filter(|anchor| anchor.range.contains(&at))
            .map(|anchor| keys[anchor.annotation].clone())
            .collect();
        let run = document.map.runs().iter().find(|run| run.text.contains(&at)).unwrap();
        if !over.is_empty() && run.kind != RunKind::Separator {
            marked.push(char);
        }
        if !char.is_whitespace() {
            expected.push((char, over));
        }
        words_before[at + char.len_utf8()] = expected.len();
    }
    assert_eq!(&seen.words, &expected, "in {html}");
    assert!(holds_in_order(&seen.marked, &marked), "{:?} is marked, not {:?} in {}", seen.marked, marked, html);

    let mut counts = vec![0; keys.len()];
    for anchor in &anchors {
        counts[anchor.annotation] += 1;
        let id = format!("at--{}--{}", keys[anchor.annotation].replace('/', "--"), counts[anchor.annotation]);
        let Some((words, before)) = seen.references.get(&id) else {
            panic!("no reference {id} in {html}");
        };
        // The first segment ends where the next anchor begins or any ends.
        let edges = anchors.iter().flat_map(|other| [other.range.start, other.range.end]);
        let end = edges.filter(|edge| *edge > anchor.range.start).min().unwrap_or(text.len());
        let begun = text[..anchor.range.start].chars().filter(|char| !char.is_whitespace()).count();
        // Letters of the panel stand before the words, numerals of the margin behind them if they end there.
        let leads = !id.contains("notes") || end < anchor.range.end;
        let is_before = if leads { *words < begun } else { *words <= begun };
        assert!(!is_before, "{id} stands before its words in {html}");
        let behind_element = before == "</a>" || before == "</code>";
        assert!(*words <= words_before[end] || behind_element, "{id} stands too late in {html}");
    }
    assert_eq!(seen.references.len(), anchors.len());

    let in_margin: BTreeSet<String> = anchors
        .iter()
        .map(|anchor| &keys[anchor.annotation])
        .filter(|key| key.starts_with("notes/"))
        .map(|key| key.replace('/', "--"))
        .collect();
    assert_eq!(seen.notes.len(), in_margin.len());
    assert_eq!(seen.notes.into_iter().collect::<BTreeSet<_>>(), in_margin);
}

/// Whether `marked` holds all of `wanted` in order. Breaks that are no text (behind a picture) may stand between.
fn holds_in_order(marked: &str, wanted: &str) -> bool {
    let blank = |char: char| if matches!(char, '\n' | '\r' | '\t') { ' ' } else { char };
    let mut marked = marked.chars().map(blank);
    wanted.chars().map(blank).all(|wanted| marked.any(|char| char == wanted))
}

/// Links that go where they say.
struct AsWritten;

impl Links for AsWritten {
    fn link(&self, destination: &str) -> LinkTarget {
        LinkTarget::Address(destination.to_owned())
    }

    fn image(&self, destination: &str) -> Option<(String, Option<PictureSize>)> {
        Some((destination.to_owned(), None))
    }
}

pub fn plain(markdown: &str) -> String {
    render(&Document::parse(markdown, 0), &[], Ids::Blocks, &AsWritten, &mut Plain)
}

/// What the parser's own writer makes of the same source, where raw HTML is shown as text, lines of scripts without blanks
/// join, and control characters are replaced.
pub fn reference(markdown: &str) -> String {
    let mut html = String::new();
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut links = 0;
    for event in Parser::new_ext(markdown, OPTIONS) {
        match event {
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => {
                if events.last() == Some(&Event::SoftBreak) {
                    events.pop();
                }
                events.push(Event::End(TagEnd::Paragraph));
            }
            Event::Html(line) => {
                let words = line.trim_end_matches(['\n', '\r']);
                if !words.is_empty() {
                    events.push(Event::Text(CowStr::from(words.to_owned())));
                }
                if words.len() < line.len() {
                    events.push(Event::SoftBreak);
                }
            }
            Event::InlineHtml(html) => events.push(Event::Text(html)),
            // A link in a link is its words.
            Event::Start(Tag::Link { .. }) if links > 0 => links += 1,
            Event::End(TagEnd::Link) if links > 1 => links -= 1,
            event => {
                match event {
                    Event::Start(Tag::Link { .. }) => links = 1,
                    Event::End(TagEnd::Link) => links = 0,
                    _ => {}
                }
                events.push(event);
            }
        }
    }
    for event in &mut events {
        replace_controls(event);
    }
    let joined: Vec<bool> = (0..events.len()).map(|at| is_joined(&events, at)).collect();
    let events = events.into_iter().zip(joined).filter(|(_, is_joined)| !is_joined).map(|(event, _)| event);
    pulldown_cmark::html::push_html(&mut html, events);
    for align in ["left", "center", "right"] {
        html = html.replace(&format!("style=\"text-align: {align}\""), &format!("class=\"align-{align}\""));
    }
    html.replace("<br />", "<br>").replace("<hr />", "<hr>").replace("\" />", "\">")
}

fn replace_controls(event: &mut Event<'_>) {
    let replace = |text: &mut CowStr<'_>| *text = CowStr::from(clean(text).into_owned());
    match event {
        Event::Text(text) | Event::Code(text) => replace(text),
        Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
            replace(dest_url);
            replace(title);
        }
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => replace(info),
        _ => {}
    }
}

/// Whether the end of a line stands between two characters that join: in a picture's description those of the
/// description, else those of the text, in which pictures are nothing.
fn is_joined(events: &[Event<'_>], at: usize) -> bool {
    if events[at] != Event::SoftBreak {
        return false;
    }
    let depths = |events: &[Event<'_>]| -> isize {
        events
            .iter()
            .map(|event| match event {
                Event::Start(Tag::Image { .. }) => 1,
                Event::End(TagEnd::Image) => -1,
                _ => 0,
            })
            .sum()
    };
    let is_described = depths(&events[..at]) > 0;
    let mut depth = 0;
    let mut before = None;
    for event in events[..at].iter().rev() {
        match event {
            Event::End(TagEnd::Image) => depth += 1,
            Event::Start(Tag::Image { .. }) | Event::SoftBreak | Event::HardBreak if depth == 0 => break,
            Event::Start(Tag::Image { .. }) => depth -= 1,
            Event::Text(text) | Event::Code(text) if depth == 0 || is_described => before = text.chars().next_back(),
            Event::Start(tag) if !is_inline(tag.to_end()) => break,
            Event::End(tag) if !is_inline(*tag) => break,
            _ => {}
        }
        if before.is_some() {
            break;
        }
    }
    let mut after = None;
    for event in &events[at + 1..] {
        match event {
            Event::Text(text) | Event::Code(text) => after = text.chars().next(),
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) if is_described => {}
            Event::Start(Tag::Image { .. }) | Event::End(_) | Event::SoftBreak | Event::HardBreak => break,
            Event::Start(tag) if !is_inline(tag.to_end()) => break,
            _ => {}
        }
        if after.is_some() {
            break;
        }
    }
    before.zip(after).is_some_and(|(before, after)| joins(before, after))
}

fn is_inline(tag: TagEnd) -> bool {
    matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image)
}
