//! The library that the binary carries.
//!
//! It is served when there is no content folder, so that one command shows what Sidelight does.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::tree::Tree;

#[derive(RustEmbed)]
#[folder = "content/"]
#[exclude = ".*"]
struct Shipped;

/// The shipped library's files.
pub fn read() -> Tree {
    let files = Shipped::iter().filter_map(|path| {
        let file = Shipped::get(&path)?;
        Some((path.into_owned(), Arc::from(file.data.into_owned())))
    });
    Tree::new(files.collect(), BTreeMap::new())
}
