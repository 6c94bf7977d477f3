//! Replaces a folder whole: whoever looks, and whenever the program or the machine stops, the one or the other version
//! is there.
//!
//! Steps: [`stage`] writes the new version beside the folder, its list of files first, and waits until each is on the
//! disk; [`replace`] exchanges the two at once, where the system can; [`remove`] deletes of the earlier version what is
//! as it was written. On a system that cannot exchange folders there is a moment with none, and the next run brings the
//! earlier one back.
//!
//! What is being written may be cut short anywhere, so [`discard`] asks of its files no more than that they are listed.
//! What anybody has been shown may have been edited, by the time that it is deleted too, so [`remove`] compares each file
//! with its hash. That is why the two versions change places under another name than the one that is written under.

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
        let _ = discard(folder);
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

/// Where the versions of a folder are.
#[derive(Debug)]
pub struct Places {
    /// The folder itself, without links.
    pub folder: PathBuf,
    /// Where the new version is written first.
    pub staged: PathBuf,
    /// Where the two are exchanged: what is here is whole, or was until it began to be deleted.
    pub exchanged: PathBuf,
    /// Where the earlier version goes, on systems that cannot exchange two folders at once.
    pub aside: PathBuf,
}

/// Puts the new version where the earlier one is, if there is one; answers with where that is now.
pub fn replace(places: &Places) -> io::Result<Option<&Path>> {
    let Places { folder, staged, exchanged, .. } = places;
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
    fs::rename(staged, exchanged)?;
    let Err(error) = exchange(folder, exchanged) else { return Ok(Some(exchanged)) };
    fs::rename(exchanged, staged)?;
    match error.kind() {
        ErrorKind::Unsupported | ErrorKind::InvalidInput => one_after_the_other(places).map(Some),
        _ => Err(error),
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

fn one_after_the_other(places: &Places) -> io::Result<&Path> {
    let Places { folder, staged, aside, .. } = places;
    fs::rename(folder, aside)?;
    if let Err(error) = fs::rename(staged, folder) {
        fs::rename(aside, folder)?;
        return Err(error);
    }
    Ok(aside)
}

/// Deletes what is as its list of files says of a version that was the site, or could have been, and the folder with it;
/// answers whether nothing else was there. The list goes last, so that a run that is cut short can be finished.
pub fn remove(folder: &Path) -> io::Result<bool> {
    delete(folder, |manifest, path, file| Ok(manifest.knows(path) && manifest.is_unchanged(path, &fs::read(file)?)))
}

/// As [`remove`], of a version that was not finished: its files are nobody else's, and may be there by half.
pub fn discard(folder: &Path) -> io::Result<bool> {
    delete(folder, |manifest, path, _| Ok(manifest.knows(path)))
}

/// Whether the file at a path of the list may be deleted.
type MayGo = fn(&Manifest, &str, &Path) -> io::Result<bool>;

fn delete(folder: &Path, may_go: MayGo) -> io::Result<bool> {
    // Not even the list may be whole yet: then there is nothing else.
    let manifest = manifest_of(folder).unwrap_or_default();
    if !delete_listed(folder, "", &manifest, may_go)? {
        return Ok(false);
    }
    match fs::remove_file(folder.join(manifest::NAME)) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => fs::remove_dir(folder)?,
    }
    Ok(true)
}

fn delete_listed(folder: &Path, below: &str, manifest: &Manifest, may_go: MayGo) -> io::Result<bool> {
    let mut is_empty = true;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() && manifest.has_folder(&path) {
            let is_clear = delete_listed(&entry.path(), &format!("{path}/"), manifest, may_go)?;
            is_empty &= is_clear;
            if is_clear {
                fs::remove_dir(entry.path())?;
            }
        } else if kind.is_file() && path == manifest::NAME {
            // Deleted last.
        } else if kind.is_file() && may_go(manifest, &path, &entry.path())? {
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

    fn places(root: &TempDir) -> Places {
        let [folder, staged, exchanged, aside] = ["site", "new", "swap", "old"].map(|name| root.path().join(name));
        Places { folder, staged, exchanged, aside }
    }

    fn text(folder: &Path) -> String {
        fs::read_to_string(folder.join("a/b.txt")).unwrap()
    }

    #[test]
    fn both_ways_leave_the_new_version_in_place_and_the_earlier_one_beside_it() {
        let root = TempDir::new().unwrap();
        let places = places(&root);
        staged(&root, "site", "one");
        for (new, is_at_once) in [("two", true), ("three", false)] {
            staged(&root, "new", new);
            let before = text(&places.folder);
            let earlier =
                if is_at_once { replace(&places).unwrap().unwrap() } else { one_after_the_other(&places).unwrap() };
            assert_eq!((text(&places.folder), text(earlier)), (new.to_owned(), before));
            assert!(!places.staged.exists() && remove(earlier).unwrap());
        }
    }

    #[test]
    fn a_version_that_cannot_be_put_in_place_leaves_the_earlier_one_there() {
        let root = TempDir::new().unwrap();
        let places = places(&root);
        staged(&root, "site", "one");
        assert!(one_after_the_other(&places).is_err() && replace(&places).is_err());
        assert_eq!(text(&places.folder), "one");
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

    #[test]
    fn what_is_not_as_it_was_written_goes_only_where_it_was_never_finished() {
        let root = TempDir::new().unwrap();
        let folder = staged(&root, "old", "one");
        fs::write(folder.join("a/b.txt"), "on").unwrap();
        assert!(!remove(&folder).unwrap());
        assert_eq!(text(&folder), "on");
        assert!(discard(&folder).unwrap() && !folder.exists());
    }
}
