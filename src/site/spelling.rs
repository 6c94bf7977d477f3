//! The names in a library, to be found however somebody writes their capitals and accents.
//!
//! Enter at [`Spelling::piece`] or [`Spelling::hideable`]. Systems write one name in two ways: `é` is one character here
//! and two on some Macs, capitals get lost on the way, so an address that came over both still means the same page. No
//! two names of a library have one key ([`slug::key`]): that is a fault of theirs. Most names are their own keys, so
//! only the others are listed by them.

use std::collections::{HashMap, HashSet};

use crate::content::{Library, slug};

#[derive(Debug, Default)]
pub struct Spelling {
    pieces: Names,
    /// What readers hide: `notes`, `notes/geneva`.
    hideable: Names,
}

impl Spelling {
    pub fn of(library: &Library) -> Self {
        let layers = library.pieces.iter().flat_map(|piece| &piece.layers).map(|layer| layer.name.clone());
        let annotations = library.pieces.iter().flat_map(|piece| piece.annotations());
        Self {
            pieces: library.pieces.iter().map(|piece| piece.slug.clone()).collect(),
            hideable: layers.chain(annotations.map(|(_, annotation)| annotation.key())).collect(),
        }
    }

    /// The slug of the piece that is meant by a name.
    pub fn piece(&self, name: &str) -> Option<&str> {
        self.pieces.meant(name)
    }

    /// The name of the layer or annotation that is meant.
    pub fn hideable(&self, name: &str) -> Option<&str> {
        self.hideable.meant(name)
    }
}

#[derive(Debug, Default)]
struct Names {
    all: HashSet<String>,
    /// Those that are not their own keys, by key.
    odd: HashMap<String, String>,
}

impl FromIterator<String> for Names {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let mut found = Self::default();
        for name in names {
            if found.all.contains(&name) {
                continue;
            }
            let key = slug::key(&name);
            if key != name {
                found.odd.entry(key).or_insert_with(|| name.clone());
            }
            found.all.insert(name);
        }
        found
    }
}

impl Names {
    /// A name as it is written, else the one that differs only in capitals or in how accents are written.
    fn meant(&self, name: &str) -> Option<&str> {
        let by_key = || {
            let key = slug::key(name);
            self.all.get(&key).or_else(|| self.odd.get(&key))
        };
        self.all.get(name).or_else(by_key).map(String::as_str)
    }
}
