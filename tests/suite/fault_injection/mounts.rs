//! Folders whose changes the system does not tell of: they are looked at now and then.
//!
//! A mount without events is an overlay whose upper layer is changed from outside, where this machine's own kernel is
//! the other machine of a network's file system. Watches that cannot be set are those of a user who may have none.

use std::time::Duration;

use super::{READY, can_unshare, readiness, serve_after};
use crate::process::{Running, desk, wait_until};

fn save(running: &Running, path: &str, text: &str) {
    running.folder.write(path, format!("---\ntitle: A\n---\n{text}\n"));
}

/// What is saved at `path` is found, again and again.
fn assert_follows(running: &Running, path: &str) {
    for text in ["Once.", "Twice.", "Soon again.", "After a while."] {
        if text == "After a while." {
            // Until the folder is taken for settled.
            std::thread::sleep(Duration::from_secs(5));
        }
        save(running, path, text);
        wait_until(|| running.text("/a").contains(text));
    }
    assert_eq!(readiness(running), READY);
}

const OVERLAY: &str = "mkdir lower work; \
     mount -t overlay overlay -o lowerdir=lower,upperdir=elsewhere,workdir=work,userxattr content";

/// Serves what is in `elsewhere`, whose changes make no events, while `script` runs on this machine; none where the
/// system mounts nothing for tests.
fn serve_without_events(script: &str) -> Option<Running> {
    if !can_unshare(&format!("mkdir elsewhere; {OVERLAY}")) {
        return None;
    }
    let folder = desk();
    folder.write("elsewhere/a/index.md", "---\ntitle: A\n---\nFrom elsewhere.\n");
    Some(serve_after(&format!("{OVERLAY}\n{script}"), folder))
}

#[test]
fn a_mount_without_events() {
    let Some(running) = serve_without_events("") else { return };
    assert!(running.text("/a").contains("From elsewhere."));
    assert_follows(&running, "elsewhere/a/index.md");
    assert!(!running.said().contains("watch"), "it was watched, to no avail: {}", running.said());
}

/// Somebody on this machine writes a log there, whose events must not keep others' changes from being looked for.
#[test]
fn a_mount_with_events_of_something_else_all_the_time() {
    let log = "(for line in $(seq 120); do echo \"$line\" >> content/sync.log; sleep 0.25; done) &";
    let Some(running) = serve_without_events(log) else { return };
    assert_follows(&running, "elsewhere/a/index.md");
}

/// What the system grants, and what is then said of it.
fn assert_follows_without_watches(setting: &str, granted: u32, says: &str) {
    let script = format!("echo {granted} > /proc/sys/user/{setting}");
    if !can_unshare(&script) {
        return;
    }
    let folder = desk();
    for name in ["b", "c", "d", "e"] {
        folder.write(&format!("content/{name}/index.md"), "---\ntitle: Other\n---\n");
    }
    let running = serve_after(&script, folder);
    assert_follows(&running, "content/a/index.md");
    save(&running, "content/e/index.md", "And others.");
    wait_until(|| running.text("/e").contains("And others."));
    // However often it is tried again.
    assert_eq!(running.said().matches(says).count(), 1, "{}", running.said());
}

#[test]
fn a_system_without_watches() {
    assert_follows_without_watches("max_inotify_watches", 0, "the content folder cannot be watched");
}

#[test]
fn a_system_with_too_few_watches() {
    assert_follows_without_watches("max_inotify_watches", 3, "the content folder cannot be watched");
}

#[test]
fn a_system_that_cannot_watch() {
    assert_follows_without_watches("max_inotify_instances", 0, "the system cannot watch folders");
}
