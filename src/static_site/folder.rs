//! The output folder: where it is, whether it may be replaced, and what a run that was cut short has left.
//!
//! Enter at [`write`]. Steps: find the folder, following links; take turns with other exports beside it; bring back or
//! clear away what an earlier run left; refuse where anything in the folder is not as Sidelight wrote it; replace it.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};

use super::Refusal;
use super::files::File;
use super::manifest::{self, Manifest};
use super::swap::{self, Places};

/// What was written.
#[derive(Debug)]
pub struct Written {
    pub folder: PathBuf,
    pub files: usize,
    pub bytes: usize,
    /// Where the rest of the earlier version is, if somebody added or changed something while this one was written.
    pub left: Option<PathBuf>,
}

/// Replaces the folder `output` by these files, whole or not at all. `content` is where they were made from.
///
/// # Errors
/// When that cannot be done, or would delete what is not Sidelight's. The folder is then as it was.
pub fn write(output: &Path, files: &[File], content: Option<&Path>) -> Result<Written, Refusal> {
    let place = Place::find(output, content)?;
    let mut made = Made::default();
    let parent = made.folder(&place.parent).map_err(|error| unmakeable(output, &error));
    let written = parent.and_then(|()| place.put(files));
    if written.is_err() {
        made.undo();
    }
    written
}

struct Place {
    parent: PathBuf,
    at: Places,
}

impl Place {
    fn find(output: &Path, content: Option<&Path>) -> Result<Self, Refusal> {
        let shown = output.display();
        let folder = match fs::symlink_metadata(output) {
            Ok(_) => fs::canonicalize(output).map_err(|error| match error.kind() {
                ErrorKind::NotFound => Refusal::new(format!("{shown} is a symbolic link to what is not there.")),
                _ => Refusal::new(format!("The folder {shown} cannot be reached: {error}.")),
            })?,
            Err(error) if error.kind() == ErrorKind::NotFound => new_folder(output)?,
            Err(error) => return Err(Refusal::new(format!("The folder {shown} cannot be reached: {error}."))),
        };
        let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
            return Err(Refusal::new(format!("{shown} is the root of the file system: name a folder for the site.")));
        };
        if std::env::home_dir().and_then(|home| fs::canonicalize(home).ok()).is_some_and(|home| home == folder) {
            return Err(Refusal::new(format!("{shown} is a home folder: name a folder for the site.")));
        }
        if folder.exists() && !folder.is_dir() {
            return Err(Refusal::new(format!("{shown} is a file: name a folder for the site.")));
        }
        if let Some(content) = content.and_then(|content| fs::canonicalize(content).ok()) {
            if folder.starts_with(&content) {
                return Err(Refusal::new(format!("{shown} is in the content folder: name one outside of it.")));
            }
            if content.starts_with(&folder) {
                return Err(Refusal::new(format!("The content folder is in {shown}: name another folder.")));
            }
        }
        let beside = |ending: &str| {
            let mut hidden = OsString::from(".");
            hidden.push(name);
            hidden.push(ending);
            parent.join(hidden)
        };
        Ok(Self {
            parent: parent.to_owned(),
            at: Places {
                staged: beside(".sidelight-new"),
                exchanged: beside(".sidelight-swap"),
                aside: beside(".sidelight-old"),
                folder: folder.clone(),
            },
        })
    }

    /// Puts the files there.
    fn put(self, files: &[File]) -> Result<Written, Refusal> {
        // Kept to the end. Where folders cannot be locked, nobody else is waited for.
        let parent = fs::File::open(&self.parent).and_then(|parent| parent.lock().map(|()| parent));
        self.recover()?;
        let is_there = self.examine()?;
        let manifest = Manifest::of(files).write();
        swap::stage(&self.at.staged, files, &manifest).map_err(|error| self.unwritable(&error))?;
        if is_there && let Ok(metadata) = fs::metadata(&self.at.folder) {
            // Whoever was let in goes on being so.
            let _ = fs::set_permissions(&self.at.staged, metadata.permissions());
        }
        let earlier = swap::replace(&self.at).map_err(|error| {
            let _ = swap::discard(&self.at.staged);
            self.unwritable(&error)
        })?;
        if let Ok(parent) = &parent {
            let _ = parent.sync_all();
        }
        let left = earlier.filter(|earlier| !swap::remove(earlier).unwrap_or(false)).map(Path::to_owned);
        let bytes = files.iter().map(|file| file.body.len()).sum::<usize>() + manifest.len();
        Ok(Written { folder: self.at.folder, files: files.len() + 1, bytes, left })
    }

    /// Undoes or finishes what a run that was cut short has begun.
    fn recover(&self) -> Result<(), Refusal> {
        let Places { folder, staged, exchanged, aside } = &self.at;
        if !folder.exists() && aside.is_dir() {
            fs::rename(aside, folder).map_err(|error| self.unwritable(&error))?;
        }
        let leftovers = [(staged, swap::discard as Clear), (exchanged, swap::remove), (aside, swap::remove)];
        for (leftover, clear) in leftovers {
            if fs::symlink_metadata(leftover).is_err() {
                continue;
            }
            if !clear(leftover).map_err(|error| self.unwritable(&error))? {
                return Err(Refusal::new(format!(
                    "The folder {} is left from an earlier run and holds what Sidelight did not write, or what was \
                     changed since: move it elsewhere.",
                    leftover.display(),
                )));
            }
        }
        Ok(())
    }

    /// Whether there is a folder already, which may be replaced.
    fn examine(&self) -> Result<bool, Refusal> {
        let shown = self.at.folder.display();
        let mut entries = match fs::read_dir(&self.at.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(Refusal::new(format!("The folder {shown} cannot be read: {error}."))),
        };
        if entries.next().is_none() {
            return Ok(true);
        }
        let Some(manifest) = manifest_of(&self.at.folder) else {
            return Err(Refusal::new(format!(
                "The folder {shown} is not empty and was not written by Sidelight: name another, or empty it yourself."
            )));
        };
        let mut foreign = Foreign::default();
        foreign
            .look(&self.at.folder, "", &manifest)
            .map_err(|error| Refusal::new(format!("The folder {shown} cannot be read: {error}.")))?;
        foreign.refuse(&self.at.folder).map_or(Ok(true), Err)
    }

    fn unwritable(&self, error: &io::Error) -> Refusal {
        let shown = self.at.folder.display();
        Refusal::new(match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
                format!("There is no room for the site in {}; {shown} is as it was.", self.parent.display())
            }
            ErrorKind::PermissionDenied => format!(
                "The site is written beside {shown} first, and this user may not write in {}.",
                self.parent.display(),
            ),
            ErrorKind::ReadOnlyFilesystem => format!("{} cannot be written to at all.", self.parent.display()),
            ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => {
                format!("{shown} is a mount, which cannot be replaced: name a folder in it.")
            }
            _ => format!("The site cannot be written to {shown}, which is as it was: {error}."),
        })
    }
}

