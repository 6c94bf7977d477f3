//! Requests: any method, target and headers have an answer that is fit for a browser.

use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::BodyExt;
use sidelight::site::{Current, Options, build};
use sidelight::web::{self, App, Peer, Proxies};

use super::archive::tree;

/// A digit that chooses a site, a method, a target; then headers, each in a line.
pub fn holds(data: &[u8]) {
    let mut lines = data.split(|byte| *byte == b'\n');
    let Some((site, asked)) = first_line(lines.next().unwrap_or_default()) else { return };
    let headers: Vec<_> = lines.filter_map(field).collect();
    SITES.with(|sites| check(&sites[site % sites.len()], &asked, headers));
}

/// What is asked for.
struct Asked {
    method: Method,
    target: Uri,
}

/// A site with its answers.
struct Site {
    app: App,
    peer: Peer,
    /// What it has instead of `/`.
    base: &'static str,
    is_ready: bool,
}

fn first_line(line: &[u8]) -> Option<(usize, Asked)> {
    let mut words = line.splitn(3, |byte| *byte == b' ');
    let site = usize::from(*words.next()?.first()?);
    let method = Method::from_bytes(words.next()?).ok()?;
    Some((site, Asked { method, target: Uri::try_from(words.next()?).ok()? }))
}

fn field(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let at = line.iter().position(|byte| *byte == b':')?;
    let name = HeaderName::from_bytes(&line[..at]).ok()?;
    Some((name, HeaderValue::from_bytes(line[at + 1..].trim_ascii()).ok()?))
}

const LIBRARY: &str = "
-- a/index.md --
---
title: A
description: \"About <A> & \\\"B\\\"\"
---
Some [words](notes/n.md) stand here, and ![a dot](dot.svg) does.

No one should have expected much of the [second](speakers/s.md) paragraph.
-- a/dot.svg --
<svg/>
-- a/notes/n.md --
---
title: N
targets: [{ exact: No one should }]
---
A note.
-- a/speakers/s.md --
---
title: S
---
A speaker.
-- שיחה/index.md --
---
title: B
---
Some [words](notes/ü.md).
-- שיחה/notes/ü.md --
---
title: N
---
N
";

thread_local! {
    static SITES: [Site; 3] = [plain(), moved(), broken()];
}

static RUNTIME: LazyLock<tokio::runtime::Runtime> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.unwrap_or_else(|error| panic!("no runtime: {error}"))
});

fn site(archive: &str, base: &'static str, options: Options, web: web::Options, peer: Peer) -> Site {
    let built = build(&tree(archive), options);
    let is_ready = built.site.is_ready;
    let faults = built.loaded.has_errors().then(|| "faults".to_owned());
    let app = App::new(Arc::new(Current::new(built.site, faults)), web);
    Site { app, peer, base, is_ready }
}

fn plain() -> Site {
    site(LIBRARY, "", Options::default(), web::Options::default(), Peer::Unix)
}

/// Below a base path, behind a proxy, with its writer at work.
fn moved() -> Site {
    let archive = format!("-- sidelight.yaml --\nbase_url: https://example.org/read\n{LIBRARY}");
    let proxies: Proxies = "127.0.0.1, 10.0.0.0/8, ::1".parse().unwrap_or_default();
    let web = web::Options { is_live: true, proxies, ..web::Options::default() };
    let peer = Peer::Address(std::net::Ipv4Addr::LOCALHOST.into());
    site(&archive, "/read", Options { is_live: true, ..Options::default() }, web, peer)
}

/// Without a library that can be read.
fn broken() -> Site {
    site("-- a/index.md --\n---\ntitel: A\n---\n", "", Options::default(), web::Options::default(), Peer::Unix)
}

/// An answer, as far as it comes at once.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Option<Vec<u8>>,
}

impl Answer {
    fn header(&self, name: impl header::AsHeaderName) -> &[u8] {
        self.headers.get(name).map_or(b"", HeaderValue::as_bytes)
    }
}

