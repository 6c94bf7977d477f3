//! What breaks under a server, broken for real: folders, disks, descriptors, mounts, clocks and clients.
//!
//! Always the program itself, on real files and sockets. What takes a system that is set up for it (a disk of two
//! megabytes, a kernel without watches) is made in a namespace of its own by `unshare`, or by `setpriv` and `prlimit`;
//! where these may not do so, the test says on the terminal that it was passed over.

mod content;
mod torn_files;

use std::io::Write;

use crate::process::{Running, desk, spawn};
use crate::program::command;

const PROGRAM: &str = env!("CARGO_BIN_EXE_sidelight");

fn serve(arguments: &[&str]) -> Running {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    spawn(command, folder)
}

/// To the terminal, past what tests capture.
fn pass_over(what: &str) {
    let _ = writeln!(std::io::stderr(), "passed over: this system does not let tests do {what}");
}

/// A server that has seen a fault and is mended: it says that it is ready, and why not before.
fn readiness(running: &Running) -> String {
    running.text("/readyz")
}

const READY: &str = "ready\n";
const LAST_GOOD: &str = "ready, with the last good library: the newest has faults\n";
