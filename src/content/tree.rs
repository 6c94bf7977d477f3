//! The files of a library before anything is understood of them.
//!
//! A [`Tree`] is what [`super::folder`] and [`super::embedded`] bring and [`super::load`] takes: bytes by path, in the
//! [`Folder`]s at the top of the library. What could not be read is in it too, as a [`Fault`], so that it is reported
//! with all the other faults. Each folder has a digest: who made something of it knows whether it has to be made again.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A text of 100,000 words is about 600 KB; more than ten times that is no text for one page.
pub const MAX_TEXT_BYTES: u64 = 8 << 20;
/// Every asset is held in memory while pages are made, and those that a page uses for as long as they are served. A
/// picture for a page has a few megabytes; a recording or a film belongs on a server for such.
pub const MAX_ASSET_BYTES: u64 = 32 << 20;

/// A file or folder that is there but was not read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fault {
    TooLarge {
        bytes: u64,
        limit: u64,
    },
    /// A symbolic link that leads out of the content folder, or nowhere.
    Symlink,
    /// A name that is no text, or has control characters in it, cannot be part of an address, or of a line of a list.
    BadName,
    /// What the system said, or which limit of a library was met.
    Unreadable(String),
}

/// Files by path.
pub type Files = BTreeMap<String, Arc<[u8]>>;

/// What every Markdown and YAML file says, by path; bytes that are not UTF-8 are replaced.
pub type Texts = BTreeMap<String, Arc<str>>;

/// One of a library's own folders, with all that is below it: a piece, usually.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    files: Files,
    texts: Arc<Texts>,
    faults: BTreeMap<String, Fault>,
    digest: Digest,
}

/// Names exactly one content.
pub type Digest = blake3::Hash;

impl Folder {
    /// Paths are those in the tree.
    pub fn new(mut files: Files, faults: BTreeMap<String, Fault>) -> Self {
        let texts = files.iter_mut().filter(|(path, _)| is_text(path)).map(|(path, bytes)| {
            let text: Arc<str> = Arc::from(String::from_utf8_lossy(bytes));
            if text.as_bytes() == &**bytes {
                // Held once, as both.
                *bytes = Arc::from(Arc::clone(&text));
            }
            (path.clone(), text)
        });
        let texts = Arc::new(texts.collect());
        let mut hasher = blake3::Hasher::new();
        for (path, bytes) in &files {
            hasher.update(path.as_bytes()).update(&[0]).update(blake3::hash(bytes).as_bytes());
        }
        for (path, fault) in &faults {
            hasher.update(format!("{path}\0{fault:?}\0").as_bytes());
        }
        Self { files, texts, faults, digest: hasher.finalize() }
    }

    pub fn files(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.files.iter().map(|(path, bytes)| (path.as_str(), bytes))
    }

    pub fn texts(&self) -> &Arc<Texts> {
        &self.texts
    }

    pub fn faults(&self) -> impl Iterator<Item = (&str, &Fault)> {
        self.faults.iter().map(|(path, fault)| (path.as_str(), fault))
    }

    pub fn digest(&self) -> Digest {
        self.digest
    }
}

/// Files by path below the content folder, with `/` between its parts; kept by the folders at the top, so that a change
/// in one of them leaves the others what they were.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    /// By name; files that are in no folder are in the one without a name.
    folders: BTreeMap<String, Arc<Folder>>,
    /// Folders with symbolic links in them, which may change without any change in their own.
    linked: BTreeSet<String>,
}

impl Tree {
    pub fn new(files: Files, faults: BTreeMap<String, Fault>) -> Self {
        let mut parts: BTreeMap<String, (BTreeMap<_, _>, BTreeMap<_, _>)> = BTreeMap::new();
        for (path, bytes) in files {
            parts.entry(folder_of(&path).to_owned()).or_default().0.insert(path, bytes);
        }
        for (path, fault) in faults {
            parts.entry(folder_of(&path).to_owned()).or_default().1.insert(path, fault);
        }
        let folders = parts.into_iter().map(|(name, (files, faults))| (name, Arc::new(Folder::new(files, faults))));
        Self { folders: folders.collect(), linked: BTreeSet::new() }
    }

    /// With the names of folders that have symbolic links in them.
    #[must_use]
    pub fn with_links(self, linked: BTreeSet<String>) -> Self {
        Self { linked, ..self }
    }

    /// A tree of the given files.
    pub fn from_files<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
        Self::new(files.collect(), BTreeMap::new())
    }

    /// By name; the files that are in no folder first, under no name.
    pub fn folders(&self) -> impl Iterator<Item = (&str, &Arc<Folder>)> {
        self.folders.iter().map(|(name, folder)| (name.as_str(), folder))
    }

    /// Whether there is a folder of this name.
    pub fn has(&self, name: &str) -> bool {
        self.folders.contains_key(name)
    }

    /// A folder that changes only when a file in it does.
    pub fn unlinked(&self, name: &str) -> Option<&Arc<Folder>> {
        self.folders.get(name).filter(|_| !self.linked.contains(name))
    }

    /// Adds a file, or puts another in its place.
    pub fn insert(&mut self, path: &str, bytes: Arc<[u8]>) {
        let name = folder_of(path);
        let (mut files, faults) = self
            .folders
            .remove(name)
            .map_or_else(Default::default, |folder| (folder.files.clone(), folder.faults.clone()));
        files.insert(path.to_owned(), bytes);
        self.folders.insert(name.to_owned(), Arc::new(Folder::new(files, faults)));
    }

    /// With a folder as another tree has it.
    pub fn put(&mut self, name: &str, folder: Arc<Folder>) {
        self.folders.insert(name.to_owned(), folder);
    }

    /// All files, by folder.
    pub fn files(&self) -> impl Iterator<Item = (&str, &Arc<[u8]>)> {
        self.folders.values().flat_map(|folder| folder.files())
    }

    /// All faults, by folder.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &Fault)> {
        self.folders.values().flat_map(|folder| folder.faults())
    }

    /// What became of a file or folder that is there but was not read.
    pub fn fault(&self, path: &str) -> Option<&Fault> {
        self.folders.get(folder_of(path))?.faults.get(path)
    }

    /// Whether there is a text, or a fault that may say why there is none. A folder without one is not a library but a
    /// slip: a wrong name, a mount that did not come.
    pub fn has_text(&self) -> bool {
        self.faults().next().is_some() || self.files().any(|(path, _)| path.ends_with("/index.md"))
    }

    /// Names exactly these files.
    pub fn digest(&self) -> Digest {
        let mut hasher = blake3::Hasher::new();
        for (name, folder) in &self.folders {
            hasher.update(name.as_bytes()).update(&[0]).update(folder.digest.as_bytes());
        }
        hasher.finalize()
    }
}

/// The folder at the top that a path is in, or the empty name.
pub fn folder_of(path: &str) -> &str {
    path.split_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a path names a Markdown file.
pub fn is_markdown(path: &str) -> bool {
    has_extension(path, &["md"])
}

/// Whether a path names a file that is read as text.
pub fn is_text(path: &str) -> bool {
    has_extension(path, &["md", "yaml"])
}

fn has_extension(path: &str, wanted: &[&str]) -> bool {
    let extension = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, extension)| extension);
    extension.is_some_and(|extension| wanted.iter().any(|wanted| extension.eq_ignore_ascii_case(wanted)))
}
