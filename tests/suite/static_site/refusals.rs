//! Nothing is deleted but what Sidelight wrote, and nothing is written where it cannot be finished.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::thread;
use std::time::Duration;

use super::{LIBRARY, assert_tidy, built, files};
use crate::program::{Folder, command, run};

/// Exit 2, one sentence that has these words in it, and a folder that is as it was.
fn assert_refused(folder: &Folder, output: &str, words: &str) {
    let before = (files(folder.path()), folders(folder.path()));
    let outcome = run(folder, &["build", "--output", output]);
    assert_eq!((outcome.status, outcome.out.as_str()), (Some(2), ""), "{outcome:?}");
    assert!(outcome.err.contains(words), "{}", outcome.err);
    assert_eq!(outcome.err.trim_end().lines().count(), 1, "{}", outcome.err);
    assert_eq!((files(folder.path()), folders(folder.path())), before);
    assert_tidy(folder);
}

/// All folders below a folder, also those with nothing in them.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let inside = entries.filter(|entry| entry.file_type().unwrap().is_dir()).map(|entry| entry.path());
    let mut found: Vec<PathBuf> = inside.flat_map(|folder| [vec![folder.clone()], folders(&folder)].concat()).collect();
    found.sort();
    found
}

#[test]
fn a_folder_of_somebody_else_is_left_alone() {
    let folder = Folder::of(LIBRARY);
    folder.write("site/thesis.txt", "years of work");
    assert_refused(&folder, "site", "is not empty and was not written by Sidelight");
    // A list that somebody else made, or that was cut, is no list.
    folder.write("site/.sidelight-export", "thesis.txt");
    assert_refused(&folder, "site", "is not empty and was not written by Sidelight");
}

#[test]
fn an_empty_folder_and_one_that_is_not_there_are_filled() {
    let folder = Folder::of(LIBRARY);
    fs::create_dir(folder.file("site")).unwrap();
    built(&folder);
    let outcome = run(&folder, &["build", "--output", "deep/down/site"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert_eq!(files(&folder.file("deep/down/site")), files(&folder.file("site")));
    assert_tidy(&folder);
}

#[test]
fn files_beside_those_of_the_site_are_named_and_kept() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    for (path, shown) in
        [("site/CNAME", "CNAME"), ("site/bridge/mine.txt", "bridge/mine.txt"), ("site/.git/HEAD", ".git")]
    {
        folder.write(path, "mine");
        assert_refused(&folder, "site", &format!("in it {shown} was not written by Sidelight"));
        fs::remove_file(folder.file(path)).unwrap();
    }
    fs::remove_dir(folder.file("site/.git")).unwrap();
    for number in 0..9 {
        folder.write(&format!("site/{number}"), "");
    }
    assert_refused(&folder, "site", "0, 1, 2 and 6 more were not written");
}

#[test]
fn files_that_were_changed_since_are_named_and_kept() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    folder.write("site/robots.txt", "User-agent: *\nDisallow: /\n");
    assert_refused(&folder, "site", "robots.txt was changed since Sidelight wrote it");
    fs::remove_file(folder.file("site/robots.txt")).unwrap();
    built(&folder);
    assert!(folder.file("site/robots.txt").exists());
}

#[test]
fn the_content_and_the_site_are_never_in_one_another() {
    let folder = Folder::of(LIBRARY);
    assert_refused(&folder, "content/site", "is in the content folder");
    assert_refused(&folder, "content", "is in the content folder");
    assert_refused(&folder, ".", "The content folder is in .");
    assert_refused(&folder, "content/../content/bridge", "is in the content folder");
}

