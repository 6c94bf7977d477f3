//! Where a link written in a file leads.
//!
//! Enter at [`Catalog::resolve`]. Links are relative to the file that they stand in, as every Markdown viewer takes
//! them; a leading `/` means the content folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::slug;
use super::tree::folder_of;

/// What a path of the library is; of which piece and layer, the path says itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Entry {
    Piece,
    Annotation,
    Asset,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Destination {
    /// Another site, or an address to write to.
    External(String),
    /// A place in the same page, without the `#`.
    Fragment(String),
    Piece {
        piece: String,
        fragment: Option<String>,
    },
    Annotation {
        piece: String,
        layer: String,
        slug: String,
    },
    /// A file beside the texts, by its path in the library.
    Asset(String),
    /// Nothing is there; the path that was looked for.
    Missing(String),
    /// A scheme that readers are not sent to.
    Forbidden(String),
}

/// What links can lead to in one folder at the top of the library.
#[derive(Debug, Clone, Default)]
pub struct Entries {
    by_path: BTreeMap<String, Entry>,
    /// The paths that are not their own keys (see [`slug::key`]), by key; most are.
    by_key: BTreeMap<String, Vec<String>>,
}

impl Entries {
    pub fn insert(&mut self, path: &str, entry: Entry) {
        let key = slug::key(path);
        if key != path {
            self.by_key.entry(key).or_default().push(path.to_owned());
        }
        self.by_path.insert(path.to_owned(), entry);
    }

    /// What is at a path, with the path as it is written there. Some systems take no notice of capitals and write
    /// accents as characters of their own, and so do links that were made there: where nothing has the very path, it
    /// may differ in these, if only one does.
    fn get(&self, path: &str) -> Option<(&str, Entry)> {
        self.exact(path).or_else(|| {
            let key = slug::key(path);
            let others = self.by_key.get(&key).map_or(&[][..], Vec::as_slice);
            match (self.exact(&key), others) {
                (Some(found), []) => Some(found),
                (None, [other]) => self.exact(other),
                _ => None,
            }
        })
    }

    fn exact(&self, path: &str) -> Option<(&str, Entry)> {
        self.by_path.get_key_value(path).map(|(path, entry)| (path.as_str(), *entry))
    }
}

/// What links can lead to, by the folders at the top of the library.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    folders: Arc<BTreeMap<String, Arc<Entries>>>,
    /// The folders whose names are not their own keys, by key.
    by_key: Arc<BTreeMap<String, String>>,
}

impl Catalog {
    /// Adds what is in a folder. Of two folders with one key only the first is shown, which is a fault of theirs.
    pub(super) fn put(&mut self, folder: &str, entries: Arc<Entries>) {
        if entries.by_path.is_empty() {
            return;
        }
        let key = slug::key(folder);
        if key != folder {
            Arc::make_mut(&mut self.by_key).entry(key).or_insert_with(|| folder.to_owned());
        }
        Arc::make_mut(&mut self.folders).insert(folder.to_owned(), entries);
    }

    /// The catalog as readers see it who are not shown the `hidden` pieces.
    #[must_use]
    pub fn without(&self, hidden: &[&str]) -> Self {
        let mut shown = self.clone();
        for piece in hidden {
            Arc::make_mut(&mut shown.folders).remove(*piece);
        }
        shown
    }

