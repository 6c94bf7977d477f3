//! The site's own stylesheet, scripts and icon, from the binary.
//!
//! Each is served under a name that holds its hash, so that a browser never has to ask for it twice.

use std::collections::BTreeMap;

use axum::body::Bytes;
use rust_embed::RustEmbed;

use crate::render::address::Addresses;
use crate::render::pages::{Chrome, StaticSite};

use super::build::Options;
use super::media_type;
use super::modules::Modules;
use super::page::Page;

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
const STYLES: [&str; 12] =
    ["palette", "base", "page", "legend", "text", "marks", "notes", "panels", "views", "passage", "share", "print"];

/// The scripts of the reading page, which import all others, some only when they are needed: the one that it waits for,
/// and the rest.
const SCRIPTS: [&str; 2] = ["first.js", "reader.js"];

/// What the pages of a static site load besides, as nothing reads their addresses' queries for them: the script of the
/// reading page, of pages in frames, and of all others.
const STATIC_SITE: [&str; 3] = ["static-piece.js", "static-embed.js", "static-page.js"];

/// The files that pages load, with their paths, and their addresses: with the script that reloads open pages where these
/// are live, with those that stand in for the server where there is none.
pub fn install(addresses: &Addresses, options: Options) -> (Chrome, Vec<(String, Page)>) {
    let mut installer = Installer { addresses, pages: Vec::new() };
    let (scripts, imported) = installer.scripts(options.is_static);
    let script = |name: &str| scripts.get(name).cloned().unwrap_or_default();
    let [first, reader] = SCRIPTS.map(script);
    let [piece, embed, page] = STATIC_SITE.map(script);
    let chrome = Chrome {
        stylesheet: installer.stylesheet(),
        icon: installer.file("icon.svg"),
        first,
        reader,
        imported,
        live_script: options.is_live.then(|| installer.file("live.js")),
        static_site: options.is_static.then_some(StaticSite { piece, embed, page }),
    };
    (chrome, installer.pages)
}

struct Installer<'s> {
    addresses: &'s Addresses,
    pages: Vec<(String, Page)>,
}

impl Installer<'_> {
    fn stylesheet(&mut self) -> String {
        let parts = STYLES.iter().filter_map(|part| text(&format!("styles/{part}.css")));
        self.add("sidelight.css", without_comments(&parts.collect::<Vec<_>>().join("\n")).into_bytes())
    }

    /// The addresses of the pages' scripts by name, and those of the modules that a reading page's import.
    fn scripts(&mut self, is_static: bool) -> (BTreeMap<&'static str, String>, Vec<String>) {
        let source = |name: &str| text(name).map(|text| without_comments(&text));
        let mut modules = Modules::new(&source, &hashed_name);
        let added = if is_static { &STATIC_SITE[..] } else { &[] };
        let names = SCRIPTS.iter().chain(added);
        let scripts = names.map(|name| (*name, self.addresses.asset(&modules.publish(name)))).collect();
        let of_piece: Vec<&str> = SCRIPTS.into_iter().chain(added.first().copied()).collect();
        let imported = modules.loaded_with(&of_piece).iter().map(|name| self.addresses.asset(name)).collect();
        for (name, text) in modules.into_files() {
            self.insert(&name, text.into_bytes());
        }
        (scripts, imported)
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
        let page = Page::immutable(Bytes::from(bytes), media_type::of_static(served));
        self.pages.push((format!("/static/{served}"), page));
        self.addresses.asset(served)
    }
}

/// A script or stylesheet without the comments that stand on lines of their own: a third of it, which readers would
/// wait for. No string here goes over lines.
fn without_comments(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut is_inside = false;
    for line in source.lines() {
        let trimmed = line.trim();
        let begins =
            !is_inside && trimmed.starts_with("/*") && trimmed.find("*/").is_none_or(|end| end + 2 == trimmed.len());
        if begins || is_inside {
            is_inside = !trimmed.ends_with("*/");
        } else if !trimmed.starts_with("//") && !trimmed.is_empty() {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn text(path: &str) -> Option<String> {
    String::from_utf8(Static::get(path)?.data.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_part_of_the_stylesheet_is_served() {
        let files: BTreeSet<String> =
            Static::iter().filter(|path| path.starts_with("styles/")).map(Into::into).collect();
        assert_eq!(files, STYLES.iter().map(|part| format!("styles/{part}.css")).collect());
    }

    #[test]
    fn comments_on_lines_of_their_own_are_not_served() {
        let source = "/* One. */\n/** Two,\n * and three. */\nlet a = /** @type {b} */ (c); // four\n  // Five.\n\n  /** @type {d} */ (e).f();\n";
        assert_eq!(without_comments(source), "let a = /** @type {b} */ (c); // four\n  /** @type {d} */ (e).f();\n");
    }

    /// Another form would keep a name without its hash, which nobody serves.
    #[test]
    fn modules_are_imported_in_the_two_forms_that_are_rewritten() {
        for path in Static::iter().filter(|path| path.ends_with("js")) {
            let text = text(&path).unwrap();
            let is_served = |name: Option<&str>| name.is_some_and(|name| Static::get(name).is_some());
            for line in text.lines().filter(|line| line.starts_with("import ")) {
                let name = line.split_once(" from \"./").and_then(|(_, name)| name.strip_suffix("\";"));
                assert!(is_served(name), "{path}: {line}");
            }
            for (_, late) in text.match_indices("import(").map(|(at, form)| text[at..].split_at(form.len())) {
                let name = late.strip_prefix("\"./").and_then(|name| name.split_once("\")")).map(|(name, _)| name);
                assert!(is_served(name), "{path}: import({}", late.lines().next().unwrap_or_default());
            }
        }
    }
}
