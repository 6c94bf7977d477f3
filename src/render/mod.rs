//! Anchored text to HTML pages.
//!
//! Enter at [`pages::piece`] and its neighbours, one module a page family, each answering with a finished page. Below
//! them: [`html`] writes a document with marks, [`segments`] makes overlapping anchors flat, [`bodies`] gathers what a
//! template needs to know of an annotation, [`hidden`] says what a reader switched off, [`address`] makes every link,
//! [`attribution`] says whose words a passage is.
//! What a piece is exported as is made in [`cite`], [`web_annotation`] and [`listing`], what the library is in [`feed`]
//! and [`sitemap`]; `metadata` describes the reading page to other programs, [`open_graph`] the others; [`language`] says whose language
//! words are in.
//! What is drawn from annotations is counted and laid out in `timeline`, `extent`, `shares` and `cast`.
//!
//! Pure: the same library gives the same bytes.

pub mod address;
mod annotated;
pub mod attribution;
pub mod bodies;
mod cast;
pub mod cite;
mod contents;
mod excerpt;
mod extent;
pub mod feed;
mod footnotes;
pub mod hidden;
pub mod html;
pub mod language;
mod legend;
mod library_links;
mod license;
pub mod listing;
mod marks;
mod metadata;
pub mod open_graph;
pub mod pages;
mod passage;
mod quotation;
pub mod segments;
mod shares;
pub mod sitemap;
mod timeline;
pub mod web_annotation;

pub use annotated::AnnotatedPiece;
pub use extent::Summary;
pub use hidden::Hidden;
pub use library_links::{AssetNames, FolderAssets, PictureSize, ServedAsset};
pub use passage::SharedPassage;
