//! Which form of a page a program prefers (RFC 9110, section 12.5.1).

use axum::http::{HeaderMap, header};

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
