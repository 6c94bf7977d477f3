//! One folder at the top of a library to what it holds, with every fault on the way.
//!
//! Enter at [`Decoded::of`]. Steps: sort the files by what they are, decode front matter, put annotations into layers
//! and layers into the piece. Nothing here looks beyond the folder, so what came of it holds as long as its files do.

use std::collections::BTreeMap;
use std::mem::take;
use std::sync::Arc;

use crate::text;

use super::annotation;
use super::catalog::{Entries, Entry};
use super::controls;
use super::diagnostic::{Code, Diagnostic};
use super::fields::Report;
use super::front_matter::{self, SplitError};
use super::library::{Annotation, Layer, Piece, Settings, SourceFile};
use super::piece;
use super::settings;
use super::slug;
use super::tree::{Digest, Fault, Files, Folder, Texts, is_markdown};
use super::yaml::{self, Value};

/// The library's own file.
pub const SETTINGS_FILE: &str = "sidelight.yaml";
const PIECE_FILE: &str = "index.md";

/// What a folder holds.
#[derive(Debug)]
pub struct Decoded {
    /// Of its files.
    pub digest: Digest,
    /// From `sidelight.yaml`, which is in the folder without a name.
    pub settings: Option<Settings>,
    pub piece: Option<Arc<Piece>>,
    /// The path of its text, which may be at fault.
    pub index: Option<String>,
    /// What its name must not share with that of another piece: see [`slug::key`].
    pub key: String,
    /// What links can lead to, by path.
    pub entries: Arc<Entries>,
    pub assets: Arc<Files>,
    /// For excerpts.
    pub sources: Arc<Texts>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Decoded {
    /// Decodes all files of a folder.
    pub fn of(name: &str, folder: &Folder) -> Self {
        let mut decoding = Decoding { sources: Arc::clone(folder.texts()), ..Decoding::default() };
        decoding.faults(folder);
        for (path, bytes) in folder.files() {
            decoding.file(path, bytes);
        }
        decoding.assemble();
        Self {
            digest: folder.digest(),
            key: slug::key(name),
            settings: decoding.settings,
            piece: decoding.piece.map(Arc::new),
            index: decoding.index,
            entries: Arc::new(decoding.entries),
            assets: Arc::new(decoding.assets),
            sources: decoding.sources,
            diagnostics: decoding.diagnostics,
        }
    }
}

#[derive(Default)]
struct Decoding {
    settings: Option<Settings>,
    piece: Option<Piece>,
    index: Option<String>,
    /// By layer.
    annotations: BTreeMap<String, Vec<Annotation>>,
    entries: Entries,
    assets: Files,
    sources: Arc<Texts>,
    diagnostics: Vec<Diagnostic>,
    /// The first asset of each key.
    alike: BTreeMap<String, String>,
    /// First use of a name, by the folder it is in and its key.
    names: BTreeMap<(String, String), String>,
}

impl Decoding {
    fn add(&mut self, code: Code, path: &str, message: String, help: &str) {
        self.diagnostics.push(Diagnostic::new(code, path, 0..0, message, help.to_owned()));
    }

    fn faults(&mut self, folder: &Folder) {
        for (path, fault) in folder.faults() {
            if let Some((_, PIECE_FILE)) = path.split_once('/') {
                // It is there, though nothing is known of it: what is beside it does not lack a text.
                self.index = Some(path.to_owned());
            }
            match fault {
                Fault::TooLarge { bytes, limit } => {
                    let message = format!("the file has {bytes} bytes; the limit is {limit}");
                    self.add(Code::FileTooLarge, path, message, "split it, or make it smaller");
                }
                Fault::Symlink => {
                    let message = "the symbolic link leads out of the content folder, or nowhere".to_owned();
                    self.add(Code::Symlink, path, message, "put the file itself there");
                }
                Fault::BadName => {
                    let message =
                        "the file's name is not UTF-8, or has a control character in it, such as a line break"
                            .to_owned();
                    self.add(Code::Unreadable, path, message, "rename it, or take it away");
                }
                Fault::Unreadable(reason) => {
                    let message = format!("the file could not be read: {reason}");
                    self.add(
                        Code::Unreadable,
                        path,
                        message,
                        "make it a file that the server can read, or take it out of the folder",
                    );
                }
            }
        }
    }

