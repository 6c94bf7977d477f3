//! Replaces a folder whole: whoever looks, and whenever the program or the machine stops, the one or the other version
//! is there.
//!
//! Steps: [`stage`] writes the new version beside the folder, its list of files first, and waits until each is on the
//! disk; [`replace`] exchanges the two at once, where the system can; [`remove`] deletes the earlier version, file by
//! file from its list. On a system that cannot exchange folders there is a moment with none, and the next run brings the
//! earlier one back.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::files::File;
use super::folder::manifest_of;
use super::manifest::{self, Manifest};

/// Writes the files into a new folder; one that cannot be finished is gone again.
pub fn stage(folder: &Path, files: &[File], manifest: &str) -> io::Result<()> {
    fs::create_dir(folder)?;
    let written = fill(folder, files, manifest);
    if written.is_err() {
        // The first error is the one to report.
        let _ = remove(folder);
    }
    written
}

fn fill(folder: &Path, files: &[File], manifest: &str) -> io::Result<()> {
    // On the disk before any of the files: should the power go, files without a list would be nobody's to delete.
    write_new(&folder.join(manifest::NAME), manifest.as_bytes(), true)?;
    fs::File::open(folder)?.sync_all()?;
    let mut made: BTreeSet<&str> = BTreeSet::new();
    for file in files {
        if let Some((parents, _)) = file.path.rsplit_once('/')
            && made.insert(parents)
        {
            fs::create_dir_all(folder.join(parents))?;
        }
        write_new(&folder.join(&file.path), &file.body, !SYNCS_AT_ONCE)?;
    }
    sync(folder)
}

/// Whether the system can wait for all files together, in [`sync`].
const SYNCS_AT_ONCE: bool = cfg!(target_os = "linux");

fn write_new(path: &Path, bytes: &[u8], is_awaited: bool) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    if is_awaited { file.sync_all() } else { Ok(()) }
}

/// Waits until everything is on the disk: once for all files, where the system can.
fn sync(folder: &Path) -> io::Result<()> {
    let folder = fs::File::open(folder)?;
    #[cfg(target_os = "linux")]
    rustix::fs::syncfs(&folder)?;
    folder.sync_all()
}

/// Puts the new version where the earlier one is, if there is one; answers with where that is now.
pub fn replace(folder: &Path, staged: &Path, aside: &Path) -> io::Result<Option<PathBuf>> {
    // An empty folder may be replaced like one that is not there.
    let is_free = match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == ErrorKind::NotFound => true,
        Err(error) => return Err(error),
    };
    if is_free {
        fs::rename(staged, folder)?;
        return Ok(None);
    }
    match exchange(folder, staged) {
        Ok(()) => Ok(Some(staged.to_owned())),
        Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput) => {
            one_after_the_other(folder, staged, aside)
        }
        Err(error) => Err(error),
    }
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

fn one_after_the_other(folder: &Path, staged: &Path, aside: &Path) -> io::Result<Option<PathBuf>> {
    fs::rename(folder, aside)?;
    if let Err(error) = fs::rename(staged, folder) {
        fs::rename(aside, folder)?;
        return Err(error);
    }
    Ok(Some(aside.to_owned()))
}

/// Deletes what its list of files says of a folder beside the output folder, and the folder with it; answers whether
/// nothing else was there. The list goes last, so that a run that is cut short can be finished.
pub fn remove(folder: &Path) -> io::Result<bool> {
    // Not even the list may be whole yet: then there is nothing else.
    let manifest = manifest_of(folder).unwrap_or_default();
    if !remove_listed(folder, "", &manifest)? {
        return Ok(false);
    }
    match fs::remove_file(folder.join(manifest::NAME)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => fs::remove_dir(folder)?,
    }
    Ok(true)
}

fn remove_listed(folder: &Path, below: &str, manifest: &Manifest) -> io::Result<bool> {
    let mut is_empty = true;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() && manifest.has_folder(&path) {
            let is_clear = remove_listed(&entry.path(), &format!("{path}/"), manifest)?;
            is_empty &= is_clear;
            if is_clear {
                fs::remove_dir(entry.path())?;
            }
        } else if kind.is_file() && path == manifest::NAME {
            // Deleted last.
        } else if kind.is_file() && manifest.knows(&path) {
            fs::remove_file(entry.path())?;
        } else {
            is_empty = false;
        }
    }
    Ok(is_empty)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn staged(root: &TempDir, name: &str, text: &str) -> PathBuf {
        let folder = root.path().join(name);
        let files = [File::new("", "a/b.txt", "", text.as_bytes().to_vec())];
        stage(&folder, &files, &Manifest::of(&files).write()).unwrap();
        folder
    }

    #[test]
    fn both_ways_leave_the_new_version_in_place_and_the_earlier_one_beside_it() {
        let root = TempDir::new().unwrap();
        let (folder, new) = (staged(&root, "site", "one"), staged(&root, "new", "two"));
        let aside = root.path().join("old");
        let text = |folder: &Path| fs::read_to_string(folder.join("a/b.txt")).unwrap();
        assert_eq!(replace(&folder, &new, &aside).unwrap(), Some(new.clone()));
        assert_eq!((text(&folder), text(&new)), ("two".to_owned(), "one".to_owned()));
        assert_eq!(one_after_the_other(&folder, &new, &aside).unwrap(), Some(aside.clone()));
        assert_eq!((text(&folder), text(&aside)), ("one".to_owned(), "two".to_owned()));
        assert!(!new.exists());
    }

    #[test]
    fn a_version_that_cannot_be_put_in_place_leaves_the_earlier_one_there() {
        let root = TempDir::new().unwrap();
        let folder = staged(&root, "site", "one");
        assert!(one_after_the_other(&folder, &root.path().join("nothing"), &root.path().join("old")).is_err());
        assert!(folder.join("a/b.txt").exists());
    }

    #[test]
    fn only_what_is_listed_is_deleted() {
        let root = TempDir::new().unwrap();
        let folder = staged(&root, "old", "one");
        fs::write(folder.join("a/mine.txt"), "mine").unwrap();
        assert!(!remove(&folder).unwrap());
        assert!(folder.join("a/mine.txt").exists() && !folder.join("a/b.txt").exists());
        fs::remove_file(folder.join("a/mine.txt")).unwrap();
        assert!(remove(&folder).unwrap() && !folder.exists());
    }
}
