//! A tree of files to a library, with every fault on the way.
//!
//! Enter at [`load`], or at a [`Loader`] for a library that changes: what it made of a folder is kept until the folder
//! changes. Steps: decode each folder, put the pieces together, then read every text once for its links, now that it is
//! known where they can lead.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::decode::{self, Decoded};
use super::diagnostic::{Code, Diagnostic, Severity};
use super::library::{Library, Piece};
use super::texts::{self, Checked, Texts};
use super::tree::{Digest, Folder, Tree, folder_of};

/// What a tree of files came to.
#[derive(Debug, Default)]
pub struct Loaded {
    pub library: Arc<Library>,
    /// By file and place.
    pub diagnostics: Vec<Diagnostic>,
    folders: Arc<Folders>,
    origins: Arc<Origins>,
}

/// By name.
type Folders = BTreeMap<String, Arc<Decoded>>;

/// By piece.
type Origins = HashMap<String, Origin>;

/// What the pages of a piece are made of.
#[derive(Debug, Clone)]
struct Origin {
    /// The folders that its links lead to.
    outward: BTreeSet<String>,
    /// Of the files in them and in its own.
    digest: Digest,
    /// Whether its texts have no fault.
    is_sound: bool,
}

impl Loaded {
    /// Whether the library is fit to be served.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code.severity() == Severity::Error)
    }

    /// Whether two pieces have one name, so that what leads there depends on both.
    pub fn has_duplicates(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::DuplicateSlug)
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
        Some(self.origins.get(piece)?.digest)
    }
}

/// Decodes all files of a library.
pub fn load(tree: &Tree) -> Loaded {
    Loader::default().load(tree)
}

/// Decodes a library again and again, as its files change.
/// What is kept is shared with what was loaded last, and copied only where that is still in use.
#[derive(Debug, Default)]
pub struct Loader {
    folders: Arc<Folders>,
    origins: Arc<Origins>,
}

impl Loader {
    /// Decodes all files of a library that are not as they were.
    pub fn load(&mut self, tree: &Tree) -> Loaded {
        // Taken before anything can fail: what was found out about folders as they were is not to outlast them.
        let origins = Arc::unwrap_or_clone(std::mem::take(&mut self.origins));
        let changed = self.decode(tree);
        let (library, mut diagnostics) = self.assemble();
        let at_fault = diagnostics.iter().filter(|diagnostic| diagnostic.code.severity() == Severity::Error);
        let at_fault: HashSet<String> = at_fault.map(|diagnostic| diagnostic.path.clone()).collect();
        let (found, origins) = self.check_texts(&library, &at_fault, &changed, origins);
        diagnostics.extend(found);
        let (folders, origins) = (Arc::clone(&self.folders), Arc::new(origins));
        let mut loaded = Loaded { library: Arc::new(library), diagnostics: Vec::new(), folders, origins };
        loaded.report(diagnostics);
        if !loaded.has_duplicates() {
            self.origins = Arc::clone(&loaded.origins);
        }
        loaded
    }

    /// Decodes what has changed. Answers with the folders that did, or that are no longer there.
    fn decode(&mut self, tree: &Tree) -> BTreeSet<String> {
        let folders = Arc::make_mut(&mut self.folders);
        let mut changed = BTreeSet::new();
        folders.retain(|name, _| tree.has(name) || !changed.insert(name.clone()));
        let is_new = |(name, folder): &(&str, &Arc<Folder>)| {
            folders.get(*name).is_none_or(|known| known.digest != folder.digest())
        };
        let new: Vec<_> = tree.folders().filter(is_new).collect();
        changed.extend(new.iter().map(|(name, _)| (*name).to_owned()));
        let decoded = new.into_par_iter().map(|(name, folder)| (name.to_owned(), Arc::new(Decoded::of(name, folder))));
        folders.extend(decoded.collect::<Vec<_>>());
        changed
    }

    /// The library, and the faults of its files.
    fn assemble(&self) -> (Library, Vec<Diagnostic>) {
        let mut diagnostics: Vec<Diagnostic> =
            self.folders.values().flat_map(|folder| folder.diagnostics.iter().cloned()).collect();
        let settings = self.folders.get("").and_then(|folder| folder.settings.clone()).unwrap_or_default();
        let mut library = Library { settings, ..Library::default() };
        // First use of a name, by its key.
        let mut names: HashMap<&str, &str> = HashMap::new();
        for (name, folder) in &*self.folders {
            library.catalog.put(name, Arc::clone(&folder.entries));
            library.assets.put(name, Arc::clone(&folder.assets));
            let Some(index) = &folder.index else { continue };
            let first = *names.entry(&folder.key).or_insert(name);
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

    /// Reads every text for its links and raw HTML that has changed, or leads to what has, and finds annotations that
    /// nothing points at. Answers with the faults, those of texts that have not changed among them, and with what
    /// became of the `origins`.
    fn check_texts(
        &self,
        library: &Library,
        at_fault: &HashSet<String>,
        changed: &BTreeSet<String>,
        mut origins: Origins,
    ) -> (Vec<Diagnostic>, Origins) {
        origins
            .retain(|piece, origin| origin.is_sound && !changed.contains(piece) && origin.outward.is_disjoint(changed));
        let texts = Texts::new(library, at_fault);
        let unknown: Vec<&Arc<Piece>> =
            library.pieces.iter().filter(|piece| !origins.contains_key(&piece.slug)).collect();
        // To guess what was meant by a link that leads nowhere, every name is looked at: so those whose faults hold such
        // guesses are read again, one after the other, and the next time too.
        let checked: Vec<Checked> = unknown.par_iter().map(|piece| texts.check(piece, None)).collect();
        let guesses = texts::Guesses::default();
        let mut found = Vec::new();
        for (piece, Checked { diagnostics, outward }) in unknown.into_iter().zip(checked) {
            let is_sound = diagnostics.is_empty();
            if !is_sound {
                found.extend(texts.check(piece, Some(&guesses)).diagnostics);
            }
            let digest = self.digest(&piece.slug, &outward);
            origins.insert(piece.slug.clone(), Origin { outward, digest, is_sound });
        }
        (found, origins)
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
