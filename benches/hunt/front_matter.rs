//! Front matter made to be slow, read as a piece's, as an annotation's and as the library's settings; then all its faults
//! are printed.

use sidelight::cli::report;
use sidelight::content::{Tree, load};

use super::forms::{Trap, fill, nested, numbered};

pub fn library(yaml: &str) -> Tree {
    let file = format!("---\n{yaml}\n---\nText\n");
    Tree::from_files([("a/index.md", file.as_str()), ("a/notes/n.md", file.as_str()), ("sidelight.yaml", yaml)])
}

pub fn check(tree: &Tree) {
    let loaded = load(tree);
    std::hint::black_box((report::human(&loaded, false), report::json(&loaded), report::github(&loaded, "")));
}

pub const TRAPS: &[Trap<String>] = &[
    ("unknown fields", |bytes| numbered(bytes, |number| format!("f{number}: a\n"))),
    ("unknown fields, almost known", |bytes| numbered(bytes, |number| format!("titel{number}: a\n"))),
    ("one long unknown field", |bytes| format!("{}: a\n", fill("title", bytes))),
    ("one long unknown field, short of the limit of keys", |bytes| format!("? {}\n: a\n", fill("title", bytes))),
    ("one field, again and again", |bytes| fill("title: a\n", bytes)),
    ("a long title", |bytes| format!("title: {}\n", fill("a ", bytes))),
    ("a long title in quotation marks", |bytes| format!("title: \"{}\"\n", fill("\\u00e9 ", bytes))),
    ("a title of many lines", |bytes| format!("title:\n  {}\n", fill("a\n  ", bytes))),
    ("a folded title", |bytes| format!("title: >\n  {}\n", fill("a\n  ", bytes))),
    ("a title of blank lines", |bytes| format!("title: |\n{}  a\n", fill("\n", bytes))),
    ("quotation marks that do not end", |bytes| format!("title: \"{}", fill("a\n", bytes))),
    ("quotation marks in quotation marks", |bytes| format!("title: '{}'", fill("''", bytes))),
    ("authors", |bytes| format!("title: A\nauthors: [{}]\n", fill("a,", bytes))),
    ("authors by line", |bytes| format!("title: A\nauthors:\n{}", fill("- a\n", bytes))),
    ("authors that are lists", |bytes| format!("title: A\nauthors:\n{}", fill("- [a]\n", bytes))),
    ("tags", |bytes| format!("title: A\ntags: [{}]\n", numbered(bytes, |number| format!("t{number}, ")))),
    ("layers", |bytes| format!("title: A\nlayers:\n{}", numbered(bytes, |number| format!("  l{number}: {{}}\n")))),
    ("layers with faults", |bytes| {
        format!("title: A\nlayers:\n{}", numbered(bytes, |number| format!("  l{number}: {{ tone: blau, x: y }}\n")))
    }),
    ("sources", |bytes| format!("title: A\nsources:\n{}", fill("- { title: a, url: b, date: c }\n", bytes))),
    ("a cast", |bytes| format!("title: A\ncast:\n{}", fill("- { figure: a, stands_for: b }\n", bytes))),
    ("targets", |bytes| format!("title: A\ntargets:\n{}", fill("- Text\n", bytes))),
    ("targets that are lost", |bytes| {
        format!("title: A\ntargets:\n{}", numbered(bytes, |number| format!("- {{ exact: w{number}, prefix: b }}\n")))
    }),
    ("targets with faults", |bytes| format!("title: A\ntargets:\n{}", fill("- { exakt: a }\n", bytes))),
    ("deep lists", |bytes| format!("title: A\nx: {}", nested("[", "", "]", bytes))),
    ("deep lists that do not end", |bytes| format!("title: A\nx: {}", fill("[", bytes))),
    ("deep maps", |bytes| format!("title: A\nx: {}", nested("{a: ", "b", "}", bytes))),
    ("deep lists by line", |bytes| format!("title: A\nx:\n  {}", fill("- ", bytes))),
    ("deep keys", |bytes| format!("title: A\n{}", fill("? ", bytes))),
    ("lists side by side", |bytes| format!("title: A\nx: [{}]", fill("[[[[[[[a]]]]]]],", bytes))),
    ("anchors", |bytes| format!("title: A\nx: [{}]\n", numbered(bytes, |number| format!("&a{number} b, ")))),
    ("aliases", |bytes| format!("title: &a A\nx: [{}]\n", fill("*a, ", bytes))),
    ("aliases of a long text", |bytes| {
        format!("title: &a {}\nx: [{}]\n", fill("a ", bytes / 2), fill("*a, ", bytes / 2))
    }),
    ("aliases of a long list", |bytes| {
        format!("x: &a [{}]\ny: [{}]\n", fill("b, ", bytes / 2), fill("*a, ", bytes / 2))
    }),
    ("aliases of aliases", |bytes| {
        format!("a0: &a0 [x, x]\n{}", numbered(bytes, |n| format!("a{}: &a{} [*a{n}, *a{n}]\n", n + 1, n + 1)))
    }),
    ("merged maps", |bytes| format!("x: &a {{b: c}}\n{}", fill("<<: *a\n", bytes))),
    ("a merge of many maps", |bytes| {
        let keys = numbered(bytes / 2, |number| format!("k{number}: v, "));
        format!("x: &a {{{keys}}}\ny:\n  <<: [{}]\n", fill("*a, ", bytes / 2))
    }),
    ("tags of YAML", |bytes| format!("title: A\nx: [{}]\n", fill("!!str a, ", bytes))),
    ("long tags of YAML", |bytes| format!("title: !<{}> A\n", fill("a", bytes))),
    ("comments", |bytes| format!("title: A\n{}", fill("# a\n", bytes))),
    ("one long comment", |bytes| format!("title: A # {}\n", fill("a ", bytes))),
    ("documents", |bytes| format!("title: A\n{}", fill("...\n", bytes))),
    ("directives of YAML", |bytes| fill("%A b\n", bytes)),
    ("blanks", |bytes| format!("title:{}A\n", fill(" ", bytes))),
    ("blank lines", |bytes| format!("title: A\n{}", fill("\n", bytes))),
    ("colons", |bytes| format!("title: {}\n", fill(": ", bytes))),
    ("question marks", |bytes| fill("?\n", bytes)),
    ("hyphens", |bytes| fill("-\n", bytes)),
    ("indented more by line", |bytes| numbered(bytes.min(1 << 16), |line| format!("{}a:\n", " ".repeat(line)))),
    ("numbers", |bytes| format!("title: {}\n", fill("9", bytes))),
    ("a date", |bytes| format!("title: A\ndate: {}\n", fill("2022-", bytes))),
    ("an address", |bytes| format!("title: L\nbase_url: https://{}\n", fill("a.", bytes))),
    ("an address of many parts", |bytes| format!("title: L\nbase_url: https://a/{}\n", fill("b/", bytes))),
    ("a license", |bytes| format!("title: L\nlicense: {}\n", fill("CC-BY ", bytes))),
    ("a language", |bytes| format!("title: L\nlang: {}\n", fill("a-", bytes))),
    ("zeros", |bytes| format!("title: {}\n", fill("\0", bytes))),
    ("other scripts", |bytes| format!("ti\u{301}tle: {}\n", fill("שלום ", bytes))),
];
