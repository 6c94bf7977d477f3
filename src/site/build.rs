//! A tree of files to a finished site.
//!
//! Enter at [`build`], or at a [`Builder`] for a library that changes. Steps: load the library, then make all that there
//! is for each piece, unless it is there from before; last the library page and the error pages.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use axum::body::Bytes;
use rayon::prelude::*;

use crate::content::{Code, Digest, Files, Library, Loaded, Loader, Piece, Tree, folder_of};
use crate::render::address::Addresses;
use crate::render::pages::{self, Neighbours, Problem};
use crate::render::{AssetNames, FolderAssets, ServedAsset};

use super::edition::Edition;
use super::exports;
use super::made::Made;
use super::media_type;
use super::page::{self, Page, Pages, Site};
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
    /// Whether a host of files serves the site: pages bring the scripts that do what the server does elsewhere.
    pub is_static: bool,
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
    Builder::new(options).build(tree)
}

/// Builds the sites of a library that changes. What was made for a piece is kept until something changes that it was
/// made of.
#[derive(Debug)]
pub struct Builder {
    options: Options,
    /// What was built last.
    tree: Tree,
    loader: Loader,
    assets: Assets,
    made: HashMap<String, Arc<Made>>,
    /// The pages that belong to no piece.
    pages: Pages,
}

impl Builder {
    pub fn new(options: Options) -> Self {
        Self {
            options,
            tree: Tree::default(),
            loader: Loader::default(),
            assets: Assets::default(),
            made: HashMap::new(),
            pages: Pages::new(),
        }
    }

    /// The files that a site was built of last.
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Builds the site of a tree of files. Pages that are new have their plain form only: see [`super::encoder`].
    pub fn build(&mut self, tree: &Tree) -> Built {
        self.tree = tree.clone();
        let mut loaded = self.loader.load(tree).with_base_url(self.options.base_url);
        let library = Arc::clone(&loaded.library);
        let addresses = Addresses::of(&library.settings);
        let (chrome, mut pages) = static_files::install(&addresses, self.options);
        // Nothing may lead to what is not shown, nor publish its pictures.
        let mut edition = Edition {
            catalog: library.catalog.without(&hidden_drafts(&library, self.options)),
            assets: AssetNames::new(self.assets.of(&library)),
            version: version(tree),
            with_drafts: self.options.with_drafts,
            made: HashMap::new(),
            spelling: OnceLock::new(),
            library: Arc::clone(&library),
            addresses: addresses.clone(),
            chrome,
        };
        edition.made = self.make(&loaded, &edition);
        if !loaded.has_duplicates() {
            self.made.clone_from(&edition.made);
        }
        loaded.report(edition.made.values().flat_map(|made| made.diagnostics.iter().cloned()).collect());

        let surroundings = edition.surroundings();
        let shown: Vec<&Piece> = edition.shown().map(|(_, piece)| piece).collect();
        let problem = |problem| (problem, Page::html(pages::error(problem, &shown, &surroundings)));
        let problems = Problem::ALL.into_iter().map(problem).collect();
        let is_ready = !loaded.has_errors();
        if is_ready {
            let list = || Page::html(edition.library_page(&edition.surroundings()));
            let exports = || exports::of_library(&shown, &edition.surroundings());
            let (list, exports) = rayon::join(list, exports);
            pages.push(("/".to_owned(), list));
            pages.extend(used_assets(&library, &edition));
            pages.extend(exports);
        }
        let pages = page::like(pages, Some(&self.pages));
        if is_ready {
            self.pages.clone_from(&pages);
        }
        let version = edition.version.clone();
        let site = Site { pages, problems, edition: is_ready.then_some(edition), addresses, version, is_ready };
        Built { site, loaded }
    }