    /// The paths of all files that a link can lead to.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.folders.values().flat_map(|entries| entries.by_path.keys()).map(String::as_str)
    }

    pub fn len(&self) -> usize {
        self.folders.values().map(|entries| entries.by_path.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    fn get(&self, path: &str) -> Option<(&str, Entry)> {
        let name = folder_of(path);
        let exact = self.folders.get(name).and_then(|entries| entries.get(path));
        exact.or_else(|| {
            let key = slug::key(name);
            let other = if self.folders.contains_key(&key) { &key } else { self.by_key.get(&key)? };
            self.folders.get(other)?.get(&[other, &path[name.len()..]].concat())
        })
    }

    /// Where `destination`, written in the file at `from`, leads.
    pub fn resolve(&self, from: &str, destination: &str) -> Destination {
        let destination = destination.trim();
        if let Some(scheme) = scheme(destination) {
            return match scheme.to_ascii_lowercase().as_str() {
                "http" | "https" | "mailto" => Destination::External(destination.to_owned()),
                _ => Destination::Forbidden(scheme.to_owned()),
            };
        }
        if destination.starts_with("//") {
            return Destination::Forbidden("//".to_owned());
        }
        let (path, fragment) = match destination.split_once('#') {
            Some((path, fragment)) => (path, Some(decode(fragment))),
            None => (destination, None),
        };
        if path.is_empty() {
            return Destination::Fragment(fragment.unwrap_or_default());
        }
        let Some(path) = join(from, &decode(path)) else { return Destination::Missing(destination.to_owned()) };
        match self.get(&path).or_else(|| self.get(&format!("{path}/index.md"))) {
            Some((path, Entry::Piece)) => Destination::Piece { piece: first(path).to_owned(), fragment },
            Some((path, Entry::Annotation)) => annotation(path),
            Some((path, Entry::Asset)) => Destination::Asset(path.to_owned()),
            None => Destination::Missing(path),
        }
    }
}

fn first(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

/// The annotation at `piece/layer/slug.md`.
fn annotation(path: &str) -> Destination {
    let mut parts = path.splitn(3, '/').map(str::to_owned);
    let mut part = || parts.next().unwrap_or_default();
    let (piece, layer, mut slug) = (part(), part(), part());
    slug.truncate(slug.rfind('.').unwrap_or(slug.len()));
    Destination::Annotation { piece, layer, slug }
}

/// The scheme of an absolute address (RFC 3986, section 3.1).
fn scheme(destination: &str) -> Option<&str> {
    let (scheme, _) = destination.split_once(':')?;
    let mut chars = scheme.chars();
    let starts = chars.next().is_some_and(|char| char.is_ascii_alphabetic());
    let goes_on = chars.all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '-' | '.'));
    (starts && goes_on).then_some(scheme)
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// The path of `relative` seen from the file `from`; `None` when it leaves the library.
fn join(from: &str, relative: &str) -> Option<String> {
    let (folder, relative) = match relative.strip_prefix('/') {
        Some(absolute) => ("", absolute),
        None => (from.rsplit_once('/').map_or("", |(folder, _)| folder), relative),
    };
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Catalog {
        let mut catalog = Catalog::default();
        for (path, entry) in [
            ("a/index.md", Entry::Piece),
            ("a/notes/x.md", Entry::Annotation),
            ("a/notes/Élan.md", Entry::Annotation),
            ("a/a picture.png", Entry::Asset),
            ("a/Two.png", Entry::Asset),
            ("a/two.png", Entry::Asset),
            ("b/index.md", Entry::Piece),
            ("Çà/index.md", Entry::Piece),
        ] {
            let folder = folder_of(path);
            let mut entries = catalog.folders.get(folder).map_or_else(Entries::default, |known| Entries::clone(known));
            entries.insert(path, entry);
            catalog.put(folder, Arc::new(entries));
        }
        catalog
    }

    #[test]
    fn links_are_relative_to_their_file() {
        let piece = |slug: &str| Destination::Piece { piece: slug.into(), fragment: None };
        for (from, link, expected) in [
            ("a/index.md", "../b/index.md", piece("b")),
            ("a/index.md", "../b", piece("b")),
            ("a/notes/x.md", "../index.md", piece("a")),
            ("a/notes/x.md", "/b/", piece("b")),
            (
                "b/index.md",
                "../a/notes/x.md",
                Destination::Annotation { piece: "a".into(), layer: "notes".into(), slug: "x".into() },
            ),
            ("a/index.md", "a%20picture.png", Destination::Asset("a/a picture.png".into())),
            ("a/index.md", "#here", Destination::Fragment("here".into())),
            ("a/index.md", "../../etc/passwd", Destination::Missing("../../etc/passwd".into())),
        ] {
            assert_eq!(catalog().resolve(from, link), expected, "{link} in {from}");
        }
    }

    #[test]
    fn a_name_is_met_however_its_capitals_and_accents_are_written() {
        let elan = Destination::Annotation { piece: "a".into(), layer: "notes".into(), slug: "Élan".into() };
        for link in
            ["notes/Élan.md", "notes/E\u{301}lan.md", "Notes/élan.MD", "notes/e%CC%81lan.md", "../A/NOTES/ÉLAN.md"]
        {
            assert_eq!(catalog().resolve("a/index.md", link), elan, "{link}");
        }
        let piece = Destination::Piece { piece: "Çà".into(), fragment: None };
        for link in ["../Çà/index.md", "../C\u{327}a\u{300}", "../çà/Index.md", "../ÇÀ"] {
            assert_eq!(catalog().resolve("a/index.md", link), piece, "{link}");
        }
        let picture = |name: &str| catalog().resolve("a/index.md", name);
        assert_eq!(picture("A%20Picture.PNG"), Destination::Asset("a/a picture.png".into()));
        assert_eq!(picture("Two.png"), Destination::Asset("a/Two.png".into()));
        assert_eq!(picture("TWO.png"), Destination::Missing("a/TWO.png".into()));
    }

    #[test]
    fn only_web_and_mail_leave_the_library() {
        for link in ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "file:///x", "//host/x"] {
            assert!(matches!(catalog().resolve("a/index.md", link), Destination::Forbidden(_)), "{link}");
        }
        for link in ["https://example.org/", "HTTP://x", "mailto:a@example.org"] {
            assert_eq!(catalog().resolve("a/index.md", link), Destination::External(link.into()));
        }
    }
}
