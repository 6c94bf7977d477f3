//! The program as a service manager sees it.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use sidelight::server::signal::GRACE;

use crate::program::{Folder, command};
use crate::server::{LIBRARY, PATIENCE, Server};

struct Running {
    child: Child,
    server: Server,
    folder: Folder,
}

fn start(arguments: &[&str]) -> Running {
    let folder = Folder::of(&LIBRARY.replace("-- a", "-- content/a"));
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments).stderr(Stdio::null());
    spawn(command, folder)
}

fn spawn(mut command: Command, folder: Folder) -> Running {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Sidelight reads at http://").unwrap_or_else(|| panic!("{line:?}"));
    let address = address.trim_end_matches('/').parse().unwrap();
    Running { child, server: Server::at(address), folder }
}

impl Running {
    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// The exit code, and how long it took to come.
    fn end(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), start.elapsed());
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }
}

fn wait_until(mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "it does not come");
        thread::sleep(Duration::from_millis(10));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn an_ordinary_client_gets_its_page() {
    let running = start(&[]);
    let mut response = ureq::get(format!("http://{}/a", running.server.address)).call().unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert!(response.body_mut().read_to_string().unwrap().contains("Words."));
}

#[test]
fn it_ends_well_when_it_is_asked_to() {
    for signal in ["-TERM", "-INT"] {
        let mut running = start(&["--watch"]);
        let mut reader = running.server.connect();
        assert_eq!(reader.get("/a").answer().0, 200);
        let mut page = running.server.connect();
        page.get("/events");
        page.until(b"\n\n");
        running.signal(signal);
        let (code, waited) = running.end();
        assert_eq!(code, Some(0), "{signal}");
        // Far below the drain time: neither an idle reader nor an open page puts it off.
        assert!(waited < Duration::from_secs(5), "{signal}: {waited:?}");
        assert_eq!(reader.rest(), b"");
        // Who presses Ctrl-C is not made to wait, as a service manager is.
        let is_meant = if signal == "-INT" { waited < GRACE } else { waited > GRACE / 2 };
        assert!(is_meant, "{signal}: {waited:?}");
    }
}

#[test]
fn who_sends_readers_can_see_that_it_goes_down() {
    let mut running = start(&[]);
    running.signal("-TERM");
    let probe = |path: &str| running.server.connect().get(path).answer();
    let start = Instant::now();
    while probe("/readyz").0 == 200 {
        assert!(start.elapsed() < GRACE, "the probe still says that it is ready");
    }
    assert_eq!(probe("/readyz"), (503, b"going down\n".to_vec()));
    assert_eq!(probe("/a").0, 200, "readers who come meanwhile are served");
    assert_eq!(running.end().0, Some(0));
}

/// More clients than the system allows descriptors: they wait for a place, and nothing fails.
#[test]
fn file_descriptors_do_not_run_out() {
    let folder = Folder::of(&LIBRARY.replace("-- a", "-- content/a"));
    let errors = folder.file("errors");
    let mut shell = Command::new("sh");
    shell.args(["-c", "ulimit -S -n 128; exec \"$0\" serve --listen 127.0.0.1:0", env!("CARGO_BIN_EXE_sidelight")]);
    shell.current_dir(folder.path()).stderr(File::create(&errors).unwrap());
    let running = spawn(shell, folder);
    let mut clients: Vec<_> = (0..150).map(|_| running.server.connect()).collect();
    assert_eq!(clients[0].get("/a").answer().0, 200);
    let mut last = clients.pop().unwrap();
    last.get("/a");
    thread::sleep(Duration::from_millis(300));
    drop(clients);
    assert_eq!(last.answer().0, 200);
    let said = std::fs::read_to_string(errors).unwrap();
    assert!(!said.contains("accepting"), "{said}");
}

#[test]
fn a_terminal_that_went_does_not_end_following() {
    let folder = Folder::of(&LIBRARY.replace("-- a", "-- content/a"));
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--watch"]).stderr(Stdio::piped());
    let mut running = spawn(command, folder);
    drop(running.child.stderr.take());
    let shows = |text: &str| {
        let (_, body) = running.server.connect().get("/a").answer();
        String::from_utf8(body).unwrap().contains(text)
    };
    let ready = || String::from_utf8(running.server.connect().get("/readyz").answer().1).unwrap();
    running.folder.write("content/a/index.md", "no front matter\n");
    wait_until(|| ready().contains("faults"));
    running.folder.write("content/a/index.md", "---\ntitle: A\n---\nMended.\n");
    wait_until(|| shows("Mended."));
}

/// Bytes that a process has read, from files and elsewhere.
#[cfg(target_os = "linux")]
fn bytes_read(process: u32) -> u64 {
    let counts = std::fs::read_to_string(format!("/proc/{process}/io")).unwrap();
    counts.lines().find_map(|line| line.strip_prefix("rchar: ")).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_in_which_nothing_happens_is_not_read_again() {
    const LARGE: u64 = 8 << 20;
    let folder = Folder::of(&LIBRARY.replace("-- a", "-- content/a"));
    folder.write("content/a/large.bin", vec![0; LARGE as usize]);
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--watch"]).stderr(Stdio::null());
    let running = spawn(command, folder);
    let mut before = bytes_read(running.child.id());
    assert!(before >= LARGE, "it was read at first");
    wait_until(|| {
        // Longer than between two polls.
        thread::sleep(Duration::from_millis(2500));
        let now = bytes_read(running.child.id());
        let read = now - std::mem::replace(&mut before, now);
        read < LARGE
    });
}
