//! Requests made to be slow, as long as the server takes them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::Request;
use sidelight::content::Tree;
use sidelight::site::{Current, Options, build};
use sidelight::web::{self, App, Peer, Proxies};

use super::forms::{Trap, fill, numbered, prose};

/// The site that is asked, with a text of some length.
pub struct Site {
    app: App,
    runtime: tokio::runtime::Runtime,
}

impl Site {
    pub fn new() -> std::io::Result<Self> {
        let text = format!("---\ntitle: A\n---\nSome [words](notes/n.md). {}", prose(20_000));
        let files = [("a/index.md", text.as_str()), ("a/notes/n.md", "---\ntitle: N\n---\nN\n")];
        let built = build(&Tree::from_files(files), Options::default());
        let proxies: Proxies = "unix, 10.0.0.0/8".parse().unwrap_or_default();
        let options = web::Options { proxies, ..web::Options::default() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Self { app: App::new(Arc::new(Current::new(built.site, None)), options), runtime: runtime? })
    }

    /// One answer takes less than can be timed.
    pub fn ask(&self, head: &Head) {
        for _ in 0..AT_ONCE {
            let request = head
                .headers
                .iter()
                .fold(Request::get(&head.target).header("host", "localhost"), |request, (name, value)| {
                    request.header(*name, value)
                });
            // What is no request never gets this far.
            let Ok(request) = request.body(Body::empty()) else { return };
            std::hint::black_box(self.runtime.block_on(self.app.answer(request, Peer::Unix)));
        }
    }
}

const AT_ONCE: usize = 50;

/// An address, and headers.
pub struct Head {
    target: String,
    headers: Vec<(&'static str, String)>,
}

fn address(target: String) -> Head {
    Head { target, headers: Vec::new() }
}

fn headers(name: &'static str, value: String) -> Head {
    Head { target: "/a/notes/n".to_owned(), headers: vec![(name, value)] }
}

pub const TRAPS: &[Trap<Head>] = &[
    ("a long path", |bytes| address(format!("/{}", fill("a", bytes)))),
    ("a path of percent signs", |bytes| address(format!("/{}", fill("%61", bytes)))),
    ("a path of encoded slashes", |bytes| address(format!("/{}", fill("%2F", bytes)))),
    ("a path that is no text", |bytes| address(format!("/{}", fill("%ff", bytes)))),
    ("slashes", |bytes| address(fill("/", bytes))),
    ("dots", |bytes| address(fill("/..", bytes))),
    ("a long query", |bytes| address(format!("/a?{}", fill("a", bytes)))),
    ("parameters", |bytes| address(format!("/a?{}", fill("a=b&", bytes)))),
    ("empty parameters", |bytes| address(format!("/a?{}", fill("&", bytes)))),
    ("hidden layers", |bytes| address(format!("/a?hide={}", numbered(bytes, |number| format!("n{number}+"))))),
    ("hidden notes", |bytes| address(format!("/a?hide={}", fill("notes/n+", bytes)))),
    ("hidden, and passed over", |bytes| address(format!("/a?hide={}", fill("notes%2F%2F,", bytes)))),
    ("passages, of which one counts", |bytes| address(format!("/a?{}", fill("text=&", bytes)))),
    ("a passage too long", |bytes| address(format!("/a?text={}", fill("a+", bytes)))),
    ("asked for a frame", |bytes| address(format!("/oembed?url={}", fill("%2F", bytes)))),
    ("asked for a frame of a passage", |bytes| {
        address(format!("/oembed?url=http%3A%2F%2Fa%2Fa%3F{}", fill("x%26", bytes)))
    }),
    ("codings", |bytes| headers("accept-encoding", fill("gzip;q=0.1, ", bytes))),
    ("codings that nobody knows", |bytes| headers("accept-encoding", fill("a,", bytes))),
    ("a long weight", |bytes| headers("accept-encoding", format!("gzip;q=0.{}", fill("1", bytes)))),
    ("types", |bytes| headers("accept", fill("text/html;q=0.1, ", bytes))),
    ("types with parameters", |bytes| headers("accept", format!("text/html{}", fill(";a=b", bytes)))),
    ("types of all kinds", |bytes| headers("accept", fill("*/*,", bytes))),
    ("tags", |bytes| headers("if-none-match", fill("\"a\", ", bytes))),
    ("weak tags", |bytes| headers("if-none-match", fill("W/", bytes))),
    ("a long host", |bytes| headers("host", fill("a.", bytes))),
    ("proxies", |bytes| headers("forwarded", fill("for=10.0.0.1,", bytes))),
    ("proxies that say nothing", |bytes| headers("forwarded", fill(",", bytes))),
    ("a proxy that says much", |bytes| headers("forwarded", fill("for=10.0.0.1;", bytes))),
    ("a proxy that quotes", |bytes| headers("forwarded", format!("for=\"{}\"", fill("\\\"", bytes)))),
    ("a proxy that does not end", |bytes| headers("forwarded", format!("for=\"{}", fill("a,", bytes)))),
    ("proxies of old", |bytes| headers("x-forwarded-for", fill("10.0.0.1,", bytes))),
    ("proxies of old by line", |bytes| {
        let lines = vec![("x-forwarded-for", "10.0.0.1".to_owned()); bytes / 256];
        Head { target: "/a".to_owned(), headers: lines }
    }),
    ("both kinds of proxies", |bytes| {
        let addresses = fill("10.0.0.1,", bytes / 3);
        let standard = fill("for=10.0.0.1,", bytes / 3);
        let lines = vec![
            ("x-forwarded-for", addresses),
            ("forwarded", standard),
            ("x-forwarded-proto", fill("https,", bytes / 3)),
        ];
        Head { target: "/a".to_owned(), headers: lines }
    }),
    ("headers", |bytes| Head {
        target: "/a".to_owned(),
        headers: vec![("accept-encoding", "gzip".to_owned()); bytes / 256],
    }),
    ("a long name of a request", |bytes| headers("x-request-id", fill("a", bytes))),
];