    /// What is made for each piece that can be read, by slug.
    fn make(&self, loaded: &Loaded, edition: &Edition) -> HashMap<String, Arc<Made>> {
        let failed = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.code == Code::MarkdownParser);
        // The parser would fail again.
        let unreadable: HashSet<&str> = failed.map(|diagnostic| folder_of(&diagnostic.path)).collect();
        let shared = shared_version(edition);
        let neighbours: HashMap<&str, Neighbours<'_>> =
            edition.shown().map(|(neighbours, piece)| (piece.slug.as_str(), neighbours)).collect();
        let pieces = loaded.library.pieces.par_iter().filter(|piece| !unreadable.contains(piece.slug.as_str()));
        let made = pieces.map(|piece| {
            let neighbours = neighbours.get(piece.slug.as_str()).copied();
            let version = piece_version(shared, loaded.digest(&piece.slug), neighbours);
            let before = self.made.get(&piece.slug);
            let made = match before.filter(|before| before.version == version) {
                Some(before) => Arc::clone(before),
                None => Arc::new(Made::new(piece, neighbours, version, edition, before.map(Arc::as_ref))),
            };
            (piece.slug.clone(), made)
        });
        made.collect()
    }
}

/// Names what all pages are made from: the library's settings, the files that pages load, what is shown.
fn shared_version(edition: &Edition) -> Digest {
    let shared = format!("{:?}{:?}{}", edition.library.settings, edition.chrome, edition.with_drafts);
    blake3::hash(shared.as_bytes())
}

/// Names everything that the pages of one piece are made from.
fn piece_version(shared: Digest, files: Option<Digest>, neighbours: Option<Neighbours<'_>>) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(shared.as_bytes());
    hasher.update(files.as_ref().map_or(&[][..], |digest| digest.as_bytes()));
    for neighbour in neighbours.iter().flat_map(|neighbours| [neighbours.previous, neighbours.next]) {
        for part in neighbour.map_or([""; 2], |piece| [&piece.slug, &piece.title]) {
            hasher.update(&part.len().to_le_bytes()).update(part.as_bytes());
        }
    }
    digits(hasher.finalize())
}

/// How the assets of the library are served, as far as they have not changed.
#[derive(Debug, Default)]
struct Assets {
    /// By folder, with what they were made of.
    folders: BTreeMap<String, (Arc<Files>, Arc<FolderAssets>)>,
}

impl Assets {
    fn of(&mut self, library: &Library) -> Arc<BTreeMap<String, Arc<FolderAssets>>> {
        let known = std::mem::take(&mut self.folders);
        let folders = library.assets.folders().map(|(name, files)| {
            let known = known.get(name).filter(|(before, _)| Arc::ptr_eq(before, files));
            let served = known.map_or_else(|| Arc::new(served_assets(files)), |(_, served)| Arc::clone(served));
            (name.to_owned(), (Arc::clone(files), served))
        });
        self.folders = folders.collect();
        Arc::new(self.folders.iter().map(|(name, (_, served))| (name.clone(), Arc::clone(served))).collect())
    }
}

fn served_assets(files: &Files) -> FolderAssets {
    let served = files.iter().map(|(path, bytes)| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let name = static_files::hashed_name(name, bytes);
        (path.clone(), ServedAsset { name, size: picture_size(path, bytes) })
    });
    served.collect()
}

fn hidden_drafts(library: &Library, options: Options) -> Vec<&str> {
    let drafts = library.pieces.iter().filter(|piece| piece.draft && !options.with_drafts);
    drafts.map(|piece| piece.slug.as_str()).collect()
}

fn used_assets(library: &Library, edition: &Edition) -> Vec<(String, Page)> {
    let used: BTreeSet<&(String, String)> = edition.made.values().flat_map(|made| &made.assets).collect();
    let used = used.into_iter().filter_map(|(path, name)| {
        let bytes = Bytes::from_owner(Arc::clone(library.assets.get(path)?));
        Some((format!("/static/{name}"), Page::immutable(bytes, media_type::of_asset(path))))
    });
    used.collect()
}

/// A name for exactly these files.
pub fn version(tree: &Tree) -> String {
    digits(tree.digest())
}

/// Enough to tell apart the versions that one running program sees.
const VERSION_DIGITS: usize = 16;

fn digits(digest: Digest) -> String {
    digest.to_hex()[..VERSION_DIGITS].to_owned()
}
