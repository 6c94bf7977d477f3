//! The site's own stylesheet, scripts and icon, from the binary.
//!
//! Each is served under a name that holds its hash, so that a browser never has to ask for it twice.

use std::sync::Arc;

use rust_embed::RustEmbed;

use crate::render::address::Addresses;
use crate::render::pages::Chrome;

use super::media_type;
use super::modules::Modules;
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

/// The parts of the stylesheet. The first one names the layers, whose order decides; the others may come in any.
const STYLES: [&str; 10] = ["palette", "base", "page", "legend", "text", "marks", "notes", "panels", "views", "print"];

/// The script of the reading page, which imports all others.
const READER: &str = "reader.js";

/// Puts the files that pages load into the site. `is_live` adds the script that reloads open pages.
pub fn install(site: &mut Site, is_live: bool) -> Chrome {
    let mut installer = Installer { addresses: site.addresses.clone(), site };
    let (reader, imported) = installer.reader();
    Chrome {
        stylesheet: installer.stylesheet(),
        icon: installer.file("icon.svg"),
        reader,
        imported,
        live_script: is_live.then(|| installer.file("live.js")),
    }
}

struct Installer<'s> {
    site: &'s mut Site,
    addresses: Addresses,
}

impl Installer<'_> {
    fn stylesheet(&mut self) -> String {
        let parts = STYLES.iter().filter_map(|part| text(&format!("styles/{part}.css")));
        self.add("sidelight.css", parts.collect::<Vec<_>>().join("\n").into_bytes())
    }

    /// The addresses of the reading page's script and of the modules that it imports.
    fn reader(&mut self) -> (String, Vec<String>) {
        let source = |name: &str| text(name);
        let mut modules = Modules::new(&source, &hashed_name);
        let reader = modules.publish(READER);
        let mut imported = Vec::new();
        for (name, text) in modules.into_files() {
            let address = self.insert(&name, text.into_bytes());
            if name != reader {
                imported.push(address);
            }
        }
        (self.addresses.asset(&reader), imported)
    }

    /// Answers with the file's address; a name that is not in the binary keeps its plain one, and the test that loads
    /// every file of a page fails.
    fn file(&mut self, name: &str) -> String {
        match Static::get(name) {
            Some(file) => self.add(name, file.data.into_owned()),
            None => self.addresses.asset(name),
        }
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) -> String {
        self.insert(&hashed_name(name, &bytes), bytes)
    }

    fn insert(&mut self, served: &str, bytes: Vec<u8>) -> String {
        self.site.insert(format!("/static/{served}"), Page::immutable(Arc::from(bytes), media_type::of_static(served)));
        self.addresses.asset(served)
    }
}

fn text(path: &str) -> Option<String> {
    String::from_utf8(Static::get(path)?.data.into_owned()).ok()
}
