//! The program as a service manager sees it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sidelight::cli::config::DRAIN_TIME;
use sidelight::server::signal::{GRACE, Stop};

use crate::program::{Folder, Outcome, command, run};
use crate::server::{LIBRARY, PATIENCE, Server};

pub struct Running {
    pub child: Child,
    pub server: Server,
    pub folder: Folder,
}

/// A folder with a content folder in it.
pub fn desk() -> Folder {
    Folder::of(&LIBRARY.replace("-- a", "-- content/a"))
}

fn start(arguments: &[&str]) -> Running {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    spawn(command, folder)
}

/// Starts a server whose standard error, unless somebody else takes it, goes to a file.
pub fn spawn(mut command: Command, folder: Folder) -> Running {
    command.stderr(File::create(folder.file(ERRORS)).unwrap());
    spawn_as_is(command, folder)
}

const ERRORS: &str = "errors";

fn spawn_as_is(mut command: Command, folder: Folder) -> Running {
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let said = || std::fs::read_to_string(folder.file(ERRORS)).unwrap_or_default();
    let place = line.trim().strip_prefix("Sidelight reads at ").unwrap_or_else(|| panic!("{line:?} {}", said()));
    let address = place.strip_prefix("http://").map_or("127.0.0.1:9", |rest| rest.split('/').next().unwrap());
    let server = Server::at(address.parse().unwrap());
    Running { child, server, folder }
}

impl Running {
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    /// The exit code, and how long it took to come.
    pub fn end(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status.code(), start.elapsed());
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end");
    }

    /// What it has written to standard error so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.folder.file(ERRORS)).unwrap()
    }

    /// An answer's body as text.
    pub fn text(&self, path: &str) -> String {
        String::from_utf8(self.server.connect().get(path).answer().1).unwrap()
    }
}

pub fn wait_until(mut is_so: impl FnMut() -> bool) {
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
    for signal in ["-TERM", "-INT", "-HUP"] {
        let mut running = start(&["--live"]);
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
        let is_meant = if signal == "-TERM" { waited > GRACE / 2 } else { waited < GRACE };
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

/// Asks the server at `listen` whether it is up, as an image's HEALTHCHECK does.
fn healthcheck(listen: &str) -> Outcome {
    let output =
        command(std::path::Path::new("/")).arg("healthcheck").env("SIDELIGHT_LISTEN", listen).output().unwrap();
    Outcome {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

#[test]
fn a_server_is_healthy_while_it_answers() {
    let mut running = start(&[]);
    let address = running.server.address.to_string();
    let healthy = healthcheck(&address);
    assert_eq!((healthy.status, healthy.out.as_str(), healthy.err.as_str()), (Some(0), "", ""));
    assert_eq!(run(&running.folder, &["healthcheck", &address]).status, Some(0), "it can be named too");
    let everywhere = healthcheck(&format!("0.0.0.0:{}", running.server.address.port()));
    assert_eq!(everywhere.status, Some(0), "who listens everywhere is asked here");
    running.signal("-TERM");
    assert_eq!(healthcheck(&address).status, Some(0), "going down is no illness");
    assert_eq!(running.end().0, Some(0));
    let gone = healthcheck(&address);
    assert_eq!((gone.status, gone.out.as_str()), (Some(1), ""));
    assert!(gone.err.starts_with(&format!("sidelight: {address} does not answer: ")), "{gone:?}");
}

/// Something that takes one connection, reads a little of it and sends `answer`.
fn impostor(mut taken: impl Read + Write + Send + 'static, answer: &'static str) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut head = [0; 256];
        let read = taken.read(&mut head).unwrap();
        assert!(head[..read].starts_with(b"GET /healthz HTTP/1.1\r\nHost: "), "{:?}", &head[..read]);
        if answer.is_empty() {
            // Silent, until the client has gone.
            let _ = taken.read(&mut head);
        }
        let _ = taken.write_all(answer.as_bytes());
    })
}

#[test]
fn a_server_that_does_not_say_that_it_is_well_is_ill() {
    let is_ill = |answer: &'static str, says: &str| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let server = thread::spawn(move || impostor(listener.accept().unwrap().0, answer).join().unwrap());
        let start = Instant::now();
        let outcome = healthcheck(&address);
        assert_eq!((outcome.status, outcome.out.as_str()), (Some(1), ""), "{answer}");
        assert_eq!(outcome.err.trim_end(), format!("sidelight: {address} {says}."));
        assert!(start.elapsed() < PATIENCE / 2, "{:?}", start.elapsed());
        server.join().unwrap();
    };
    is_ill("HTTP/1.1 503 Service Unavailable\r\n\r\n", "answers, but not that it is well");
    is_ill("HTTP/1.1 2000\r\n\r\n", "answers, but not that it is well");
    is_ill("", "does not answer within 2 seconds");
}

#[cfg(unix)]
#[test]
fn a_server_on_a_unix_socket_can_be_asked_too() {
    let folder = Folder::of("");
    let socket = folder.file("socket");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n";
    let server = thread::spawn(move || impostor(listener.accept().unwrap().0, answer).join().unwrap());
    let address = format!("unix:{}", socket.display());
    assert_eq!(healthcheck(&address).status, Some(0));
    server.join().unwrap();
    assert_eq!(healthcheck(&address).status, Some(1), "nobody listens any more");
}

