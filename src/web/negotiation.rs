//! Which form of a page a program prefers (RFC 9110, sections 12.5.1 and 12.5.3).

use axum::http::{HeaderMap, header};

use crate::site::Accepted;

/// Which codings `Accept-Encoding` allows and likes at least as much as none. Where it likes gzip better than brotli,
/// that is left out.
pub fn codings(headers: &HeaderMap) -> Accepted {
    let (mut brotli, mut gzip, mut identity, mut any) = (None, None, None, None);
    for field in headers.get_all(header::ACCEPT_ENCODING) {
        let Ok(field) = field.to_str() else { continue };
        for coding in field.split(',') {
            let (name, weight) = coding.split_once(';').map_or((coding, None), |(name, rest)| (name, Some(rest)));
            let Some(quality) = weight.map_or(Some(1000), weight_of) else { continue };
            let known = match name.trim() {
                name if name.eq_ignore_ascii_case("br") => &mut brotli,
                name if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") => &mut gzip,
                name if name.eq_ignore_ascii_case("identity") => &mut identity,
                "*" => &mut any,
                _ => continue,
            };
            *known = Some(quality);
        }
    }
    let quality = |own: Option<u16>| own.or(any).unwrap_or(0);
    // What nobody asked for is less liked than what somebody did, but allowed.
    let plain = identity.unwrap_or(0);
    let (brotli, gzip) = (quality(brotli), quality(gzip));
    Accepted { gzip: gzip > 0 && gzip >= plain, brotli: brotli > 0 && brotli >= plain && brotli >= gzip }
}

/// The weight among parameters: `q=0.5`.
fn weight_of(parameters: &str) -> Option<u16> {
    let (name, weight) = parameters.split_once('=')?;
    name.trim().eq_ignore_ascii_case("q").then(|| thousandths(weight.trim()))?
}

/// Whether `Accept` prefers the media type `wanted` to `usual`. Who does not care gets the usual one.
pub fn prefers(headers: &HeaderMap, wanted: &str, usual: &str) -> bool {
    let fields = headers.get_all(header::ACCEPT).into_iter().filter_map(|field| field.to_str().ok());
    let ranges: Vec<Range<'_>> = fields.flat_map(|field| field.split(',')).filter_map(Range::parse).collect();
    quality(&ranges, wanted) > quality(&ranges, usual)
}

/// The quality that the most specific of the ranges that fit gives a media type, in thousandths.
fn quality(ranges: &[Range<'_>], media_type: &str) -> u16 {
    let fitting = ranges.iter().filter_map(|range| Some((range.fit(media_type)?, range.quality)));
    fitting.max_by_key(|(fit, _)| *fit).map_or(0, |(_, quality)| quality)
}

/// A media range with its weight.
struct Range<'h> {
    name: &'h str,
    quality: u16,
}

impl<'h> Range<'h> {
    /// Parameters other than the weight are the profile of the only data that there is, so they change nothing.
    fn parse(range: &'h str) -> Option<Self> {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().filter(|name| name.contains('/'))?;
        let weight =
            parts.filter_map(|part| part.split_once('=')).find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
        Some(Self { name, quality: weight.map_or(Some(1000), |(_, weight)| thousandths(weight.trim()))? })
    }

    /// How closely it names a media type.
    fn fit(&self, media_type: &str) -> Option<u8> {
        if self.name.eq_ignore_ascii_case(media_type) {
            return Some(2);
        }
        let (kind, rest) = self.name.split_once('/')?;
        match (kind, rest) {
            ("*", "*") => Some(0),
            (kind, "*") => media_type.split_once('/').filter(|(own, _)| own.eq_ignore_ascii_case(kind)).map(|_| 1),
            _ => None,
        }
    }
}

/// A weight from 0 to 1 with at most three decimals.
fn thousandths(weight: &str) -> Option<u16> {
    let weight: f32 = weight.parse().ok().filter(|weight| (0.0..=1.0).contains(weight))?;
    Some((weight * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codings_are_taken_by_their_weights() {
        let codings = |field: &'static str| {
            let accepted = codings(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, field.parse().unwrap())]));
            (accepted.brotli, accepted.gzip)
        };
        for (field, taken) in [
            ("gzip, deflate, br, zstd", (true, true)),
            ("GZIP;q=1.0, Br;q=0.8", (false, true)),
            ("br;q=0.9, gzip;q=0.8", (true, true)),
            ("gzip", (false, true)),
            ("x-gzip", (false, true)),
            ("*", (true, true)),
            ("*;q=0, gzip", (false, true)),
            ("br;q=0, *", (false, true)),
            ("identity, br;q=0.5, gzip;q=0.5", (false, false)),
            ("identity;q=0.5, br", (true, false)),
            ("br;q=2, gzip;q=x", (false, false)),
            ("deflate", (false, false)),
            ("", (false, false)),
        ] {
            assert_eq!(codings(field), taken, "{field}");
        }
    }

    #[test]
    fn data_is_for_those_who_prefer_it() {
        let wants_data = |field: &'static str| {
            let headers = HeaderMap::from_iter([(header::ACCEPT, field.parse().unwrap())]);
            prefers(&headers, "application/ld+json", "text/html")
        };
        for data in [
            "application/ld+json",
            "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\"",
            "APPLICATION/LD+JSON;Q=0.5, text/html;q=0.4",
            "application/ld+json, */*;q=0.1",
            "application/*, text/html;q=0.9",
            "*/*;q=0.5, text/html;q=0.1",
            "text/html;q=0, */*",
        ] {
            assert!(wants_data(data), "{data}");
        }
        for page in [
            "*/*",
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "application/ld+json;q=0.5, text/html",
            "application/ld+json, text/html",
            "application/ld+json;q=0, */*;q=0.1",
            "application/ld+json;q=2",
            "application/ld+json;q=x",
            "image/png",
            "",
        ] {
            assert!(!wants_data(page), "{page}");
        }
        assert!(!prefers(&HeaderMap::new(), "application/ld+json", "text/html"));
    }
}
