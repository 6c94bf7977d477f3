//! What breaks under a server, broken for real: folders, disks, descriptors, mounts, clocks and clients.
//!
//! Always the program itself, on real files and sockets. What takes a system that is set up for it (a disk of two
//! megabytes, a kernel without watches) is made in a namespace of its own by `unshare`, or by `setpriv` and `prlimit`;
//! where these may not do so, the test says on the terminal that it was passed over.

mod clients;
mod clocks;
mod content;
mod descriptors;
mod disks;
mod mounts;
mod torn_files;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::process::{Running, desk, spawn};
use crate::program::{Folder, command};

const PROGRAM: &str = env!("CARGO_BIN_EXE_sidelight");

fn serve(arguments: &[&str]) -> Running {
    serve_with(desk(), arguments)
}

fn serve_with(folder: Folder, arguments: &[&str]) -> Running {
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    spawn(command, folder)
}

/// The server in a namespace in which it is root, after `script`, which stands in the folder too.
fn serve_after(script: &str, folder: Folder) -> Running {
    let script = format!("{script}\nexec \"$0\" serve --listen 127.0.0.1:0");
    spawn(unshared(&script, folder.path()), folder)
}

/// A shell's script with users and mounts of its own.
fn unshared(script: &str, folder: &Path) -> Command {
    let command = command(folder);
    let program = command.get_program().to_owned();
    let mut unshared = Command::new("unshare");
    unshared.args(["-U", "-r", "-m", "sh", "-e", "-c", script]).arg(program).current_dir(folder);
    for (name, value) in command.get_envs() {
        if value.is_none() {
            unshared.env_remove(name);
        }
    }
    unshared
}

/// Whether the system lets `script` be run by [`unshared`]; says so where it does not.
fn can_unshare(script: &str) -> bool {
    let folder = desk();
    let mut probe = unshared(script, folder.path());
    let can = probe.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success());
    if !can {
        pass_over(&format!("`{script}` in a namespace"));
    }
    can
}

/// To the terminal, past what tests capture.
pub fn pass_over(what: &str) {
    let _ = writeln!(std::io::stderr(), "passed over: this system does not let tests do {what}");
}

/// A server that has seen a fault and is mended: it says that it is ready, and why not before.
fn readiness(running: &Running) -> String {
    running.text("/readyz")
}

const READY: &str = "ready\n";
const LAST_GOOD: &str = "ready, with the last good library: the newest has faults\n";
