//! Front matter to a library: whatever a file begins with, it is read or its faults are told, each in its place.

use std::sync::Arc;

use sidelight::content::{Loaded, Loader, Tree, load};

use super::faults;

/// Any bytes as a piece, as an annotation and as the settings of the library, all at once.
pub fn holds(data: &[u8]) {
    let tree = tree(data);
    let loaded = load(&tree);
    faults::are_sound(&loaded);
    check_decoded(&loaded);
    check_again(&tree, &loaded);
    if !data.starts_with(MARK) {
        check_mark(data);
    }
}

/// The mark with which some editors begin a file.
const MARK: &[u8] = "\u{feff}".as_bytes();

fn tree(file: &[u8]) -> Tree {
    let mut tree = Tree::default();
    for path in ["a/index.md", "a/notes/n.md", "sidelight.yaml"] {
        tree.insert(path, Arc::from(file));
    }
    tree
}

/// What is read can be shown.
fn check_decoded(loaded: &Loaded) {
    for piece in &loaded.library.pieces {
        assert!(piece.file.text.get(piece.body_start..).is_some(), "{} begins in {:?}", piece.body_start, piece.file);
        assert!(loaded.has_errors() || !piece.title.trim().is_empty(), "{piece:?}");
        for (layer, annotation) in piece.annotations() {
            assert_eq!(annotation.key().split_once('/').map(|(layer, _)| layer), Some(layer.name.as_str()));
        }
    }
}

/// The same files give the same library, also to a loader that has read them before.
fn check_again(tree: &Tree, first: &Loaded) {
    let mut loader = Loader::default();
    for again in [loader.load(tree), loader.load(tree)] {
        assert_eq!(again.diagnostics, first.diagnostics);
        assert_eq!(format!("{:?}", again.library.pieces), format!("{:?}", first.library.pieces));
        assert_eq!(format!("{:?}", again.library.settings), format!("{:?}", first.library.settings));
    }
}

/// A byte order mark changes nothing.
fn check_mark(file: &[u8]) {
    let read = |file: &[u8]| {
        let mut tree = Tree::default();
        tree.insert("a/index.md", Arc::from(file));
        let loaded = load(&tree);
        let titles: Vec<String> = loaded.library.pieces.iter().map(|piece| piece.title.clone()).collect();
        let faults: Vec<_> = loaded.diagnostics.into_iter().map(|fault| (fault.code, fault.message)).collect();
        (titles, faults)
    };
    assert_eq!(read(&[MARK, file].concat()), read(file));
}