    fn file(&mut self, path: &str, bytes: &Arc<[u8]>) {
        let parts: Vec<&str> = path.split('/').collect();
        match parts[..] {
            [SETTINGS_FILE] => {
                if let Some(file) = self.text(path, bytes) {
                    self.settings(&file);
                }
            }
            [name] if looks_like_settings(name) => {
                let message = format!("`{name}` is not read");
                self.add(Code::StrayFile, path, message, &format!("rename it to `{SETTINGS_FILE}`"));
            }
            [name] if looks_like_text(name) && !is_readme(name) => {
                let message = "nothing shows this file".to_owned();
                let help = format!("a text has a folder of its own: `{}/index.md`", slug::suggest(stem(name)));
                self.add(Code::StrayFile, path, message, &help);
            }
            [] | [_] => {}
            [piece, PIECE_FILE] => self.piece(piece, path, bytes),
            [piece, layer, name] if is_markdown(name) => self.annotation(piece, layer, name, path, bytes),
            [piece, ref layers @ .., name] => {
                if looks_like_text(name) || looks_like_annotation(layers, name) {
                    self.passed_over(piece, layers, name, path);
                }
                // Whatever its name is, a text may link to it as a file to look at.
                if !is_markdown(name) {
                    self.asset(path, bytes);
                }
            }
        }
    }

    fn asset(&mut self, path: &str, bytes: &Arc<[u8]>) {
        self.assets.insert(path.to_owned(), Arc::clone(bytes));
        self.entries.insert(path, Entry::Asset);
        let key = slug::key(path);
        let first = self.alike.entry(key).or_insert_with(|| path.to_owned());
        if first != path {
            let message = format!("`{path}` and `{first}` differ only in capitals or in how accents are written");
            self.add(Code::NamesAlike, path, message, "rename one of them: many systems keep only one of the two");
        }
    }

    /// Reports a file that looks as if somebody wanted it to be read, and is not; the name that it would be read by is
    /// part of the message.
    fn passed_over(&mut self, piece: &str, layers: &[&str], name: &str, path: &str) {
        let message = "nothing shows this file".to_owned();
        let help = match layers {
            [] if is_index(name) => {
                format!("a text is read from `{PIECE_FILE}` alone: if this is one, rename it to `{piece}/{PIECE_FILE}`")
            }
            [layer] => {
                format!(
                    "an annotation's name ends in `.md`: if this is one, rename it to `{piece}/{layer}/{}.md`",
                    stem(name)
                )
            }
            _ => "a text is `piece/index.md`, an annotation is `piece/layer/name.md`".to_owned(),
        };
        self.add(Code::StrayFile, path, message, &help);
    }

    /// The file as text; what is not UTF-8 is reported, and shown as far as it goes.
    fn text(&mut self, path: &str, bytes: &[u8]) -> Option<SourceFile> {
        match std::str::from_utf8(bytes) {
            Ok(_) => {
                let file = SourceFile { path: path.to_owned(), text: Arc::clone(self.sources.get(path)?) };
                controls::check(&mut Report { file: &file, diagnostics: &mut self.diagnostics });
                Some(file)
            }
            Err(error) => {
                let at = error.valid_up_to();
                let span = at..at + '\u{fffd}'.len_utf8();
                self.diagnostics.push(Diagnostic::new(
                    Code::NotUtf8,
                    path,
                    span,
                    "the file is not UTF-8 from here on".to_owned(),
                    "save it as UTF-8".to_owned(),
                ));
                None
            }
        }
    }

    fn settings(&mut self, file: &SourceFile) {
        let mut report = Report { file, diagnostics: &mut self.diagnostics };
        match yaml::parse(&file.text, 0..file.text.len()) {
            Ok(mut value) => {
                controls::clean(&mut value, &mut report);
                self.settings = Some(settings::decode(&value, &mut report));
            }
            Err(error) => syntax_fault(&error, &mut report),
        }
    }

