//! Libraries made to be slow: many files, many annotations, and passages that lie in each other.

use std::fmt::Write;

use sidelight::content::Tree;

use super::forms::{Trap, fill, numbered, prose};

type Files = Vec<(String, String)>;

pub fn tree(files: &Files) -> Tree {
    Tree::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))
}

fn piece(text: &str) -> (String, String) {
    ("a/index.md".to_owned(), format!("---\ntitle: A\n---\n\n{text}"))
}

fn note(number: usize, fields: &str, body: &str) -> (String, String) {
    (format!("a/notes/n{number}.md"), format!("---\ntitle: N{number}\n{fields}\n---\n{body}\n"))
}

/// A text of sentences that are all different, and as many of them.
fn sentences(bytes: usize) -> Vec<String> {
    prose(bytes).split(". ").map(str::to_owned).collect()
}

pub const TRAPS: &[Trap<Files>] = &[
    ("annotations, each on its sentence", |bytes| {
        let sentences = sentences(bytes / 4);
        let notes = sentences.iter().enumerate().map(|(at, words)| note(at, &format!("targets: [{words:?}]"), "B"));
        notes.chain([piece(&sentences.join(". "))]).collect()
    }),
    ("annotations, each linked", |bytes| {
        let count = bytes / 128;
        let text = (0..count).fold(String::new(), |text, at| text + &format!("Some [words](notes/n{at}.md) here.\n\n"));
        (0..count).map(|at| note(at, "", "B")).chain([piece(&text)]).collect()
    }),
    ("annotations, all on one word", |bytes| {
        let notes = (0..bytes / 256).map(|at| note(at, "targets: [only]", "B"));
        notes.chain([piece("The only word.")]).collect()
    }),
    ("annotations that nothing points at", |bytes| {
        (0..bytes / 64).map(|at| note(at, "", "B")).chain([piece("Text.")]).collect()
    }),
    ("annotations that are lost", |bytes| {
        let notes = (0..bytes / 128).map(|at| note(at, &format!("targets: [zz{at} yy{at} qq{at}]"), "B"));
        notes.chain([piece(&prose(20_000))]).collect()
    }),
    ("annotations that are ambiguous", |bytes| {
        let notes = (0..bytes / 128).map(|at| note(at, "targets: [word]", "B"));
        notes.chain([piece(&fill("word, ", 20_000))]).collect()
    }),
    ("targets of one annotation", |bytes| {
        let sentences = sentences(bytes / 2);
        let mut fields = "targets:\n".to_owned();
        for words in &sentences {
            let _ = writeln!(fields, "- {words:?}");
        }
        vec![note(0, &fields, "B"), piece(&sentences.join(". "))]
    }),
    ("one word, linked again and again", |bytes| vec![note(0, "", "B"), piece(&fill("[a](notes/n0.md) ", bytes))]),
    ("annotations with long bodies", |bytes| {
        let text = (0..16).fold(String::new(), |text, at| text + &format!("Some [words](notes/n{at}.md) here.\n\n"));
        (0..16).map(|at| note(at, "", &prose(bytes / 16))).chain([piece(&text)]).collect()
    }),
    ("layers", |bytes| {
        let layer = |at: usize| (format!("a/l{at}/n.md"), "---\ntitle: N\ntargets: [Text]\n---\nB\n".to_owned());
        (0..bytes / 512).map(layer).chain([piece("Text.")]).collect()
    }),
    ("speakers with dates", |bytes| {
        let speaker = |at: usize| {
            let date = format!("20{:02}-{:02}-{:02}", at / 300 % 100, at / 25 % 12 + 1, at % 25 + 1);
            (
                format!("a/speakers/s{at}.md"),
                format!("---\ntitle: S{at}\nside: One\ndate: {date}\ntargets: [Text]\n---\n"),
            )
        };
        (0..bytes / 512).map(speaker).chain([piece("Text.")]).collect()
    }),
    ("analogies with a cast", |bytes| {
        let cast = fill("  - { figure: a, stands_for: b }\n", 512);
        let analogy = |at: usize| {
            (format!("a/analogies/s{at}.md"), format!("---\ntitle: S{at}\ncast:\n{cast}targets: [Text]\n---\n"))
        };
        (0..bytes / 1024).map(analogy).chain([piece("Text.")]).collect()
    }),
    ("pieces", |bytes| {
        let piece = |at: usize| (format!("p{at}/index.md"), format!("---\ntitle: P{at}\n---\nText.\n"));
        (0..bytes / 1024).map(piece).collect()
    }),
    ("pieces of one title", |bytes| {
        let piece = |at: usize| (format!("p{at}/index.md"), "---\ntitle: P\n---\nText.\n".to_owned());
        (0..bytes / 1024).map(piece).collect()
    }),
    ("pieces that lead to each other", |bytes| {
        let piece = |at: usize| {
            let text = format!("[next](../p{}/index.md#text)", at + 1);
            (format!("p{at}/index.md"), format!("---\ntitle: P{at}\n---\nText.\n\n{text}\n"))
        };
        (0..bytes / 256).map(piece).collect()
    }),
    // So many that not even the smallest library has a guess for each.
    ("pieces that lead nowhere", |bytes| {
        let piece = |at: usize| {
            (format!("p{at}/index.md"), format!("---\ntitle: P{at}\n---\nText to [none](../q{at}/index.md).\n"))
        };
        (0..bytes / 16).map(piece).collect()
    }),
    ("pictures", |bytes| {
        let count = bytes / 64;
        let text = (0..count).fold(String::new(), |text, at| text + &format!("![p](p{at}.svg) "));
        (0..count).map(|at| (format!("a/p{at}.svg"), "<svg/>".to_owned())).chain([piece(&text)]).collect()
    }),
    ("names that differ by their capitals", |bytes| {
        let file = |at: usize| (format!("a/notes/{}.md", capitals(at)), "---\ntitle: N\n---\n".to_owned());
        (0..(bytes / 128).min(1 << 12)).map(file).chain([piece("Text.")]).collect()
    }),
    ("files that nothing shows", |bytes| {
        (0..bytes / 64).map(|at| (format!("a/b/c/d{at}.md"), "Text".to_owned())).chain([piece("Text.")]).collect()
    }),
    ("equal headings, in the contents", |bytes| vec![piece(&fill("# One\n\n## Two\n\n", bytes))]),
    ("fragments that lead nowhere", |bytes| {
        vec![piece(&numbered(bytes, |number| format!("Block {number} [a](#b{number}).\n\n")))]
    }),
    ("tags of one name", |bytes| {
        let fields = format!("targets: [Text]\ntags: [{}]", numbered(bytes, |number| format!("t{number}, ")));
        vec![note(0, &fields, "B"), piece("Text.")]
    }),
];

/// Twelve letters, in capitals or not.
fn capitals(number: usize) -> String {
    (0..12).map(|bit| if number >> bit & 1 == 1 { 'A' } else { 'a' }).collect()
}
