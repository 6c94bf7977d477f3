//! The content folder is taken away, closed, or another one under the same name.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};

use super::{LAST_GOOD, PROGRAM, READY, pass_over, readiness, serve};
use crate::process::{Running, desk, spawn, wait_until};

fn piece(text: &str) -> String {
    format!("---\ntitle: A\n---\n{text}\n")
}

fn shows(running: &Running, text: &str) -> bool {
    running.text("/a").contains(text)
}

/// Breaks and mends: meanwhile readers have the last good page, and afterwards following goes on.
fn assert_survives(running: &Running, break_it: impl FnOnce(), says: &str, mend: impl FnOnce()) {
    break_it();
    wait_until(|| readiness(running) == LAST_GOOD);
    wait_until(|| running.said().contains(says));
    assert!(shows(running, "Words."), "the last good page stays");
    assert_eq!(running.server.connect().get("/").answer().0, 200);
    mend();
    wait_until(|| readiness(running) == READY);
    running.folder.write("content/a/index.md", piece("Changed."));
    wait_until(|| shows(running, "Changed."));
}

#[test]
fn a_folder_that_was_removed() {
    let running = serve(&[]);
    let content = running.folder.file("content");
    let remove = || fs::remove_dir_all(&content).unwrap();
    let mend = || running.folder.write("content/a/index.md", piece("Words."));
    assert_survives(&running, remove, "cannot be read", mend);
    // Once, however often it is looked for.
    assert_eq!(running.said().matches("cannot be read").count(), 1, "{}", running.said());
}

/// The server without the right of root to read everything.
fn serve_as_others() -> Option<Running> {
    let is_root = rustix::process::geteuid().is_root();
    let folder = desk();
    let mut command = if is_root { Command::new("setpriv") } else { Command::new(PROGRAM) };
    if is_root {
        let drop = ["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"];
        let may = Command::new("setpriv").args(drop).arg("true").stderr(Stdio::null()).status();
        if !may.is_ok_and(|status| status.success()) {
            pass_over("setpriv");
            return None;
        }
        command.args(drop).arg(PROGRAM);
    }
    command.current_dir(folder.path()).args(["serve", "--listen", "127.0.0.1:0"]);
    Some(spawn(command, folder))
}

#[test]
fn what_may_not_be_read() {
    for (path, says) in [
        ("content/a/index.md", "a/index.md"),
        ("content/a", "could not be read: Permission denied"),
        ("content", "cannot be read: Permission denied"),
    ] {
        let Some(running) = serve_as_others() else { return };
        let file = running.folder.file(path);
        let mode = fs::metadata(&file).unwrap().permissions().mode();
        let set = |mode| fs::set_permissions(&file, Permissions::from_mode(mode)).unwrap();
        assert_survives(&running, || set(0), says, || set(mode));
    }
}

/// As deployments do that keep versions side by side: `content` is a link, and the link is turned over.
#[test]
fn a_folder_that_became_a_link_and_a_link_that_is_turned_over() {
    let running = serve(&[]);
    let folder = &running.folder;
    let (content, next) = (folder.file("content"), folder.file("next"));
    folder.write("one/a/index.md", piece("One."));
    folder.write("two/a/index.md", piece("Two."));
    folder.write("three/a/index.md", piece("Two."));
    fs::rename(&content, folder.file("zero")).unwrap();
    symlink("one", &content).unwrap();
    wait_until(|| shows(&running, "One."));
    let turn_to = |to: &str| {
        symlink(to, &next).unwrap();
        fs::rename(&next, &content).unwrap();
    };
    turn_to("two");
    wait_until(|| shows(&running, "Two."));
    // One with the same texts is followed no less.
    turn_to("three");
    folder.write("three/a/index.md", piece("Three."));
    wait_until(|| shows(&running, "Three."));
    folder.write("zero/a/index.md", piece("Zero."));
    folder.write("one/a/index.md", piece("One again."));
    turn_to("nowhere");
    wait_until(|| readiness(&running) == LAST_GOOD);
    assert!(shows(&running, "Three."));
    turn_to("one");
    wait_until(|| shows(&running, "One again.") && readiness(&running) == READY);
}

#[test]
fn a_piece_that_became_a_link_out_of_the_folder_is_not_followed_there() {
    for is_folder in [false, true] {
        let running = serve(&[]);
        let folder = &running.folder;
        folder.write("secret/index.md", piece("Secret."));
        let place = folder.file(if is_folder { "content/a" } else { "content/a/index.md" });
        let away = folder.file("away");
        let replace = |to: &Path| {
            fs::rename(&place, &away).unwrap();
            symlink(to, &place).unwrap();
        };
        let to = folder.file(if is_folder { "secret" } else { "secret/index.md" });
        let mend = || {
            fs::remove_file(&place).unwrap();
            fs::rename(&away, &place).unwrap();
        };
        // Not even for a moment.
        let check = || {
            replace(&to);
            wait_until(|| {
                assert!(!shows(&running, "Secret."));
                readiness(&running) == LAST_GOOD
            });
        };
        assert_survives(&running, check, "\"code\":\"symlink\"", mend);
    }
}