    fn piece(&mut self, name: &str, path: &str, bytes: &Arc<[u8]>) {
        self.index = Some(path.to_owned());
        let usable = self.name("", name, path, slug::RESERVED_PIECES);
        let Some(file) = self.text(path, bytes) else { return };
        let mut report = Report { file: &file, diagnostics: &mut self.diagnostics };
        let Some((value, body_start)) = fields_of(&mut report) else { return };
        let decoded = piece::decode(&value, body_start, name, &mut report);
        if let (Some(piece), true) = (decoded, usable) {
            self.entries.insert(path, Entry::Piece);
            self.piece = Some(piece);
        }
    }

    fn annotation(&mut self, piece: &str, layer: &str, name: &str, path: &str, bytes: &Arc<[u8]>) {
        let slug = name.get(..name.len() - ".md".len()).unwrap_or(name);
        // Both are reported, so neither may be skipped for the other's sake.
        let layer_usable = self.name(piece, layer, path, slug::RESERVED_LAYERS);
        let usable = self.name(&format!("{piece}/{layer}"), slug, path, &[]) && layer_usable;
        let Some(file) = self.text(path, bytes) else { return };
        let mut report = Report { file: &file, diagnostics: &mut self.diagnostics };
        let Some((value, body_start)) = fields_of(&mut report) else { return };
        let decoded = annotation::decode(&value, body_start, layer, slug, &mut report);
        if let (Some(annotation), true) = (decoded, usable) {
            self.entries.insert(path, Entry::Annotation);
            self.annotations.entry(layer.to_owned()).or_default().push(annotation);
        }
    }

    /// Whether `name` can be part of an address, beside the names in the same folder; reports it once if not.
    fn name(&mut self, folder: &str, name: &str, path: &str, reserved: &[&str]) -> bool {
        let first = self.names.entry((folder.to_owned(), slug::key(name))).or_insert_with(|| name.to_owned());
        let is_first_use = first == name;
        if !is_first_use {
            let duplicate = duplicate(name, first, path);
            self.diagnostics.push(duplicate);
            return false;
        }
        if let Err(bad) = slug::check(name) {
            let message = format!("`{name}` cannot be part of an address: {}", bad.reason);
            let ending = if path.ends_with(&format!("{name}.md")) { ".md" } else { "" };
            self.add(Code::BadSlug, path, message, &format!("rename it to `{}{ending}`", bad.suggestion));
            return false;
        }
        if slug::is_reserved(name, reserved) {
            let message = format!("`{name}` is kept for Sidelight's own use");
            self.add(Code::ReservedSlug, path, message, &format!("rename the folder, for example to `the-{name}`"));
            return false;
        }
        true
    }

    /// Puts annotations into layers, and layers into the piece.
    fn assemble(&mut self) {
        let annotations = take(&mut self.annotations);
        match &mut self.piece {
            Some(piece) => {
                fill_layers(piece, annotations);
                shrink(piece);
            }
            None if self.index.is_some() => {}
            None => {
                for annotation in annotations.into_values().flatten() {
                    let path = &annotation.file.path;
                    let folder = super::tree::folder_of(path);
                    let message = format!("the folder `{folder}` has no index.md, so nothing shows this annotation");
                    self.add(Code::StrayFile, path, message, "write the text that it annotates");
                }
            }
        }
    }
}

/// The fault of a name that only its writer could tell from another in the same folder.
pub fn duplicate(name: &str, first: &str, path: &str) -> Diagnostic {
    let message = format!("`{name}` and `{first}` differ only in capitals or in how accents are written");
    Diagnostic::new(Code::DuplicateSlug, path, 0..0, message, "rename one of them".to_owned())
}

/// Endings of Markdown that other programs read.
const MARKDOWN_ENDINGS: &[&str] =
    &["md", "markdown", "mdown", "mkdn", "mkd", "mdwn", "mdtxt", "mdtext", "mdx", "rmd", "qmd"];
const PLAIN_ENDINGS: &[&str] = &["txt", "text"];

/// Whether somebody may have meant a file to be read as a text or as an annotation.
fn looks_like_text(name: &str) -> bool {
    let ending = ending(name);
    MARKDOWN_ENDINGS.contains(&ending.as_str()) || PLAIN_ENDINGS.contains(&ending.as_str()) && is_index(name)
}

/// Whether somebody may have meant a file in these folders of a piece to be an annotation. Plain text may be there to be
/// linked to, but hardly among notes.
fn looks_like_annotation(layers: &[&str], name: &str) -> bool {
    matches!(layers, [layer] if piece::is_standard_layer(layer)) && PLAIN_ENDINGS.contains(&ending(name).as_str())
}

fn ending(name: &str) -> String {
    name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase()
}

/// Whether a file's name is one that a folder's text has elsewhere.
fn is_index(name: &str) -> bool {
    matches!(stem(name).to_lowercase().as_str(), "index" | "_index" | "readme")
}

/// A README at the top is there for others.
fn is_readme(name: &str) -> bool {
    stem(name).eq_ignore_ascii_case("readme")
}

/// A file's name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// Whether somebody meant a file to be the library's own.
fn looks_like_settings(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "sidelight.yml" | "sidelight.yaml" | "sidelight.toml" | "sidelight.json")
}

