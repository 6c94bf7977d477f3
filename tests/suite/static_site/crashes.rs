//! A run that is killed at any moment leaves the one version or the other, whole.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{LIBRARY, assert_tidy, built, files};
#[cfg(target_os = "linux")]
use crate::fault_injection::pass_over;
use crate::program::{Folder, command};

const ROUNDS: u32 = 30;

#[test]
fn whenever_it_is_killed_one_version_is_there_whole() {
    let folder = Folder::of(LIBRARY);
    // Enough files that writing them takes a while.
    for note in 0..150 {
        folder.write(&format!("content/bridge/notes/n{note}.md"), format!("---\ntitle: Note {note}\n---\n"));
    }
    let change =
        |version: u32| folder.write("content/über/index.md", format!("---\ntitle: Version {version}\n---\nText.\n"));
    let versions = [0, 1].map(|version| {
        change(version);
        built(&folder);
        files(&folder.file("site"))
    });
    assert_ne!(versions[0], versions[1]);

    let (staged, seen) = (folder.file(".site.sidelight-new"), folder.file("site/index.html"));
    let file = || fs::metadata(&seen).ok().map(|metadata| metadata.ino());
    // From the first sign of the new version to the end: nobody is killed in the first round.
    let (mut whole, mut killed, mut late) = (Duration::ZERO, 0, 0);
    for round in 0..ROUNDS {
        change(round % 2);
        let before = file();
        let mut run = command(folder.path());
        let run = run.args(["build", "--output", "site"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.spawn().unwrap();
        let mut goes_on = || run.try_wait().unwrap().is_none();
        while goes_on() && !staged.exists() {
            thread::sleep(Duration::from_micros(50));
        }
        let begun = Instant::now();
        // While it writes, and as soon as a page of the site is another one or is gone.
        let is_late = round % 2 == 1;
        let moment = if round == 0 { Duration::MAX } else { whole * round / ROUNDS };
        while goes_on() && if is_late { file() == before } else { begun.elapsed() < moment } {
            thread::yield_now();
        }
        run.kill().unwrap();
        if run.wait().unwrap().success() {
            whole = whole.max(begun.elapsed());
        } else {
            killed += 1;
            late += u32::from(is_late);
        }
        let now = files(&folder.file("site"));
        assert!(versions.contains(&now), "round {round}, late: {is_late}: neither version is there whole");
    }
    assert!(killed >= ROUNDS / 2 && late >= ROUNDS / 8, "{killed} of {ROUNDS} were killed on their way, {late} late");
    built(&folder);
    assert_tidy(&folder);
}

#[test]
fn two_runs_at_once_take_turns() {
    let folder = Folder::of(LIBRARY);
    let start = || command(folder.path()).args(["build", "--output", "site"]).stdout(Stdio::null()).spawn().unwrap();
    for mut run in [start(), start(), start()] {
        assert!(run.wait().unwrap().success());
    }
    assert!(fs::exists(folder.file("site/index.html")).unwrap());
    assert_tidy(&folder);
}

/// What the disk has when the power goes is in no order but that of what was waited for.
#[cfg(target_os = "linux")]
#[test]
fn the_list_is_on_the_disk_before_any_file_that_it_names() {
    let folder = Folder::of(LIBRARY);
    // With the paths of descriptors.
    let strace = ["-f", "-y", "-o", "calls", "-e", "trace=openat,fsync,syncfs"];
    let program = command(folder.path()).get_program().to_owned();
    let mut traced = Command::new("strace");
    traced.args(strace).arg(program).args(["build", "--output", "site"]).current_dir(folder.path());
    traced.stdout(Stdio::null()).stderr(Stdio::null());
    // Not every system has it, or lets it look into other programs.
    if !traced.status().is_ok_and(|status| status.success()) {
        return pass_over("strace");
    }
    let calls = fs::read_to_string(folder.file("calls")).unwrap();
    let first = |call: &str, path: &str| {
        let found = calls.lines().position(|line| line.contains(call) && line.contains(path));
        found.unwrap_or_else(|| panic!("no {call} of {path} in\n{calls}"))
    };
    let list = first("fsync(", "/.site.sidelight-new/.sidelight-export>");
    let its_folder = first("fsync(", "/.site.sidelight-new>");
    let file = first("O_CREAT", "/.site.sidelight-new/404.html\"");
    assert!(list < file && its_folder < file, "{calls}");
    assert!(file < first("syncfs(", "/.site.sidelight-new>"), "{calls}");
}