/// Where a folder will be that is not there yet, without links. Nothing is made before all has been looked at.
fn new_folder(output: &Path) -> Result<PathBuf, Refusal> {
    let shown = output.display();
    if output.file_name().is_none() {
        return Err(Refusal::new(format!("{shown} names no folder.")));
    }
    let unmakeable = |error: io::Error| unmakeable(output, &error);
    let mut folder = fs::canonicalize(".").map_err(unmakeable)?;
    for component in output.components() {
        if component == Component::ParentDir {
            folder.pop();
            continue;
        }
        folder.push(component);
        match fs::canonicalize(&folder) {
            Ok(there) => folder = there,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(unmakeable(error)),
        }
    }
    Ok(folder)
}

fn unmakeable(output: &Path, error: &io::Error) -> Refusal {
    Refusal::new(format!("The folder {} cannot be made: {error}.", output.display()))
}

/// The folders around the output folder that were not there before, outermost first.
#[derive(Default)]
struct Made(Vec<PathBuf>);

impl Made {
    /// Makes a folder, in one that is made where it is not there either.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.0.push(folder.to_owned()),
                // Another export may make it at the same time.
                Err(_) if folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// As if nothing had been made; what others have put something into stays.
    fn undo(&self) {
        for folder in self.0.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// How a folder is deleted as far as it is Sidelight's; answers whether all of it was.
type Clear = fn(&Path) -> io::Result<bool>;

pub(super) fn manifest_of(folder: &Path) -> Option<Manifest> {
    let file = folder.join(manifest::NAME);
    fs::symlink_metadata(&file).ok().filter(Metadata::is_file)?;
    Manifest::read(&fs::read_to_string(file).ok()?)
}

/// What in a folder is not as Sidelight wrote it.
#[derive(Default)]
struct Foreign {
    unknown: Vec<String>,
    changed: Vec<String>,
}

impl Foreign {
    fn look(&mut self, folder: &Path, below: &str, manifest: &Manifest) -> io::Result<()> {
        let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = format!("{below}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() && manifest.has_folder(&path) {
                self.look(&entry.path(), &format!("{path}/"), manifest)?;
            } else if !kind.is_file() || !manifest.knows(&path) {
                self.unknown.push(path);
            } else if !manifest.is_unchanged(&path, &fs::read(entry.path())?) {
                self.changed.push(path);
            }
        }
        Ok(())
    }

    fn refuse(&self, folder: &Path) -> Option<Refusal> {
        let (names, what) = match (&self.unknown[..], &self.changed[..]) {
            ([], []) => return None,
            ([], [one]) => (std::slice::from_ref(one), "was changed since Sidelight wrote it"),
            ([], changed) => (changed, "were changed since Sidelight wrote them"),
            ([one], _) => (std::slice::from_ref(one), "was not written by Sidelight"),
            (unknown, _) => (unknown, "were not written by Sidelight"),
        };
        let mut listed = names.iter().take(LISTED).map(String::as_str).collect::<Vec<_>>().join(", ");
        if names.len() > LISTED {
            listed = format!("{listed} and {} more", names.len() - LISTED);
        }
        Some(Refusal::new(format!(
            "The folder {} is replaced as a whole, and in it {listed} {what}: move that elsewhere first.",
            folder.display(),
        )))
    }
}

/// So many names make a message.
const LISTED: usize = 3;
