//! Markdown made to be slow: each of these has cost some parser or renderer more than its length.
//!
//! Enter at [`TRAPS`]. They are sprung twice: as a text alone, with the way back to its source, and as a piece with the
//! same text in a note on it, which is then checked and becomes pages.

use sidelight::content::Tree;
use sidelight::site::{Options, build};
use sidelight::text::{Document, too_deep};

use super::forms::{Trap, fill, nested, numbered, stairs};

/// The text with its map.
pub fn read(text: &str) {
    if too_deep(text, 0).is_none() {
        let document = Document::parse(text, 0);
        std::hint::black_box(document.map.runs().len());
    }
}

/// The text as a piece and as the note on it.
pub fn library(text: &str) -> Tree {
    let index = format!("---\ntitle: Trap\n---\n\nA [note](notes/a.md).\n\n{text}");
    let note = format!("---\ntitle: Note\n---\n\n{text}");
    Tree::from_files([("trap/index.md", index.as_str()), ("trap/notes/a.md", note.as_str())])
}

/// Whole pages of it.
pub fn publish(tree: &Tree) {
    std::hint::black_box(build(tree, Options::default()));
}

/// By what they are made of; each makes about so many bytes.
pub const TRAPS: &[Trap<String>] = &[
    ("quotes to the limit", |bytes| fill(&format!("{}a\n\n", "> ".repeat(90)), bytes)),
    ("a quote to the limit", |bytes| fill(&format!("{}a\n", "> ".repeat(90)), bytes)),
    ("a quote to the limit, lazy lines", |bytes| format!("{}{}", "> ".repeat(90), fill("a\n", bytes))),
    ("a picture to the limit", |bytes| format!("{}![{}](b)", "> ".repeat(90), fill("a ", bytes))),
    ("a list to the limit", |bytes| format!("{}{}", "- ".repeat(90), fill("a\n", bytes))),
    ("a list to the limit, blank lines", |bytes| format!("{}a{}b", "- ".repeat(90), fill("\n", bytes))),
    ("deep quotes", |bytes| nested("> ", "a", "", bytes)),
    ("deep quotes, no blanks", |bytes| nested(">", "a", "", bytes)),
    ("deep quotes, many lines", |bytes| nested("> ", "a", "\n> b", bytes)),
    ("deep quotes, lazy lines", |bytes| nested("> ", "a", "\nb", bytes)),
    ("deep quotes, empty", |bytes| nested("> ", "", "", bytes)),
    ("deep quotes around a picture", |bytes| nested("> ", "![a](b)", "", bytes)),
    ("deep lists", |bytes| nested("- ", "a", "", bytes)),
    ("deep ordered lists", |bytes| nested("1. ", "a", "", bytes)),
    ("deep lists, blank lines", |bytes| nested("- ", "a", "\n", bytes)),
    ("deep lists, blank lines, text", |bytes| nested("- ", "a", "\n\nb", bytes)),
    ("deep lists and quotes", |bytes| nested("- > ", "a", "", bytes)),
    ("lists that go deeper by line", |bytes| stairs("  ", "- a\n", bytes)),
    ("quotes that go deeper by line", |bytes| stairs("> ", "a\n", bytes)),
    ("empty items", |bytes| fill("-\n", bytes)),
    ("empty loose items", |bytes| fill("-\n\n", bytes)),
    ("equal items", |bytes| fill("- a\n", bytes)),
    ("many lists", |bytes| fill("- a\n\n+ a\n\n", bytes)),
    ("equal paragraphs", |bytes| fill("a\n\n", bytes)),
    ("equal headings", |bytes| fill("# a\n", bytes)),
    ("equal long paragraphs", |bytes| fill(&format!("{}\n\n", "a ".repeat(500)), bytes)),
    ("equal beginnings", |bytes| numbered(bytes, |number| format!("a b c d {number}\n\n"))),
    ("equal beginnings in quotes", |bytes| numbered(bytes, |number| format!("> a b c d {number}\n\n"))),
    ("emphasis that never ends", |bytes| fill("*a **a ", bytes)),
    ("emphasis of three kinds", |bytes| fill("*a _b **c __d ~~e ", bytes)),
    ("emphasis of a kind", |bytes| fill("a**b", bytes)),
    ("closing emphasis", |bytes| fill("a* b_ ", bytes)),
    ("deep emphasis", |bytes| nested("*a ", "b", " c*", bytes)),
    ("deep strong emphasis", |bytes| nested("**a ", "b", " c**", bytes)),
    ("deep strikethrough", |bytes| nested("~~a *b ", "b", " c* d~~", bytes)),
    ("asterisks", |bytes| fill("*", bytes)),
    ("underscores", |bytes| fill("_a", bytes)),
    ("tildes", |bytes| fill("~", bytes)),
    ("backtick runs", |bytes| numbered(bytes, |number| format!("{}a", "`".repeat(number % 500)))),
    ("open code spans", |bytes| fill("`a``b```c", bytes)),
    ("code spans in quotes", |bytes| format!("> `{}`", fill("a\n> ", bytes))),
    ("code spans", |bytes| fill("`a` ", bytes)),
    ("opening brackets", |bytes| fill("[", bytes)),
    ("closing brackets", |bytes| fill("]", bytes)),
    ("opening links", |bytes| fill("[a](", bytes)),
    ("opening links with titles", |bytes| fill("[a](b \"", bytes)),
    ("opening pictures", |bytes| fill("![", bytes)),
    ("links in links", |bytes| nested("[", "a", "](b)", bytes)),
    ("pictures in pictures", |bytes| nested("![", "a", "](b)", bytes)),
    ("pictures in links", |bytes| nested("[![a", "b", "](c)](d)", bytes)),
    ("parentheses in links", |bytes| format!("[a]({}", fill("(", bytes))),
    ("broken links", |bytes| fill("[a](b.md) ", bytes)),
    ("broken links, all different", |bytes| numbered(bytes, |number| format!("[a](notes/{number}.md) "))),
    ("broken fragments", |bytes| numbered(bytes, |number| format!("[a](#b{number})\n\n"))),
    ("forbidden links", |bytes| fill("[a](javascript:a) ", bytes)),
    ("links to the note", |bytes| fill("[a](notes/a.md) ", bytes)),
    ("links to the note over blocks", |bytes| fill("[a\n*b* c](notes/a.md)\n\n", bytes)),
    ("broken pictures", |bytes| fill("![a](b.png) ", bytes)),
    ("autolinks", |bytes| fill("<http://a> ", bytes)),
    ("mail links", |bytes| fill("<a@b.c> ", bytes)),
    ("reference definitions", |bytes| numbered(bytes, |number| format!("[{number}]: b\n"))),
    ("references", |bytes| format!("[a]: http://b\n\n{}", fill("[a] ", bytes))),
    ("references without definition", |bytes| fill("[a][b] ", bytes)),
    ("long references", |bytes| format!("[a]: http://{}\n\n{}", "b".repeat(1000), fill("[a] ", bytes))),
    ("footnote references", |bytes| format!("{}\n\n[^a]: b", fill("[^a] ", bytes))),
    ("footnote definitions", |bytes| numbered(bytes, |number| format!("[^{number}]: b\n\n"))),
    ("footnotes with references", |bytes| numbered(bytes, |number| format!("a[^{number}]\n\n[^{number}]: b\n\n"))),
    ("footnotes in footnotes", |bytes| {
        format!("a[^0]\n\n{}", numbered(bytes, |number| format!("[^{number}]: b[^{}]\n\n", number + 1)))
    }),
    ("footnotes of one name", |bytes| format!("[^a]\n\n{}", fill("[^a]: b\n\n", bytes))),
    ("nested footnote definitions", |bytes| fill("[^a]: ", bytes)),
    ("deep quotes in a footnote", |bytes| format!("[^a]: {}b", fill("> ", bytes))),
    ("deep lists, then blank lines", |bytes| stairs("  ", "- a\n", bytes / 2) + &fill("\n", bytes / 2) + "b"),
    ("footnotes in quotes", |bytes| fill("> [^a]: b\n\n", bytes)),
    ("footnotes without definition", |bytes| fill("[^a] ", bytes)),
    ("angle brackets", |bytes| fill("<", bytes)),
    ("open tags", |bytes| fill("<a ", bytes)),
    ("open attributes", |bytes| fill("<a b=\"", bytes)),
    ("open comments", |bytes| fill("<!-- a ", bytes)),
    ("open declarations", |bytes| fill("a <!A ", bytes)),
    ("open instructions", |bytes| fill("a <? ", bytes)),
    ("open character data", |bytes| fill("a <![CDATA[ ", bytes)),
    ("inline HTML", |bytes| fill("<b>a</b> ", bytes)),
    ("HTML blocks", |bytes| fill("<div>\n\n", bytes)),
    ("HTML lines", |bytes| fill("<div>\n", bytes)),
    ("entities", |bytes| fill("&amp;", bytes)),
    ("ampersands", |bytes| fill("&", bytes)),
    ("long entities", |bytes| fill("&CounterClockwiseContourIntegra", bytes)),
    ("backslashes", |bytes| fill("\\", bytes)),
    ("quotation marks", |bytes| fill("\"a 'b ", bytes)),
    ("apostrophes", |bytes| fill("'", bytes)),
    ("opening quotation marks", |bytes| fill(" \"a 'b", bytes)),
    ("closing quotation marks", |bytes| fill("a\" b' ", bytes)),
    ("quotation marks side by side", |bytes| fill("\"'", bytes)),
    ("quotation marks over blocks", |bytes| fill("\"a 'b\n\n", bytes)),
    ("quotation marks around pictures", |bytes| fill("\"![\"](a)' ", bytes)),
    ("quotation marks around code", |bytes| fill("'`a`\"", bytes)),
    ("quotation marks in footnotes", |bytes| numbered(bytes, |number| format!("'[^{number}]\n\n[^{number}]: \"\n\n"))),
    ("quotation marks and long words", |bytes| format!("'{}'", fill("a", bytes))),
    ("lines that join", |bytes| fill("中\n", bytes)),
    ("lines that join in a description", |bytes| format!("![{}](b)", fill("中\n", bytes))),
    ("control characters", |bytes| fill("a\u{1}&#2;", bytes)),
    ("emphasis beside ideographic punctuation", |bytes| fill("**「中」**文", bytes)),
    ("half-escaped links", |bytes| format!("[a]: b\n\n{}", fill("[a]\\[b] ", bytes))),
    ("footnotes in links", |bytes| format!("[^a]: b\n\n{}", fill("[a[^a]](b) ", bytes))),
    ("open brackets around footnotes", |bytes| format!("[^a]: b\n\n{}", fill("[a[^a]", bytes))),
    ("empty links", |bytes| fill("[a]() [](b) ", bytes)),
    ("dots and dashes", |bytes| fill("...---", bytes)),
    ("table of equal cells", |bytes| format!("|a|a|\n|-|-|\n{}", fill("|a|a|\n", bytes))),
    ("table with empty cells", |bytes| format!("|a|a|\n|-|-|\n{}", fill("|\n", bytes))),
    ("wide table", |bytes| {
        let columns = bytes / 8;
        format!("{}|\n{}|\n{}|\n", "|a".repeat(columns), "|-".repeat(columns), "|b".repeat(columns))
    }),
    ("wide table of short rows", |bytes| {
        let columns = bytes / 8;
        format!("{}|\n{}|\n{}", "|a".repeat(columns), "|-".repeat(columns), fill("|\n", bytes / 2))
    }),
    ("table heads without rows", |bytes| fill("|a|a|\n", bytes)),
    ("bars in code in a table", |bytes| format!("|a|\n|-|\n|`{}`|\n", fill("a\\|", bytes))),
    ("rules", |bytes| fill("---\n\n", bytes)),
    ("long rule", |bytes| fill("- ", bytes)),
    ("underlined headings", |bytes| fill("a\n===\n", bytes)),
    ("fences", |bytes| fill("```\n", bytes)),
    ("open fences in quotes", |bytes| fill("> ```\n\n", bytes)),
    ("indented code", |bytes| fill("    a\n", bytes)),
    ("one word", |bytes| fill("a", bytes)),
    ("one line", |bytes| fill("word ", bytes)),
    ("one line of another script", |bytes| fill("слово ", bytes)),
    ("combining marks", |bytes| fill("\u{301}", bytes)),
    ("dashes as first words", |bytes| fill("—", bytes)),
    ("blanks", |bytes| format!("a{}b", fill(" ", bytes))),
    ("tabs", |bytes| fill("\ta", bytes)),
    ("tabs in lists", |bytes| fill("-\t\ta\n", bytes)),
    ("returns", |bytes| fill("a\r", bytes)),
    ("hard breaks", |bytes| fill("a  \n", bytes)),
    ("zeros", |bytes| fill("\0", bytes)),
];
