//! Heads of requests that few clients send: without a host, or with nothing more to come.

use std::net::Shutdown;

use crate::process::{Running, desk, spawn};
use crate::program::command;

fn serve() -> Running {
    let folder = desk();
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
    spawn(command, folder)
}

/// RFC 9112, section 3.2.
#[test]
fn a_request_says_once_which_host_it_is_for() {
    let running = serve();
    for (head, status) in [
        ("HTTP/1.1\r\nHost: reader.example\r\n", 200),
        ("HTTP/1.1\r\nHost: [2001:db8::1]:8080\r\n", 200),
        ("HTTP/1.1\r\nHost:\r\n", 200),
        ("HTTP/1.0\r\n", 200),
        ("HTTP/1.1\r\n", 400),
        ("HTTP/1.1\r\nHost: one.example\r\nHost: two.example\r\n", 400),
        ("HTTP/1.1\r\nHost: one.example, two.example\r\n", 400),
        ("HTTP/1.1\r\nHost: bad host!\r\n", 400),
        ("HTTP/1.1\r\nHost: <b>\r\n", 400),
    ] {
        let answered = running.server.connect().send(format!("GET /a {head}\r\n")).answer();
        assert_eq!(answered.0, status, "{head}");
    }
}

#[test]
fn who_has_nothing_more_to_say_still_gets_the_answer() {
    let running = serve();
    for path in ["/a", "/a?text=Words", "/a/card.png", "/a"] {
        let mut client = running.server.connect();
        client.get(path);
        client.stream.shutdown(Shutdown::Write).unwrap();
        let answer = client.rest();
        assert!(answer.starts_with(b"HTTP/1.1 200 "), "{path}: {:?}", String::from_utf8_lossy(&answer));
    }
}
