//! A library in a string, in the `txtar` format: a line `-- path --` begins each file.

use sidelight::content::Tree;

/// The files of an archive, by path.
pub fn files(archive: &str) -> Vec<(&str, &str)> {
    let mut files: Vec<(&str, usize, usize)> = Vec::new();
    let mut at = 0;
    for line in archive.split_inclusive('\n') {
        let end = at + line.len();
        match line.trim_end().strip_prefix("-- ").and_then(|rest| rest.strip_suffix(" --")) {
            Some(path) => files.push((path, end, end)),
            None => {
                if let Some(last) = files.last_mut() {
                    last.2 = end;
                }
            }
        }
        at = end;
    }
    files.into_iter().map(|(path, start, end)| (path, &archive[start..end])).collect()
}

/// The library that an archive holds.
pub fn tree(archive: &str) -> Tree {
    Tree::from_files(files(archive))
}
