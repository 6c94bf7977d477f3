//! A library of one annotated piece, with the anchors that resolving its targets would have given.
//!
//! Enter at [`Essay::new`]. Anchoring has a benchmark of its own, so here the anchors are given: where they begin and
//! how long they are is what [`Spread`] says.

use std::fmt::Write;
use std::ops::Range;

use sidelight::anchor::{Anchor, Attached, State};
use sidelight::content::{Loaded, Piece, Tree, load};
use sidelight::render::AnnotatedPiece;
use sidelight::render::AssetNames;
use sidelight::render::address::Addresses;
use sidelight::render::pages::{Chrome, Surroundings};
use sidelight::text::{Document, OPTIONS};

use pulldown_cmark::{Parser, html};

use super::prose::Prose;

/// Where the anchors of an essay lie.
#[derive(Clone, Copy)]
pub enum Spread {
    /// Of all lengths, from three words to some pages, all over the text, overlapping as it happens.
    Usual,
    /// All over the same sentence.
    OneSentence,
    /// Each inside the one before.
    Nested,
}

pub struct Essay {
    loaded: Loaded,
    addresses: Addresses,
    assets: AssetNames,
    chrome: Chrome,
    anchors: Vec<Anchor>,
}

impl Essay {
    /// An essay of about `words` words with `notes` annotations in `layer`, which decides where their bodies stand.
    pub fn new(words: usize, notes: usize, layer: &str, spread: Spread) -> Self {
        let mut prose = Prose::new(2022);
        let index = format!("---\ntitle: An essay\n---\n\n{}", prose.text(words));
        let mut files = vec![("essay/index.md".to_owned(), index)];
        for number in 0..notes {
            let mut note = format!("---\ntitle: Note {number} on “it”\ndate: 2022-01-10\n");
            let _ = writeln!(note, "sources:\n  - {{ title: A report, url: \"https://example.org/{number}\" }}");
            let _ = writeln!(note, "targets: [{{ exact: given }}]\n---\n\n{}", prose.note());
            files.push((format!("essay/{layer}/note-{number}.md"), note));
        }
        let loaded = load(&Tree::from_files(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))));
        let anchors = anchors(&loaded.library.pieces[0], notes, spread, &mut prose);
        Self {
            loaded,
            addresses: Addresses::new(""),
            assets: AssetNames::default(),
            chrome: Chrome::default(),
            anchors,
        }
    }

    fn piece(&self) -> &Piece {
        &self.loaded.library.pieces[0]
    }

    pub fn bytes(&self) -> usize {
        self.piece().file.text.len()
    }

    /// Our side: parse, number the annotations, cut the text into segments, write the article. Bodies of a layer in
    /// the margin are parsed, rendered and written into it; bodies of the panel are not.
    pub fn annotated(&self) -> String {
        let piece = self.piece();
        let document = Document::parse(&piece.file.text, piece.body_start);
        let attached = Attached { anchors: self.anchors.clone(), ..Attached::default() };
        let surroundings =
            Surroundings::new(&self.loaded.library, &self.addresses, &self.assets, &self.chrome, "version");
        AnnotatedPiece::new(piece, document, attached).article(&surroundings)
    }

    /// The rival: pulldown-cmark's own parser and writer, of the text alone or of the text and every body.
    pub fn plain(&self, with_bodies: bool) -> String {
        let piece = self.piece();
        let mut out = String::new();
        html::push_html(&mut out, Parser::new_ext(&piece.file.text[piece.body_start..], OPTIONS));
        if with_bodies {
            for (_, annotation) in piece.annotations() {
                let body = &annotation.file.text[annotation.body_start..];
                html::push_html(&mut out, Parser::new_ext(body, OPTIONS));
            }
        }
        out
    }
}

fn anchors(piece: &Piece, notes: usize, spread: Spread, prose: &mut Prose) -> Vec<Anchor> {
    let document = Document::parse(&piece.file.text, piece.body_start);
    let words = words(document.text.as_str());
    let mut anchors: Vec<Anchor> = (0..notes)
        .map(|annotation| {
            let (first, count) = match spread {
                Spread::Usual => (prose.below(words.len()), length(prose)),
                Spread::OneSentence => (words.len() / 2, 20),
                Spread::Nested => (annotation, words.len() - 2 * annotation),
            };
            let last = (first + count.max(1) - 1).min(words.len() - 1);
            let range = words[first].start..words[last].end;
            Anchor { annotation, range, state: State::Found, confidence: 1.0 }
        })
        .collect();
    anchors.sort_by_key(|anchor| (anchor.range.start, std::cmp::Reverse(anchor.range.end), anchor.annotation));
    anchors
}

/// How many words an annotation is on: mostly some words, often a sentence, at times a paragraph or some pages.
fn length(prose: &mut Prose) -> usize {
    match prose.below(100) {
        0..60 => 3 + prose.below(6),
        60..90 => 10 + prose.below(20),
        90..99 => 40 + prose.below(120),
        _ => 300 + prose.below(500),
    }
}

fn words(text: &str) -> Vec<Range<usize>> {
    let start = text.as_ptr() as usize;
    let words = text.split_whitespace().map(|word| {
        let at = word.as_ptr() as usize - start;
        at..at + word.len()
    });
    words.collect()
}
