//! A tree of files to a library, with every fault on the way.
//!
//! Enter at [`load`], or at a [`Loader`] for a library that changes: what it made of a folder is kept until the folder
//! changes. Steps: decode each folder, put the pieces together, then read every text once for its links, now that it is
//! known where they can lead.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::decode::{self, Decoded};
use super::diagnostic::{Diagnostic, Severity};
use super::library::{Library, Piece};
use super::slug;
use super::texts::{self, Checked, Texts};
use super::tree::{Digest, Tree, folder_of};

/// What a tree of files came to.
#[derive(Debug, Default)]
pub struct Loaded {
    pub library: Arc<Library>,
    /// By file and place.
    pub diagnostics: Vec<Diagnostic>,
    /// By name.
    folders: BTreeMap<String, Arc<Decoded>>,
    /// By piece, of all files that its pages are made of.
    digests: HashMap<String, Digest>,
}

impl Loaded {
    /// Whether the library is fit to be served.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error)
    }

    /// With another address, where there is one, than `sidelight.yaml` says.
    #[must_use]
    pub fn with_base_url(mut self, base_url: Option<&str>) -> Self {
        if let Some(base_url) = base_url {
            Arc::make_mut(&mut self.library).settings.base_url = Some(base_url.to_owned());
        }
        self
    }

    /// Adds faults that were found later, keeping the order.
    pub fn report(&mut self, more: Vec<Diagnostic>) {
        self.diagnostics.extend(more);
        self.diagnostics.sort_by(|a, b| (&a.path, a.span.start, a.code).cmp(&(&b.path, b.span.start, b.code)));
    }

    /// The text of a Markdown or YAML file, for excerpts; bytes that are not UTF-8 are replaced.
    pub fn source(&self, path: &str) -> Option<&Arc<str>> {
        self.folders.get(folder_of(path))?.sources.get(path)
    }

    /// Changes when any file does that the pages of a piece are made of, save for the library's own.
    pub fn digest(&self, piece: &str) -> Option<Digest> {
        self.digests.get(piece).copied()
    }
}

/// Decodes all files of a library.
pub fn load(tree: &Tree) -> Loaded {
    Loader::default().load(tree)
}

/// Decodes a library again and again, as its files change.
#[derive(Debug, Default)]
pub struct Loader {
    folders: BTreeMap<String, Arc<Decoded>>,
    /// The pieces whose texts have no fault, with all that this depends on.
    sound: HashMap<String, Dependence>,
}

/// What the pages of a piece are made of: the folders that its links lead to, and the digest of them and its own.
#[derive(Debug)]
struct Dependence {
    outward: BTreeSet<String>,
    digest: Digest,
}

impl Loader {
    /// Decodes all files of a library that are not as they were.
    pub fn load(&mut self, tree: &Tree) -> Loaded {
        self.decode(tree);
        let (library, mut diagnostics) = self.assemble();
        let at_fault = diagnostics.iter().filter(|diagnostic| diagnostic.code.severity() == Severity::Error);
        let at_fault: HashSet<String> = at_fault.map(|diagnostic| diagnostic.path.clone()).collect();
        let (found, digests) = self.check_texts(&library, &at_fault);
        diagnostics.extend(found);
        let folders = self.folders.clone();
        let mut loaded = Loaded { library: Arc::new(library), diagnostics: Vec::new(), folders, digests };
        loaded.report(diagnostics);
        loaded
    }

    fn decode(&mut self, tree: &Tree) {
        let known = std::mem::take(&mut self.folders);
        let folders: Vec<_> = tree.folders().collect();
        let decoded = folders.into_par_iter().map(|(name, folder)| {
            let known = known.get(name).filter(|known| known.digest == folder.digest());
            (name.to_owned(), known.cloned().unwrap_or_else(|| Arc::new(Decoded::of(folder))))
        });
        self.folders = decoded.collect();
    }

    /// The library, and the faults of its files.
    fn assemble(&self) -> (Library, Vec<Diagnostic>) {
        let mut diagnostics: Vec<Diagnostic> =
            self.folders.values().flat_map(|folder| folder.diagnostics.iter().cloned()).collect();
        let settings = self.folders.get("").and_then(|folder| folder.settings.clone()).unwrap_or_default();
        let mut library = Library { settings, ..Library::default() };
        // First use of a name, by its key.
        let mut names: HashMap<String, &str> = HashMap::new();
        for (name, folder) in &self.folders {
            library.catalog.put(name, Arc::clone(&folder.entries));
            library.assets.put(name, Arc::clone(&folder.assets));
            let Some(index) = &folder.index else { continue };
            let first = *names.entry(slug::key(name)).or_insert(name);
            if first == name {
                library.pieces.extend(folder.piece.clone());
            } else {
                diagnostics.push(decode::duplicate(name, first, index));
            }
        }
        let order = |a: &Arc<Piece>, b: &Arc<Piece>| {
            b.date.cmp(&a.date).then_with(|| a.title.cmp(&b.title)).then_with(|| a.slug.cmp(&b.slug))
        };
        library.pieces.par_sort_by(order);
        (library, diagnostics)
    }

    /// Reads every text for its links and raw HTML, and finds annotations that nothing points at. Answers with the
    /// faults, and the digest of each piece.
    fn check_texts(
        &mut self,
        library: &Library,
        at_fault: &HashSet<String>,
    ) -> (Vec<Diagnostic>, HashMap<String, Digest>) {
        let mut known = std::mem::take(&mut self.sound);
        known.retain(|piece, sound| self.digest(piece, &sound.outward) == sound.digest);
        let texts = Texts::new(library, at_fault);
        let changed: Vec<&Arc<Piece>> =
            library.pieces.iter().filter(|piece| !known.contains_key(&piece.slug)).collect();
        // To guess what was meant by a link that leads nowhere, every name is looked at: so those whose faults hold such
        // guesses are read again, one after the other, and the next time too.
        let checked: Vec<Checked> = changed.par_iter().map(|piece| texts.check(piece, None)).collect();
        let guesses = texts::Guesses::default();
        let mut found = Vec::new();
        let mut digests = HashMap::with_capacity(library.pieces.len());
        for (piece, checked) in changed.into_iter().zip(checked) {
            let digest = self.digest(&piece.slug, &checked.outward);
            digests.insert(piece.slug.clone(), digest);
            if checked.diagnostics.is_empty() {
                known.insert(piece.slug.clone(), Dependence { outward: checked.outward, digest });
            } else {
                found.extend(texts.check(piece, Some(&guesses)).diagnostics);
            }
        }
        digests.extend(known.iter().map(|(piece, sound)| (piece.clone(), sound.digest)));
        self.sound = known;
        (found, digests)
    }

    /// The digest of a piece's folder and of others.
    fn digest(&self, piece: &str, outward: &BTreeSet<String>) -> Digest {
        let mut hasher = blake3::Hasher::new();
        for name in std::iter::once(piece).chain(outward.iter().map(String::as_str)) {
            hasher.update(name.as_bytes()).update(&[0]);
            if let Some(folder) = self.folders.get(name) {
                hasher.update(folder.digest.as_bytes());
            }
        }
        hasher.finalize()
    }
}
