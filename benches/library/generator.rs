//! Writes a library of any size: what a magazine has after some years.
//!
//! Enter at [`write`]. A piece is an article of about 700 words in nine paragraphs, with two speakers and three notes;
//! one speaker is linked to from the text, the other annotations are anchored from outside. Words are drawn by a
//! generator that says the same in every run.

use std::fmt::Write;
use std::fs;
use std::path::Path;

/// What was written.
#[derive(Default)]
pub struct Source {
    pub files: usize,
    pub bytes: usize,
}

const PARAGRAPHS: usize = 9;
const SENTENCES: usize = 6;
const WORDS: usize = 13;

/// Syllables that words are made of.
const SYLLABLES: [&str; 24] = [
    "ta", "ne", "lo", "mi", "sur", "ven", "dra", "kel", "po", "ri", "gan", "ther", "ul", "bes", "cor", "in", "ma",
    "sho", "wen", "yt", "fa", "cle", "no", "per",
];

/// Words that are in every text, as often as in others.
const COMMON: [&str; 12] = ["the", "of", "and", "to", "a", "in", "that", "it", "was", "for", "with", "as"];

/// Numbers that are the same in every run (Knuth's linear congruential generator).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn word(&mut self) -> String {
        if self.below(5) < 2 {
            return COMMON[self.below(COMMON.len())].to_owned();
        }
        (0..=self.below(3)).map(|_| SYLLABLES[self.below(SYLLABLES.len())]).collect()
    }

    fn sentence(&mut self, words: usize) -> String {
        let mut sentence = (0..words).map(|_| self.word()).collect::<Vec<_>>().join(" ");
        if let Some(first) = sentence.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        sentence.push('.');
        sentence
    }
}

/// The slug of a piece.
pub fn slug(number: usize) -> String {
    format!("piece-{number:05}")
}

/// Writes a library of so many pieces below `root`.
pub fn write(root: &Path, pieces: usize) -> Source {
    let mut source = Source::default();
    let mut save = |path: &str, text: &str| {
        let file = root.join(path);
        fs::create_dir_all(file.parent().unwrap_or(root)).expect("the folder can be made");
        fs::write(&file, text).expect("the file can be written");
        source.files += 1;
        source.bytes += text.len();
    };
    save("sidelight.yaml", "title: A Large Library\nbase_url: https://example.org\n");
    for number in 0..pieces {
        let slug = slug(number);
        let mut numbers = Numbers(number as u64);
        let paragraphs: Vec<Vec<String>> =
            (0..PARAGRAPHS).map(|_| (0..SENTENCES).map(|_| numbers.sentence(WORDS)).collect()).collect();
        let mut text = format!(
            "---\ntitle: {} {number}\ndescription: {}\ndate: {}-{:02}-{:02}\nauthors: [Ana Writer]\n---\n\n",
            numbers.word(),
            numbers.sentence(12),
            1990 + numbers.below(35),
            1 + numbers.below(12),
            1 + numbers.below(28),
        );
        for (index, paragraph) in paragraphs.iter().enumerate() {
            let paragraph = match index {
                1 => format!("[Ana says so](speakers/ana.md). {}", paragraph.join(" ")),
                _ => paragraph.join(" "),
            };
            let _ = write!(text, "{}{paragraph}\n\n", if index == 4 { "## A turn\n\n" } else { "" });
        }
        save(&format!("{slug}/index.md"), &text);
        save(&format!("{slug}/speakers/ana.md"), &annotation("Ana", None, &mut numbers));
        save(&format!("{slug}/speakers/ben.md"), &annotation("Ben", Some(&paragraphs[2][0]), &mut numbers));
        for (note, paragraph) in [0, 3, 6].into_iter().enumerate() {
            let text = annotation(&format!("Note {note}"), Some(&paragraphs[paragraph][1]), &mut numbers);
            save(&format!("{slug}/notes/note-{note}.md"), &text);
        }
    }
    source
}

fn annotation(title: &str, target: Option<&String>, numbers: &mut Numbers) -> String {
    let targets = target.map_or(String::new(), |words| format!("targets:\n  - exact: \"{words}\"\n"));
    let (first, second) = (numbers.sentence(14), numbers.sentence(20));
    format!("---\ntitle: {title}\n{targets}---\n{first} {second}\n")
}
