//! The plain text of a document and the map back to its source.

use proptest::prelude::*;
use sidelight::text::{BlockKind, Document};

use crate::fuzzing::properties::markdown::{check_front, check_map, check_words, is_read};
use crate::markdown::{Mix, document, noise};

fn parse(markdown: &str) -> Document<'_> {
    Document::parse(markdown, 0)
}

fn text_of(markdown: &str) -> String {
    parse(markdown).text.as_str().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_scalar_comes_from_the_bytes_that_made_it(markdown in document(Mix::ALL)) {
        check_map(&markdown, 0);
    }

    #[test]
    fn the_map_holds_behind_front_matter_too(markdown in document(Mix::ALL)) {
        check_front(&markdown);
    }

    #[test]
    fn the_map_holds_for_noise(markdown in noise()) {
        prop_assume!(is_read(&markdown));
        check_map(&markdown, 0);
    }

    #[test]
    fn no_word_is_lost_or_made_up(markdown in document(Mix { footnotes: false, ..Mix::ALL })) {
        check_words(&markdown);
    }
}

/// Each case is named for what it shows.
#[test]
fn what_a_reader_reads() {
    for (shows, markdown, text) in [
        ("nothing makes nothing", "", ""),
        ("blank lines make nothing", "\n\n \n", ""),
        ("markup is not text", "A *b* **c** ~~d~~ [e](x) `f`\n", "A b c d e f"),
        ("a soft break is a blank", "a\nb\n", "a b"),
        ("a hard break is a line break", "a  \nb\\\nc\n", "a\nb\nc"),
        ("paragraphs have a blank line between them", "a\n\nb\n", "a\n\nb"),
        ("a heading is a block", "# a\nb\n", "a\n\nb"),
        ("tight items stand line by line", "- a\n- b\n", "a\nb"),
        ("loose items are paragraphs", "- a\n\n- b\n", "a\n\nb"),
        ("cells are parted by tabs, rows by line breaks", "|a|b|\n|-|-|\n|c|d|\n", "a\tb\nc\td"),
        ("code blocks keep their lines", "```\na\n  b\n```\nc\n", "a\n  b\n\nc"),
        ("entities are their characters", "&amp; &lt; &#x41;\n", "& < A"),
        ("escapes are their characters", "\\* \\_ \\\\ \\a\n", "* _ \\ \\a"),
        ("quotation marks are curly", "\"a\" 'b' don't\n", "“a” ‘b’ don’t"),
        ("dashes and dots are typographic", "a -- b --- c...\n", "a – b — c…"),
        ("pictures are not text", "a ![b](c) d\n", "a  d"),
        ("footnotes come last", "a[^x] b\n\n[^x]: note\n\nc\n", "a b\n\nc\n\nnote"),
        ("footnotes come in the order of their first reference", "a[^y][^x]\n\n[^x]: X\n\n[^y]: Y\n", "a\n\nY\n\nX"),
        ("footnotes may stand in each other", "[^x]: > [^y]: a\n\nb[^x][^y]\n", "b\n\na"),
        ("raw HTML is read as it stands", "a <b>c</b>\n\n<hr>\n", "a <b>c</b>\n\n<hr>"),
        ("a rule is not text", "a\n\n***\n\nb\n", "a\n\nb"),
        ("line endings do not matter", "a\r\nb\r\n\r\nc\r\n", "a b\n\nc"),
        ("code in a quotation is without the marks of the quotation", "> `a\n> b`\n", "a b"),
        ("code in a list is without the indentation", "- `a\n  b`\n", "a b"),
        ("lines of Chinese and Japanese join", "他说\n“你好。”\n然后\n- か\n  *タ*\n", "他说“你好。”然后\n\nかタ"),
        ("and in links and quotations", "> [一\n> 二](x)\n> **三**\n", "一二三"),
        ("lines of other scripts have a blank", "한국\n말 中\na 中\n국 ก\nข\n", "한국 말 中 a 中 국 ก ข"),
        ("a hard break between ideographs stays", "中  \n文\n", "中\n文"),
        ("what stands for nothing is replaced", "a\u{1}b\u{c}c&#2;`d\u{7f}`\u{fffe}\n", "a�b c�d��"),
        ("scripts run as they are written", "שלום *עולם* مرحبا\n", "שלום עולם مرحبا"),
        ("accents stay as they are spelt", "e\u{301} é\n", "e\u{301} é"),
    ] {
        assert_eq!(text_of(markdown), text, "{shows}: {markdown:?}");
    }
}

/// The words in the second column are marked in the source by the third.
#[test]
fn where_words_come_from() {
    for (shows, markdown, words, source) in [
        ("plain words are where they are", "one two\n", "two", "two"),
        ("markup around words is no part of them", "one *two* three\n", "two", "two"),
        ("markup between words is", "one *two* three\n", "one two", "one *two"),
        ("an entity is taken whole", "R&amp;D\n", "R&D", "R&amp;D"),
        ("a curly quotation mark is a straight one", "say \"yes\"\n", "“yes”", "\"yes\""),
        ("an escape is its second half", "2 \\* 3\n", "* 3", "* 3"),
        ("a blank can be a line break", "one\ntwo\n", "one two", "one\ntwo"),
        ("in a quotation the next line's mark lies between", "> one\n> two\n", "one two", "one\n> two"),
        ("code has its fences around it", "a `b c` d\n", "b c", "b c"),
        ("code across lines of a quotation", "> a `b\n> c` d\n", "b c", "b\n> c"),
        ("code with a bar in a table", "|a|\n|-|\n|`x\\|y`|\n", "x|y", "x\\|y"),
        ("a joined line has its end between", "> 中\n> 文", "中文", "中\n> 文"),
        ("behind a joined line words are where they are", "他说\n你好\n", "你好", "你好"),
        ("a control character is where it is", "a\u{1}b\n", "�b", "\u{1}b"),
        ("passages may cross blocks", "one\n\n- two\n", "one\n\ntwo", "one\n\n- two"),
        ("a footnote is where it is written", "a[^1]\n\n[^1]: note\n\nb\n", "note", "note"),
    ] {
        let document = parse(markdown);
        let at = document.text.as_str().find(words).unwrap_or_else(|| panic!("{shows}: no {words:?}"));
        let range = document.map.source(at..at + words.len());
        assert_eq!(&markdown[range], source, "{shows}: {markdown:?}");
    }
}

#[test]
fn a_break_behind_a_picture_is_no_part_of_the_next_words() {
    let document = parse("one\n\n![picture](x.png)  \ntwo\n");
    assert_eq!(document.text.as_str(), "one\n\ntwo");
    let block = document.blocks.iter().rfind(|block| block.kind == BlockKind::Paragraph).unwrap();
    assert_eq!(&document.text.as_str()[block.text.clone()], "two");
}
