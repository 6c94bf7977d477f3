//! Random Markdown: documents as people write them, and noise as nobody should.
//!
//! [`document`] composes every construct that the file format promises, nested into each other. [`noise`] strings
//! together what the parser takes for markup; it finds what no composition thinks of.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::string::string_regex;

/// Which constructs a document may hold.
#[derive(Debug, Clone, Copy)]
pub struct Mix {
    pub footnotes: bool,
    pub raw_html: bool,
}

impl Mix {
    pub const ALL: Self = Self { footnotes: true, raw_html: true };
}

/// A document of a few blocks, always ending with a line break.
pub fn document(mix: Mix) -> impl Strategy<Value = String> {
    let ending = select(vec!["\n", "\n", "\n", "\r\n"]);
    (prop::collection::vec(block(mix), 0..6), ending).prop_map(move |(blocks, ending)| {
        let mut text = blocks.join("\n\n");
        text.push('\n');
        if mix.footnotes {
            text.push_str("\n[^n]: A note on `co de`\n    and more[^m].\n\n[^m]: Another\n\n    of two paragraphs.\n");
        }
        text.push_str("\n[ref]: https://example.org/ref \"A 'title' & more\"\n[pic]: picture.png\n");
        text.replace('\n', ending)
    })
}

/// Tokens of Markdown in any order.
pub fn noise() -> impl Strategy<Value = String> {
    let token = select(vec![
        "a",
        "b c",
        "é",
        "👩‍👧",
        "e\u{301}",
        "שלום",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "  \n",
        "\\\n",
        "\t",
        " ",
        "    ",
        "> ",
        ">",
        "- ",
        "* ",
        "1. ",
        "10) ",
        "# ",
        "=\n",
        "---\n",
        "```\n",
        "~~~",
        "`",
        "``",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](x.png)",
        "](<x.png> 't')",
        "[^n]",
        "[^n]: ",
        "[^m]: ",
        "[ref]",
        "[ref]: x.png\n",
        "|",
        "|-|-|\n",
        "a|b\n-|-\n",
        "\\|",
        "\\",
        "&amp;",
        "&#x41;",
        "&",
        ";",
        "<b>",
        "</b>",
        "<div>",
        "</div>\n",
        "<!-- ",
        "-->",
        "<?",
        "?>",
        "<http://x>",
        "<a@b.c>",
        "\"",
        "'",
        "--",
        "...",
        "\0",
        "\u{feff}",
        ":",
        "$",
        "<script>",
        "<![CDATA[",
    ]);
    prop::collection::vec(token, 0..40).prop_map(|tokens| tokens.concat())
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => string_regex("[a-zA-Z]{1,9}").unwrap(),
        1 => select(vec!["naïve", "e\u{301}tude", "👩‍👧", "🎉", "שלום", "עולם", "مرحبا", "ﬁn", "ẞ", "日本語", "x\u{200d}y", "a\u{a0}b"])
            .prop_map(str::to_owned),
        1 => select(vec!["1.", "3.14", "-", "#5", "C++", "a_b_c", "2*3", "x|y", "end.", "(see)", "5 > 4", "a < b", "R&D", "=", "$x$", "don't"])
            .prop_map(str::to_owned),
    ]
}

fn words() -> impl Strategy<Value = String> {
    prop::collection::vec(word(), 1..5).prop_map(|words| words.join(" "))
}

fn replaced() -> impl Strategy<Value = String> {
    select(vec![
        "&amp;",
        "&lt;b&gt;",
        "&quot;",
        "&#8212;",
        "&#x1F600;",
        "&copy;",
        "&nbsp;",
        "&ngE;",
        "&notreal;",
        "\\*",
        "\\_",
        "\\\\",
        "\\[",
        "\\`",
        "\\&",
        "\\a",
        "\"quoted\"",
        "'single'",
        "don't",
        "the '90s",
        "--",
        "---",
        "...",
        "\"'both'\"",
    ])
    .prop_map(str::to_owned)
}

fn code_span() -> impl Strategy<Value = String> {
    let inside = select(vec![
        "code",
        "co de",
        " spaced ",
        "a `` b",
        "&amp;",
        "x\ny",
        "a  b",
        "*no*",
        "a > b",
        "<b>",
        "é👩‍👧",
        "> q",
        "a\n\tb",
        " both",
        "-\n- x",
    ]);
    inside.prop_map(|inside| {
        let fence = if inside.contains('`') { "`" } else { "``" };
        let fence = if inside.contains("``") { "```" } else { fence };
        format!("{fence}{inside}{fence}")
    })
}

