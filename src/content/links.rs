//! Faults of a text's links, images and raw HTML.
//!
//! Enter at [`check`], once the whole library is known.

use std::cell::Cell;
use std::collections::HashSet;

use crate::text::{Document, Link};

use super::catalog::{Catalog, Destination};
use super::diagnostic::Code;
use super::fields::{Report, nearest_by_edits};
use super::library::Piece;
use super::slug;
use super::texts::OtherPieces;
use super::tree::is_markdown;

/// What links can lead to.
#[derive(Clone, Copy)]
pub struct Reach<'a, 'l> {
    pub catalog: &'a Catalog,
    /// Files that are there but at fault: a link to one of them is not another fault.
    pub at_fault: &'a HashSet<String>,
    /// The piece that the file belongs to.
    pub piece: &'a Piece,
    /// The ids in that piece, which `#…` may name.
    pub ids: &'a HashSet<&'a str>,
    pub others: &'a OtherPieces<'l>,
    pub guesses: Option<&'a Guesses>,
}

impl Reach<'_, '_> {
    /// Whether a name may be compared to so many others.
    fn may_guess(&self, comparisons: usize) -> bool {
        self.guesses.is_some_and(|guesses| guesses.take(comparisons))
    }
}

/// How many names may still be compared to guess what was meant. A library of thousands of broken links among
/// thousands of files gets its first faults with a guess, and the others without: about a second in all.
pub struct Guesses(Cell<usize>);

impl Default for Guesses {
    fn default() -> Self {
        Self(Cell::new(COMPARISONS))
    }
}

const COMPARISONS: usize = 2_000_000;

impl Guesses {
    fn take(&self, comparisons: usize) -> bool {
        let left = self.0.get().checked_sub(comparisons);
        self.0.set(left.unwrap_or(self.0.get()));
        left.is_some()
    }
}

/// Reports what is wrong with the links of one file, and the raw HTML in it.
pub fn check(document: &Document<'_>, reach: Reach<'_, '_>, report: &mut Report<'_>) {
    for (index, link) in document.links.iter().enumerate() {
        let destination = reach.catalog.resolve(&report.file.path, &link.destination);
        check_link(link, &destination, reach, report);
        if has_address(link) && is_wordless(link, document.links.get(index + 1), document.text.as_str()) {
            let help = "write between `[` and `]` what readers are to see, or take the link out";
            report.add(Code::LinkEmpty, link.source.clone(), "the link has no words, so nobody can follow it", help);
        }
    }
    for span in &document.raw_html {
        report.add(
            Code::RawHtml,
            span.clone(),
            "raw HTML is shown to readers as text",
            "write it as Markdown, or put `\\` before the `<` if it is meant to be read",
        );
    }
}

fn has_address(link: &Link) -> bool {
    !matches!(link.destination.trim(), "" | "#")
}

/// Whether a link has neither words nor a picture; `next` is the link or picture behind it.
fn is_wordless(link: &Link, next: Option<&Link>, text: &str) -> bool {
    let holds_picture = next.is_some_and(|next| next.is_image && next.source.end <= link.source.end);
    !link.is_image && !holds_picture && text[link.text.clone()].trim().is_empty()
}

