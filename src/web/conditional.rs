//! Whether a browser already has what it asks for (RFC 9110, section 13.1.2).

use axum::http::{HeaderMap, header};

/// Whether `If-None-Match` names `etag`. The comparison is weak, as that header wants it.
pub fn is_unchanged(headers: &HeaderMap, etag: &str) -> bool {
    let etag = etag.strip_prefix("W/").unwrap_or(etag);
    let fields = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|field| field.to_str().ok());
    let mut tags = fields.flat_map(|field| field.split(',')).map(str::trim);
    tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_of_several_tags_will_do_weak_or_not() {
        let has = |field: &'static str| {
            let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, field.parse().unwrap())]);
            is_unchanged(&headers, "\"abc\"")
        };
        assert!(has("\"abc\"") && has("W/\"abc\"") && has("\"x\", \"abc\"") && has("*"));
        assert!(!has("\"ab\"") && !has("abc") && !has("") && !is_unchanged(&HeaderMap::new(), "\"abc\""));
    }
}
