//! The server's headers and redirects, in the files that Netlify and Cloudflare Pages read: `_headers`, `_redirects`.
//!
//! Where several rules of `_headers` fit an address, hosts join the values of one header, or take one of them. So no two
//! rules here that fit the same address name the same header: addresses are parted by what their last part is called,
//! and `/*` has only what is the same for all. Both files name whole paths from the host's root on.

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_SECURITY_POLICY, STRICT_TRANSPORT_SECURITY};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::site::Site;
use crate::web::headers::{self, CachePolicy, RESOURCE_POLICY, SECURITY};
use crate::web::route::Route;
use crate::web::sharing::{SHARED, Sharing};

use super::files::{File, is_page};

/// Cloudflare reads so many redirects; its other limits are not reached by any library that has fewer pages.
const MOST_REDIRECTS: usize = 2000;

/// What of a path stands encoded in an address.
const PATH: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'<').add(b'>').add(b'?');

/// What the addresses of one pattern are sent with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rule<'f> {
    cache: CachePolicy,
    is_framable: bool,
    sharing: Sharing,
    /// Where the ending of the address does not say it.
    content_type: Option<&'f str>,
}

/// `_headers` for these files.
pub fn headers(site: &Site, files: &[File]) -> String {
    let base = site.addresses.base();
    let mut rules: BTreeMap<String, Rule<'_>> = BTreeMap::new();
    let mut types: BTreeMap<String, &str> = BTreeMap::new();
    for file in files.iter().filter(|file| file.address.starts_with('/')) {
        let page = site.page(&file.address);
        let is_immutable = page.is_some_and(|page| page.is_immutable);
        let rule = Rule {
            cache: if is_immutable { CachePolicy::Forever } else { CachePolicy::Revalidate },
            is_framable: page.is_some_and(|page| page.is_framable),
            sharing: Sharing::Own,
            content_type: None,
        };
        let parts: Vec<&str> = file.address[1..].split('/').collect();
        let content_type = (!is_page(file.content_type)).then_some(file.content_type);
        match parts[..] {
            ["static", _] => drop(rules.insert("/static/*".to_owned(), Rule { sharing: Sharing::Shown, ..rule })),
            [""] => drop(rules.insert("/".to_owned(), rule)),
            [name] => {
                rules.insert("/:piece".to_owned(), rule);
                types.extend(content_type.map(|content_type| (format!("/{name}"), content_type)));
            }
            [_, name] => {
                let sharing = Sharing::of(Route::of(&file.address), &file.address);
                rules.insert(format!("/:piece/{}", encoded(name)), Rule { sharing, content_type, ..rule });
            }
            // Of a page of annotations, or of one as data, hosts know the ending; no rule can part them from pages by it.
            _ => {
                rules.insert("/:piece/:layer/:annotation".to_owned(), Rule { sharing: Sharing::OpenAsData, ..rule });
            }
        }
    }
    let mut out = String::from("/*\n");
    for (name, value) in SECURITY.iter().filter(|(name, _)| ![CONTENT_SECURITY_POLICY, RESOURCE_POLICY].contains(name))
    {
        line(&mut out, name.as_str(), value);
    }
    if site.base_url().is_some_and(|url| url.starts_with("https://")) {
        line(&mut out, STRICT_TRANSPORT_SECURITY.as_str(), headers::STRICT_TRANSPORT_SECURITY);
    }
    for (pattern, rule) in rules {
        let patterns = if pattern == "/" && !base.is_empty() {
            vec![base.to_owned(), format!("{base}/")]
        } else {
            vec![format!("{base}{pattern}")]
        };
        for pattern in patterns {
            out.extend([&pattern, "\n"]);
            let ancestors = if rule.is_framable { "frame-ancestors *" } else { "frame-ancestors 'none'" };
            let policy = headers::CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", ancestors);
            line(&mut out, "content-security-policy", &policy);
            let is_own = matches!(rule.sharing, Sharing::Own | Sharing::OpenAsData);
            line(&mut out, RESOURCE_POLICY.as_str(), if is_own { "same-origin" } else { "cross-origin" });
            if rule.sharing.has_options() {
                shared(&mut out);
            }
            line(&mut out, "cache-control", rule.cache.value().to_str().unwrap_or_default());
            if let Some(content_type) = rule.content_type {
                line(&mut out, "content-type", content_type);
            }
        }
    }
    for (pattern, content_type) in types {
        out.extend([base, &pattern, "\n"]);
        line(&mut out, "content-type", content_type);
        if Sharing::of(Route::of(&pattern), &pattern) == Sharing::Open {
            shared(&mut out);
        }
    }
    out
}

fn shared(out: &mut String) {
    for (name, value) in SHARED {
        line(out, name.as_str(), value);
    }
}

fn line(out: &mut String, name: &str, value: &str) {
    out.push_str("  ");
    out.push_str(name);
    out.push_str(": ");
    out.push_str(value);
    out.push('\n');
}

/// `_redirects`: an address with a slash at its end is the one without. Those that people shorten first, as far as hosts
/// read.
pub fn redirects(site: &Site, files: &[File]) -> String {
    let pages = files.iter().filter(|file| is_page(file.content_type) && file.address.starts_with('/'));
    let mut addresses: Vec<&str> = pages.map(|file| file.address.as_str()).filter(|address| *address != "/").collect();
    addresses.sort_by_key(|address| (address.matches('/').count(), *address));
    let base = site.addresses.base();
    let lines = addresses.into_iter().take(MOST_REDIRECTS).map(|address| {
        let address = encoded(address);
        format!("{base}{address}/ {base}{address} 301\n")
    });
    lines.collect()
}

fn encoded(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}
