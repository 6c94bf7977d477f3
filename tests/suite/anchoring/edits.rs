//! Heavier edits than editions get, made by a generator: quotes of all sizes from a text of common and rare words, and
//! the same text with words misspelt, replaced, inserted and removed, sentences inserted and swapped, paragraphs gone.
//!
//! For each kind of edit: no quote may be anchored on other words, and most must not be lost.

use sidelight::anchor::{Index, Selector, TextRange};

use super::{excerpt, selected};

/// A linear congruential generator (Knuth, MMIX): the same texts on every machine.
struct Random(u64);

impl Random {
    const COMMON: [&str; 30] = [
        "the", "of", "and", "a", "to", "in", "is", "that", "it", "was", "for", "on", "are", "with", "as", "they", "be",
        "at", "one", "have", "this", "from", "by", "had", "some", "what", "there", "we", "other", "were",
    ];
    const SYLLABLES: [&str; 24] = [
        "ba", "con", "der", "fi", "gor", "hal", "in", "jo", "ker", "lum", "men", "nor", "o", "pre", "qui", "ras",
        "sol", "tan", "ur", "ven", "wes", "ter", "ly", "ment",
    ];

    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// A word; half of the time one of the thirty that every text is full of.
    fn word(&mut self) -> String {
        if self.one_in(2) { Self::COMMON[self.below(Self::COMMON.len())].to_owned() } else { self.rare_word() }
    }

    fn rare_word(&mut self) -> String {
        (0..2 + self.below(3)).map(|_| Self::SYLLABLES[self.below(Self::SYLLABLES.len())]).collect()
    }

    fn sentence(&mut self) -> Vec<String> {
        let mut words: Vec<String> = (0..6 + self.below(16)).map(|_| self.word()).collect();
        words[0] = words[0][..1].to_uppercase() + &words[0][1..];
        let last = words.len() - 1;
        words[last].push('.');
        words
    }

    fn misspelt(&mut self, word: &str) -> String {
        let mut chars: Vec<char> = word.chars().collect();
        if chars.len() < 6 {
            return word.to_owned();
        }
        let at = 1 + self.below(chars.len() - 3);
        match self.below(3) {
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, chars[at]),
            _ => chars.swap(at, at + 1),
        }
        chars.into_iter().collect()
    }
}

/// A word of the old text and what became of it; one without an old place was inserted.
struct Word {
    old: Option<usize>,
    text: String,
}

/// Paragraphs of sentences of words.
type Text = Vec<Vec<Vec<Word>>>;

fn original(random: &mut Random) -> Text {
    let mut next = 0..;
    let mut number = |text: String| Word { old: next.next(), text };
    (0..24)
        .map(|_| (0..3 + random.below(5)).map(|_| random.sentence().into_iter().map(&mut number).collect()).collect())
        .collect()
}

/// The text, and where each of its words that has an old place stands, in scalars.
fn written(text: &Text, words: usize) -> (String, Vec<Option<TextRange>>) {
    let mut places = vec![None; words];
    let mut written = String::new();
    for paragraph in text {
        for word in paragraph.iter().flatten() {
            let start = written.len(); // All of it is ASCII.
            written.push_str(&word.text);
            if let Some(old) = word.old {
                places[old] = (start < written.len()).then_some(TextRange { start, end: written.len() });
            }
            written.push(' ');
        }
        written.pop();
        written.push_str("\n\n");
    }
    (written, places)
}

fn inserted(words: Vec<String>) -> Vec<Word> {
    words.into_iter().map(|text| Word { old: None, text }).collect()
}