/// Inline content; may hold line breaks.
fn inline(mix: Mix) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        6 => words(),
        2 => replaced(),
        1 => code_span(),
        1 => select(vec!["\n", "  \n", "\\\n", "   \n  "]).prop_map(str::to_owned),
        1 => select(vec!["![alt *text*](picture.png)", "![](x.png \"t\")", "![a `b` c][pic]"]).prop_map(str::to_owned),
        1 => select(vec!["<https://example.org/?a=b&c=d>", "<who@example.org>", "[ref]", "[broken][nothing]"])
            .prop_map(str::to_owned),
        1 => select(if mix.raw_html {
            vec!["<b>bold</b>", "<br/>", "<!-- hidden -->", "<a href=\"x\ny\">"]
        } else {
            vec!["less < more"]
        })
        .prop_map(str::to_owned),
        1 => Just(if mix.footnotes { "[^n]" } else { "" }.to_owned()),
    ];
    let nested = leaf.prop_recursive(3, 12, 4, |inner| {
        let several = prop::collection::vec(inner, 1..4).prop_map(|parts| parts.join(" "));
        prop_oneof![
            several.clone().prop_map(|text| format!("*{text}*")),
            several.clone().prop_map(|text| format!("**{text}**")),
            several.clone().prop_map(|text| format!("~~{text}~~")),
            several.clone().prop_map(|text| format!("_{text}_")),
            several.clone().prop_map(|text| format!("[{text}](https://example.org/a_b?c=d&e='f')")),
            several.clone().prop_map(|text| format!("[{text}](notes/n.md \"A title\")")),
            several.prop_map(|text| format!("[{text}][ref]")),
        ]
    });
    (prop::collection::vec(nested, 1..5), select(vec![" ", "", "\n"])).prop_map(|(parts, glue)| parts.join(glue))
}

fn one_line(mix: Mix) -> impl Strategy<Value = String> {
    inline(mix).prop_map(|text| text.replace('\n', " "))
}

fn block(mix: Mix) -> impl Strategy<Value = String> {
    let html = if mix.raw_html {
        vec!["<div class=\"x\">\n *not* emphasis &amp;\n</div>", "<!-- a\n\ncomment -->", "<pre>\n  kept\n</pre>"]
    } else {
        vec!["plain words"]
    };
    let leaf = prop_oneof![
        6 => inline(mix),
        1 => (1_usize..7, one_line(mix)).prop_map(|(level, text)| format!("{} {text}", "#".repeat(level))),
        1 => (words(), select(vec!["===", "---"])).prop_map(|(text, line)| format!("{text}\n{line}")),
        1 => table(mix),
        1 => select(vec!["```\ncode & <more>\n\n  indented\n```", "~~~ rust x\nfn é() {}\n~~~", "```\n```", "    four\n\ttab\n\n     five"])
            .prop_map(str::to_owned),
        1 => select(vec!["***", "- - -"]).prop_map(str::to_owned),
        1 => select(html).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let several = prop::collection::vec(inner, 1..4);
        let marker = select(vec!["- ", "* ", "1. ", "7) ", "-   ", "- \t"]);
        prop_oneof![
            (several.clone(), any::<bool>()).prop_map(|(blocks, is_lazy)| quoted(&blocks.join("\n\n"), is_lazy)),
            (prop::collection::vec(several, 1..4), marker, any::<bool>())
                .prop_map(|(items, marker, is_loose)| list(&items, marker, is_loose)),
        ]
    })
}

fn quoted(text: &str, is_lazy: bool) -> String {
    let marker = if is_lazy { ">" } else { "> " };
    text.lines().map(|line| format!("{marker}{line}")).collect::<Vec<_>>().join("\n")
}

fn list(items: &[Vec<String>], marker: &str, is_loose: bool) -> String {
    let gap = if is_loose { "\n\n" } else { "\n" };
    let indent = if marker.contains('\t') { "    ".to_owned() } else { " ".repeat(marker.len()) };
    let items = items.iter().map(|blocks| {
        let text = blocks.join(gap).replace('\n', &format!("\n{indent}"));
        format!("{marker}{text}")
    });
    items.collect::<Vec<_>>().join(gap)
}

fn table(mix: Mix) -> impl Strategy<Value = String> {
    let cell = one_line(mix).prop_map(|text| text.replace('|', "\\|"));
    let rows = prop::collection::vec(prop::collection::vec(cell, 0..4), 1..4);
    (rows, any::<bool>()).prop_map(|(rows, is_aligned)| {
        let line = |cells: &[String]| format!("|{}|", cells.join("|"));
        let columns = rows[0].len().max(1);
        let rule = if is_aligned { "|:-:".repeat(columns) } else { "|---".repeat(columns) };
        let head = if rows[0].is_empty() { "| |".to_owned() } else { line(&rows[0]) };
        let body: Vec<String> = rows[1..].iter().map(|row| line(row)).collect();
        format!("{head}\n{rule}|\n{}", body.join("\n"))
    })
}
