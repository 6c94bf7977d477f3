//! What docs/scaling-out.md tells caches is what the server sends, for every kind of address.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sidelight::web::route::TEMPLATES;

use crate::process::{Running, desk, spawn};
use crate::program::command;

fn start() -> Running {
    let folder = desk();
    folder.write("content/sidelight.yaml", "base_url: https://example.org\n");
    // So many notes that their collection has a second page.
    let notes: Vec<String> = (0..101).map(|number| format!("n{number}")).collect();
    let words: String = notes.iter().map(|note| format!("[{note}](notes/{note}.md) ")).collect();
    folder.write("content/a/index.md", format!("---\ntitle: A\ndate: 2024-02-29\n---\nSome words: {words}\n"));
    for note in notes {
        folder.write(&format!("content/a/notes/{note}.md"), "---\ntitle: N\n---\n");
    }
    let mut command = command(folder.path());
    command.args(["serve", "--listen", "127.0.0.1:0", "--live"]);
    spawn(command, folder)
}

const NOTHING: &str = "/nothing";
const SLASHED: &str = "/a/";

/// How the rows begin that are of no one kind, and what the test calls them.
const OTHERS: [(&str, &str); 2] = [("| what is not there", "other"), ("| an address with a slash", "slashed")];

/// An address of this kind.
fn example(template: &str, page: &str) -> String {
    let asset = page.split('"').find(|part| part.starts_with("/static/")).unwrap();
    match template {
        "/static/{file}" => asset.to_owned(),
        "/oembed" => "/oembed?url=https://example.org/a".to_owned(),
        "/{piece}/annotations/{page}" => "/a/annotations/2.jsonld".to_owned(),
        "other" => NOTHING.to_owned(),
        template => template.replace("{piece}", "a").replace("{layer}", "notes").replace("{annotation}", "n1"),
    }
}

/// What caches go by: what may be kept, what it is asked for again with, and what else of a request it depends on.
fn terms(running: &Running, address: &str) -> [String; 3] {
    let mut client = running.server.connect();
    client.send(format!("GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    let head = String::from_utf8(client.until(b"\r\n\r\n")).unwrap().to_ascii_lowercase();
    let status = match address {
        NOTHING => "404",
        SLASHED => "308",
        _ => "200",
    };
    assert!(head.starts_with(&format!("http/1.1 {status} ")), "{address}: {head}");
    let all = |name: &str| {
        let values = head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        values.collect::<Vec<_>>().join(", ")
    };
    let tag = if all("etag").is_empty() { "no" } else { "yes" };
    [all("cache-control"), tag.to_owned(), all("vary")]
}

#[test]
fn every_kind_of_address_is_on_the_page_with_what_caches_are_told() {
    let running = start();
    let page = running.text("/a");
    let mut sent: BTreeMap<String, [String; 3]> =
        TEMPLATES.iter().map(|kind| ((*kind).to_owned(), terms(&running, &example(kind, &page)))).collect();
    sent.insert("slashed".to_owned(), terms(&running, SLASHED));
    let manual = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scaling-out.md")).unwrap();
    let mut told = BTreeMap::new();
    for row in manual.lines() {
        let other = OTHERS.iter().find(|(begin, _)| row.starts_with(begin)).map(|(_, name)| *name);
        if other.is_none() && !row.starts_with("| `/") {
            continue;
        }
        let cells: Vec<String> = row.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect();
        let [kinds, terms @ ..] = &cells[..] else { panic!("{row}") };
        for kind in kinds.split(", ") {
            let kind = other.unwrap_or(kind);
            let terms: [String; 3] = terms[..3].to_vec().try_into().unwrap();
            assert!(told.insert(kind.to_owned(), terms).is_none(), "{kind} is there twice");
        }
    }
    assert_eq!(told, sent);
}
