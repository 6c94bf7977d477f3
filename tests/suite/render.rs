//! Marks around a text: they say exactly what annotations cover, and take nothing away from the text.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;
use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd};
use sidelight::anchor::{Anchor, Attached, State};
use sidelight::content::{Library, load};
use sidelight::render::address::Addresses;
use sidelight::render::html::{Ids, LinkTarget, Links, Plain, render};
use sidelight::render::pages::{Chrome, Surroundings};
use sidelight::render::{AnnotatedPiece, AssetNames, PictureSize, ServedAsset};
use sidelight::text::{Document, OPTIONS, RunKind};

use crate::html::{Token, attribute, misnested, tokens, unescaped, without_annotations, without_ids};
use crate::markdown::{Mix, document, noise};
use crate::site::tree;
use crate::text::is_parsable;

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

fn library(markdown: &str) -> Arc<Library> {
    let archive = format!("-- p/index.md --\n---\ntitle: P\n---\n{markdown}{ANNOTATIONS}");
    load(&tree(&archive)).library
}

/// The article of a piece with `anchors`, each an annotation and a range of the text; and what the anchors became.
fn article(library: &Library, ranges: &[(usize, Range<usize>)]) -> (String, Vec<Anchor>) {
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

fn anchors() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    let near = (0_usize..5, any::<prop::sample::Index>(), 0_usize..30)
        .prop_map(|(annotation, at, length)| (annotation, at.index(4000), length));
    prop::collection::vec(near, 0..8)
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

fn see(html: &str) -> Result<Seen, TestCaseError> {
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
                prop_assert!(before.is_none(), "the reference {} stands twice", id);
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
    Ok(seen)
}

/// Everything that marks have to be.
fn check_marks(markdown: &str, numbers: &[(usize, usize, usize)]) -> Result<(), TestCaseError> {
    let library = library(markdown);
    let piece = &library.pieces[0];
    let document = Document::parse(&piece.file.text, piece.body_start);
    let text = document.text.as_str();
    let ranges = ranges(text, numbers);
    let (html, anchors) = article(&library, &ranges);

    let (plain, _) = article(&library, &[]);
    prop_assert_eq!(without_annotations(&html), plain, "the text is another one than without annotations");
    let fault = misnested(&html);
    prop_assert_eq!(fault, None, "in {}", html);

    let keys: Vec<String> = piece.annotations().map(|(_, annotation)| annotation.key()).collect();
    let seen = see(&html)?;
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
    prop_assert_eq!(&seen.words, &expected, "in {}", html);
    prop_assert!(holds_in_order(&seen.marked, &marked), "{:?} is marked, not {:?} in {}", seen.marked, marked, html);

    let mut counts = vec![0; keys.len()];
    for anchor in &anchors {
        counts[anchor.annotation] += 1;
        let id = format!("at--{}--{}", keys[anchor.annotation].replace('/', "--"), counts[anchor.annotation]);
        let Some((words, before)) = seen.references.get(&id) else {
            return Err(TestCaseError::fail(format!("no reference {id} in {html}")));
        };
        // The first segment ends where the next anchor begins or any ends.
        let edges = anchors.iter().flat_map(|other| [other.range.start, other.range.end]);
        let end = edges.filter(|edge| *edge > anchor.range.start).min().unwrap_or(text.len());
        let begun = text[..anchor.range.start].chars().filter(|char| !char.is_whitespace()).count();
        // Letters of the panel stand before the words, numerals of the margin behind them if they end there.
        let leads = !id.contains("notes") || end < anchor.range.end;
        let is_before = if leads { *words < begun } else { *words <= begun };
        prop_assert!(!is_before, "{} stands before its words in {}", id, html);
        let behind_element = before == "</a>" || before == "</code>";
        prop_assert!(*words <= words_before[end] || behind_element, "{} stands too late in {}", id, html);
    }
    prop_assert_eq!(seen.references.len(), anchors.len());

    let in_margin: BTreeSet<String> = anchors
        .iter()
        .map(|anchor| &keys[anchor.annotation])
        .filter(|key| key.starts_with("notes/"))
        .map(|key| key.replace('/', "--"))
        .collect();
    prop_assert_eq!(seen.notes.len(), in_margin.len());
    prop_assert_eq!(seen.notes.into_iter().collect::<BTreeSet<_>>(), in_margin);
    Ok(())
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

fn plain(markdown: &str) -> String {
    render(&Document::parse(markdown, 0), &[], Ids::Blocks, &AsWritten, &mut Plain)
}

/// What the parser's own writer makes of the same source, where raw HTML is shown as text.
fn reference(markdown: &str) -> String {
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
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    for align in ["left", "center", "right"] {
        html = html.replace(&format!("style=\"text-align: {align}\""), &format!("class=\"align-{align}\""));
    }
    html.replace("<br />", "<br>").replace("<hr />", "<hr>").replace("\" />", "\">")
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn marks_say_what_anchors_cover_and_nothing_else(markdown in document(Mix::ALL), numbers in anchors()) {
        check_marks(&markdown, &numbers)?;
    }

    #[test]
    fn marks_hold_in_noise(markdown in noise(), numbers in anchors()) {
        prop_assume!(is_parsable(&markdown) && !markdown.contains("\n-- "));
        check_marks(&format!("{markdown}\n"), &numbers)?;
    }

    #[test]
    fn an_unannotated_text_is_what_its_markdown_says(markdown in document(Mix { footnotes: false, ..Mix::ALL })) {
        prop_assert_eq!(without_ids(&plain(&markdown)), reference(&markdown));
    }

    #[test]
    fn noise_without_annotations_is_what_its_markdown_says(markdown in noise()) {
        let markdown = markdown.replace("[^", "[");
        prop_assume!(is_parsable(&markdown));
        prop_assert_eq!(without_ids(&plain(&markdown)), reference(&markdown));
    }
}

/// The HTML of `markdown` with `words` marked: marks written as `⟦…⟧`, the reference of the first words, whose body
/// stands in the margin, as `^`, that of the second, whose body stands in the panel, as `‸`.
fn marked(markdown: &str, words: &[&str]) -> String {
    let library = library(&format!("{markdown}\n"));
    let piece = &library.pieces[0];
    let document = Document::parse(&piece.file.text, piece.body_start);
    let text = document.text.as_str();
    let ranges: Vec<(usize, Range<usize>)> = words
        .iter()
        .enumerate()
        .map(|(index, words)| {
            let start = text.find(words).unwrap_or_else(|| panic!("no {words:?} in {text:?}"));
            ([2, 0][index], start..start + words.len())
        })
        .collect();
    let mut out = String::new();
    let (mut is_reference, mut is_note) = (false, false);
    for token in tokens(&without_ids(&article(&library, &ranges).0)) {
        match token {
            Token::Start("aside", _) => is_note = true,
            Token::End("aside") => is_note = false,
            _ if is_note => {}
            Token::Start("mark", _) => out.push('⟦'),
            Token::End("mark") => out.push('⟧'),
            Token::Start("a", attributes) if attributes.starts_with("class=\"ref ") => {
                out.push(if attributes.contains("numeral") { '^' } else { '‸' });
                is_reference = true;
            }
            Token::End("a") if is_reference => is_reference = false,
            _ if is_reference => {}
            Token::Start(name, _) => out.push_str(&format!("<{name}>")),
            Token::End(name) => out.push_str(&format!("</{name}>")),
            Token::Text(text) => out.push_str(text),
        }
    }
    out.trim_end().replace("\n\n", "\n")
}

#[test]
fn where_marks_begin_and_end() {
    for (shows, markdown, words, html) in [
        ("words", "one two three", &["two"][..], "<p>one ⟦two^⟧ three</p>"),
        ("words that cross", "one two three", &["one two", "two three"], "<p>⟦^one ⟧⟦‸two⟧⟦ three⟧</p>"),
        ("words in others", "one two three", &["one two three", "two"], "<p>⟦^one ⟧⟦‸two⟧⟦ three⟧</p>"),
        ("the same words twice", "one two", &["one", "one"], "<p>⟦‸one^⟧ two</p>"),
        ("words across a soft break", "one\ntwo", &["one two"], "<p>⟦one\ntwo^⟧</p>"),
        ("words behind a soft break", "one\ntwo", &["two"], "<p>one\n⟦two^⟧</p>"),
        ("words across a hard break", "one  \ntwo", &["one\ntwo"], "<p>⟦one<br>\ntwo^⟧</p>"),
        ("a whole element", "one *two* three", &["two"], "<p>one ⟦<em>two</em>^⟧ three</p>"),
        ("elements with their neighbours", "one *two* three", &["one two"], "<p>⟦one <em>two</em>^⟧ three</p>"),
        ("half an element", "one *two three*", &["one two"], "<p>⟦one ^⟧<em>⟦two⟧ three</em></p>"),
        ("inside code", "a `b c d` e", &["c"], "<p>a <code>b ⟦c⟧ d</code>^ e</p>"),
        ("out of code", "a `b c` d", &["c d"], "<p>a <code>b ⟦c⟧</code>^⟦ d⟧</p>"),
        ("inside a link", "a [b c](https://x) d", &["c"], "<p>a <a>b ⟦c⟧</a>^ d</p>"),
        ("out of a link", "a [b c](https://x) d", &["c d"], "<p>a <a>b ⟦c⟧</a>^⟦ d⟧</p>"),
        ("a letter waits behind a link", "a [b c](https://x) d", &["a", "c"], "<p>⟦a^⟧ <a>b ⟦c⟧</a>‸ d</p>"),
        ("a letter waits behind code", "a `b c` d", &["a", "c"], "<p>⟦a^⟧ <code>b ⟦c⟧</code>‸ d</p>"),
        ("a letter before a whole link", "a [b](https://x) d", &["a", "b"], "<p>⟦a^⟧ ⟦‸<a>b</a>⟧ d</p>"),
        ("a whole link", "a [b *c*](https://x) d", &["b c"], "<p>a ⟦<a>b <em>c</em></a>^⟧ d</p>"),
        ("across paragraphs", "one\n\ntwo", &["one\n\ntwo"], "<p>⟦one^⟧</p>\n<p>⟦two⟧</p>"),
        (
            "across cells",
            "|a|b|\n|-|-|",
            &["a\tb"],
            "<table><thead><tr><th>⟦a^⟧</th><th>⟦b⟧</th></tr></thead><tbody>\n</tbody></table>",
        ),
        ("across tight items", "- a\n- b", &["a\nb"], "<ul>\n<li>⟦a^⟧</li>\n<li>⟦b⟧</li>\n</ul>"),
        ("a picture between marked words", "a ![x](x.png) b", &["a  b"], "<p>⟦a <img> b^⟧</p>"),
        ("no picture behind marked words", "*a*![x](x.png)", &["a"], "<p>⟦<em>a</em>^⟧<img></p>"),
        (
            "no footnote behind marked words",
            "*a*[^n]\n\n[^n]: b",
            &["a"],
            "<p>⟦<em>a</em>^⟧<sup><a>i</a></sup></p>\n<section>\n<ol>\n<li>\n<p>b <a>↩</a></p>\n</li>\n</ol>\n</section>",
        ),
        ("no link in a link", "[a <https://y>](https://x)", &[], "<p><a>a https://y</a></p>"),
        ("a link to an annotation is its words", "a *[b](notes/n.md)* c", &["b"], "<p>a ⟦<em>b</em>^⟧ c</p>"),
        ("emphasis in a link to an annotation", "[a *b*](notes/n.md) c", &["a b"], "<p>⟦a <em>b</em>^⟧ c</p>"),
        (
            "a break at the end of a mark before a block",
            "- [a\n  ](notes/n.md)\n  # c",
            &["a \n\nc"],
            "<ul>\n<li>⟦a\n^⟧<h1>⟦c⟧</h1>\n</li>\n</ul>",
        ),
        (
            "a break before a block in an item",
            "- a *b*\n  # c",
            &["a b"],
            "<ul>\n<li>⟦a <em>b</em>^⟧\n<h1>c</h1>\n</li>\n</ul>",
        ),
        ("half a character that was written as an entity", "&amp;&amp;", &["&"], "<p>⟦&amp;^⟧&amp;</p>"),
        ("quotation marks around words", "\"one\"", &["one"], "<p>“⟦one^⟧”</p>"),
        ("scripts that run from right to left", "שלום עולם", &["עולם"], "<p>שלום ⟦עולם^⟧</p>"),
    ] {
        assert_eq!(marked(markdown, words), html, "{shows}: {markdown:?}");
    }
}

/// What raw HTML, scripts and odd addresses become.
#[test]
fn nothing_of_a_text_is_taken_for_html() {
    for (shows, markdown, html) in [
        ("tags", "<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("tags in words", "a <b onclick=x>b</b>", "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"),
        ("entities in code", "`&lt;`", "<p><code>&amp;lt;</code></p>\n"),
        (
            "quotation marks in a title",
            "[a](/b \"\\\"><i>\")",
            "<p><a href=\"/b\" title=\"&quot;&gt;&lt;i&gt;\">a</a></p>\n",
        ),
        ("quotation marks in a description", "![\"><i>](/b)", "<p><img src=\"/b\" alt=\"“&gt;&lt;i&gt;\"></p>\n"),
        ("the language of code", "```a\"b<c\nd\n```", "<pre><code class=\"language-a&quot;b&lt;c\">d\n</code></pre>\n"),
    ] {
        assert_eq!(without_ids(&plain(markdown)), html, "{shows}: {markdown:?}");
    }
}
