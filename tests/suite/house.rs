//! The suite looks at itself: a forgotten file would be a test that nobody runs.

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
