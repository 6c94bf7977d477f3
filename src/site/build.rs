//! A tree of files to a finished site.
//!
//! Enter at [`build`]. Steps: load the library, then for each piece parse, anchor and render; last the library page
//! and the error pages. A panic while one piece is made becomes a fault of that piece.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::anchor::{Attached, attach};
use crate::content::{self, Code, Diagnostic, Library, Loaded, Piece, Tree};
use crate::render::address::Addresses;
use crate::render::pages::{self, Neighbours, Problem};
use crate::render::{AssetNames, PictureSize, Summary};
use crate::text::Document;

use super::edition::Edition;
use super::exports;
use super::media_type;
use super::page::{Page, Site};
use super::picture_size::picture_size;
use super::static_files;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether open pages reload when the library changes.
    pub is_live: bool,
    /// Whether pieces marked as drafts are shown.
    pub with_drafts: bool,
    /// Where readers find the library, in place of what it says itself. As all options, for as long as the program runs.
    pub base_url: Option<&'static str>,
}

/// What became of a tree.
#[derive(Debug)]
pub struct Built {
    /// The site; without pages of the library when that has errors.
    pub site: Site,
    /// The library with every fault that was found.
    pub loaded: Loaded,
}

/// Builds the site of a tree of files.
pub fn build(tree: &Tree, options: Options) -> Built {
    let mut loaded = content::load(tree).with_base_url(options.base_url);
    let library = Arc::clone(&loaded.library);
    let addresses = Addresses::of(&library.settings);
    let mut site = Site::new(addresses.clone(), version(tree), false);
    let chrome = static_files::install(&mut site, options.is_live);
    let mut edition = Edition {
        // Nothing may lead to what is not shown, nor publish its pictures.
        catalog: library.catalog.without(&hidden_drafts(&library, options)),
        assets: AssetNames::new(asset_names(&library), picture_sizes(&library)),
        version: site.version.clone(),
        with_drafts: options.with_drafts,
        attached: HashMap::new(),
        summaries: HashMap::new(),
        names: names(&library),
        library: Arc::clone(&library),
        addresses,
        chrome,
    };

    let mut found = Vec::new();
    for piece in library.pieces.iter().filter(|piece| !is_unreadable(piece, &loaded.diagnostics)) {
        match content::guarded(|| attached(piece, &library)) {
            Ok(mut attached) => {
                found.append(&mut attached.diagnostics);
                edition.attached.insert(piece.slug.clone(), Arc::new(attached));
            }
            Err(panic) => found.push(panicked(piece, &panic)),
        }
    }
    let (mut pages, mut summaries) = (Vec::new(), HashMap::new());
    for (neighbours, piece) in edition.shown() {
        match content::guarded(|| piece_pages(piece, neighbours, &edition)) {
            Ok(Some((made, summary))) => {
                pages.extend(made);
                summaries.insert(piece.slug.clone(), summary);
            }
            Ok(None) => {}
            Err(panic) => found.push(panicked(piece, &panic)),
        }
    }
    edition.summaries = summaries;
    let surroundings = edition.surroundings();
    pages.push(("/".to_owned(), Page::html(edition.library_page(&surroundings))));
    pages.extend(used_assets(&library, &edition.assets));
    let shown: Vec<&Piece> = edition.shown().map(|(_, piece)| piece).collect();
    pages.extend(exports::of_library(&shown, &surroundings));
    for problem in Problem::ALL {
        site.insert_problem(problem, Page::html(pages::error(problem, &shown, &surroundings)));
    }

    loaded.report(found);
    if !loaded.has_errors() {
        site.is_ready = true;
        for (path, page) in pages {
            site.insert(path, page);
        }
        site.edition = Some(edition);
    }
    Built { site, loaded }
}

fn hidden_drafts(library: &Library, options: Options) -> Vec<&str> {
    let drafts = library.pieces.iter().filter(|piece| piece.draft && !options.with_drafts);
    drafts.map(|piece| piece.slug.as_str()).collect()
}

