//! Every page of a site as a file.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Bytes;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::card::Fonts;
use crate::content::slug;
use crate::render::pages::Problem;
use crate::site::{Body, Coding, Compressor, Effort, Site, is_compressible};

use super::{Refusal, cards, manifest, rules};

/// A file of a static site.
#[derive(Debug)]
pub struct File {
    /// The address below the base path that it answers; for messages.
    pub address: String,
    /// Below the output folder, with `/` between its parts.
    pub path: String,
    pub content_type: &'static str,
    pub body: Bytes,
}

impl File {
    pub fn new(
        address: impl Into<String>,
        path: impl Into<String>,
        content_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Self {
        Self { address: address.into(), path: path.into(), content_type, body: body.into() }
    }
}

const TEXT: &str = "text/plain; charset=utf-8";

/// The files of a site, in the order of their paths: the same for the same site.
///
/// # Errors
/// When two addresses would have to be one file.
pub fn plan(site: &Site, fonts: &Fonts) -> Result<Vec<File>, Refusal> {
    let mut files: Vec<File> = Vec::new();
    for address in site.paths() {
        let Some(page) = site.page(address) else { continue };
        files.push(File::new(address, path(address, page.content_type), page.content_type, page.body.bytes().clone()));
    }
    files.extend(cards::of(site, pieces(site), fonts));
    if let Some(page) = site.problem(Problem::NotFound) {
        files.push(File::new("of what is not there", "404.html", page.content_type, page.body.bytes().clone()));
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let (headers, redirects) = (rules::headers(site, &files), rules::redirects(site, &files));
    let siblings: Vec<Vec<File>> = files
        .par_iter()
        .map_init(|| Compressor::new(Effort::Best), |compressor, file| siblings(file, compressor))
        .collect();
    files.extend(siblings.into_iter().flatten());
    // GitHub Pages would leave out what begins with an underscore.
    let own = [(".nojekyll", String::new()), ("_headers", headers), ("_redirects", redirects)];
    files.extend(own.map(|(path, text)| File::new("of Sidelight's own", path, TEXT, text.into_bytes())));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    distinct(&files)?;
    Ok(files)
}

/// The slugs of all pieces that readers are shown: they can be shown in frames.
fn pieces(site: &Site) -> Vec<String> {
    let slugs = site.paths().filter_map(|path| path.strip_prefix('/')?.strip_suffix("/embed"));
    let mut slugs: Vec<String> = slugs.filter(|slug| !slug.contains('/')).map(str::to_owned).collect();
    slugs.sort();
    slugs
}

/// The file of an address, which is decoded. Pages have addresses without an ending.
fn path(address: &str, content_type: &str) -> String {
    match address.strip_prefix('/').unwrap_or(address) {
        "" => "index.html".to_owned(),
        page if is_page(content_type) => format!("{page}.html"),
        file => file.to_owned(),
    }
}

/// Whether readers see it, at an address without an ending.
pub fn is_page(content_type: &str) -> bool {
    content_type.starts_with("text/html")
}

fn siblings(file: &File, compressor: &mut Compressor) -> Vec<File> {
    if !is_compressible(file.content_type) {
        return Vec::new();
    }
    let body = Body::new(file.body.clone());
    body.encode(compressor);
    let endings = [(Coding::Brotli, "br"), (Coding::Gzip, "gz")].into_iter();
    endings
        .filter_map(|(coding, ending)| Some((ending, body.encoded(coding)?)))
        .map(|(ending, body)| {
            let path = format!("{}.{ending}", file.path);
            File::new(file.address.as_str(), path, "application/octet-stream", body)
        })
        .collect()
}

/// Two names that some file systems take for one would overwrite each other, and a file cannot be a folder too.
fn distinct(files: &[File]) -> Result<(), Refusal> {
    let mut seen: BTreeMap<String, &File> = BTreeMap::new();
    for file in files {
        let clash = if file.path == manifest::NAME { Some(file) } else { seen.insert(slug::key(&file.path), file) };
        if let Some(other) = clash {
            return Err(clashing(other, file));
        }
    }
    let folders: BTreeSet<String> = seen.keys().flat_map(|path| folders(path).map(str::to_owned)).collect();
    let Some(both) = folders.iter().find_map(|folder| seen.get(folder)) else { return Ok(()) };
    let prefix = format!("{}/", slug::key(&both.path));
    let inside = seen.iter().find(|(path, _)| path.starts_with(&prefix)).map_or(both, |(_, file)| file);
    Err(clashing(both, inside))
}

/// The folders that a file is in.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(at, _)| &path[..at])
}

fn clashing(one: &File, other: &File) -> Refusal {
    Refusal::new(format!(
        "The addresses {} and {} cannot both be files ({} and {}): rename one of the two texts or annotations.",
        one.address, other.address, one.path, other.path,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_get_an_ending_and_files_keep_theirs() {
        let html = "text/html; charset=utf-8";
        assert_eq!(path("/", html), "index.html");
        assert_eq!(path("/guide/notes/geneva", html), "guide/notes/geneva.html");
        assert_eq!(path("/v1.2", html), "v1.2.html");
        assert_eq!(path("/guide/index.md", "text/markdown"), "guide/index.md");
    }

    #[test]
    fn what_would_be_one_file_is_refused() {
        let file = |path: &str| File::new(format!("/{path}"), path, TEXT, Vec::new());
        let is_refused = |paths: &[&str]| distinct(&paths.iter().map(|path| file(path)).collect::<Vec<_>>()).is_err();
        assert!(is_refused(&["a.html", "A.html"]) && is_refused(&["a.html", "a.html/b"]));
        assert!(is_refused(&["e\u{301}", "\u{e9}"]) && is_refused(&[manifest::NAME]));
        assert!(!is_refused(&["a.html", "a/b.html", "a-b.html", "a.html.br"]));
    }
}