#[test]
fn folders_around_a_site_that_is_refused_are_not_left_behind() {
    let folder = Folder::of(LIBRARY);
    assert_refused(&folder, "content/x/y", "is in the content folder");
    assert_refused(&folder, "content/x/y/z", "is in the content folder");
    // What is not there cannot hide where it leads.
    assert_refused(&folder, "nothing/../content/x/site", "is in the content folder");
    let outcome = run(&folder, &["build", "--output", "nothing/../deep/site"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(folder.file("deep/site/index.html").exists() && !folder.file("nothing").exists());
}

#[cfg(unix)]
#[test]
fn folders_around_a_site_that_cannot_be_written_are_not_left_behind() {
    let folder = Folder::of(LIBRARY);
    folder.write("content/bridge/index.md", format!("---\ntitle: The Bridge\n---\n{}", "A promise. ".repeat(3000)));
    fs::create_dir(folder.file("there")).unwrap();
    let shell = built_without_room(&folder, "there/deep/down/site");
    assert_eq!(shell.status.code(), Some(2), "{shell:?}");
    assert_eq!(fs::read_dir(folder.file("there")).unwrap().count(), 0);
    // A link to what is not there is no folder that can be made, nor a way into another.
    let folder = Folder::of(LIBRARY);
    std::os::unix::fs::symlink("content/new", folder.file("link")).unwrap();
    assert_refused(&folder, "link/deep/site", "cannot be made");
}

#[test]
fn roots_homes_and_files_are_no_folder_for_a_site() {
    let folder = Folder::of(LIBRARY);
    assert_refused(&folder, "/", "is the root of the file system");
    folder.write("a-file", "");
    assert_refused(&folder, "a-file", "is a file");
    assert_refused(&folder, "a-file/site", "cannot be");
    assert_refused(&folder, "/proc/no/site", "cannot be made");
    fs::create_dir(folder.file("home")).unwrap();
    let home = command(folder.path()).env("HOME", folder.file("home")).args(["build", "--output", "home"]).output();
    let home = home.unwrap();
    assert_eq!(home.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&home.stderr).contains("is a home folder"));
}

#[cfg(unix)]
#[test]
fn links_are_followed_to_the_folder_and_not_out_of_it() {
    use std::os::unix::fs::symlink;

    let folder = Folder::of(LIBRARY);
    symlink("releases/now", folder.file("site")).unwrap();
    assert_refused(&folder, "site", "is a symbolic link to what is not there");
    fs::create_dir_all(folder.file("releases/now")).unwrap();
    let outcome = built(&folder);
    assert!(outcome.out.contains("releases/now"), "{}", outcome.out);
    assert!(folder.file("site").is_symlink() && folder.file("releases/now/index.html").is_file());

    // A folder of the site that became a link to somewhere else.
    folder.write("elsewhere/notes.html", "mine");
    fs::remove_dir_all(folder.file("site/bridge")).unwrap();
    symlink("../../elsewhere", folder.file("site/bridge")).unwrap();
    let outcome = run(&folder, &["build", "--output", "site"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert_eq!(fs::read_to_string(folder.file("elsewhere/notes.html")).unwrap(), "mine");
}

#[cfg(unix)]
fn built_without_room(folder: &Folder, output: &str) -> Output {
    // No file may be longer than this, and going beyond is an error and no signal: as on a disk that is full.
    let limited = "trap '' XFSZ; ulimit -f 20; exec \"$0\" \"$@\"";
    let program = env!("CARGO_BIN_EXE_sidelight");
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", limited, program, "build", "--output", output]).current_dir(folder.path()).output().unwrap()
}

#[cfg(unix)]
#[test]
fn without_room_the_earlier_site_stays() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    let before = files(&folder.file("site"));
    folder.write("content/bridge/index.md", format!("---\ntitle: The Bridge\n---\n{}", "A promise. ".repeat(3000)));
    let shell = built_without_room(&folder, "site");
    let message = String::from_utf8_lossy(&shell.stderr);
    assert_eq!(shell.status.code(), Some(2), "{message}");
    assert!(message.contains("which is as it was"), "{message}");
    assert_eq!(files(&folder.file("site")), before);
    assert_tidy(&folder);
}

#[test]
fn what_an_earlier_run_left_is_cleared_away_unless_it_holds_more() {
    let folder = Folder::of(LIBRARY);
    let staged = Path::new(".site.sidelight-new");
    fs::create_dir(folder.file(".site.sidelight-new")).unwrap();
    built(&folder);
    assert_tidy(&folder);
    folder.write(".site.sidelight-new/.sidelight-export", "cut o");
    built(&folder);
    assert_tidy(&folder);
    folder.write(".site.sidelight-new/mine.txt", "mine");
    let outcome = run(&folder, &["build", "--output", "site"]);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.err.contains("is left from an earlier run"), "{}", outcome.err);
    assert!(folder.path().join(staged).join("mine.txt").exists());
}

/// A build of many files takes seconds, in which somebody may be at work in the folder.
#[test]
fn an_edit_made_while_a_build_runs_is_not_deleted_with_the_earlier_site() {
    let folder = Folder::of(LIBRARY);
    // Enough files that writing them takes a while.
    for note in 0..100 {
        folder.write(&format!("content/bridge/notes/n{note}.md"), format!("---\ntitle: Note {note}\n---\n"));
    }
    built(&folder);
    // The new site, which is only begun when the earlier one has been looked at.
    let (staged, list) = (folder.file(".site.sidelight-new"), folder.file("site/.sidelight-export"));
    let mut is_in_time = false;
    for attempt in 0..20 {
        folder.write("content/über/index.md", format!("---\ntitle: Attempt {attempt}\n---\nText.\n"));
        let before = fs::read(&list).unwrap();
        let mut run = command(folder.path());
        let run = run.args(["build", "--output", "site"]).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut run = run.spawn().unwrap();
        while !staged.exists() && run.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_micros(50));
        }
        folder.write("site/robots.txt", "User-agent: *\nDisallow: /\n");
        is_in_time = fs::read(&list).is_ok_and(|now| now == before);
        let outcome = run.wait_with_output().unwrap();
        assert!(outcome.status.success(), "{outcome:?}");
        if is_in_time {
            let message = String::from_utf8_lossy(&outcome.stderr);
            assert!(message.contains("was added or changed in the earlier version"), "{message}");
            break;
        }
        fs::remove_file(folder.file("site/robots.txt")).unwrap();
    }
    assert!(is_in_time, "no edit came before the sites were exchanged");
    let swapped = folder.file(".site.sidelight-swap");
    let left = files(&swapped);
    assert_eq!(left.keys().collect::<Vec<_>>(), [".sidelight-export", "robots.txt"]);
    assert!(left["robots.txt"].ends_with(b"Disallow: /\n"));
    let outcome = run(&folder, &["build", "--output", "site"]);
    assert_eq!(outcome.status, Some(2), "{outcome:?}");
    assert!(outcome.err.contains("or what was changed since: move it elsewhere"), "{}", outcome.err);
    fs::rename(swapped, folder.file("kept")).unwrap();
    built(&folder);
    assert_tidy(&folder);
}

