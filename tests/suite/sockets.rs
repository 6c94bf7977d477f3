//! Where the server listens: Unix sockets, and sockets that a service manager hands over.

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;

use crate::command::assert_refused;
use crate::process::{desk, spawn};
use crate::program::{command, run};
use crate::server::PATIENCE;

fn get(socket: &Path, path: &str) -> String {
    let mut stream = UnixStream::connect(socket).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_unix_socket_serves_and_is_gone_at_the_end() {
    let folder = desk();
    let socket = folder.file("http.sock");
    let listen = format!("unix:{}", socket.display());
    // One that was left behind by a server that was killed.
    drop(std::os::unix::net::UnixListener::bind(&socket).unwrap());
    let mut command = command(folder.path());
    command.args(["serve", "--listen", &listen, "--trusted-proxies", "unix", "--log-addresses"]);
    let mut running = spawn(command, folder);
    let answer = get(&socket, "/a");
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Words."), "{answer}");
    assert_eq!(std::fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o660);
    let second = run(&running.folder, &["serve", "--listen", &listen]);
    assert_refused(&second, "is already there: somebody listens on it");
    assert!(get(&socket, "/a").contains("Words."), "the first one goes on");
    running.signal("-INT");
    assert_eq!(running.end().0, Some(0));
    assert!(!socket.exists());
    assert!(running.said().contains("\"address\":\"unix\""), "{}", running.said());
}

#[test]
fn a_place_that_cannot_be_a_socket_is_one_sentence() {
    let folder = desk();
    folder.write("letter", "dear reader");
    for (place, says) in [("letter", "it is a file and no socket"), ("missing/http.sock", "there is no such folder")] {
        assert_refused(&run(&folder, &["serve", "--listen", &format!("unix:{place}")]), says);
    }
    assert_eq!(std::fs::read(folder.file("letter")).unwrap(), b"dear reader");
}

/// As systemd does it: descriptors from 3 on, counted in `LISTEN_FDS`, for the process in `LISTEN_PID`. The shell can
/// name its own, which is that of the server after `exec`.
#[test]
fn sockets_that_are_handed_over_win() {
    let (folder, program) = (desk(), env!("CARGO_BIN_EXE_sidelight"));
    let Ok(listener) = std::net::TcpListener::bind("127.0.0.1:0") else { panic!() };
    let address = listener.local_addr().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve --listen 192.0.2.1:1 3<&0 0</dev/null", program]);
    shell.current_dir(folder.path()).stdin(std::os::fd::OwnedFd::from(listener));
    let running = spawn(shell, folder);
    assert_eq!(running.server.address, address);
    assert!(running.text("/a").contains("Words."));
}

#[test]
fn what_was_handed_to_another_process_is_not_taken() {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).env("LISTEN_FDS", "1").env("LISTEN_PID", "1");
    assert!(spawn(command, folder).text("/a").contains("Words."));
}

#[test]
fn what_is_no_socket_is_one_sentence() {
    let folder = desk();
    let mut shell = Command::new("sh");
    let program = env!("CARGO_BIN_EXE_sidelight");
    shell.args(["-c", "LISTEN_FDS=1 LISTEN_PID=$$ exec \"$0\" serve 3</dev/null", program]).current_dir(folder.path());
    let output = shell.output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("is no socket to listen on"), "{said}");
}
