//! Takes the two faces that cards are set in out of the package that carries them.
//!
//! The package has seventeen fonts, ten megabytes together, behind one function. As a dependency of the build alone it
//! leaves only these two in the binary.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a build that cannot have its fonts has failed, and panicking says so"
)]

use std::path::Path;
use std::{env, fs};

/// The names that the faces have in their own tables, and the files that `card::fonts` includes.
const FACES: [(&str, &str); 2] = [("LibertinusSerif-Regular", "roman.otf"), ("LibertinusSerif-Italic", "italic.otf")];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for build scripts");
    for (name, file) in FACES {
        let is_named = |font: &&[u8]| font.windows(name.len()).any(|bytes| bytes == name.as_bytes());
        let font = typst_assets::fonts().find(is_named);
        let font = font.unwrap_or_else(|| panic!("the package of fonts has no {name} any more"));
        fs::write(Path::new(&folder).join(file), font).expect("cargo's own folder can be written to");
    }
}
