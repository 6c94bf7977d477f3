//! Faults of a text's footnotes: those that nothing leads to, and references that lead nowhere.
//!
//! Enter at [`check`]. The parser hands over a reference only where the same file defines its label; the others are text.

use std::ops::Range;

use crate::text::{Definition, Document};

use super::diagnostic::Code;
use super::fields::{Report, nearest_by_edits};
use super::unread::{is_verbatim, texts};

/// Longer ones are no labels (`CommonMark`, section 6.3), in Unicode scalars.
const LONGEST_LABEL: usize = 999;
/// A label with so many references is not compared to all labels there are.
const MOST_COMPARED: usize = 1000;

/// Reports definitions that nothing leads to, and references without one.
pub fn check(document: &Document<'_>, report: &mut Report<'_>) {
    for definition in &document.footnotes {
        let label = &definition.label;
        if let Some(earlier) = &definition.earlier {
            let line = report.file.text[..earlier.start].matches('\n').count() + 1;
            let message = format!("the footnote `[^{label}]` is defined in line {line} already, and that one counts");
            let help = "give it a label of its own, also where the text refers to it";
            report.add(Code::FootnoteDuplicate, head(definition, &report.file.text), message, help);
        } else if !definition.is_referred_to {
            let message = format!("nothing refers to the footnote `[^{label}]`");
            let help = format!("write `[^{label}]` in the text where it belongs, or take the footnote out");
            report.add(Code::FootnoteUnused, head(definition, &report.file.text), message, help);
        }
    }
    let labels: Vec<&str> = document.footnotes.iter().map(|definition| definition.label.as_str()).collect();
    for (label, span) in missing(document) {
        let message = format!("there is no footnote `[^{label}]` in this file");
        let near = if labels.len() < MOST_COMPARED { nearest_by_edits(label, labels.iter().copied()) } else { None };
        let guess = near.map_or(String::new(), |near| format!("did you mean `[^{near}]`? Otherwise "));
        let help =
            format!("{guess}write `[^{label}]: …` in a line of its own, or `\\[^{label}]` if it is meant to be read");
        report.add(Code::FootnoteMissing, span, message, help);
    }
}

/// The first line of a definition, up to its colon.
fn head(definition: &Definition, file: &str) -> Range<usize> {
    let source = definition.source.clone();
    let len = file[source.clone()].find("]:").map_or(source.len(), |end| end + "]:".len());
    source.start..source.start + len
}

/// Labels that the text has in brackets like a reference, with their places in the file.
fn missing<'d>(document: &'d Document<'_>) -> Vec<(&'d str, Range<usize>)> {
    let mut found = Vec::new();
    for (start, text) in texts(document) {
        for (at, opening) in text.match_indices("[^") {
            let rest = &text[at + opening.len()..];
            let end = rest.char_indices().take(LONGEST_LABEL).find(|(_, char)| matches!(char, '[' | ']' | '\n'));
            let Some((len, ']')) = end else { continue };
            let label = &rest[..len];
            let span = start + at..start + at + opening.len() + len + 1;
            if label.trim().is_empty() || !is_verbatim(document, span.clone()) {
                continue;
            }
            found.push((label, document.map.source(span)));
        }
    }
    found
}
