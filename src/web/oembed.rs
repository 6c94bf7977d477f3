//! Tells other sites how to show a text or passage of this one (oEmbed 1.0, oembed.com, sections 2.2 and 2.3).
//!
//! Enter at [`oembed`]. The address that is asked about has to be one of this library's; the answer is a frame around
//! `/{piece}/embed`, the only page that may be framed.

use std::sync::Arc;

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use serde_json::json;

use crate::render::pages::Problem;
use crate::site::{Current, Site};

use super::headers::CachePolicy;
use super::problems;
use super::query;

/// The frame's size in CSS pixels, where the asking site sets none: the measure of a text, and a passage of some lines.
const WIDTH: u64 = 640;
const HEIGHT: u64 = 320;

pub async fn oembed(
    State(current): State<Arc<Current>>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
) -> Response {
    let site = current.site();
    let parameter = |name: &str| {
        let mut all = form_urlencoded::parse(uri.query().unwrap_or("").as_bytes());
        all.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
    };
    if parameter("format").is_some_and(|format| format != "json") {
        return (StatusCode::NOT_IMPLEMENTED, [(header::CACHE_CONTROL, CachePolicy::Never.value())]).into_response();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(asked) = parameter("url").and_then(|url| Address::of(&site, &url, host)) else {
        return problems::answer(&site, Problem::NotFound);
    };
    let within =
        |name: &str, usual: u64| parameter(name).and_then(|most| limit(&most)).map_or(usual, |most| usual.min(most));
    let (width, height) = (within("maxwidth", WIDTH), within("maxheight", HEIGHT));
    let frame = format!("{}{}/embed{}", asked.origin, asked.path, asked.passage);
    let body = json!({
        "version": "1.0",
        "type": "rich",
        "title": asked.title,
        "provider_name": site.title(),
        "provider_url": format!("{}{}", asked.origin, site.addresses.library()),
        "html": format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"{width}\" height=\"{height}\" loading=\"lazy\"></iframe>",
            escaped(&frame),
            escaped(&asked.title),
        ),
        "width": width,
        "height": height,
    });
    let json = HeaderValue::from_static("application/json");
    let headers = [(header::CONTENT_TYPE, json), (header::CACHE_CONTROL, CachePolicy::Revalidate.value())];
    (headers, body.to_string()).into_response()
}

/// An address of this library that somebody asks about.
struct Address {
    /// `https://example.org`.
    origin: String,
    /// The piece's path.
    path: String,
    /// `?text=…`, or nothing.
    passage: String,
    title: String,
}

impl Address {
    /// Reads an address of a piece; `None` for one of another site, since a frame around it would be in our name.
    fn of(site: &Site, url: &str, host: Option<&str>) -> Option<Self> {
        let (scheme, rest) = url.trim().split_once("://")?;
        let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        let (authority, rest) = rest.split_at(rest.find('/')?);
        let (own_scheme, own) = site.origin().or_else(|| Some((scheme, host?)))?;
        if !without_port(scheme, authority).eq_ignore_ascii_case(without_port(own_scheme, own)) {
            return None;
        }
        let rest = rest.split('#').next()?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = percent_decode_str(path).decode_utf8().ok()?;
        let below = path.trim_end_matches('/').strip_prefix(site.addresses.base())?;
        let piece = site.piece_called(below.strip_prefix('/')?)?;
        let passage = query::passage(query);
        Some(Self {
            origin: format!("{own_scheme}://{own}"),
            path: site.addresses.piece(&piece.slug),
            passage: passage.map_or(String::new(), |passage| format!("?text={}", utf8_percent_encode(passage, RAW))),
            title: piece.title.clone(),
        })
    }
}

/// What an address that was not encoded may hold, and no address may (RFC 3986, appendix A).
const RAW: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The greatest whole number of pixels within a limit. Nought, what is below it and what is no number are no limit.
fn limit(most: &str) -> Option<u64> {
    let most: f64 = most.trim().parse().ok()?;
    // The conversion ends at the greatest number that there is.
    (most >= 1.0).then_some(most as u64)
}

/// A host without the port that its scheme has anyway.
fn without_port<'a>(scheme: &str, authority: &'a str) -> &'a str {
    authority.strip_suffix(if scheme == "https" { ":443" } else { ":80" }).unwrap_or(authority)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}
