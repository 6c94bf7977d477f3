//! Front matter as editors, other programs and slips of the finger leave it.

use std::fmt::Write;

use insta::assert_snapshot;
use sidelight::content::{Tree, load};

/// The piece's title and text, and what there is to say of its front matter.
fn read(file: &str) -> String {
    let loaded = load(&Tree::from_files([("a/index.md", file)]));
    let mut out = String::new();
    for piece in &loaded.library.pieces {
        let text = &piece.file.text[piece.body_start..];
        writeln!(out, "  {:?}, {:?}, {:?}, {:?}", piece.title, piece.date, piece.authors, text).unwrap();
    }
    for diagnostic in &loaded.diagnostics {
        let (line, column) = diagnostic.position(file);
        writeln!(out, "  {line}:{column} {}: {}", diagnostic.code.as_str(), diagnostic.message).unwrap();
        writeln!(out, "      {}", diagnostic.help).unwrap();
    }
    out
}

#[test]
fn oddities_are_read_or_explained() {
    let deep_list = format!("---\ntitle: A\nauthors: {}{}\n---\n", "[".repeat(100), "]".repeat(100));
    let long_title = format!("---\ntitle: {}\n---\n", "x".repeat(5000));
    let mut bomb = "---\ntitle: A\na: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (one, next) in ["ab", "bc", "cd", "de", "ef", "fg", "gh"].map(|pair| pair.split_at(1)) {
        writeln!(bomb, "{next}: &{next} [{}]", vec![format!("*{one}"); 10].join(",")).unwrap();
    }
    bomb.push_str("---\nText\n");
    let cases: &[(&str, &str)] = &[
        ("Windows line ends", "---\r\ntitle: A\r\nauthors:\r\n  - B\r\n---\r\nText\r\n"),
        ("a byte order mark", "\u{feff}---\ntitle: A\n---\nText\n"),
        ("blanks behind the lines", "--- \ntitle: A  \n---\t\nText\n"),
        ("an empty file", ""),
        ("only a line", "---\n"),
        ("nothing between the lines", "---\n---\nText\n"),
        ("only comments", "---\n# title: A\n---\nText\n"),
        ("a blank line first", "\n---\ntitle: A\n---\n"),
        ("four dashes", "----\ntitle: A\n----\n"),
        ("dots at the end", "---\ntitle: A\n...\nText\n"),
        ("a rule in the text", "---\ntitle: A\n---\n---\n"),
        ("no end of line at the end", "---\ntitle: A\n---"),
        ("numbers as texts", "---\ntitle: 2022\nauthors: [1.10, 0x1F, 1e3]\n---\n"),
        ("a huge number", "---\ntitle: 123456789012345678901234567890123456789012345678901234567890\n---\n"),
        ("words that YAML has a meaning for", "---\ntitle: yes\nauthors: [no, null, ~, true]\n---\n"),
        ("several lines", "---\ntitle: |\n  One\n  two\ndescription: >\n  folded\n  lines\n---\n"),
        ("a single author", "---\ntitle: A\nauthors: B\n---\n"),
        ("another script", "---\ntitle: \"שלום\"\nathors: é\n---\n"),
        ("a day", "---\ntitle: A\ndate: 2022-01-10\n---\n"),
        ("a day in quotation marks", "---\ntitle: A\ndate: \"2022-01-10\"\n---\n"),
        ("a day with its time", "---\ntitle: A\ndate: 2022-01-10T12:00:00Z\n---\n"),
        ("no day of the calendar", "---\ntitle: A\ndate: 2021-02-29\n---\n"),
        ("a year too late", "---\ntitle: A\ndate: 12022-01-10\n---\n"),
        ("a month", "---\ntitle: A\ndate: 2022-01\n---\n"),
        ("a field twice", "---\ntitle: A\ntitle: B\n---\n"),
        ("a colon in a title", "---\ntitle: One: two\n---\n"),
        ("a tab", "---\ntitle: A\nauthors:\n\t- B\n---\n"),
        ("quotation marks that do not end", "---\ntitle: \"A\n---\n"),
        ("a bracket that does not end", "---\ntitle: A\nauthors: [B\n---\n"),
        ("an unknown anchor", "---\ntitle: *a\n---\n"),
        ("an anchor", "---\ntitle: &a A\ndescription: *a\n---\n"),
        ("a tag", "---\ntitle: !!str 12\n---\n"),
        ("a bomb of anchors", &bomb),
        ("a hundred brackets", &deep_list),
        ("keys that are no texts", "---\ntitle: A\n? [b]\n: c\n---\n"),
        ("a number as a key", "---\ntitle: A\n1: c\n---\n"),
        ("merged maps", "---\ntitle: A\n<<: {lang: de}\n---\n"),
        ("a list", "---\n- title\n---\n"),
        ("a text", "---\ntitle\n---\n"),
        ("control characters", "---\ntitle: \"a\\0b\"\n---\n"),
        ("a raw control character", "---\ntitle: a\u{1}b\n---\n"),
    ];
    let mut out = String::new();
    for (name, file) in cases {
        writeln!(out, "{name}:\n{}", read(file)).unwrap();
    }
    assert_snapshot!(out);
    let title = load(&Tree::from_files([("a/index.md", long_title.as_str())])).library.pieces[0].title.len();
    assert_eq!(title, 5000);
}

/// A library is one YAML document; a second one would be lost in silence.
#[test]
fn settings_are_one_document() {
    let settings = |yaml: &str| {
        let loaded = load(&Tree::from_files([("sidelight.yaml", yaml)]));
        let faults: Vec<String> = loaded
            .diagnostics
            .iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.code.as_str(), diagnostic.message))
            .collect();
        (loaded.library.settings.title.clone(), faults)
    };
    assert_eq!(settings("title: L\n"), ("L".to_owned(), Vec::new()));
    assert_eq!(settings("---\ntitle: L\n"), ("L".to_owned(), Vec::new()));
    assert_eq!(settings(""), ("Library".to_owned(), Vec::new()));
    assert_eq!(settings("# nothing yet\n"), ("Library".to_owned(), Vec::new()));
    let (_, faults) = settings("title: L\n---\ntitle: M\n");
    assert_eq!(faults.len(), 1, "{faults:?}");
}
