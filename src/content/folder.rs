//! Reads a content folder from disk.
//!
//! Enter at [`read`], or at [`fingerprint`] to learn from names and times alone whether there is something new. Both
//! walk the same way: hidden files and folders (`.git`, `.obsidian`) are passed over, a symbolic link is followed only
//! as far as it stays inside the folder. Nothing here understands a file. What is there and cannot be read becomes a
//! fault of the tree; only what is gone by the time that its turn comes is passed over.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tree::{Fault, Files, Folder, MAX_ASSET_BYTES, MAX_TEXT_BYTES, Tree, is_text};

/// A library has three levels and whatever order its assets are kept in; deeper folders came here by mistake.
const MAX_DEPTH: usize = 8;

/// Where macOS keeps the icon that somebody gave a folder. Its Finder shows no such file, so nobody could rename it.
const FOLDER_ICON: &str = "Icon\r";

/// What one library may hold. Beyond it the folder is more likely somebody's home than a library, and reading on would
/// take all memory before anybody learns of the mistake.
#[derive(Clone, Copy)]
struct Limits {
    entries: usize,
    bytes: u64,
}

/// A thousand pieces with a hundred annotations each.
const MAX_FILES: usize = 100_000;
/// All files are in memory while pages are made; small servers have a few GB.
const MAX_BYTES: u64 = 2 << 30;

const LIMITS: Limits = Limits { entries: MAX_FILES, bytes: MAX_BYTES };

/// All files below `root`.
///
/// # Errors
/// When `root` itself is not a folder that can be read.
pub fn read(root: &Path) -> io::Result<Tree> {
    read_within(root, LIMITS, None)
}

/// As [`read`], where `known` was read before and nothing has changed since but in the folders at the top that are
/// named in `changed`, and among the files beside them.
///
/// # Errors
/// When `root` itself is not a folder that can be read.
pub fn read_again(root: &Path, known: &Tree, changed: &BTreeSet<String>) -> io::Result<Tree> {
    read_within(root, LIMITS, Some(Known { tree: known, changed }))
}

/// What need not be read again.
#[derive(Clone, Copy)]
struct Known<'k> {
    tree: &'k Tree,
    changed: &'k BTreeSet<String>,
}

fn read_within(root: &Path, limits: Limits, known: Option<Known<'_>>) -> io::Result<Tree> {
    let reader = Reader {
        files: BTreeMap::new(),
        faults: BTreeMap::new(),
        linked: BTreeSet::new(),
        kept: Vec::new(),
        known,
        bytes: 0,
        limit: limits.bytes,
        is_full: false,
    };
    let reader = walk(root, limits.entries, reader)?;
    let mut tree = Tree::new(reader.files, reader.faults).with_links(reader.linked);
    for (name, folder) in reader.kept {
        tree.put(&name, folder);
    }
    Ok(tree)
}

/// What a folder looks like from outside; it changes with its files, save for a change that leaves length and times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint(u64);

/// The fingerprint of the folder at `root`. No file is opened.
///
/// # Errors
/// When `root` itself is not a folder that can be read.
pub fn fingerprint(root: &Path) -> io::Result<Fingerprint> {
    let hasher = walk(root, LIMITS.entries, DefaultHasher::new())?;
    Ok(Fingerprint(hasher.finish()))
}

/// Who is told of what lies in a folder, in an order that depends on nothing but the names.
trait Visitor {
    /// A file at `path` below the root; `file` is where it really is.
    fn file(&mut self, file: &Path, path: &str, data: &Metadata) -> io::Result<()>;
    fn fault(&mut self, path: String, fault: Fault);
    /// A symbolic link stands at `path`.
    fn link(&mut self, _path: &str) {}
    /// Whether the folder of this name at the top is known already; answers with how many files it has.
    fn keep(&mut self, _name: &str) -> Option<usize> {
        None
    }
}

fn walk<V: Visitor>(root: &Path, entries: usize, visitor: V) -> io::Result<V> {
    let mut walk = Walk { open: Vec::new(), left: entries, limit: entries, is_full: false, visitor };
    walk.folder(&root.canonicalize()?, "")?;
    Ok(walk.visitor)
}

struct Walk<V> {
    /// The folders on the way from the root, where they really are. The first is the root.
    open: Vec<PathBuf>,
    /// How many more files and folders may come.
    left: usize,
    limit: usize,
    is_full: bool,
    visitor: V,
}

