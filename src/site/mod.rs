//! The immutable snapshot that requests read.
//!
//! Enter at [`build`], which turns a [`crate::content::Tree`] into a [`Site`]: every page, asset and error page as
//! finished bytes by address, and what to make others of (`edition`). [`Current`] holds the site that is being served
//! and swaps it whole, and has the [`Cards`]; [`watch`] rebuilds when the content folder changes. A request takes one snapshot and reads
//! nothing from disk.

mod body;
mod build;
mod cards;
mod compressor;
mod counts;
mod current;
mod edition;
pub mod encoder;
mod exports;
mod made;
mod media_type;
mod modules;
mod page;
mod picture_size;
mod spelling;
mod static_files;
mod touched;
pub mod watch;

pub use body::{Accepted, Body, Coding, Tag};
pub use build::{Builder, Built, Options, build};
pub use cards::{
    CARD_PATIENCE, CARDS_CACHED_BYTES, CARDS_DRAWN_AT_ONCE, CARDS_WAITING_AT_MOST, Cards, NoCard, PassageView, Turn,
    card_of,
};
pub use compressor::{Compressor, Effort};
pub use counts::Counts;
pub use current::{Current, PAGES_MADE_AT_ONCE, Update};
pub use edition::Asked;
pub use media_type::is_compressible;
pub use page::{Page, Site};
