//! Marks around a text: they say exactly what annotations cover, and take nothing away from the text.

use std::ops::Range;

use proptest::prelude::*;
use sidelight::text::Document;

use crate::fuzzing::properties::html::{Token, tokens, without_ids};
use crate::fuzzing::properties::markdown::is_read;
use crate::fuzzing::properties::marks::{article, check_marks, check_plain, library, plain};
use crate::markdown::{Mix, document, noise};

fn anchors() -> impl Strategy<Value = Vec<(usize, usize, usize)>> {
    let near = (0_usize..5, any::<prop::sample::Index>(), 0_usize..30)
        .prop_map(|(annotation, at, length)| (annotation, at.index(4000), length));
    prop::collection::vec(near, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn marks_say_what_anchors_cover_and_nothing_else(markdown in document(Mix::ALL), numbers in anchors()) {
        check_marks(&markdown, &numbers);
    }

    #[test]
    fn marks_hold_in_noise(markdown in noise(), numbers in anchors()) {
        prop_assume!(is_read(&markdown) && !markdown.contains("\n-- "));
        check_marks(&format!("{markdown}\n"), &numbers);
    }

    #[test]
    fn an_unannotated_text_is_what_its_markdown_says(markdown in document(Mix { footnotes: false, ..Mix::ALL })) {
        check_plain(&markdown);
    }

    #[test]
    fn noise_without_annotations_is_what_its_markdown_says(markdown in noise()) {
        check_plain(&markdown.replace("[^", "["));
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
            "<p>⟦<em>a</em>^⟧<sup><a></a></sup></p>\n<section>\n<ol>\n<li>\n<p>b<a></a></p>\n</li>\n</ol>\n</section>",
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
        ("lines that join", "中\n*文*", "<p>中<em>文</em></p>\n"),
        ("lines that join in a description", "![中\n文\na](/b)", "<p><img src=\"/b\" alt=\"中文 a\"></p>\n"),
        (
            "control characters",
            "[a\u{1}](/b&#1; \"c\u{7f}\") ![d&#x80;](/e \"\u{ffff}\")\n\n``` f\u{2}\ng\u{3}\n```",
            "<p><a href=\"/b%EF%BF%BD\" title=\"c�\">a�</a> <img src=\"/e\" alt=\"d�\" title=\"�\"></p>\n\
             <pre><code class=\"language-f�\">g�\n</code></pre>\n",
        ),
        ("the language of code", "```a\"b<c\nd\n```", "<pre><code class=\"language-a&quot;b&lt;c\">d\n</code></pre>\n"),
    ] {
        assert_eq!(without_ids(&plain(markdown)), html, "{shows}: {markdown:?}");
    }
}
