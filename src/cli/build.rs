//! `sidelight build`: a library as a static site, for any host of files.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use crate::card::Fonts;
use crate::site::{Options, build};
use crate::static_site;

use super::args::BuildArgs;
use super::options::Resolver;
use super::source::Source;
use super::{Failure, report, values};

pub fn run(args: BuildArgs) -> Result<ExitCode, Failure> {
    let begun = Instant::now();
    let mut given = Resolver::new(args.given);
    let source = values::source(&mut given)?;
    let base_url = values::base_url(&mut given)?;
    let with_drafts = values::switch(&mut given, "drafts", false)?;
    let fonts = Fonts::new(values::fonts(&mut given)?.as_deref());
    let fonts = fonts.map_err(|error| Failure::new(format!("Cards have no fonts: {error}.")))?;
    let options = Options { is_static: true, with_drafts, base_url, ..Options::default() };
    let built = build(&source.read()?, options);
    if !built.loaded.diagnostics.is_empty() {
        let _ = stderr().write_all(report::human(&built.loaded, stderr().is_terminal()).as_bytes());
    }
    if built.loaded.has_errors() {
        return Ok(ExitCode::FAILURE);
    }
    if built.site.base_url().is_none() {
        let _ = writeln!(
            stderr(),
            "Without base_url in sidelight.yaml, or --base-url, there is no sitemap, links are shown without a picture, and the site \
             works only at the root of its host."
        );
    }
    let refused = |refusal: static_site::Refusal| Failure::new(refusal.to_string());
    let files = static_site::plan(&built.site, &fonts).map_err(refused)?;
    let content = match &source {
        Source::Folder(folder) => Some(folder.as_path()),
        Source::Embedded => None,
    };
    let written = static_site::write(&args.output, &files, content).map_err(refused)?;
    if let Some(left) = &written.left {
        let _ = writeln!(
            stderr(),
            "Something was added or changed in the earlier version while this one was written; it is in {}.",
            left.display(),
        );
    }
    let line = format!(
        "{}, {}, written to {} in {:.1} s\n",
        report::plural(written.files, "file"),
        size(written.bytes),
        shown(&args.output, &written.folder),
        begun.elapsed().as_secs_f32(),
    );
    // Whoever does not listen has got the site all the same.
    let _ = stdout().write_all(line.as_bytes());
    Ok(ExitCode::SUCCESS)
}

/// The folder as it was named, unless that leads elsewhere.
fn shown(named: &Path, folder: &Path) -> String {
    if named.is_symlink() { folder.display().to_string() } else { named.display().to_string() }
}

fn size(bytes: usize) -> String {
    match bytes as f64 {
        bytes if bytes >= 1e6 => format!("{:.1} MB", bytes / 1e6),
        bytes => format!("{:.1} kB", bytes / 1e3),
    }
}
