//! Decodes `sidelight.yaml`.

use super::diagnostic::Code;
use super::fields::{Fields, Report};
use super::library::{Direction, Settings};
use super::slug;
use super::yaml::Value;

const FIELDS: &[&str] = &["title", "description", "base_url", "lang", "dir", "publisher", "license"];

pub const DIRECTIONS: &[(&str, Direction)] = &[("ltr", Direction::LeftToRight), ("rtl", Direction::RightToLeft)];

/// The library's settings; what is absent or at fault keeps its default.
pub fn decode(value: &Value, report: &mut Report<'_>) -> Settings {
    let defaults = Settings::default();
    let Some(mut fields) = Fields::new(value, FIELDS, "the library", report) else { return defaults };
    Settings {
        title: fields.text("title").unwrap_or(defaults.title),
        description: fields.text("description"),
        base_url: base_url(&mut fields),
        lang: fields.text("lang").unwrap_or(defaults.lang),
        dir: fields.choice("dir", DIRECTIONS),
        publisher: fields.text("publisher"),
        license: fields.text("license"),
    }
}

fn base_url(fields: &mut Fields<'_, '_, '_>) -> Option<String> {
    let url = fields.url("base_url")?;
    let (_, span) = fields.text_at("base_url")?;
    match check_base_url(&url) {
        Ok(()) => Some(url),
        Err(message) => {
            let help = "write it like https://example.org or https://example.org/reader";
            fields.report().add(Code::InvalidValue, span, message, help);
            None
        }
    }
}

/// Whether this can be the library's address. Its path becomes a part of every address and route, so it is made of slugs.
///
/// # Errors
/// When not; with what is wrong, which somebody else says how to mend.
pub fn check_base_url(url: &str) -> Result<(), String> {
    let after_scheme = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let Some(after_scheme) = after_scheme else {
        return Err(format!("`{url}` begins with neither https:// nor http://"));
    };
    let (host, path) = after_scheme.split_once('/').unwrap_or((after_scheme, ""));
    let path = path.trim_end_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    if host.is_empty() || host.contains(['?', '#', '@', ' ']) {
        Err(format!("`{url}` names no host"))
    } else if path.is_empty() {
        Ok(())
    } else if let Some(bad) = segments.iter().find(|segment| !segment.is_ascii() || slug::check(segment).is_err()) {
        Err(format!("`{bad}` cannot be part of the library's address"))
    } else if slug::is_reserved(segments[0], slug::RESERVED_PIECES) {
        Err(format!("`{}` is an address of Sidelight's own", segments[0]))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::content::{Tree, load};

    fn base_path(url: &str) -> Option<String> {
        let loaded = load(&Tree::from_files([("sidelight.yaml", format!("base_url: \"{url}\"\n").as_str())]));
        loaded.diagnostics.is_empty().then(|| loaded.library.settings.base_path().to_owned())
    }

    #[test]
    fn a_base_address_is_a_host_and_slugs() {
        assert_eq!(base_path("https://example.org").as_deref(), Some(""));
        assert_eq!(base_path("https://example.org/").as_deref(), Some(""));
        assert_eq!(base_path("http://example.org:8080/read/here/").as_deref(), Some("/read/here"));
    }

    #[test]
    fn what_would_break_routes_or_links_is_no_base_address() {
        for url in [
            "https://",
            "https://x?a",
            "https://x//evil.example",
            "https://x/{a",
            "https://x/:a",
            "https://x/healthz",
            "https://x/a?b",
            "https://x/a#b",
            "https://x/../a",
            "https://x/%C3%BC",
            "https://x/ü",
        ] {
            assert_eq!(base_path(url), None, "{url}");
        }
    }
}
