//! Markdown as people write it, from a seed.
//!
//! Enter at [`Prose::text`] and [`Prose::note`]. Sentences are made of common words with the punctuation, emphasis,
//! links, lists, tables and footnotes of an essay, so that a parser meets each about as often as in one. The same seed
//! gives the same bytes on every machine.

use std::fmt::Write;

const WORDS: &[&str] = &[
    "the",
    "of",
    "and",
    "to",
    "a",
    "in",
    "that",
    "it",
    "was",
    "for",
    "on",
    "with",
    "as",
    "they",
    "at",
    "this",
    "from",
    "not",
    "but",
    "had",
    "which",
    "one",
    "were",
    "all",
    "would",
    "there",
    "their",
    "what",
    "when",
    "who",
    "more",
    "said",
    "than",
    "into",
    "could",
    "other",
    "time",
    "these",
    "may",
    "then",
    "some",
    "conversation",
    "minister",
    "talks",
    "agreement",
    "proposal",
    "officer",
    "hostage",
    "negotiation",
    "language",
    "question",
    "Monday",
    "Geneva",
    "Brussels",
    "Vienna",
    "Washington",
    "Moscow",
    "security",
    "treaty",
    "border",
    "concern",
    "answer",
    "seriously",
    "week",
    "columnist",
    "reader",
    "don't",
    "it's",
    "nobody's",
    "café",
    "naïve",
    "Škvorecký",
    "Österreich",
];

const LINKS: &[&str] = &["https://example.org/a/report-of-2022", "#what-they-said", "mailto:desk@example.org"];

/// A source of prose; the seed is its whole state (Marsaglia's xorshift).
pub struct Prose(u64);

impl Prose {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % limit
    }

    fn one_in(&mut self, chance: usize) -> bool {
        self.below(chance) == 0
    }

    fn word(&mut self) -> &'static str {
        WORDS[self.below(WORDS.len())]
    }

    /// A text of about `words` words.
    pub fn text(&mut self, words: usize) -> String {
        let mut out = String::with_capacity(words * 8);
        let (mut written, mut notes) = (0, 0);
        let mut block = 0;
        while written < words {
            block += 1;
            written += match block % 30 {
                1 | 16 => self.heading(&mut out),
                8 | 23 => self.list(&mut out),
                13 => self.quotation(&mut out),
                19 => self.table(&mut out),
                27 => {
                    notes += 1;
                    let _ = writeln!(out, "As was said elsewhere,[^{notes}] it stays so.\n");
                    let _ = write!(out, "[^{notes}]: ");
                    8 + self.paragraph(&mut out)
                }
                _ => self.paragraph(&mut out),
            };
        }
        out
    }

    /// The body of a note: a paragraph or two.
    pub fn note(&mut self) -> String {
        let mut out = String::new();
        for _ in 0..=self.below(2) {
            for _ in 0..=self.below(2) {
                self.sentence(&mut out);
                out.push(' ');
            }
            self.sentence(&mut out);
            out.push_str("\n\n");
        }
        out
    }

    fn paragraph(&mut self, out: &mut String) -> usize {
        let mut words = 0;
        for _ in 0..3 + self.below(5) {
            words += self.sentence(out);
            out.push(if self.one_in(6) { '\n' } else { ' ' });
        }
        out.push_str("\n\n");
        words
    }

    fn sentence(&mut self, out: &mut String) -> usize {
        let words = 6 + self.below(22);
        out.push_str(["The", "It", "Nobody", "Then", "“Yet", "A", "In"][self.below(7)]);
        for _ in 1..words {
            out.push_str(["", "", "", "", "", "", "", "", ",", ",", ";", " ---"][self.below(12)]);
            out.push(' ');
            self.words(out);
        }
        out.push_str([".", ".", ".", ".", "?", "..."][self.below(6)]);
        words
    }

    /// A word, sometimes inside markup.
    fn words(&mut self, out: &mut String) {
        let word = self.word();
        let _ = match self.below(120) {
            0 | 1 => write!(out, "*{word}*"),
            2 => write!(out, "**{word} {}**", self.word()),
            3 => write!(out, "[{word} *{}*]({})", self.word(), LINKS[self.below(LINKS.len())]),
            4 => write!(out, "`{word}`"),
            5 => write!(out, "R&amp;D & {word}"),
            6..10 => write!(out, "\"{word} {}\"", self.word()),
            _ => write!(out, "{word}"),
        };
    }

    fn heading(&mut self, out: &mut String) -> usize {
        let _ = writeln!(out, "## On {} {} {}\n", self.word(), self.word(), self.word());
        4
    }

    fn list(&mut self, out: &mut String) -> usize {
        let mut words = 0;
        for number in 1..4 + self.below(4) {
            let _ = write!(out, "{number}. ");
            words += self.sentence(out);
            out.push('\n');
        }
        out.push('\n');
        words
    }

    fn quotation(&mut self, out: &mut String) -> usize {
        out.push_str("> ");
        let words = self.sentence(out);
        out.push_str("\n\n");
        words
    }

    fn table(&mut self, out: &mut String) -> usize {
        out.push_str("| who | what | when |\n|---|:-:|--:|\n");
        for _ in 0..5 {
            let _ = writeln!(out, "| {} | {} {} | {} |", self.word(), self.word(), self.word(), self.below(2022));
        }
        out.push('\n');
        20
    }
}