/// Resolves quotes of one word to a paragraph made on `old` against `new`; answers how many are right and how many lost,
/// and fails on a wrong one. `edit` gets a fresh text to change.
fn score(seed: u64, edit: impl Fn(&mut Text, &mut Random)) -> (usize, usize) {
    let mut random = Random(seed);
    let mut text = original(&mut random);
    let count = text.iter().flatten().flatten().count();
    let (old, old_places) = written(&text, count);
    edit(&mut text, &mut random);
    let (new, new_places) = written(&text, count);
    let index = Index::new(&new);
    let (mut right, mut lost) = (0, 0);
    for _ in 0..300 {
        let words = [1, 1, 2, 5, 8, 15, 40][random.below(7)];
        let first = random.below(count - words);
        let end = first + words - 1;
        let place = |places: &[Option<TextRange>]| {
            let places: Vec<_> = places[first..=end].iter().flatten().copied().collect();
            // Words that were torn apart have no one place.
            let together = places.is_sorted_by_key(|place| place.start);
            Some(TextRange { start: places.first()?.start, end: places.last()?.end }).filter(|_| together)
        };
        let Some(range) = place(&old_places) else { continue };
        let selector = selected(&old, range);
        let resolution = index.resolve(&selector, Some(range.start));
        let expected = place(&new_places);
        let is_torn = new_places[first..=end].iter().any(Option::is_some) && expected.is_none();
        if is_torn {
            continue;
        }
        match (resolution.range, expected) {
            (None, None) => right += 1,
            (None, Some(_)) => lost += 1,
            (Some(found), expected) => {
                let core = |range: TextRange| (range.start, excerpt(&new, range).trim_end_matches('.').len());
                let Selector::Quote(quote) = selector else { unreachable!("one quote") };
                assert_eq!(
                    Some(core(found)),
                    expected.map(core),
                    "{quote:?}\n{resolution:?}\n{}",
                    excerpt(&new, found)
                );
                right += 1;
            }
        }
    }
    (right, lost)
}

/// Applies an edit to several texts and checks the share that is lost, in percent.
fn assert_lost_at_most(percent: usize, edit: impl Fn(&mut Text, &mut Random) + Copy) {
    let (right, lost) = (0..8).map(|seed| score(seed, edit)).fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let share = 100.0 * lost as f64 / (right + lost) as f64;
    assert!(share <= percent as f64, "{share:.1} % lost");
}

fn each_word(text: &mut Text, mut edit: impl FnMut(&mut Word)) {
    text.iter_mut().flatten().flatten().for_each(&mut edit);
}

#[test]
fn nothing_changed() {
    assert_lost_at_most(0, |_, _| {});
}

#[test]
fn words_misspelt() {
    assert_lost_at_most(4, |text, random| {
        each_word(text, |word| {
            if random.one_in(12) {
                word.text = random.misspelt(&word.text);
            }
        });
    });
}

#[test]
fn words_replaced() {
    assert_lost_at_most(25, |text, random| {
        each_word(text, |word| {
            if random.one_in(30) && !word.text.ends_with('.') {
                word.text = random.rare_word();
            }
        });
    });
}

#[test]
fn words_removed() {
    assert_lost_at_most(25, |text, random| {
        for sentence in text.iter_mut().flatten() {
            sentence.retain(|word| word.text.ends_with('.') || !random.one_in(30));
        }
    });
}

#[test]
fn words_inserted() {
    assert_lost_at_most(25, |text, random| {
        for sentence in text.iter_mut().flatten() {
            if random.one_in(2) {
                let at = random.below(sentence.len());
                sentence.insert(at, Word { old: None, text: random.rare_word() });
            }
        }
    });
}

#[test]
fn sentences_inserted() {
    assert_lost_at_most(15, |text, random| {
        for paragraph in text {
            let at = random.below(paragraph.len());
            paragraph.insert(at, inserted(random.sentence()));
        }
    });
}

#[test]
fn sentences_swapped() {
    assert_lost_at_most(25, |text, random| {
        for paragraph in text {
            let at = random.below(paragraph.len() - 1);
            paragraph.swap(at, at + 1);
        }
    });
}

#[test]
fn paragraphs_gone() {
    assert_lost_at_most(10, |text, random| text.retain(|_| !random.one_in(3)));
}

#[test]
fn paragraphs_moved() {
    assert_lost_at_most(10, |text, random| {
        for at in 0..text.len() {
            let other = random.below(text.len());
            text.swap(at, other);
        }
    });
}
