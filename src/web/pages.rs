//! Answers with a finished page.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::percent_decode_str;
use tokio::time::timeout;

use crate::render::pages::Problem;
use crate::render::web_annotation;
use crate::site::{Asked, Coding, Compressor, Current, Effort, Page, Site, Tag};

use super::conditional;
use super::headers::{CachePolicy, Framable};
use super::negotiation;
use super::problems;
use super::query;
use super::sharing::METHODS;

/// Longer than any address that the site makes; what is beyond is no address that somebody was given.
const MAX_PATH_BYTES: usize = 2048;

/// The page at the request's path.
pub async fn page(State(current): State<Arc<Current>>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let site = current.site();
    let (path, query) = (uri.path(), uri.query());
    let below = match find(&site, path) {
        Ok(below) => below,
        Err(problem) => {
            return match moved(&site, path, query) {
                Some(address) => redirect(&address),
                None => problems::answer(&site, problem),
            };
        }
    };
    let Some(finished) = site.page(&below) else { return problems::answer(&site, Problem::NotFound) };
    let Some(asked) = site.asked_of(&below, finished, query::asked(query)) else { return answer(finished, &headers) };
    let tag = site.tag_as_asked(&below, finished, &asked);
    // Encoded or not is found out only when it is made; whichever it was, it is the same now.
    let known = ALL_CODINGS.into_iter().find(|coding| conditional::names(&headers, &etag(tag, *coding)));
    if let Some(coding) = known {
        return labelled(StatusCode::NOT_MODIFIED.into_response(), finished, tag, coding);
    }
    match made_to_order(&current, &site, below, asked).await {
        Ok(page) => answer(&page, &headers),
        Err(problem) => problems::answer(&site, problem),
    }
}

/// The page of an annotation, or the annotation as data for a program that prefers it.
pub async fn annotation(state: State<Arc<Current>>, OriginalUri(uri): OriginalUri, headers: HeaderMap) -> Response {
    let site = state.site();
    let data = find(&site, uri.path()).ok().and_then(|below| site.page(&[&below, DATA].concat()).cloned());
    let Some(data) = data else { return page(state, OriginalUri(uri), headers).await };
    if negotiation::prefers(&headers, "application/ld+json", "text/html") {
        let mut response = answer(&data, &headers);
        if let Ok(address) = HeaderValue::from_str(&[uri.path(), DATA].concat()) {
            response.headers_mut().insert(header::CONTENT_LOCATION, address);
        }
        return response;
    }
    let mut response = page(state, OriginalUri(uri), headers).await;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static(VARY_ALSO_BY_TYPE));
    response
}

/// What the address of an annotation's data has behind that of its page.
const DATA: &str = ".jsonld";

/// So long a request waits for its turn, and then for its page. Browsers would wait longer, but readers do not.
pub const PAGE_PATIENCE: Duration = Duration::from_secs(5);

/// A page that is not finished beforehand, made where it keeps no other request waiting.
async fn made_to_order(current: &Current, site: &Arc<Site>, path: String, asked: Asked) -> Result<Page, Problem> {
    let turn = timeout(PAGE_PATIENCE, Arc::clone(&current.made_to_order).acquire_owned()).await;
    let turn = turn.map_err(|_| Problem::Busy)?.map_err(|_| Problem::Internal)?;
    let site = Arc::clone(site);
    let made = tokio::task::spawn_blocking(move || {
        // Kept until the page is made, also when nobody waits for it any more.
        let _turn = turn;
        let page = site.page_as_asked(&path, &asked);
        if let Ok(Some(page)) = &page {
            page.encode(&mut Compressor::new(Effort::Quick));
        }
        page
    });
    let made = timeout(PAGE_PATIENCE, made).await.map_err(|_| Problem::Busy)?.map_err(|_| Problem::Internal)?;
    current.counts.page_made();
    made.map_err(|_| Problem::BadRequest)?.ok_or(Problem::NotFound)
}

