//! Reads a content folder from disk.
//!
//! Enter at [`read`]. Hidden files and folders (`.git`, `.obsidian`) are passed over. A symbolic link is followed
//! only as far as it stays inside the folder. Nothing here understands a file; faults become part of the tree.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::tree::{Fault, MAX_ASSET_BYTES, MAX_TEXT_BYTES, Tree, is_text};

/// Folders deeper than this hold no part of a library; it also ends a loop of symbolic links.
const MAX_DEPTH: usize = 8;

/// All files below `root`.
///
/// # Errors
/// When `root` itself is not a folder that can be read.
pub fn read(root: &Path) -> io::Result<Tree> {
    let root = root.canonicalize()?;
    let mut reader = Reader { root: root.clone(), tree: Tree::default() };
    let entries = fs::read_dir(&root)?;
    reader.folder(entries, "", 0);
    Ok(reader.tree)
}

struct Reader {
    root: PathBuf,
    tree: Tree,
}

impl Reader {
    fn folder(&mut self, entries: fs::ReadDir, prefix: &str, depth: usize) {
        for entry in entries {
            let Ok(entry) = entry else { continue };
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                let path = format!("{prefix}{}", name.to_string_lossy());
                self.fault(path, Fault::BadName);
                continue;
            };
            if !name.starts_with('.') {
                self.entry(&entry.path(), format!("{prefix}{name}"), depth);
            }
        }
    }

    fn entry(&mut self, file: &Path, path: String, depth: usize) {
        let Ok(real) = file.canonicalize() else {
            // The name was listed a moment ago: a link to nothing, or a file that is just being replaced.
            if file.is_symlink() {
                self.fault(path, Fault::Symlink);
            }
            return;
        };
        if !real.starts_with(&self.root) {
            return self.fault(path, Fault::Symlink);
        }
        let outcome = match fs::metadata(&real) {
            Ok(data) if data.is_dir() && depth < MAX_DEPTH => {
                fs::read_dir(&real).map(|entries| self.folder(entries, &format!("{path}/"), depth + 1))
            }
            Ok(data) if data.is_file() => self.file(&real, &path, data.len()),
            Ok(_) => Ok(()),
            Err(error) => Err(error),
        };
        match outcome {
            // Deleted between the listing and now: as if it had never been there.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => self.fault(path, Fault::Unreadable(error.to_string())),
            Ok(()) => {}
        }
    }

    fn file(&mut self, file: &Path, path: &str, bytes: u64) -> io::Result<()> {
        let limit = if is_text(path) { MAX_TEXT_BYTES } else { MAX_ASSET_BYTES };
        if bytes > limit {
            self.fault(path.to_owned(), Fault::TooLarge { bytes, limit });
        } else {
            self.tree.files.insert(path.to_owned(), Arc::from(fs::read(file)?));
        }
        Ok(())
    }

    fn fault(&mut self, path: String, fault: Fault) {
        self.tree.faults.insert(path, fault);
    }
}