#[test]
fn of_an_earlier_site_that_a_killed_run_left_an_edit_is_kept_and_of_half_a_site_nothing() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    for (leftover, is_kept) in
        [(".site.sidelight-new", false), (".site.sidelight-swap", true), (".site.sidelight-old", true)]
    {
        for (path, bytes) in files(&folder.file("site")) {
            folder.write(&format!("{leftover}/{path}"), bytes);
        }
        let edited = format!("{leftover}/robots.txt");
        folder.write(&edited, "User-");
        let outcome = run(&folder, &["build", "--output", "site"]);
        if is_kept {
            assert_eq!(outcome.status, Some(2), "{outcome:?}");
            assert_eq!(fs::read_to_string(folder.file(&edited)).unwrap(), "User-");
            fs::remove_file(folder.file(&edited)).unwrap();
        }
        built(&folder);
        assert_tidy(&folder);
    }
}

#[test]
fn the_earlier_site_is_brought_back_where_a_run_ended_between_two_renames() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    let before = files(&folder.file("site"));
    fs::rename(folder.file("site"), folder.file(".site.sidelight-old")).unwrap();
    // With faults in the library nothing is written, but what was there is there again.
    folder.write("content/sidelight.yaml", "title: Bridges\n");
    built(&folder);
    assert_ne!(files(&folder.file("site")), before);
    assert_tidy(&folder);
}

/// The list of files has a line for each, and with such a name in it was no list to the next build.
#[cfg(unix)]
#[test]
fn a_picture_with_a_line_break_in_its_name_is_reported_before_a_site_is_made_that_no_build_can_replace() {
    let folder = Folder::of(LIBRARY);
    let picture = folder.file("content/bridge/a\nb.png");
    fs::write(&picture, "no picture").unwrap();
    folder.write("content/bridge/index.md", "---\ntitle: The Bridge\n---\n![The bridge](a%0Ab.png)\n");
    let outcome = run(&folder, &["build", "--output", "site"]);
    assert_eq!((outcome.status, outcome.out.as_str()), (Some(1), ""), "{outcome:?}");
    assert!(outcome.err.contains("--> bridge/a\\nb.png\n"), "{}", outcome.err);
    assert!(!folder.file("site").exists());
    fs::rename(picture, folder.file("content/bridge/ab.png")).unwrap();
    folder.write("content/bridge/index.md", "---\ntitle: The Bridge\n---\n![The bridge](ab.png)\n");
    built(&folder);
    built(&folder);
}