impl<V: Visitor> Walk<V> {
    fn folder(&mut self, real: &Path, prefix: &str) -> io::Result<()> {
        let names = self.names(real, prefix)?;
        self.open.push(real.to_owned());
        for name in names {
            match name.to_str() {
                Some(text) if !text.contains(char::is_control) => {
                    self.entry(&real.join(&name), format!("{prefix}{text}"));
                }
                _ => self.visitor.fault(format!("{prefix}{}", readable(&name)), Fault::BadName),
            }
        }
        self.open.pop();
        Ok(())
    }

    /// What is in a folder, in order, as far as it may be looked at.
    fn names(&mut self, folder: &Path, prefix: &str) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = match entry {
                Ok(entry) => entry.file_name(),
                Err(error) => {
                    self.unreadable(of_folder(prefix), &format!("its list of files breaks off: {error}"));
                    break;
                }
            };
            if name.as_encoded_bytes().starts_with(b".") || name == FOLDER_ICON {
                continue;
            }
            if self.left == 0 {
                self.too_many(prefix);
                break;
            }
            self.left -= 1;
            names.push(name);
        }
        names.sort();
        Ok(names)
    }

    fn entry(&mut self, file: &Path, path: String) {
        // Only links lead elsewhere, and following the whole path of each of thousands of files takes long.
        let data = match fs::symlink_metadata(file) {
            Ok(data) if data.is_symlink() => return self.link(file, path),
            data => data,
        };
        if data.as_ref().is_ok_and(Metadata::is_dir)
            && self.open.len() == 1
            && let Some(files) = self.visitor.keep(&path)
        {
            self.left = self.left.saturating_sub(files);
            return;
        }
        self.real(file, path, data);
    }

    fn link(&mut self, file: &Path, path: String) {
        self.visitor.link(&path);
        let real = match file.canonicalize() {
            Ok(real) => real,
            Err(error) => return self.lost(file, path, &error),
        };
        if !self.open.first().is_some_and(|root| real.starts_with(root)) {
            return self.visitor.fault(path, Fault::Symlink);
        }
        let data = fs::metadata(&real);
        self.real(&real, path, data);
    }

    /// What stands at `path`, and is really at `real`.
    fn real(&mut self, real: &Path, path: String, data: io::Result<Metadata>) {
        let outcome = match data {
            // A link to a folder that it is in: all that is there has its place already, and the way would not end.
            Ok(data) if data.is_dir() && self.open.iter().any(|open| open == real) => Ok(()),
            Ok(data) if data.is_dir() && self.open.len() > MAX_DEPTH => {
                return self.unreadable(path, &format!("it lies more than {MAX_DEPTH} folders deep"));
            }
            Ok(data) if data.is_dir() => self.folder(real, &format!("{path}/")),
            Ok(data) if data.is_file() => self.visitor.file(real, &path, &data),
            Ok(_) => return self.unreadable(path, "it is neither a file nor a folder"),
            Err(error) => Err(error),
        };
        match outcome {
            // Deleted between the listing and now: as if it had never been there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.unreadable(path, &error.to_string()),
            Ok(()) => {}
        }
    }

    /// A name that was listed a moment ago and leads nowhere.
    fn lost(&mut self, file: &Path, path: String, error: &io::Error) {
        match error.kind() {
            io::ErrorKind::PermissionDenied => self.unreadable(path, &error.to_string()),
            _ if file.is_symlink() => self.visitor.fault(path, Fault::Symlink),
            // Deleted, or just being replaced.
            io::ErrorKind::NotFound => {}
            _ => self.unreadable(path, &error.to_string()),
        }
    }

    fn too_many(&mut self, prefix: &str) {
        if !self.is_full {
            self.is_full = true;
            let reason = format!("with all that is in it the library would have more than {} files", self.limit);
            self.unreadable(of_folder(prefix), &reason);
        }
    }

    fn unreadable(&mut self, path: String, reason: &str) {
        self.visitor.fault(path, Fault::Unreadable(reason.to_owned()));
    }
}

/// A bad name, so that it can stand in one line of a message and tells a terminal nothing.
fn readable(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    let mut shown = String::with_capacity(name.len());
    for char in name.chars() {
        if char.is_control() {
            shown.extend(char.escape_default());
        } else {
            shown.push(char);
        }
    }
    shown
}

/// A folder's path from what stands before the names in it.
fn of_folder(prefix: &str) -> String {
    match prefix.trim_end_matches('/') {
        "" => ".".to_owned(),
        path => path.to_owned(),
    }
}

