//! The words that tests about sites are written in: a library in a string, a site made of it, an answer of that site.
//!
//! A library is written in the `txtar` format: a line `-- path --` begins each file. Most fixtures are such files too.

use std::path::PathBuf;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use scraper::{Html, Selector};
use sidelight::content::{Code, Loaded};
use sidelight::site::{Built, Current, Options, build};
use sidelight::web::{self, App, Peer};

pub use crate::fuzzing::properties::archive::tree;

/// A file under `tests/fixtures`.
pub fn fixture(path: &str) -> String {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// The codes of all faults of a library, in order. Building the whole site also finds what only anchoring sees.
pub fn faults(archive: &str) -> Vec<Code> {
    codes(&build(&tree(archive), Options::default()).loaded)
}

pub fn codes(loaded: &Loaded) -> Vec<Code> {
    loaded.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
}

/// A site with everything between a request and its answer, but no socket.
pub struct Site {
    pub current: Arc<Current>,
    pub loaded: Loaded,
    app: App,
}

impl Site {
    /// The site of an archive.
    pub fn of(archive: &str) -> Self {
        Self::new(build(&tree(archive), Options::default()), false)
    }

    /// The site of an archive whose writer is at work.
    pub fn live(archive: &str) -> Self {
        Self::new(build(&tree(archive), Options { is_live: true, ..Options::default() }), true)
    }

    /// The site of an archive whose readers find it elsewhere than it says.
    pub fn moved_to(base_url: &'static str, archive: &str) -> Self {
        let options = Options { is_live: true, base_url: Some(base_url), ..Options::default() };
        Self::new(build(&tree(archive), options), true)
    }

    pub fn new(built: Built, is_live: bool) -> Self {
        let faults = built.loaded.has_errors().then(|| "faults".to_owned());
        let current = Arc::new(Current::new(built.site, faults));
        let app = App::new(Arc::clone(&current), web::Options { is_live, ..web::Options::default() });
        Self { current, loaded: built.loaded, app }
    }

    pub fn app(&self) -> App {
        self.app.clone()
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.request(Method::GET, address, &[]).await
    }

    pub async fn request(&self, method: Method, address: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
        answer(self.app(), method, address, headers).await
    }
}

/// What `app` answers to one request.
pub async fn answer(app: App, method: Method, address: &str, headers: &[(header::HeaderName, &str)]) -> Answer {
    let mut request = Request::builder().method(method).uri(address);
    if !headers.iter().any(|(name, _)| name == header::HOST) {
        request = request.header(header::HOST, "localhost");
    }
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let response = app.answer(request.body(Body::empty()).unwrap(), Peer::Unix).await;
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer { status: parts.status, headers: parts.headers, body: body.to_vec() }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn html(&self) -> Html {
        Html::parse_document(self.text())
    }

    /// A header's value; the empty string when it is not there.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A selector of CSS.
pub fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}
