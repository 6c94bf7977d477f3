//! The site's own stylesheet, scripts and icon, from the binary.
//!
//! Each is served under a name that holds its hash, so that a browser never has to ask for it twice.

use std::sync::Arc;

use rust_embed::RustEmbed;

use crate::render::address::Addresses;
use crate::render::pages::Chrome;

use super::media_type;
use super::page::{Page, Site};

#[derive(RustEmbed)]
#[folder = "static/"]
#[exclude = ".*"]
struct Static;

/// Digits of the hash in a file's name: enough that no two versions of a file share one.
const HASH_DIGITS: usize = 10;

/// `name.0123456789.ext`.
pub fn hashed_name(name: &str, bytes: &[u8]) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let hash = &hash[..HASH_DIGITS];
    match name.rsplit_once('.') {
        Some((stem, extension)) => format!("{stem}.{hash}.{extension}"),
        None => format!("{name}.{hash}"),
    }
}

/// Puts the files that pages load into the site. `is_live` adds the script that reloads open pages.
pub fn install(site: &mut Site, is_live: bool) -> Chrome {
    let addresses = site.addresses.clone();
    Chrome {
        stylesheet: insert(site, "sidelight.css", &addresses),
        icon: insert(site, "icon.svg", &addresses),
        live_script: is_live.then(|| insert(site, "live.js", &addresses)),
    }
}

/// Answers with the file's address; a name that is not in the binary keeps its plain one, and the test that loads
/// every file of a page fails.
fn insert(site: &mut Site, name: &str, addresses: &Addresses) -> String {
    let Some(file) = Static::get(name) else { return addresses.asset(name) };
    let bytes: Arc<[u8]> = Arc::from(file.data.into_owned());
    let hashed = hashed_name(name, &bytes);
    site.insert(format!("/static/{hashed}"), Page::immutable(bytes, media_type::of_static(name)));
    addresses.asset(&hashed)
}
