//! Which files there are, what they say, and that they are the same every time.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use sidelight::content::folder;
use sidelight::site::{Options, build};

use super::{LIBRARY, built, files};
use crate::program::{Folder, run};

#[test]
fn every_address_is_a_file() {
    let folder = Folder::of(LIBRARY);
    let outcome = built(&folder);
    let files = files(&folder.file("site"));
    let plain: Vec<&str> = files
        .keys()
        .map(String::as_str)
        .filter(|path| !path.starts_with("static/") && !["br", "gz"].contains(&ending(path)))
        .collect();
    assert_eq!(plain.join("\n"), EXPECTED.trim());
    assert!(outcome.out.starts_with(&format!("{} files, ", files.len())), "{}", outcome.out);
    let addresses =
        build(&folder::read(&folder.file("content")).unwrap(), Options { is_static: true, ..Options::default() });
    for path in addresses.site.paths().filter(|path| *path != "/") {
        assert!(files.contains_key(&path[1..]) || files.contains_key(&format!("{}.html", &path[1..])), "{path}");
    }
    for (path, body) in files.iter().filter(|(path, _)| ending(path) == "html") {
        let page = String::from_utf8(body.clone()).unwrap();
        for (_, rest) in page.match_indices("=\"/static/").map(|(at, form)| page.split_at(at + form.len())) {
            let name = rest.split('"').next().unwrap();
            assert!(files.contains_key(&format!("static/{name}")), "{path}: {name}");
        }
    }
}

fn ending(path: &str) -> &str {
    path.rsplit('.').next().unwrap()
}

const EXPECTED: &str = "
.nojekyll
.sidelight-export
404.html
_headers
_redirects
bridge.html
bridge/annotations.csv
bridge/annotations.jsonld
bridge/annotations.md
bridge/annotations/1.jsonld
bridge/card.png
bridge/cite.bib
bridge/cite.json
bridge/cite.ris
bridge/embed.html
bridge/index.md
bridge/index.txt
bridge/notes.html
bridge/notes/vow.html
bridge/notes/vow.jsonld
bridge/speakers.html
bridge/speakers/ana.html
bridge/speakers/ana.jsonld
feed.atom
index.html
robots.txt
sitemap.xml
über.html
über/annotations.csv
über/annotations.jsonld
über/annotations.md
über/card.png
über/cite.bib
über/cite.json
über/cite.ris
über/embed.html
über/index.md
über/index.txt
";

#[test]
fn two_builds_of_one_library_are_the_same_bytes() {
    let (one, other) = (Folder::of(LIBRARY), Folder::of("-- a --\n"));
    // Elsewhere, written in another order, at another time.
    let mut content: Vec<_> = files(&one.file("content")).into_iter().collect();
    content.reverse();
    for (path, body) in content {
        let path = format!("content/{path}");
        other.write(&path, body);
        let file = fs::File::options().write(true).open(other.file(&path)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    }
    built(&one);
    built(&other);
    assert_eq!(files(&one.file("site")), files(&other.file("site")));
    let before = files(&one.file("site"));
    built(&one);
    assert_eq!(files(&one.file("site")), before);
}

#[test]
fn what_is_gone_from_the_library_is_gone_from_the_site() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    fs::remove_dir_all(folder.file("content/über")).unwrap();
    built(&folder);
    assert!(!files(&folder.file("site")).keys().any(|path| path.starts_with("über")));
    super::assert_tidy(&folder);
}

