//! Prints faults of the content: for people, for programs, for GitHub.
//!
//! Enter at [`human`], [`json`], [`github`] or [`log`]. A file may have a fault on every line: [`Places`] reads it once for
//! all of them.

use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use serde_json::json;

use crate::content::{Diagnostic, Loaded, Severity};

/// Longer lines are not shown, since the reason would be out of sight.
const LONGEST_SHOWN: usize = 2_000;

/// Every fault with the place underlined, and a line that counts them. `is_coloured` is for terminals.
pub fn human(loaded: &Loaded, is_coloured: bool) -> String {
    let renderer = if is_coloured { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    let mut places = Places::default();
    for diagnostic in &loaded.diagnostics {
        let source = source(loaded, diagnostic);
        let level = match diagnostic.code.severity() {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(&diagnostic.message).id(diagnostic.code.as_str());
        let (line, column) = places.position(diagnostic, &source);
        let shown = lines_around(&source, &diagnostic.span);
        let group = if source.is_empty() {
            title.element(Origin::path(&diagnostic.path))
        } else if shown.len() > LONGEST_SHOWN {
            title.element(Origin::path(&diagnostic.path).line(line).char_column(column))
        } else {
            let span = diagnostic.span.start - shown.start..diagnostic.span.end.min(shown.end) - shown.start;
            let snippet = Snippet::source(&source[shown]).path(&diagnostic.path).line_start(line).fold(true);
            title.element(snippet.annotation(AnnotationKind::Primary.span(span)))
        };
        let help = Level::HELP.message(&diagnostic.help);
        let _ = writeln!(out, "{}\n", renderer.render(&[group.element(help)]));
    }
    out.push_str(&summary(&loaded.diagnostics));
    out.push('\n');
    out
}

/// The lines that a span touches, in bytes.
fn lines_around(source: &str, span: &Range<usize>) -> Range<usize> {
    let bytes = source.as_bytes();
    let (from, to) = (span.start.min(bytes.len()), span.end.min(bytes.len()));
    let start = bytes[..from].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[to..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| to + newline);
    start..end
}

/// Lines and columns of faults that come in the order of their files.
#[derive(Default)]
struct Places {
    path: String,
    /// Up to where the file has been read, in bytes.
    at: usize,
    line: usize,
    column: usize,
}

impl Places {
    /// As [`Diagnostic::position`], without reading again what was read for the fault before.
    fn position(&mut self, diagnostic: &Diagnostic, source: &str) -> (usize, usize) {
        let mut at = diagnostic.span.start.min(source.len());
        while !source.is_char_boundary(at) {
            at -= 1;
        }
        if self.path != diagnostic.path || at < self.at {
            *self = Self { path: diagnostic.path.clone(), at: 0, line: 1, column: 1 };
        }
        let between = &source[self.at..at];
        self.column = match between.rfind('\n') {
            Some(newline) => between[newline + 1..].chars().count() + 1,
            None => self.column + between.chars().count(),
        };
        self.line += between.bytes().filter(|byte| *byte == b'\n').count();
        self.at = at;
        (self.line, self.column)
    }
}

/// What has been looked at, for somebody who wonders whether it was the right folder.
pub fn extent(loaded: &Loaded) -> String {
    let pieces = &loaded.library.pieces;
    let annotations = pieces.iter().map(|piece| piece.annotations().count()).sum();
    format!("{} with {}", plural(pieces.len(), "text"), plural(annotations, "annotation"))
}

/// "1 error", "2 errors".
pub fn plural(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// "2 errors, 1 warning".
fn summary(diagnostics: &[Diagnostic]) -> String {
    match counts(diagnostics) {
        (0, 0) => "no faults".to_owned(),
        (errors, 0) => plural(errors, "error"),
        (0, warnings) => plural(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    }
}

/// One JSON object a line.
pub fn json(loaded: &Loaded) -> String {
    let mut out = String::new();
    let mut places = Places::default();
    for diagnostic in &loaded.diagnostics {
        let (line, column) = places.position(diagnostic, &source(loaded, diagnostic));
        let mut object = json!({
            "code": diagnostic.code.as_str(),
            "severity": diagnostic.code.severity().as_str(),
            "path": diagnostic.path,
            "line": line,
            "column": column,
            "message": diagnostic.message,
            "help": diagnostic.help,
        });
        if let Some(target) = &diagnostic.target {
            object["annotation"] = json!(target.annotation);
            object["state"] = json!(target.state);
            object["confidence"] = json!(rounded(target.confidence));
            object["quote"] = json!(target.quote);
            object["found"] = json!(target.found);
        }
        let _ = writeln!(out, "{object}");
    }
    out
}

/// Three digits are more than a confidence means.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 1000.0).round() / 1000.0
}

/// Writes faults into the log, a line for each. Beyond some, whoever mends them runs `sidelight check` anyway.
pub fn log(loaded: &Loaded) {
    const MOST: usize = 20;

    for diagnostic in loaded.diagnostics.iter().take(MOST) {
        let (line, column) = diagnostic.position(&source(loaded, diagnostic));
        let Diagnostic { path, help, message, code, .. } = diagnostic;
        let code = code.as_str();
        match diagnostic.code.severity() {
            Severity::Error => tracing::error!(code, path, line, column, help, "{message}"),
            Severity::Warning => tracing::warn!(code, path, line, column, help, "{message}"),
        }
    }
    if loaded.diagnostics.len() > MOST {
        tracing::error!("{}; `sidelight check` lists them all", summary(&loaded.diagnostics));
    }
}

/// How many errors and how many warnings there are.
pub fn counts(diagnostics: &[Diagnostic]) -> (usize, usize) {
    let count = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.code.severity() == severity).count();
    (count(Severity::Error), count(Severity::Warning))
}

/// Workflow commands of GitHub Actions; `folder` is put before the paths, which GitHub wants from the repository.
pub fn github(loaded: &Loaded, folder: &str) -> String {
    let mut out = String::new();
    let mut places = Places::default();
    for diagnostic in &loaded.diagnostics {
        let (line, column) = places.position(diagnostic, &source(loaded, diagnostic));
        let _ = writeln!(
            out,
            "::{} file={},line={line},col={column},title={}::{}",
            diagnostic.code.severity().as_str(),
            property(&format!("{folder}{}", diagnostic.path)),
            diagnostic.code.as_str(),
            data(&format!("{}\n{}", diagnostic.message, diagnostic.help)),
        );
    }
    out
}

/// The errors of one file, a sentence each.
pub fn errors_of(loaded: &Loaded, file: &str) -> Vec<String> {
    let errors = loaded.diagnostics.iter().filter(|fault| fault.code.severity() == Severity::Error);
    let sentence = |fault: &Diagnostic| {
        let (line, column) = fault.position(&source(loaded, fault));
        format!("{file}:{line}:{column} is not taken: {}; {}.", fault.message, fault.help)
    };
    errors.filter(|fault| fault.path == file).map(sentence).collect()
}

fn source(loaded: &Loaded, diagnostic: &Diagnostic) -> Arc<str> {
    loaded.source(&diagnostic.path).cloned().unwrap_or_else(|| Arc::from(""))
}

/// GitHub's escapes for the text of a command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// GitHub's escapes for a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
