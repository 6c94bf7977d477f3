//! Which library a command is about.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::content::{Tree, embedded, folder};

use super::Failure;

/// Where people keep their library when they do not say where.
pub const DEFAULT_FOLDER: &str = "content";

/// A library's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    Folder(PathBuf),
    /// The library in the binary.
    Embedded,
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(folder) => folder.display().fmt(out),
            Self::Embedded => out.write_str("the library that comes with Sidelight"),
        }
    }
}

impl Source {
    /// The folder that was named, else `./content`, else the library in the binary.
    pub fn find(named: Option<PathBuf>) -> Self {
        // A variable without a value is none.
        match named.filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => Self::Folder(folder),
            None if Path::new(DEFAULT_FOLDER).is_dir() => Self::Folder(PathBuf::from(DEFAULT_FOLDER)),
            None => Self::Embedded,
        }
    }

    /// The library's files.
    pub fn read(&self) -> Result<Tree, Failure> {
        match self {
            Self::Embedded => Ok(embedded::read()),
            Self::Folder(path) => {
                let tree = folder::read(path).map_err(|error| unreadable(path, &error))?;
                if tree.has_text() {
                    Ok(tree)
                } else {
                    Err(Failure::new(format!(
                        "The folder {} holds no text: a text is a folder with an index.md in it; `sidelight new NAME` \
                         writes one.",
                        path.display(),
                    )))
                }
            }
        }
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    let path = path.display();
    Failure::new(match error.kind() {
        io::ErrorKind::NotFound => format!("There is no folder {path}."),
        io::ErrorKind::NotADirectory => format!("{path} is a file; the content is a folder."),
        io::ErrorKind::PermissionDenied => format!("The folder {path} may not be read by this user."),
        _ => format!("The folder {path} cannot be read: {error}."),
    })
}