fn check_link(link: &Link, destination: &Destination, reach: Reach<'_, '_>, report: &mut Report<'_>) {
    let span = link.source.clone();
    let what = if link.is_image { "image" } else { "link" };
    match destination {
        _ if !has_address(link) => {
            let message = format!("the {what} has no address");
            let help = "write it between `(` and `)`, or take the brackets out";
            report.add(Code::LinkEmpty, span, message, help);
        }
        Destination::Forbidden(scheme) => {
            let message = format!("the {what} goes to `{scheme}`, where readers are not sent");
            let help = "links go to http, https, mailto, `#…` and files of the library";
            report.add(Code::LinkForbidden, span, message, help);
        }
        Destination::Missing(path)
            if reach.at_fault.contains(path) || reach.at_fault.contains(&format!("{path}/index.md")) => {}
        Destination::Missing(path) if is_annotation(path, &report.file.path) && !link.is_image => {
            let message = format!("there is no annotation `{path}`");
            let help =
                missing_help(path, &report.file.path, reach, "write the annotation's file, or take the link out");
            report.add(Code::AnnotationMissing, span, message, help);
        }
        Destination::Missing(path) => {
            let message = format!("the {what} goes to `{path}`, which is not in the library");
            let help = missing_help(path, &report.file.path, reach, "put the file there, or take it out of the text");
            report.add(Code::LinkBroken, span, message, help);
        }
        Destination::External(address) if link.is_image => {
            let message = format!("the image lies on another site: `{address}`");
            let help = "no page of Sidelight sends a reader's browser to another host: put the file beside the text";
            report.add(Code::LinkBroken, span, message, help);
        }
        Destination::Fragment(_) | Destination::Piece { .. } | Destination::Annotation { .. } if link.is_image => {
            let message = format!("`{}` is no picture", link.destination);
            report.add(Code::LinkBroken, span, message, "take out the `!` to link to it");
        }
        Destination::Piece { piece, .. } | Destination::Annotation { piece, .. }
            if reach.others.is_draft(piece) && !reach.piece.draft =>
        {
            let message = format!("the link goes to `{piece}`, a draft, which readers do not see");
            report.add(Code::LinkBroken, span, message, "publish the draft first, or take the link out");
        }
        Destination::Piece { piece, fragment: Some(id) }
            if *piece != reach.piece.slug && !reach.others.has_id(piece, id) =>
        {
            let message = format!("nothing in `{piece}` has the id `{id}`");
            report.add(Code::LinkBroken, span, message, ID_HELP);
        }
        _ => {
            if let Some(id) = own_id(destination, reach.piece).filter(|id| !reach.ids.contains(id)) {
                let message = format!("nothing in the text has the id `{id}`");
                let guess = reach.may_guess(reach.ids.len()).then(|| nearest_by_edits(id, reach.ids.iter().copied()));
                let help = guess.flatten().map_or(ID_HELP.to_owned(), |id| format!("did you mean `#{id}`?"));
                report.add(Code::LinkBroken, span, message, help);
            }
        }
    }
}

/// The id that a link names in the piece that it stands in.
fn own_id<'d>(destination: &'d Destination, own: &Piece) -> Option<&'d str> {
    match destination {
        Destination::Fragment(id) if !id.is_empty() => Some(id),
        Destination::Piece { piece, fragment: Some(id) } if *piece == own.slug => Some(id),
        _ => None,
    }
}

const ID_HELP: &str = "a block's id is made of its first words, like `#no-one-should-have`";

/// Whether a path would be an annotation of the piece that `from` belongs to.
fn is_annotation(path: &str, from: &str) -> bool {
    let mut parts = path.split('/');
    let same_piece = parts.next() == from.split('/').next();
    same_piece && is_markdown(path) && parts.count() == 2
}

fn missing_help(path: &str, from: &str, reach: Reach<'_, '_>, otherwise: &str) -> String {
    let known = || reach.catalog.paths().filter(|known| *known != from);
    if !reach.may_guess(reach.catalog.len()) {
        return otherwise.to_owned();
    }
    // A wrong capital or accent is the likeliest slip, and the least visible.
    let key = slug::key(path);
    match known().find(|known| slug::key(known) == key).or_else(|| nearest_by_edits(path, known())) {
        Some(near) => format!("did you mean `{}`? Otherwise {otherwise}", relative(from, near)),
        None => otherwise.to_owned(),
    }
}

/// The path of a file of the library as a link in the file `from` writes it.
fn relative(from: &str, to: &str) -> String {
    let folders: Vec<&str> = from.split('/').collect();
    let folders = &folders[..folders.len() - 1];
    let target: Vec<&str> = to.split('/').collect();
    let shared = folders.iter().zip(&target[..target.len() - 1]).take_while(|(a, b)| a == b).count();
    let ups = std::iter::repeat_n("..", folders.len() - shared);
    ups.chain(target[shared..].iter().copied()).collect::<Vec<_>>().join("/").replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn a_suggested_path_can_be_pasted_into_the_link() {
        for (from, to, written) in [
            ("a/index.md", "a/notes/n.md", "notes/n.md"),
            ("a/notes/n.md", "a/notes/m.md", "m.md"),
            ("a/notes/n.md", "a/index.md", "../index.md"),
            ("a/index.md", "b/index.md", "../b/index.md"),
            ("a/index.md", "a/my picture.png", "my%20picture.png"),
        ] {
            assert_eq!(relative(from, to), written, "{to} from {from}");
        }
    }
}
