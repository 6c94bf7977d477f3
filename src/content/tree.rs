//! The files of a library before anything is understood of them.
//!
//! A [`Tree`] is what [`super::folder`] and [`super::embedded`] bring and [`super::load`] takes: bytes by path. What
//! could not be read is in it too, as a [`Fault`], so that it is reported with all the other faults.

use std::collections::BTreeMap;
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
    /// A name that is no text cannot be part of an address, or of a message.
    BadName,
    /// What the system said, or which limit of a library was met.
    Unreadable(String),
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree {
    /// Paths below the content folder, with `/` between their parts.
    pub files: BTreeMap<String, Arc<[u8]>>,
    pub faults: BTreeMap<String, Fault>,
}

impl Tree {
    /// A tree of the given files.
    pub fn from_files<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let files = files.into_iter().map(|(path, text)| (path.to_owned(), Arc::from(text.as_bytes())));
        Self { files: files.collect(), faults: BTreeMap::new() }
    }

    /// Whether there is a text, or a fault that may say why there is none. A folder without one is not a library but a
    /// slip: a wrong name, a mount that did not come.
    pub fn has_text(&self) -> bool {
        !self.faults.is_empty() || self.files.keys().any(|path| path.ends_with("/index.md"))
    }
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