#[test]
fn a_library_with_errors_is_not_exported_and_warnings_are_told() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    let before = files(&folder.file("site"));
    folder.write("content/bridge/notes/vow.md", "---\ntitel: A vow\n---\n");
    let outcome = run(&folder, &["build", "--output", "site"]);
    assert_eq!((outcome.status, outcome.out.as_str()), (Some(1), ""));
    assert!(outcome.err.contains("unknown-field") && outcome.err.contains("bridge/notes/vow.md"), "{}", outcome.err);
    assert_eq!(files(&folder.file("site")), before);

    folder.write("content/bridge/notes/vow.md", "---\ntitle: A vow\ntargets: [{ exact: not there }]\n---\n");
    let outcome = run(&folder, &["build", "--output", "site"]);
    assert_eq!(outcome.status, Some(0));
    assert!(outcome.err.contains("target-orphaned"), "{}", outcome.err);
}

#[test]
fn the_public_address_is_taken_from_the_flag_the_environment_or_the_library() {
    let folder = Folder::of(LIBRARY);
    let outcome = run(&folder, &["build", "--output", "site", "--base-url", "https://example.com/reader"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    let text = |path: &str| fs::read_to_string(folder.file(&format!("site/{path}"))).unwrap();
    let page = text("bridge.html");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.com/reader/bridge\">"), "{page}");
    assert!(page.contains("src=\"/reader/static/") && !page.contains("\"/static/"), "{page}");
    assert!(page.contains("content=\"https://example.com/reader/bridge/card.png\""), "{page}");
    assert!(text("sitemap.xml").contains("<loc>https://example.com/reader/bridge</loc>"));
    assert!(text("_headers").contains("\n/reader/:piece\n") && text("_headers").contains("\n/reader/\n"));
    assert!(text("_redirects").contains("/reader/bridge/ /reader/bridge 301\n"));
    let outcome = run(&folder, &["build", "--output", "site", "--base-url", "example.com"]);
    assert_eq!(outcome.status, Some(2));
    assert!(outcome.err.contains("write it like https://example.org"), "{}", outcome.err);
}

#[test]
fn rules_for_one_address_never_name_a_header_twice() {
    let folder = Folder::of(LIBRARY);
    built(&folder);
    let text = fs::read_to_string(folder.file("site/_headers")).unwrap();
    let mut rules: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix("  ") {
            Some(header) => rules.last_mut().unwrap().1.push(header.split(':').next().unwrap()),
            None => rules.push((line, Vec::new())),
        }
    }
    assert!(rules.len() < 100, "Cloudflare reads no more");
    for path in files(&folder.file("site")).keys().filter(|path| !["br", "gz"].contains(&ending(path))) {
        let address = format!("/{}", path.trim_end_matches(".html").trim_end_matches("index"));
        let mut names: Vec<&str> =
            rules.iter().filter(|(pattern, _)| fits(pattern, &address)).flat_map(|(_, names)| names.clone()).collect();
        names.sort_unstable();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all, "{address}");
        assert!(names.contains(&"content-security-policy") && names.contains(&"cache-control"), "{address}: {names:?}");
    }
}

/// As hosts read a pattern: `:name` is one part of an address, `*` everything.
fn fits(pattern: &str, address: &str) -> bool {
    if let Some(start) = pattern.strip_suffix('*') {
        return address.starts_with(start);
    }
    let (pattern, address): (Vec<&str>, Vec<&str>) = (pattern.split('/').collect(), address.split('/').collect());
    let fits = |(part, name): (&&str, &&str)| part == name || (part.starts_with(':') && !name.is_empty());
    pattern.len() == address.len() && pattern.iter().zip(&address).all(fits)
}

#[test]
fn what_file_hosts_keep_for_themselves_is_refused() {
    for (slug, other) in [("404", "404.html"), ("index", "index.html"), ("_headers", "")] {
        let folder = Folder::of(&LIBRARY.replace("content/über", &format!("content/{slug}")));
        let outcome = run(&folder, &["build", "--output", "site"]);
        // A name that is no slug is refused sooner.
        let status = if other.is_empty() { 1 } else { 2 };
        assert_eq!(outcome.status, Some(status), "{outcome:?}");
        assert!(outcome.err.contains(other) && !Path::new(&folder.file("site")).exists(), "{}", outcome.err);
    }
}
