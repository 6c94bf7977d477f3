//! Where the links of a library's texts lead in its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::content::{Catalog, Destination};

use super::address::{Addresses, body_id};
use super::html::{LinkTarget, Links};

/// The size of a picture in CSS pixels; neither is nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PictureSize {
    pub width: usize,
    pub height: usize,
}

/// Larger ones are no pictures that a browser shows.
const LARGEST_SIDE: usize = 100_000;

impl PictureSize {
    /// `None` where a side is nought or nonsensically long.
    pub fn new(width: usize, height: usize) -> Option<Self> {
        let is_sound = |side| (1..=LARGEST_SIDE).contains(&side);
        (is_sound(width) && is_sound(height)).then_some(Self { width, height })
    }
}

/// How a file beside the texts is served.
#[derive(Debug, Clone)]
pub struct ServedAsset {
    /// The name of its file under `static`.
    pub name: String,
    /// Of a picture that says it.
    pub size: Option<PictureSize>,
}

/// How the assets of one folder at the top of the library are served, by their path in the library.
pub type FolderAssets = BTreeMap<String, ServedAsset>;

/// How assets are served; and which of them pages use.
#[derive(Debug, Default)]
pub struct AssetNames {
    /// By folder.
    folders: Arc<BTreeMap<String, Arc<FolderAssets>>>,
    /// Pages are made on several threads.
    used: Mutex<BTreeSet<String>>,
}

impl AssetNames {
    pub fn new(folders: Arc<BTreeMap<String, Arc<FolderAssets>>>) -> Self {
        Self { folders, used: Mutex::default() }
    }

    /// The same assets, none of them used so far.
    #[must_use]
    pub fn unused(&self) -> Self {
        Self::new(Arc::clone(&self.folders))
    }

    /// The paths and served names of the assets that a page links to: nothing else is published.
    pub fn used(&self) -> Vec<(String, String)> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.iter().filter_map(|path| Some((path.clone(), self.get(path)?.name.clone()))).collect()
    }

    fn get(&self, path: &str) -> Option<&ServedAsset> {
        self.folders.get(path.split('/').next()?)?.get(path)
    }

    /// An asset, which counts as used from now on.
    fn served(&self, path: &str) -> Option<&ServedAsset> {
        let asset = self.get(path)?;
        self.used.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        Some(asset)
    }
}

/// What a text is shown in, which decides where its links lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The text of a piece: links to its own annotations are anchors.
    Text,
    /// A body in the page of its piece.
    BodyInPiece,
    /// A body in a page of its own.
    BodyAlone,
    /// The text of a piece in a feed: there are no annotations, and nobody is on the page that fragments are in.
    Feed,
}

impl Place {
    /// Whether it is not in the page of the piece.
    fn is_elsewhere(self) -> bool {
        matches!(self, Self::BodyAlone | Self::Feed)
    }
}

/// The links of one file in one page.
pub struct LibraryLinks<'a> {
    pub catalog: &'a Catalog,
    pub addresses: &'a Addresses,
    pub assets: &'a AssetNames,
    /// The file that the links stand in.
    pub from: &'a str,
    /// The piece that the file belongs to.
    pub piece: &'a str,
    pub place: Place,
}

impl Links for LibraryLinks<'_> {
    fn link(&self, destination: &str) -> LinkTarget {
        if destination.trim().is_empty() {
            return LinkTarget::Words;
        }
        let address = match self.catalog.resolve(self.from, destination) {
            Destination::External(address) => address,
            Destination::Fragment(id) if self.place.is_elsewhere() => {
                format!("{}#{id}", self.addresses.piece(self.piece))
            }
            Destination::Fragment(id) => format!("#{id}"),
            Destination::Piece { piece, fragment: Some(id) } if piece == self.piece && !self.place.is_elsewhere() => {
                format!("#{id}")
            }
            Destination::Piece { piece, fragment } => {
                let fragment = fragment.map_or(String::new(), |id| format!("#{id}"));
                format!("{}{fragment}", self.addresses.piece(&piece))
            }
            Destination::Annotation { piece, layer, slug } => match self.place {
                Place::Text | Place::Feed if piece == self.piece => return LinkTarget::Words,
                Place::BodyInPiece if piece == self.piece => format!("#{}", body_id(&layer, &slug)),
                _ => self.addresses.annotation(&piece, &layer, &slug),
            },
            Destination::Asset(path) => match self.assets.served(&path) {
                Some(asset) => self.addresses.asset(&asset.name),
                None => return LinkTarget::Words,
            },
            Destination::Missing(_) | Destination::Forbidden(_) => return LinkTarget::Words,
        };
        LinkTarget::Address(address)
    }

    fn image(&self, destination: &str) -> Option<(String, Option<PictureSize>)> {
        match self.catalog.resolve(self.from, destination) {
            Destination::Asset(path) => {
                let asset = self.assets.served(&path)?;
                Some((self.addresses.asset(&asset.name), asset.size))
            }
            _ => None,
        }
    }
}
