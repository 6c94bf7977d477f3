//! Footnotes as a reader meets them.
//!
//! Enter at [`Order`]. First come those that the text refers to, in the order of their first reference, then those that
//! footnotes refer to, then those that nothing refers to. Labels are compared as `CommonMark` compares those of links
//! (section 6.3): in any capitals, with any white space. Of several definitions with one label the first counts; the others
//! are kept, at the very end, as nothing can refer to them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};
use unicase::UniCase;

/// A definition as its file has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    pub label: String,
    /// Bytes of the file.
    pub source: Range<usize>,
    /// Where the same label is defined before, in bytes of the file.
    pub earlier: Option<Range<usize>>,
    /// Whether anything refers to it, the text or another footnote.
    pub is_referred_to: bool,
}

pub(super) struct Footnote<'s> {
    pub definition: Definition,
    key: String,
    pub events: Vec<(Event<'s>, Range<usize>)>,
}

impl Footnote<'_> {
    pub fn new(label: &str, source: Range<usize>) -> Self {
        let definition = Definition { label: label.to_owned(), source, earlier: None, is_referred_to: false };
        Self { definition, key: key(label), events: Vec::new() }
    }
}

/// What all spellings of a label have in common.
pub fn key(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    UniCase::new(words.join(" ")).to_folded_case()
}

/// The labels that have been met.
#[derive(Default)]
pub(super) struct Order {
    places: HashMap<String, usize>,
    met: Vec<String>,
    /// Those that something refers to.
    referred_to: HashSet<String>,
    /// How many pictures are open: what their descriptions refer to, no reader can follow.
    pictures: usize,
}

impl Order {
    pub fn note(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. }) => self.pictures += 1,
            Event::End(TagEnd::Image) => self.pictures -= 1,
            Event::FootnoteReference(label) if self.pictures == 0 => {
                let key = key(label);
                self.referred_to.insert(key.clone());
                self.meet(key);
            }
            _ => {}
        }
    }

    fn meet(&mut self, key: String) {
        if let Entry::Vacant(place) = self.places.entry(key) {
            self.met.push(place.key().clone());
            place.insert(self.met.len());
        }
    }

    /// `notes`, in the order of their file, as a reader meets them.
    pub fn sorted(mut self, mut notes: Vec<Footnote<'_>>) -> Vec<Footnote<'_>> {
        let mut first: HashMap<String, usize> = HashMap::new();
        for index in 0..notes.len() {
            match first.entry(notes[index].key.clone()) {
                Entry::Vacant(place) => {
                    place.insert(index);
                }
                Entry::Occupied(earlier) => {
                    notes[index].definition.earlier = Some(notes[*earlier.get()].definition.source.clone());
                }
            }
        }
        // Those that nothing refers to are met where they stand, and then what they refer to.
        let mut next = 0;
        let mut unmet = 0;
        loop {
            while let Some(key) = self.met.get(next) {
                if let Some(&index) = first.get(key.as_str()) {
                    for (event, _) in &notes[index].events {
                        self.note(event);
                    }
                }
                next += 1;
            }
            let Some(note) = notes.get(unmet) else { break };
            self.meet(note.key.clone());
            unmet += 1;
        }
        for note in &mut notes {
            note.definition.is_referred_to = note.definition.earlier.is_none() && self.referred_to.contains(&note.key);
        }
        notes.sort_by_key(|note| match note.definition.earlier {
            None => self.places.get(&note.key).copied().unwrap_or(usize::MAX),
            Some(_) => usize::MAX,
        });
        notes
    }
}