/// More clients than the system allows descriptors: they wait for a place, and nothing fails.
#[test]
fn file_descriptors_do_not_run_out() {
    let folder = desk();
    let mut shell = Command::new("sh");
    // The hard limit too: the soft one is only where most programs begin.
    shell.args(["-c", "ulimit -n 128; exec \"$0\" serve --listen 127.0.0.1:0", env!("CARGO_BIN_EXE_sidelight")]);
    shell.current_dir(folder.path());
    let running = spawn(shell, folder);
    let mut clients: Vec<_> = (0..150).map(|_| running.server.connect()).collect();
    assert_eq!(clients[0].get("/a").answer().0, 200);
    let mut last = clients.pop().unwrap();
    last.get("/a");
    thread::sleep(Duration::from_millis(300));
    drop(clients);
    assert_eq!(last.answer().0, 200);
    assert!(!running.said().contains("accepting"), "{}", running.said());
}

#[test]
fn a_terminal_that_went_does_not_end_following() {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped());
    let mut running = spawn_as_is(command, folder);
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

#[test]
fn whoever_asks_twice_does_not_wait() {
    let mut running = start(&["--drain-time", "60"]);
    // Half a request: without a second signal it would be waited for.
    let mut reader = running.server.connect();
    reader.send("GET /a HTTP/1.1\r\n");
    running.signal("-TERM");
    wait_until(|| running.text("/readyz") == "going down\n");
    running.signal("-TERM");
    let (code, waited) = running.end();
    assert_eq!(code, Some(130));
    assert!(waited < GRACE, "{waited:?}");
}

#[test]
fn the_end_comes_within_the_drain_time() {
    let mut running = start(&["--drain-time", "1"]);
    let mut reader = running.server.connect();
    reader.send("GET /a HTTP/1.1\r\n");
    thread::sleep(Duration::from_millis(300));
    running.signal("-TERM");
    let (code, waited) = running.end();
    assert_eq!(code, Some(0));
    assert!(waited < Duration::from_secs(4), "{waited:?}");
}

/// Containers are killed ten seconds after they were asked to stop: a half-sent request must not bring that about.
#[test]
fn going_down_takes_less_than_the_patience_of_containers() {
    assert!(DRAIN_TIME <= Duration::from_secs(8));
    assert!(Stop::Terminate.grace(DRAIN_TIME) == GRACE && Stop::Interrupt.grace(DRAIN_TIME).is_zero());
}

#[test]
fn a_library_that_is_broken_at_first_is_served_when_it_is_mended() {
    let folder = Folder::of("-- content/a/index.md --\n---\ntitel: A\n---\nWords.\n");
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]);
    let running = spawn(command, folder);
    let (status, page) = running.server.connect().get("/a").answer();
    assert!(status == 503 && String::from_utf8(page).unwrap().contains("<h1>"));
    assert_eq!(running.server.connect().get("/readyz").answer().0, 503);
    wait_until(|| running.said().contains("a piece has no field `titel`"));
    // Also when the library then is below another path than the broken one was.
    running.folder.write("content/sidelight.yaml", "base_url: https://example.org/read\n");
    running.folder.write("content/a/index.md", "---\ntitle: A\n---\nMended.\n");
    wait_until(|| running.text("/read/a").contains("Mended."));
    assert_eq!(running.server.connect().get("/readyz").answer(), (200, b"ready\n".to_vec()));
    assert_eq!(running.server.connect().get("/a").answer().0, 404);
}

#[test]
fn without_following_what_is_saved_is_not_served() {
    let running = start(&["--no-watch"]);
    running.folder.write("content/a/index.md", "---\ntitle: A\n---\nSaved.\n");
    // Longer than between two polls.
    thread::sleep(Duration::from_millis(2500));
    assert!(running.text("/a").contains("Words."));
}

/// Readers come from all sides while the library changes over and over.
#[test]
fn no_request_fails_while_libraries_change() {
    let running = start(&[]);
    let is_over = AtomicBool::new(false);
    let asked = thread::scope(|scope| {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let (mut asked, mut client) = (0, running.server.connect());
                    while !is_over.load(Ordering::Relaxed) {
                        let (status, page) = client.get("/a").answer();
                        let page = String::from_utf8(page).unwrap();
                        assert!(status == 200 && page.ends_with("</html>\n") | page.ends_with("</html>"), "{status}");
                        asked += 1;
                    }
                    asked
                })
            })
            .collect();
        for number in 0..20 {
            running.folder.write("content/a/index.md", format!("---\ntitle: A\n---\nNumber {number}.\n"));
            if number % 5 == 0 {
                running.folder.write("content/a/index.md", "no front matter\n");
            }
            thread::sleep(Duration::from_millis(120));
        }
        wait_until(|| running.text("/a").contains("Number 19."));
        is_over.store(true, Ordering::Relaxed);
        readers.into_iter().map(|reader| reader.join().unwrap()).sum::<usize>()
    });
    assert!(asked > 100, "{asked} requests are no load");
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
    let folder = desk();
    folder.write("content/a/large.bin", vec![0; LARGE as usize]);
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0"]);
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
