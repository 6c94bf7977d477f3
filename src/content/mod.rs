//! Files to a library.
//!
//! Enter at [`load`], which takes a [`Tree`] of files (read by [`folder`] from disk or by [`embedded`] from the
//! binary) and answers with a [`Library`] and every fault it met, each a [`Diagnostic`] with its place and a way to
//! mend it. Steps: [`front_matter`] splits a file, [`yaml`] reads its fields with their places, [`fields`] decodes
//! them, `piece`, `author` and `annotation` know which there are, `decode` puts a folder together, `links` says where a link leads.
//!
//! Only `folder` touches a disk; the rest is values in, values out.

mod annotation;
mod author;
mod catalog;
mod controls;
mod decode;
pub mod diagnostic;
mod direction;
pub mod embedded;
mod fields;
pub mod folder;
mod footnotes;
mod front_matter;
mod guard;
mod library;
mod links;
mod load;
mod piece;
mod selector;
mod settings;
pub mod slug;
mod texts;
mod tree;
mod unread;
mod yaml;

pub use author::{Author, Person};
pub use catalog::{Catalog, Destination};
pub use decode::SETTINGS_FILE;
pub use diagnostic::{Code, Diagnostic, Severity, TargetReport};
pub use fields::nearest_by_edits;
pub use guard::guarded;
pub use library::{
    Annotation, Assets, CastMember, Direction, Layer, Library, MarkStyle, Piece, Placement, Settings, SourceFile,
    Target, Tone, Work,
};
pub use load::{Loaded, Loader, load};
pub use selector::{Quote, Selector};
pub use settings::check_base_url;
pub use tree::{Digest, Fault, Files, Folder, MAX_ASSET_BYTES, MAX_TEXT_BYTES, Tree, folder_of};