/// The decoded path below the base path of a page that there is.
fn find(site: &Site, path: &str) -> Result<String, Problem> {
    let path = decoded(path)?;
    let base = site.addresses.base();
    let below = match path.strip_prefix(base) {
        Some("" | "/") => "/",
        Some(below) if below.starts_with('/') => below,
        _ => return Err(Problem::NotFound),
    };
    if site.page(below).is_some() {
        return Ok(below.to_owned());
    }
    Err(if site.is_ready { Problem::NotFound } else { Problem::Unavailable })
}

/// The path's characters. An encoded slash would make two addresses of one page, so it is no address at all.
fn decoded(path: &str) -> Result<String, Problem> {
    if path.len() > MAX_PATH_BYTES {
        return Err(Problem::NotFound);
    }
    if path.to_ascii_lowercase().contains("%2f") {
        return Err(Problem::NotFound);
    }
    let decoded = percent_decode_str(path).decode_utf8().map_err(|_| Problem::BadRequest)?;
    if decoded.chars().any(char::is_control) { Err(Problem::BadRequest) } else { Ok(decoded.into_owned()) }
}

/// The one address of a page that was asked for with a slash at its end, or with other capitals or accents written
/// otherwise.
fn moved(site: &Site, path: &str, query: Option<&str>) -> Option<String> {
    let trimmed = path.strip_suffix('/').filter(|trimmed| !trimmed.is_empty() && !trimmed.ends_with('/'));
    let asked = trimmed.unwrap_or(path);
    let address = match find(site, asked) {
        // What was asked for is there already, under this very address.
        Ok(_) => trimmed?.to_owned(),
        Err(_) => {
            let decoded = decoded(asked).ok()?;
            site.addresses.at(site.path_meant(decoded.strip_prefix(site.addresses.base())?)?)
        }
    };
    Some(query.map_or(address.clone(), |query| format!("{address}?{query}")))
}

pub fn redirect(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(location) => (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, location)]).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn answer(page: &Page, headers: &HeaderMap) -> Response {
    let (coding, body) = page.body.form(negotiation::codings(headers));
    if conditional::is_unchanged(headers, &etag(page.tag, coding)) {
        return labelled(StatusCode::NOT_MODIFIED.into_response(), page, page.tag, coding);
    }
    let mut response = labelled(Response::new(Body::from(body)), page, page.tag, coding);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(page.content_type));
    if let Some(coding) = coding.as_str() {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

const ALL_CODINGS: [Coding; 3] = [Coding::Identity, Coding::Gzip, Coding::Brotli];

/// The tag of a form. Those of encoded forms are weak: the same page may be encoded better later, and is still the same.
fn etag(tag: Tag, coding: Coding) -> String {
    let hex = u128::from_be_bytes(tag);
    match coding.as_str() {
        None => format!("\"{hex:032x}\""),
        Some(coding) => format!("W/\"{hex:032x}-{coding}\""),
    }
}

/// Of an annotation, whose address has a page and data.
const VARY_ALSO_BY_TYPE: &str = "Accept, Accept-Encoding";

/// What a client of annotations is told with each (Web Annotation Protocol, section 4.1). A collection is no container
/// in the protocol's sense, for nothing can be put into it.
const ANNOTATION_PROTOCOL: [(HeaderName, &str); 3] = [
    (header::ALLOW, METHODS),
    (header::LINK, "<http://www.w3.org/ns/ldp#Resource>; rel=\"type\""),
    (header::VARY, VARY_ALSO_BY_TYPE),
];

/// With what caches and browsers have to know; they take it from a 304 as well.
fn labelled(mut response: Response, page: &Page, tag: Tag, coding: Coding) -> Response {
    let cache = if page.is_immutable { CachePolicy::Forever } else { CachePolicy::Revalidate };
    let headers = response.headers_mut();
    if page.is_compressible() {
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    }
    if page.content_type == web_annotation::MEDIA_TYPE {
        for (name, value) in ANNOTATION_PROTOCOL {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    headers.insert(header::CACHE_CONTROL, cache.value());
    if let Ok(etag) = HeaderValue::from_str(&etag(tag, coding)) {
        headers.insert(header::ETAG, etag);
    }
    if page.is_framable {
        response.extensions_mut().insert(Framable);
    }
    response
}
