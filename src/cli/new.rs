//! `sidelight new`: a commented skeleton to write into.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::content::slug;

use super::Failure;
use super::args::NewArgs;
use super::source::DEFAULT_FOLDER;

const PIECE: &str = include_str!("skeletons/piece.md");
const SPEAKER: &str = include_str!("skeletons/speaker.md");
const ANALOGY: &str = include_str!("skeletons/analogy.md");
const NOTE: &str = include_str!("skeletons/note.md");

/// What the skeletons have where the title belongs.
const TITLE: &str = "TITLE";

pub fn run(args: &NewArgs) -> Result<ExitCode, Failure> {
    let name = args.name.trim_matches('/').trim_end_matches(".md");
    let parts: Vec<&str> = name.split('/').collect();
    let (skeleton, path) = match parts[..] {
        [piece] => (PIECE, format!("{piece}/index.md")),
        [piece, layer, slug] => (skeleton_of(layer), format!("{piece}/{layer}/{slug}.md")),
        _ => return Err(Failure::new("The name is `piece` for a piece, or `piece/layer/name` for an annotation.")),
    };
    for part in &parts {
        slug::check(part).map_err(|bad| {
            Failure::new(format!("`{part}` cannot be part of an address: {}; try `{}`.", bad.reason, bad.suggestion))
        })?;
    }
    if slug::is_reserved(parts[0], slug::RESERVED_PIECES) {
        return Err(Failure::new(format!("`{}` is kept for Sidelight's own use.", parts[0])));
    }
    if parts.get(1).is_some_and(|layer| slug::is_reserved(layer, slug::RESERVED_LAYERS)) {
        return Err(Failure::new(format!("`{}` is kept for Sidelight's own use.", parts[1])));
    }
    let folder = args.content.as_deref().filter(|folder| !folder.as_os_str().is_empty());
    let file = folder.unwrap_or(Path::new(DEFAULT_FOLDER)).join(&path);
    let title = slug::title(parts.last().copied().unwrap_or_default());
    write_new(&file, &skeleton.replace(TITLE, &title))?;
    println!("{}", file.display());
    Ok(ExitCode::SUCCESS)
}

fn skeleton_of(layer: &str) -> &'static str {
    match layer {
        "speakers" => SPEAKER,
        "analogies" => ANALOGY,
        _ => NOTE,
    }
}

/// Writes a file that is not there yet.
fn write_new(file: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: &std::io::Error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::new(format!("{} is there already; nothing was written.", file.display())),
        _ => Failure::new(format!("{} cannot be written: {error}.", file.display())),
    };
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    }
    // `create_new` leaves no moment between looking and writing in which another program could write the file.
    let mut opened = OpenOptions::new().write(true).create_new(true).open(file).map_err(|error| failed(&error))?;
    opened.write_all(text.as_bytes()).map_err(|error| failed(&error))
}
