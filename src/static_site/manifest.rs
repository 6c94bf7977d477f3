//! The list of what was written into a folder: what may be deleted when the folder is replaced.

use std::collections::BTreeMap;
use std::path::{Component, Path};

use super::files::File;

/// The list's own name in the folder.
pub const NAME: &str = ".sidelight-export";

/// The first line, by which the list is known.
const HEAD: &str =
    "Sidelight wrote this folder and replaces it as a whole; these files and their BLAKE3 hashes are its own.";

/// Files by their paths, with their hashes.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Manifest(BTreeMap<String, String>);

impl Manifest {
    pub fn of(files: &[File]) -> Self {
        Self(files.iter().map(|file| (file.path.clone(), hash(&file.body))).collect())
    }

    pub fn write(&self) -> String {
        let lines = self.0.iter().map(|(path, hash)| format!("{hash}  {path}\n"));
        format!("{HEAD}\n{}", lines.collect::<String>())
    }

    /// Reads a list; `None` where it is none, or names what is not in the folder.
    pub fn read(text: &str) -> Option<Self> {
        let lines = text.strip_prefix(HEAD)?.strip_prefix('\n')?.lines();
        let files = lines.map(|line| {
            let (hash, path) = line.split_once("  ")?;
            let is_inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
            (is_inside && !path.is_empty()).then(|| (path.to_owned(), hash.to_owned()))
        });
        files.collect::<Option<BTreeMap<_, _>>>().map(Self)
    }

    /// Whether a file was written, and whether it is as it was.
    pub fn knows(&self, path: &str) -> bool {
        path == NAME || self.0.contains_key(path)
    }

    pub fn is_unchanged(&self, path: &str, body: &[u8]) -> bool {
        path == NAME || self.0.get(path).is_some_and(|known| *known == hash(body))
    }

    /// Whether a folder was made for one of the files.
    pub fn has_folder(&self, path: &str) -> bool {
        let prefix = format!("{path}/");
        self.0.range(prefix.clone()..).next().is_some_and(|(file, _)| file.starts_with(&prefix))
    }
}

fn hash(body: &[u8]) -> String {
    blake3::hash(body).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_back_and_names_nothing_outside() {
        let files = ["a.html", "a/b c.html"].map(|path| File::new("", path, "", path.as_bytes().to_vec()));
        let manifest = Manifest::of(&files);
        assert_eq!(Manifest::read(&manifest.write()).as_ref(), Some(&manifest));
        assert!(manifest.knows("a/b c.html") && manifest.has_folder("a") && !manifest.has_folder("a.html"));
        assert!(manifest.is_unchanged("a.html", b"a.html") && !manifest.is_unchanged("a.html", b"b"));
        for other in ["../a", "/etc/passwd", "a/../../b", ""] {
            assert_eq!(Manifest::read(&format!("{HEAD}\n00  {other}\n")), None, "{other}");
        }
        assert_eq!(Manifest::read("something else"), None);
        assert_eq!(Manifest::read(&format!("{HEAD}\ncut of")), None);
    }
}
