//! The program as a service manager sees it.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::program::{Folder, command};
use crate::server::{LIBRARY, PATIENCE, Server};

struct Running {
    child: Child,
    server: Server,
    _folder: Folder,
}

fn start(arguments: &[&str]) -> Running {
    let folder = Folder::of(&LIBRARY.replace("-- a", "-- content/a"));
    let mut child = command(folder.path())
        .args(["serve", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("Sidelight reads at http://").unwrap_or_else(|| panic!("{line:?}"));
    let address = address.trim_end_matches('/').parse().unwrap();
    Running { child, server: Server::at(address), _folder: folder }
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
    }
}
