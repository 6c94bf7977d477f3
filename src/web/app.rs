//! What every request goes through.
//!
//! Enter at [`App::answer`]. Steps: find out who asks; refuse what is more than is taken; take the base path away, as
//! the library now has it; let the routes answer, also when they panic; put the headers on that every answer has; count
//! it. Its line in the log is written when the body has gone to the reader. All of it is one function, because ten
//! thousand requests a second go through.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::extract::OriginalUri;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri, Version, header};
use axum::response::Response;
use futures_util::FutureExt;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::render::pages::Problem;
use crate::site::{Current, Site};

use super::forwarded::{self, Reader};
use super::headers::{self, REQUEST_ID};
use super::proxies::{Peer, Proxies};
use super::request_id::{self, Ids};
use super::route::Route;
use super::sent::{Line, RequestLog, Sent};
use super::sharing::Sharing;
use super::traffic::Traffic;
use super::{problems, routes};

/// What the answers depend on besides the library.
#[derive(Default)]
pub struct Options {
    /// Whether there is the stream of updates for open pages.
    pub is_live: bool,
    pub proxies: Proxies,
    /// Where the line of each request goes.
    pub log: Option<RequestLog>,
    pub traffic: Arc<Traffic>,
}

/// A path with its query. No address that the site makes is half as long; a passage may be shared by many words.
pub const MAX_ADDRESS_BYTES: usize = 8 << 10;

/// The application.
#[derive(Clone)]
pub struct App(Arc<Shared>);

struct Shared {
    current: Arc<Current>,
    options: Options,
    ids: Ids,
    /// The library where it has no base path, with the probes.
    root: Routes,
    /// What is below a base path.
    below: Routes,
    /// What is beside it: the probes, and pages that say that there is nothing.
    beside: Routes,
}

type Routes = TowerToHyperService<Router>;

impl App {
    pub fn new(current: Arc<Current>, options: Options) -> Self {
        let library = routes::library(options.is_live);
        Self::over(library, current, options)
    }

    /// What every answer goes through, around other routes than the library's.
    pub fn over(routes: Router<Arc<Current>>, current: Arc<Current>, options: Options) -> Self {
        let complete = |router| TowerToHyperService::new(routes::complete(router, &current));
        let root = complete(routes.clone().merge(routes::probes()));
        let (below, beside) = (complete(routes), complete(routes::probes()));
        Self(Arc::new(Shared { current, options, ids: Ids::default(), root, below, beside }))
    }

    /// The answer to a request of `peer`.
    pub async fn answer<B: HttpBody>(&self, request: Request<B>, peer: Peer) -> Response<Sent> {
        let (start, app) = (Instant::now(), &*self.0);
        let site = app.current.site();
        let (mut parts, body) = request.into_parts();
        // What is sent along is not even read.
        let has_body = !body.is_end_stream();
        drop(body);
        let has_host = has_host(&parts.headers);
        let reader = app.reader(peer, &mut parts.headers);
        let id = app.id(&reader, &parts.headers);
        let (method, uri) = (parts.method.clone(), parts.uri.clone());
        let (routes, path) = app.routes(&site, uri.path());
        let route = path.map_or(Route::OTHER, Route::of);
        let sharing = Sharing::of(route, path.unwrap_or(""));

        let refusal = if parts.version == Version::HTTP_11 && !has_host {
            Some(StatusCode::BAD_REQUEST)
        } else if has_body {
            Some(StatusCode::PAYLOAD_TOO_LARGE)
        } else {
            let length = uri.path().len() + uri.query().map_or(0, str::len);
            (length > MAX_ADDRESS_BYTES).then_some(StatusCode::URI_TOO_LONG)
        };
        let mut response = if let Some(status) = refusal {
            problems::refused(&site, &method, status)
        } else if method == Method::OPTIONS && sharing.has_options() {
            Sharing::options()
        } else {
            if let Some(below) = path.filter(|below| below.len() < uri.path().len()) {
                // Links lead to where the reader is, not to where the routes are.
                parts.extensions.insert(OriginalUri(uri.clone()));
                parts.uri = moved(below, uri.query());
            }
            let answer = routes.call(Request::from_parts(parts, Body::empty()));
            match AssertUnwindSafe(answer).catch_unwind().await {
                Ok(Ok(response)) => problems::plain_error_to_page(&app.current, response),
                Err(_) => {
                    tracing::error!(route = route.template(), "a request's handling panicked: please report it");
                    problems::answer(&site, Problem::Internal)
                }
            }
        };
        let is_secure = reader.is_secure || site.base_url().is_some_and(|url| url.starts_with("https://"));
        sharing.open(&mut response);
        headers::protect(&mut response, is_secure);
        response.headers_mut().insert(REQUEST_ID, id.clone());
        let (status, duration) = (response.status(), start.elapsed());
        app.options.traffic.count(route, &method, status, duration);
        let line = app.options.log.as_ref().filter(|log| !route.is_probe() || log.has_probes).map(|log| {
            let address = log.has_addresses.then_some(reader.address);
            Line { log: log.clone(), method, uri, route, status, duration, id, address }
        });
        response.map(|body| Sent::new(body, Arc::clone(&app.options.traffic), line))
    }
}

impl Shared {
    fn reader(&self, peer: Peer, headers: &mut HeaderMap) -> Reader {
        if self.options.proxies.is_empty() {
            return Reader::direct(peer);
        }
        let mut reader = Reader::of(peer, headers, &self.options.proxies);
        // What is made of a request's host is for whoever asked.
        if let Some(host) = reader.host.take() {
            headers.insert(header::HOST, host);
        }
        reader
    }

    /// The name that a proxy of ours has given to the request, else a new one.
    fn id(&self, reader: &Reader, headers: &HeaderMap) -> HeaderValue {
        let given = headers.get(REQUEST_ID).filter(|id| reader.is_forwarded && request_id::is_clean(id.as_bytes()));
        given.cloned().unwrap_or_else(|| self.ids.next())
    }

    /// Who answers at a path, and the path that they know; none for one beside the base path.
    fn routes<'p>(&self, site: &Site, path: &'p str) -> (&Routes, Option<&'p str>) {
        let base = site.addresses.base();
        if base.is_empty() {
            return (&self.root, Some(path));
        }
        match path.strip_prefix(base) {
            Some("") => (&self.below, Some("/")),
            Some(below) if below.starts_with('/') => (&self.below, Some(below)),
            _ if Route::of(path).is_probe() => (&self.beside, Some(path)),
            _ => (&self.beside, None),
        }
    }
}

/// Whether a request says once, and well, which host it is for, as each has to (RFC 9112, section 3.2).
fn has_host(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).into_iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    host.is_empty() || host.to_str().is_ok_and(forwarded::is_host)
}

/// An address with another path.
fn moved(path: &str, query: Option<&str>) -> Uri {
    let moved = query.map_or_else(|| path.parse::<PathAndQuery>(), |query| format!("{path}?{query}").parse());
    // A part of a path that was one is a path.
    moved.map(Uri::from).unwrap_or_default()
}