/// Declared layers come first, in their order; then the others. A layer without annotations is no part of the page.
fn fill_layers(piece: &mut Piece, mut annotations: BTreeMap<String, Vec<Annotation>>) {
    let declared = take(&mut piece.layers).into_iter().filter_map(|layer| {
        let annotations = annotations.remove(&layer.name)?;
        Some(Layer { annotations, ..layer })
    });
    piece.layers = declared.collect();
    let mut others: Vec<(String, Vec<Annotation>)> = annotations.into_iter().collect();
    others.sort_by_key(|(name, _)| piece::default_order(name));
    let others = others.into_iter().map(|(name, annotations)| Layer { annotations, ..piece::default_layer(&name) });
    piece.layers.extend(others);
}

/// Takes no more room than it needs: it is held for as long as the library is served, and most lists have one item.
fn shrink(piece: &mut Piece) {
    piece.authors.shrink_to_fit();
    piece.layers.shrink_to_fit();
    for layer in &mut piece.layers {
        layer.annotations.shrink_to_fit();
        for annotation in &mut layer.annotations {
            annotation.cast.shrink_to_fit();
            annotation.sources.shrink_to_fit();
            annotation.tags.shrink_to_fit();
            annotation.targets.shrink_to_fit();
        }
    }
}

/// The front matter's value and where the text begins; a fault is reported.
fn fields_of(report: &mut Report<'_>) -> Option<(Value, usize)> {
    let text = Arc::clone(&report.file.text);
    match front_matter::split(&text) {
        Ok(split) => match yaml::parse(&text, split.yaml) {
            Ok(mut value) => match text::too_deep(&text, split.body_start) {
                None => {
                    controls::clean(&mut value, report);
                    return Some((value, split.body_start));
                }
                Some(line) => {
                    let message =
                        format!("quotations and lists may lie in each other {} deep at most", text::MAX_DEPTH);
                    report.add(Code::NestedTooDeep, line, message, "take out `>` and list markers, or indent it less");
                }
            },
            Err(error) => syntax_fault(&error, report),
        },
        Err(SplitError::Missing) => {
            let first_line = text.lines().next().map_or(0, str::len);
            let help = "begin the file with a line `---`, then `title: …`, then another line `---`";
            report.add(Code::FrontMatterMissing, 0..first_line, "the file has no front matter", help);
        }
        Err(SplitError::Unclosed) => {
            let help = "close it with a line `---` before the text";
            report.add(Code::FrontMatterSyntax, 0..3, "the front matter is not closed", help);
        }
    }
    None
}

fn syntax_fault(error: &yaml::SyntaxError, report: &mut Report<'_>) {
    let help = if error.message.contains("mapping values") {
        "put a text that holds a colon into quotation marks: `title: \"One: two\"`"
    } else if error.message.contains("tabs") {
        "indent with spaces: YAML allows no tabs there"
    } else if error.message.contains("stands twice") {
        "take one of them out, or make one list of both"
    } else if error.message.contains("deeper") || error.message.contains("too large") {
        "front matter is a few short fields; what is longer belongs into the text"
    } else {
        "check quotation marks, brackets and indentation on this line and the one before"
    };
    report.add(Code::FrontMatterSyntax, error.span.clone(), format!("not valid YAML: {}", error.message), help);
}