fn answer(site: &Site, method: &Method, target: &Uri, headers: &[(HeaderName, HeaderValue)]) -> Answer {
    let mut request = Request::new(Body::empty());
    *request.method_mut() = method.clone();
    *request.uri_mut() = target.clone();
    if !headers.iter().any(|(name, _)| name == header::HOST) {
        request.headers_mut().insert(header::HOST, HeaderValue::from_static("localhost"));
    }
    for (name, value) in headers {
        // More than this no server hands on.
        let _ = request.headers_mut().try_append(name, value.clone());
    }
    RUNTIME.block_on(async {
        let (parts, body) = site.app.answer(request, site.peer).await.into_parts();
        let is_stream = parts.headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream");
        let body = if is_stream { None } else { body.collect().await.ok().map(|body| body.to_bytes().to_vec()) };
        assert!(is_stream || body.is_some(), "a body that does not end");
        Answer { status: parts.status, headers: parts.headers, body }
    })
}

fn check(site: &Site, asked: &Asked, headers: Vec<(HeaderName, HeaderValue)>) {
    let Asked { method, target } = asked;
    let answered = answer(site, method, target, &headers);
    let described = format!("{method} {target} {headers:?}: {} {:?}", answered.status, answered.headers);
    assert!(is_expected(site, answered.status, target), "{described}");
    protected(&answered.headers, &described);
    check_body(method, &answered, &described);
    if answered.status.is_redirection() && answered.status != StatusCode::NOT_MODIFIED {
        check_redirect(site, &answered, &described);
    }
    let can_be_asked = *method == Method::GET || *method == Method::HEAD;
    assert!(can_be_asked || !answered.status.is_success(), "{described}");
    if *method == Method::GET && answered.body.is_some() {
        let head = answer(site, &Method::HEAD, target, &headers);
        assert_eq!(head.status, answered.status, "{described}");
        for name in [header::ETAG, header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CACHE_CONTROL, header::VARY]
        {
            assert_eq!(head.header(&name), answered.header(&name), "{name}: {described}");
        }
    }
    if *method == Method::GET && answered.status == StatusCode::OK && !answered.header(header::ETAG).is_empty() {
        let mut headers = headers;
        headers.retain(|(name, _)| name != header::IF_NONE_MATCH);
        let tag = answered.headers[header::ETAG].clone();
        headers.push((header::IF_NONE_MATCH, tag.clone()));
        let again = answer(site, method, target, &headers);
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{described}");
        assert_eq!(again.header(header::ETAG), tag.as_bytes(), "{described}");
    }
}

/// Never a server's fault, unless there is nothing to read.
fn is_expected(site: &Site, status: StatusCode, target: &Uri) -> bool {
    let path = target.path();
    match status {
        StatusCode::SERVICE_UNAVAILABLE => !site.is_ready,
        // As the protocol wants it, for formats that are not known.
        StatusCode::NOT_IMPLEMENTED => path == [site.base, "/oembed"].concat(),
        status => !status.is_server_error(),
    }
}

/// The headers that protect readers are on every answer.
pub fn protected(headers: &HeaderMap, described: &str) {
    let value = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let policy = value("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{described}: {policy}");
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{described}: {policy}");
    for (name, expected) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(value(name), expected, "{described}");
    }
    // Cards are shown by others.
    assert!(matches!(value("cross-origin-resource-policy"), "same-origin" | "cross-origin"), "{described}");
    assert!(value("permissions-policy").contains("camera=()"), "{described}");
    assert!(!headers.contains_key(header::SET_COOKIE) && !headers.contains_key(header::SERVER), "{described}");
    assert!(!value("x-request-id").is_empty(), "{described}");
}

/// A body is as long as it says, of a type that is said, and there is none where there can be none.
fn check_body(method: &Method, answered: &Answer, described: &str) {
    let Some(body) = &answered.body else { return };
    if *method == Method::HEAD || answered.status == StatusCode::NOT_MODIFIED {
        assert!(body.is_empty(), "{described}");
        return;
    }
    let length = answered.header(header::CONTENT_LENGTH);
    assert!(length.is_empty() || length == body.len().to_string().as_bytes(), "{described}");
    assert!(body.is_empty() || !answered.header(header::CONTENT_TYPE).is_empty(), "{described}");
    if !answered.header(header::CONTENT_ENCODING).is_empty() {
        assert!(answered.header(header::VARY).windows(15).any(|part| part == b"Accept-Encoding"), "{described}");
    }
}

/// A redirect stays on the site.
fn check_redirect(site: &Site, answered: &Answer, described: &str) {
    let to = answered.header(header::LOCATION);
    let below = to.strip_prefix(site.base.as_bytes());
    assert!(
        below.is_some_and(|below| below.starts_with(b"/") && !matches!(below.get(1), Some(b'/' | b'\\'))),
        "{described}"
    );
}
