//! Content folders as disks have them: what is there is read or reported, and looking for news opens no file.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use sidelight::content::folder::{fingerprint, read};
use sidelight::content::{Fault, Tree};

use crate::program::Folder;

const SOUND: &str = "-- a/index.md --\n---\ntitle: A\n---\nWords.\n-- a/notes/n.md --\nN\n";

fn reason<'t>(tree: &'t Tree, path: &str) -> &'t str {
    match tree.fault(path) {
        Some(Fault::Unreadable(reason)) => reason,
        other => panic!("{path}: {other:?} in {tree:?}"),
    }
}

#[test]
fn a_folder_too_deep_is_reported() {
    let deep = ["d"; 9].join("/");
    let folder = Folder::of(SOUND);
    folder.write(&format!("{}/x.txt", ["d"; 8].join("/")), "as deep as may be");
    folder.write(&format!("{deep}/y.txt"), "too deep");
    let tree = read(folder.path()).unwrap();
    assert_eq!(tree.files().count(), 3, "{tree:?}");
    assert!(reason(&tree, &deep).contains("8 folders deep"));
    assert_eq!(tree.faults().count(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_without_leave_to_search_does_not_lose_its_files_in_silence() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::of(SOUND);
    let notes = folder.file("a/notes");
    fs::set_permissions(&notes, fs::Permissions::from_mode(0o644)).unwrap();
    // Root may search everything.
    if fs::metadata(notes.join("n.md")).is_err() {
        let tree = read(folder.path()).unwrap();
        assert_eq!(tree.files().map(|(path, _)| path).collect::<Vec<_>>(), ["a/index.md"]);
        assert!(reason(&tree, "a/notes/n.md").contains("denied"));
    }
    fs::set_permissions(&notes, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_reported() {
    let folder = Folder::of(SOUND);
    let _socket = std::os::unix::net::UnixListener::bind(folder.file("a/socket")).unwrap();
    assert!(reason(&read(folder.path()).unwrap(), "a/socket").contains("neither a file nor a folder"));
}

/// They would be addresses that no server answers, and more than one line wherever paths are listed.
#[cfg(unix)]
#[test]
fn a_name_with_a_line_break_or_another_control_character_is_reported() {
    let folder = Folder::of(SOUND);
    for name in ["a/a\nb.png", "a/\u{1b}[31m.png", "a/c1\u{85}.md", "fold\ter/index.md"] {
        folder.write(name, "x");
    }
    let before = fingerprint(folder.path()).unwrap();
    // Nobody gave it this name, and nobody is shown it.
    folder.write("a/Icon\r", "");
    assert_eq!(fingerprint(folder.path()).unwrap(), before);
    let tree = read(folder.path()).unwrap();
    assert_eq!(tree.files().map(|(path, _)| path).collect::<Vec<_>>(), ["a/index.md", "a/notes/n.md"]);
    let faults: Vec<_> = tree.faults().collect();
    let shown = ["fold\\ter", "a/\\u{1b}[31m.png", "a/a\\nb.png", "a/c1\\u{85}.md"];
    assert_eq!(faults, shown.map(|path| (path, &Fault::BadName)));
}

/// Folders that link to each other would otherwise be as many folders as there are ways through them.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_that_it_is_in_adds_nothing() {
    use std::os::unix::fs::symlink;
    let folder = Folder::of(SOUND);
    symlink("..", folder.file("a/up")).unwrap();
    symlink("../notes", folder.file("a/notes/same")).unwrap();
    let tree = read(folder.path()).unwrap();
    assert_eq!(tree.files().map(|(path, _)| path).collect::<Vec<_>>(), ["a/index.md", "a/notes/n.md"]);
    assert_eq!(tree.faults().count(), 0);
    // Two links that lead to each other lead nowhere.
    symlink("one", folder.file("a/two")).unwrap();
    symlink("two", folder.file("a/one")).unwrap();
    let tree = read(folder.path()).unwrap();
    assert_eq!((tree.fault("a/one"), tree.fault("a/two")), (Some(&Fault::Symlink), Some(&Fault::Symlink)));
}

#[test]
fn a_fingerprint_changes_with_the_folder_and_only_then() {
    let folder = Folder::of(SOUND);
    let look = || fingerprint(folder.path()).unwrap();
    let mut seen = vec![look()];
    assert_eq!(look(), seen[0]);
    fs::read(folder.file("a/notes/n.md")).unwrap();
    folder.write("a/.hidden", "x");
    assert_eq!(look(), seen[0], "nothing of the library has changed");

    let mut news = |what: &str| {
        let now = look();
        assert!(!seen.contains(&now), "{what} is not seen");
        seen.push(now);
    };
    folder.write("a/notes/n.md", "longer");
    news("a file's length");
    let file = File::options().write(true).open(folder.file("a/notes/n.md")).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_mins(1)).unwrap();
    news("a file's time");
    folder.write("b/index.md", "x");
    news("a new file");
    fs::rename(folder.file("b/index.md"), folder.file("b/other.md")).unwrap();
    news("a new name");
    fs::create_dir_all(folder.file(&["d"; 9].join("/"))).unwrap();
    news("a new fault");
    fs::remove_dir_all(folder.file("a/notes")).unwrap();
    news("a file that went");
}

/// A copy that keeps its time, put in a file's place.
#[cfg(unix)]
#[test]
fn a_fingerprint_tells_files_of_one_age_apart() {
    let folder = Folder::of(SOUND);
    let before = fingerprint(folder.path()).unwrap();
    let (file, copy) = (folder.file("a/notes/n.md"), folder.file("a/notes/.n.md"));
    let time = fs::metadata(&file).unwrap().modified().unwrap();
    fs::write(&copy, "M\n").unwrap();
    File::options().write(true).open(&copy).unwrap().set_modified(time).unwrap();
    fs::rename(&copy, &file).unwrap();
    assert_ne!(fingerprint(folder.path()).unwrap(), before);
}
