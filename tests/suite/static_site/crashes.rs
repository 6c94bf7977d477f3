//! A run that is killed at any moment leaves the one version or the other, whole.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use super::{LIBRARY, assert_tidy, built, files};
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

    let staged = folder.file(".site.sidelight-new");
    let (mut killed, mut exchanged, mut longest) = (0, 0, Duration::from_millis(20));
    for round in 0..ROUNDS {
        change(round % 2);
        let mut run = command(folder.path());
        let run = run.args(["build", "--output", "site"]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.spawn().unwrap();
        while !staged.exists() && run.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_micros(50));
        }
        let begun = Instant::now();
        // Each round a little later, to the end of the longest that was seen.
        let moment = longest * (round % 20) / 18;
        while begun.elapsed() < moment && run.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        run.kill().unwrap();
        if run.wait().unwrap().success() {
            longest = longest.min(begun.elapsed().max(Duration::from_millis(2)));
        } else {
            killed += 1;
            longest = longest.max(moment + Duration::from_millis(2));
        }
        let now = files(&folder.file("site"));
        let version = versions.iter().position(|version| *version == now);
        assert!(version.is_some(), "round {round}, killed after {moment:?}: neither version is whole");
        exchanged += u32::from(staged.exists() && version == Some(round as usize % 2));
    }
    assert!(killed > ROUNDS / 4, "{killed} of {ROUNDS} were killed on their way; {exchanged} while clearing away");
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
