//! What scripts and pages of other origins may read: everything that is made for other programs, and no page.
//!
//! Enter at [`Sharing::of`] with what was asked for, then at [`Sharing::open`] with any answer to it, an error or a 304
//! as well: a script can tell a missing text from a broken line only where it may read the status. `*` is for requests
//! without credentials (Fetch Standard, section 3.3.5), so what a proxy keeps behind a password stays there. The Web
//! Annotation Protocol asks for it (section 3.1), and for `OPTIONS` (section 4.1).
//!
//! An annotation's address is that of a page and of data, so it is the answer that decides there.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::render::web_annotation;

use super::headers::RESOURCE_POLICY;
use super::route::Route;

/// How answers to a request are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// With everybody, whatever the answer is.
    Open,
    /// With everybody where the answer is an annotation as data.
    OpenAsData,
    /// In elements of other pages, but not with their scripts: the feed has the pictures of the texts.
    Shown,
    /// Only with the site's own pages.
    Own,
}

/// What can be done at an address that is shared.
pub const METHODS: &str = "GET, HEAD, OPTIONS";

/// What a script may ask with, beyond what it always may.
const REQUEST_HEADERS: &str = "Accept, Accept-Language, Cache-Control, If-Modified-Since, If-None-Match, Prefer, Range";

/// What a script may read of an answer, beyond what it always may.
const EXPOSED: &str = "Allow, Content-Location, ETag, Link, Retry-After, Vary, X-Request-Id";

/// In seconds: nothing of this changes while a program runs.
const MAX_AGE: &str = "86400";

impl Sharing {
    /// Of what is at a path of this kind.
    pub fn of(route: Route, path: &str) -> Self {
        match route.template() {
            "/{piece}/{layer}/{annotation}" if path.ends_with(".jsonld") => Self::Open,
            "/{piece}/{layer}/{annotation}" => Self::OpenAsData,
            "/{piece}/index.md"
            | "/{piece}/index.txt"
            | "/{piece}/cite.bib"
            | "/{piece}/cite.ris"
            | "/{piece}/cite.json"
            | "/{piece}/annotations.md"
            | "/{piece}/annotations.csv"
            | "/{piece}/annotations.jsonld"
            | "/{piece}/annotations/{page}"
            | "/{piece}/card.png"
            | "/oembed"
            | "/feed.atom" => Self::Open,
            "/static/{file}" => Self::Shown,
            _ => Self::Own,
        }
    }

    /// Whether `OPTIONS` is answered.
    pub fn has_options(self) -> bool {
        matches!(self, Self::Open | Self::OpenAsData)
    }

    /// The answer to `OPTIONS`: a browser's question before a request of a script, or a program's.
    pub fn options() -> Response {
        let headers = [
            (header::ALLOW, METHODS),
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_ALLOW_METHODS, METHODS),
            (header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS),
            (header::ACCESS_CONTROL_MAX_AGE, MAX_AGE),
        ];
        (StatusCode::NO_CONTENT, headers).into_response()
    }

    /// Lets others read an answer, if they may.
    pub fn open<B>(self, response: &mut Response<B>) {
        let (status, headers) = (response.status(), response.headers_mut());
        if status == StatusCode::METHOD_NOT_ALLOWED && self.has_options() {
            headers.insert(header::ALLOW, HeaderValue::from_static(METHODS));
        }
        let is_open = self == Self::Open || self == Self::OpenAsData && is_annotation(headers);
        if is_open || self == Self::Shown {
            headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        }
        if is_open {
            for (name, value) in SHARED {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
    }
}

/// What every answer that may be read says, for hosts of files as well.
pub const SHARED: [(HeaderName, &str); 2] =
    [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)];

/// Whether an answer is an annotation as data, or the answer to `OPTIONS`. A 304 has no type, but links to the protocol's.
fn is_annotation(headers: &HeaderMap) -> bool {
    let is_data = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == web_annotation::MEDIA_TYPE);
    is_data || headers.contains_key(header::LINK) || headers.contains_key(header::ACCESS_CONTROL_ALLOW_METHODS)
}