struct Reader<'k> {
    files: Files,
    faults: BTreeMap<String, Fault>,
    /// Folders with symbolic links in them.
    linked: BTreeSet<String>,
    /// Folders that are as they were.
    kept: Vec<(String, Arc<Folder>)>,
    known: Option<Known<'k>>,
    /// How many were read, and how many may be.
    bytes: u64,
    limit: u64,
    /// One fault is enough; what comes behind it is not read either.
    is_full: bool,
}

impl Visitor for Reader<'_> {
    fn file(&mut self, file: &Path, path: &str, data: &Metadata) -> io::Result<()> {
        let limit = if is_text(path) { MAX_TEXT_BYTES } else { MAX_ASSET_BYTES };
        if data.len() > limit {
            self.fault(path.to_owned(), Fault::TooLarge { bytes: data.len(), limit });
            return Ok(());
        }
        if self.is_full {
            return Ok(());
        }
        if self.bytes + data.len() > self.limit {
            self.is_full = true;
            let reason = format!("with it the library would have more than {} bytes", self.limit);
            self.fault(path.to_owned(), Fault::Unreadable(reason));
            return Ok(());
        }
        let mut bytes = Vec::with_capacity(data.len() as usize);
        // It may be growing.
        let read = File::open(file)?.take(limit + 1).read_to_end(&mut bytes)? as u64;
        if read > limit {
            self.fault(path.to_owned(), Fault::TooLarge { bytes: read, limit });
            return Ok(());
        }
        self.bytes += read;
        self.files.insert(path.to_owned(), Arc::from(bytes));
        Ok(())
    }

    fn fault(&mut self, path: String, fault: Fault) {
        self.faults.insert(path, fault);
    }

    fn link(&mut self, path: &str) {
        self.linked.insert(path.split('/').next().unwrap_or(path).to_owned());
    }

    fn keep(&mut self, name: &str) -> Option<usize> {
        let known = self.known.filter(|known| !known.changed.contains(name))?;
        let folder = known.tree.unlinked(name)?;
        let (files, bytes) =
            folder.files().fold((0, 0), |(files, all), (_, bytes)| (files + 1, all + bytes.len() as u64));
        self.bytes += bytes;
        self.kept.push((name.to_owned(), Arc::clone(folder)));
        Some(files)
    }
}

impl Visitor for DefaultHasher {
    fn file(&mut self, _: &Path, path: &str, data: &Metadata) -> io::Result<()> {
        (path, data.len(), data.modified().ok(), identity(data)).hash(self);
        Ok(())
    }

    fn fault(&mut self, path: String, fault: Fault) {
        (path, fault).hash(self);
    }
}

/// What also changes when a file is replaced by one of the same age, or becomes readable.
#[cfg(unix)]
fn identity(data: &Metadata) -> impl Hash {
    use std::os::unix::fs::MetadataExt;
    (data.ino(), data.ctime(), data.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> impl Hash {}

#[cfg(test)]
mod tests {
    use super::*;

    fn three_files() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in ["1.txt", "2.txt", "3.txt"] {
            fs::write(folder.path().join(name), "four").unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_of_too_many_files_is_not_read_on_and_on() {
        let folder = three_files();
        let tree = read_within(folder.path(), Limits { entries: 2, ..LIMITS }, None).unwrap();
        assert_eq!(tree.files().count(), 2);
        let Some(Fault::Unreadable(reason)) = tree.faults().next().map(|(_, fault)| fault) else { panic!("{tree:?}") };
        assert!(reason.contains("more than 2 files"), "{reason}");
        let tree = read_within(folder.path(), Limits { entries: 3, ..LIMITS }, None).unwrap();
        assert_eq!((tree.files().count(), tree.faults().count()), (3, 0));
    }

    #[test]
    fn a_folder_of_too_many_bytes_is_not_read_on_and_on() {
        let folder = three_files();
        let tree = read_within(folder.path(), Limits { bytes: 7, ..LIMITS }, None).unwrap();
        assert_eq!(tree.files().map(|(path, _)| path).collect::<Vec<_>>(), ["1.txt"]);
        assert_eq!(tree.faults().map(|(path, _)| path).collect::<Vec<_>>(), ["2.txt"]);
        let tree = read_within(folder.path(), Limits { bytes: 12, ..LIMITS }, None).unwrap();
        assert_eq!((tree.files().count(), tree.faults().count()), (3, 0));
    }
}
