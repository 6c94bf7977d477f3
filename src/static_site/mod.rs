//! A site as files, for hosts that know nothing of Sidelight.
//!
//! Enter at [`plan`], which makes a [`File`] of every page, and [`write`], which puts them into a folder. Steps: `files`
//! gives each address a file, `cards` has the pieces' cards drawn, `rules` says the server's headers and redirects in
//! the words of hosts, `encodings` adds compressed siblings. Then `folder` looks whether the output folder may be
//! replaced, and `swap` replaces it at once: a `manifest` in it lists what was written, and nothing else is ever
//! deleted.
//!
//! An address without an ending, `/guide/notes`, is the file `guide/notes.html`, beside the folder `guide/notes` of
//! those below it: every host that takes addresses without endings looks there. `docs/static-hosting.md` tells operators
//! what they have to know.

mod cards;
mod files;
mod folder;
mod manifest;
mod rules;
mod swap;

use std::fmt;

pub use files::{File, plan};
pub use folder::{Written, write};

/// Why nothing was written: one sentence for whoever asked for it.
#[derive(Debug)]
pub struct Refusal(String);

impl Refusal {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}
