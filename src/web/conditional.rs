//! Whether a browser already has what it asks for (RFC 9110, section 13.1.2).

use axum::http::{HeaderMap, header};

/// Whether `If-None-Match` names `etag`, or whatever there is.
pub fn is_unchanged(headers: &HeaderMap, etag: &str) -> bool {
    tags(headers).any(|tag| tag == "*") || names(headers, etag)
}

/// Whether `If-None-Match` names `etag` itself: for what may turn out not to be there. The comparison is weak, as that
/// header wants it.
pub fn names(headers: &HeaderMap, etag: &str) -> bool {
    tags(headers).any(|tag| opaque(tag) == opaque(etag))
}

fn opaque(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

fn tags(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    let fields = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|field| field.to_str().ok());
    fields.flat_map(|field| field.split(',')).map(str::trim)
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
        let any = HeaderMap::from_iter([(header::IF_NONE_MATCH, "*".parse().unwrap())]);
        assert!(!names(&any, "\"abc\""));
        assert!(!has("\"ab\"") && !has("abc") && !has("") && !is_unchanged(&HeaderMap::new(), "\"abc\""));
    }
}
