//! The words for tests of the program itself: a content folder on disk, and what the program says of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sidelight::content::Tree;
use tempfile::TempDir;

use crate::site::tree;

/// A folder that is gone after the test.
pub struct Folder {
    root: TempDir,
}

impl Folder {
    /// A folder with the files of an archive.
    pub fn of(archive: &str) -> Self {
        Self::with(&tree(archive))
    }

    pub fn with(tree: &Tree) -> Self {
        let folder = Self { root: TempDir::new().unwrap() };
        for (path, bytes) in tree.files() {
            folder.write(path, bytes);
        }
        folder
    }

    pub fn path(&self) -> &Path {
        self.root.path()
    }

    pub fn file(&self, path: &str) -> PathBuf {
        self.root.path().join(path)
    }

    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let file = self.file(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
}

/// What the program left behind.
#[derive(Debug)]
pub struct Outcome {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

/// The program, in `folder`, without anything that the environment of the tests would tell it.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sidelight"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SIDELIGHT_")) {
        command.env_remove(name);
    }
    command.env_remove("RUST_BACKTRACE").current_dir(folder);
    command
}

/// Runs `sidelight` with `arguments` in `folder` to its end.
pub fn run(folder: &Folder, arguments: &[&str]) -> Outcome {
    let output = command(folder.path()).args(arguments).output().unwrap();
    Outcome {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}
