//! The suite looks at itself: a forgotten file would be a test that nobody runs.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[test]
fn every_file_of_the_suite_is_declared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let names = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let files: BTreeSet<String> =
        names.filter_map(|name| name.strip_suffix(".rs").map(str::to_owned)).filter(|name| name != "main").collect();
    let main = fs::read_to_string(folder.join("main.rs")).unwrap();
    let declared: BTreeSet<String> =
        main.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';').map(str::to_owned)).collect();
    assert_eq!(files, declared, "tests/suite/main.rs declares other modules than there are files");
}
