//! The house's own order: no test is forgotten, and nobody waits for whom they should not.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_file_of_the_suite_is_declared() {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    assert_declared(&suite, "main.rs");
}

/// Compares the modules that a folder's own file declares with the files and folders beside it, down to the leaves.
fn assert_declared(folder: &Path, own: &str) {
    let mut present = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() && path.join("mod.rs").exists() {
            assert_declared(&path, "mod.rs");
            present.insert(name);
        } else if let (Some(module), true) = (name.strip_suffix(".rs"), name != own) {
            present.insert(module.to_owned());
        }
    }
    let source = fs::read_to_string(folder.join(own)).unwrap();
    let declared: BTreeSet<String> =
        source.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)).collect();
    assert_eq!(present, declared, "{} declares other modules than there are files", folder.join(own).display());
}

/// The threads that load libraries are busy for seconds where one has thousands of pieces. So what is made on request is
/// made without them: of all rooms, only those use them that no request comes to. (The fuzz target `request`, where
/// there is but one thread, waits for ever if it is otherwise.)
#[test]
fn what_is_made_on_request_does_not_wait_for_the_threads_that_load() {
    let allowed = [
        "src/content/load.rs",
        "src/site/build.rs",
        // A pool of its own.
        "src/site/cards/turns.rs",
        "src/site/encoder.rs",
        "src/static_site/cards.rs",
        "src/static_site/files.rs",
    ];
    assert_eq!(sources_with(&["rayon"]), allowed);
}

/// The sources of the program that have any of these words in them, in order.
pub fn sources_with(words: &[&str]) -> Vec<String> {
    fn walk(folder: &Path, words: &[&str], found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, words, found);
                continue;
            }
            let source = fs::read_to_string(&path).unwrap_or_default();
            if words.iter().any(|word| source.contains(word)) {
                found.push(path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), words, &mut found);
    found.sort();
    found
}
