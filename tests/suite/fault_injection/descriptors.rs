//! No file descriptor is left: nothing can be accepted or opened, until some are given back.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::{LAST_GOOD, PROGRAM, READY, pass_over, readiness, serve};
use crate::process::{desk, spawn, wait_until};
use crate::server::PATIENCE;

/// So few are fewer than the server keeps for itself: there is one place for a reader, and others wait for it.
#[test]
fn a_process_that_may_have_hardly_any() {
    let folder = desk();
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -n 40; exec \"$0\" serve --listen 127.0.0.1:0", PROGRAM]).current_dir(folder.path());
    let running = spawn(shell, folder);
    let mut clients: Vec<_> = (0..60).map(|_| running.server.connect()).collect();
    assert_eq!(clients[0].get("/a").answer().0, 200);
    thread::sleep(Duration::from_millis(300));
    drop(clients);
    assert_eq!(running.server.connect().get("/a").answer().0, 200);
    running.folder.write("content/a/index.md", "---\ntitle: A\n---\nChanged.\n");
    wait_until(|| running.text("/a").contains("Changed."));
    assert!(!running.said().contains("accepting"), "{}", running.said());
}

/// For how long a process has been at work.
fn worked(process: u32) -> Duration {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
    // Behind the name, which may have spaces in it; the unit is a hundredth of a second.
    let times = stat.rsplit(')').next().unwrap().split_whitespace().skip(11).take(2);
    Duration::from_millis(10) * times.map(|ticks| ticks.parse::<u32>().unwrap()).sum::<u32>()
}

/// Lets a process have only so many descriptors, where the system allows that.
fn limit(process: u32, descriptors: usize) -> bool {
    let mut command = Command::new("prlimit");
    command.arg(format!("--pid={process}")).arg(format!("--nofile={descriptors}:")).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Those that every process begins with: whatever is opened or accepted next would be one too many.
const NO_MORE: usize = 3;
const PLENTY: usize = 1024;

/// Others in the process, or its manager, took what it was promised at its start.
#[test]
fn descriptors_that_are_used_up_while_it_serves() {
    let running = serve(&["--log", "warn"]);
    let process = running.child.id();
    let mut reader = running.server.connect();
    assert_eq!(reader.get("/a").answer().0, 200);
    if !limit(process, NO_MORE) {
        return pass_over("prlimit");
    }
    let mut crowd: Vec<_> = (0..50).map(|_| running.server.connect()).collect();
    wait_until(|| running.said().contains("accepting a connection failed"));
    running.folder.write("content/a/index.md", "---\ntitle: A\n---\nChanged.\n");
    let mut says = |path: &str| String::from_utf8(reader.get(path).answer().1).unwrap();
    wait_until(|| says("/readyz") == LAST_GOOD);
    assert!(says("/a").contains("Words."), "what is in memory is served");
    let (start, before) = (Instant::now(), worked(process));
    thread::sleep(Duration::from_secs(3));
    let share = worked(process).saturating_sub(before).as_secs_f64() / start.elapsed().as_secs_f64();
    assert!(share < 0.2, "it is busy for {share} of the time");
    // The folder has not changed since, but now it can be read.
    crowd.truncate(25);
    assert!(limit(process, PLENTY));
    assert_eq!(crowd.pop().unwrap().get("/a").answer().0, 200, "who waited is served");
    wait_until(|| running.text("/a").contains("Changed."));
    assert_eq!(readiness(&running), READY);
    for complaint in ["accepting a connection failed", "cannot be read: Too many open files"] {
        assert_eq!(running.said().matches(complaint).count(), 1, "{}", running.said());
    }
    assert!(start.elapsed() < PATIENCE);
}
