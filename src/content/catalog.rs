//! Where a link written in a file leads.
//!
//! Enter at [`Catalog::resolve`]. Links are relative to the file that they stand in, as every Markdown viewer takes
//! them; a leading `/` means the content folder.

use std::collections::BTreeMap;
use std::sync::Arc;

use percent_encoding::percent_decode_str;

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

/// What links can lead to, by the folders at the top of the library.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    folders: Arc<BTreeMap<String, Arc<BTreeMap<String, Entry>>>>,
}

impl Catalog {
    /// Adds what is in a folder, by path.
    pub(super) fn put(&mut self, folder: &str, entries: Arc<BTreeMap<String, Entry>>) {
        if !entries.is_empty() {
            Arc::make_mut(&mut self.folders).insert(folder.to_owned(), entries);
        }
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
        self.folders.values().flat_map(|entries| entries.keys()).map(String::as_str)
    }

    pub fn len(&self) -> usize {
        self.folders.values().map(|entries| entries.len()).sum()
    }

    pub fn is_empty(&self) -> bool {
        self.folders.is_empty()
    }

    fn get(&self, path: &str) -> Option<&Entry> {
        self.folders.get(folder_of(path))?.get(path)
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
            Some(Entry::Piece) => Destination::Piece { piece: first(&path).to_owned(), fragment },
            Some(Entry::Annotation) => annotation(&path),
            Some(Entry::Asset) => Destination::Asset(path),
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
        let a = [
            ("a/index.md".to_owned(), Entry::Piece),
            ("a/notes/x.md".to_owned(), Entry::Annotation),
            ("a/a picture.png".to_owned(), Entry::Asset),
        ];
        let b = [("b/index.md".to_owned(), Entry::Piece)];
        let mut catalog = Catalog::default();
        catalog.put("a", Arc::new(a.into()));
        catalog.put("b", Arc::new(b.into()));
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
    fn only_web_and_mail_leave_the_library() {
        for link in ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "file:///x", "//host/x"] {
            assert!(matches!(catalog().resolve("a/index.md", link), Destination::Forbidden(_)), "{link}");
        }
        for link in ["https://example.org/", "HTTP://x", "mailto:a@example.org"] {
            assert_eq!(catalog().resolve("a/index.md", link), Destination::External(link.into()));
        }
    }
}