/// The names of all layers and annotations, with which readers hide them.
fn names(library: &Library) -> HashSet<String> {
    let layers = library.pieces.iter().flat_map(|piece| &piece.layers).map(|layer| layer.name.clone());
    let annotations = library.pieces.iter().flat_map(Piece::annotations).map(|(_, annotation)| annotation.key());
    layers.chain(annotations).collect()
}

fn attached(piece: &Piece, library: &Library) -> Attached {
    attach(piece, &Document::parse(&piece.file.text, piece.body_start), &library.catalog)
}

/// All pages of a piece, by path, and what the library page says of it; `None` for one that could not be read.
fn piece_pages(piece: &Piece, neighbours: Neighbours<'_>, edition: &Edition) -> Option<(Vec<(String, Page)>, Summary)> {
    let surroundings = edition.surroundings();
    let slug = &piece.slug;
    let annotated = edition.annotated(piece)?;
    // An annotation may be called like another's data; the page that readers go to is put over it.
    let mut made = exports::of_piece(&annotated, &surroundings);
    made.extend([
        (format!("/{slug}"), Page::html(pages::piece(&annotated, neighbours, &surroundings))),
        (format!("/{slug}/embed"), Page::framable(pages::embed(&annotated, &surroundings))),
        (format!("/{slug}/index.md"), Page::new(piece.file.text.as_bytes(), "text/markdown; charset=utf-8")),
    ]);
    for layer in &piece.layers {
        let name = &layer.name;
        made.push((format!("/{slug}/{name}"), Page::html(pages::layer(&annotated, layer, &surroundings))));
    }
    for body in &annotated.bodies.all {
        let page = Page::html(pages::annotation(&annotated, body, &surroundings));
        made.push((format!("/{slug}/{}", body.key), page));
    }
    Some((made, Summary::new(&annotated)))
}

/// Whether the parser has failed on the piece or on one of its annotations: it would again.
fn is_unreadable(piece: &Piece, diagnostics: &[Diagnostic]) -> bool {
    let is_of = |path: &str| path.split('/').next() == Some(piece.slug.as_str());
    diagnostics.iter().any(|diagnostic| diagnostic.code == Code::MarkdownParser && is_of(&diagnostic.path))
}

fn panicked(piece: &Piece, panic: &str) -> Diagnostic {
    Diagnostic::new(
        Code::MarkdownParser,
        &piece.file.path,
        piece.body_start..piece.body_start,
        format!("making the page of this piece failed: {panic}"),
        "please report it with the file; taking out its newest part helps for now".to_owned(),
    )
}

fn asset_names(library: &Library) -> BTreeMap<String, String> {
    let named = library.assets.iter().map(|(path, bytes)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        (path.clone(), static_files::hashed_name(name, bytes))
    });
    named.collect()
}

fn picture_sizes(library: &Library) -> BTreeMap<String, PictureSize> {
    let sizes = library.assets.iter().filter_map(|(path, bytes)| Some((path.clone(), picture_size(path, bytes)?)));
    sizes.collect()
}

fn used_assets(library: &Library, assets: &AssetNames) -> Vec<(String, Page)> {
    let used = assets.used().into_iter().filter_map(|(path, name)| {
        let bytes = Arc::clone(library.assets.get(&path)?);
        Some((format!("/static/{name}"), Page::immutable(bytes, media_type::of_asset(&path))))
    });
    used.collect()
}

/// A name for exactly these files.
pub fn version(tree: &Tree) -> String {
    let mut hasher = blake3::Hasher::new();
    for (path, bytes) in &tree.files {
        hasher.update(path.as_bytes());
        hasher.update(&[0]);
        hasher.update(blake3::hash(bytes).as_bytes());
    }
    for (path, fault) in &tree.faults {
        hasher.update(format!("{path}\0{fault:?}").as_bytes());
    }
    hasher.finalize().to_hex()[..VERSION_DIGITS].to_owned()
}

/// Enough to tell apart the versions that one running program sees.
const VERSION_DIGITS: usize = 16;
