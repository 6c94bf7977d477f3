//! Footnotes of the text itself, as a section of endnotes with links both ways.
//!
//! They are numbered in small Roman numerals: the others belong to notes in the margin. In the text of a piece numbers
//! and ways back are written by the stylesheet, as signs of the page among the words would be words to the browser's
//! search; in a body, which may be read without that stylesheet, they are text.
//! The parser hands over definitions last and in the order of their first reference, so numbers are known by then.
//! Each place that refers to a footnote has a way back from it.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use pulldown_cmark::{Event, Tag};

use crate::text::{Document, footnote_key};

use super::html::Ids;

/// Numbers footnotes as they come by.
#[derive(Debug)]
pub struct Footnotes {
    /// Put before every id, so that several texts can stand in one page.
    prefix: String,
    /// Whether numbers and ways back are text.
    has_signs: bool,
    /// The attribute of what has a name in the language of the interface, where the text has another.
    named: String,
    /// By what all spellings of a label have in common.
    numbers: HashMap<String, usize>,
    /// How often each number has been referred to so far.
    references: Vec<usize>,
    /// How often each footnote is referred to in all.
    totals: HashMap<String, usize>,
    /// Numbers whose definitions have been written.
    defined: HashSet<usize>,
    /// The number of the definition that was begun last, and how many ways lead back from it.
    last_defined: (usize, usize),
}

impl Footnotes {
    pub const SECTION_END: &'static str = "</ol>\n</section>\n";

    pub fn new(ids: Ids<'_>, named: String) -> Self {
        let (prefix, has_signs) = match ids {
            Ids::Blocks => ("", false),
            Ids::Prefixed(prefix) => (prefix, true),
        };
        Self {
            prefix: prefix.to_owned(),
            has_signs,
            named,
            numbers: HashMap::new(),
            references: Vec::new(),
            totals: HashMap::new(),
            defined: HashSet::new(),
            last_defined: (0, 0),
        }
    }

    /// Counts what refers to each footnote: the last may do so from another footnote, behind it.
    pub fn count(&mut self, document: &Document<'_>) {
        if document.footnotes.is_empty() {
            return;
        }
        let mut at = 0;
        while let Some(node) = document.nodes.get(at) {
            at = match &node.event {
                // A picture's description is written without them.
                Event::Start(Tag::Image { .. }) => node.end + 1,
                Event::FootnoteReference(label) => {
                    *self.totals.entry(footnote_key(label)).or_default() += 1;
                    at + 1
                }
                _ => at + 1,
            };
        }
    }

    pub fn section_is_open(&self) -> bool {
        !self.defined.is_empty()
    }

    /// Writes the number at a place that refers to a footnote.
    pub fn reference(&mut self, label: &str, out: &mut String) {
        let number = self.number(label);
        self.references[number - 1] += 1;
        let nth = self.references[number - 1];
        let (prefix, named) = (&self.prefix, &self.named);
        let _ = write!(
            out,
            "<sup class=\"footnote-reference\"><a id=\"{prefix}fnref--{number}{}\" href=\"#{prefix}fn--{number}\" \
             role=\"doc-noteref\"{named} aria-label=\"Footnote {number}\"",
            Suffix(nth),
        );
        let sign = Roman(number);
        let _ = if self.has_signs {
            write!(out, ">{sign}</a></sup>")
        } else {
            write!(out, " data-label=\"{sign}\"></a></sup>")
        };
    }

    /// Writes the start of a definition, and of the section before the first.
    pub fn definition(&mut self, label: &str, out: &mut String) {
        let mut number = self.number(label);
        let mut ways = self.totals.get(&footnote_key(label)).copied().unwrap_or(0);
        if self.defined.contains(&number) {
            // A label that is defined twice: nothing refers to the second, and it is shown all the same.
            self.references.push(0);
            (number, ways) = (self.references.len(), 0);
        }
        if self.defined.is_empty() {
            out.push_str(
                "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\">\n<ol type=\"i\">\n",
            );
        }
        self.defined.insert(number);
        self.last_defined = (number, ways);
        let _ = write!(out, "<li id=\"{}fn--{number}\">", self.prefix);
    }

    /// Writes the ways back and the end of the definition that was begun last.
    pub fn end_definition(&self, out: &mut String) {
        let (number, ways) = self.last_defined;
        let in_paragraph = ways > 0 && out.ends_with("</p>\n");
        if in_paragraph {
            out.truncate(out.len() - "</p>\n".len());
        }
        for nth in 1..=ways {
            let _ = write!(
                out,
                "{}<a class=\"back\" href=\"#{}fnref--{number}{}\" role=\"doc-backlink\"{} aria-label=\"Back to the text",
                if self.has_signs { " " } else { "" },
                self.prefix,
                Suffix(nth),
                self.named,
            );
            let _ = match ways {
                1 => write!(out, "\">"),
                _ => write!(out, ", place {nth} of {ways}\" data-place=\"{nth}\">"),
            };
            out.push_str(if self.has_signs { "↩</a>" } else { "</a>" });
        }
        if in_paragraph {
            out.push_str("</p>\n");
        }
        out.push_str("</li>\n");
    }

    fn number(&mut self, label: &str) -> usize {
        let key = footnote_key(label);
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        self.references.push(0);
        self.numbers.insert(key, self.references.len());
        self.references.len()
    }
}

/// `-2` for the second reference to a footnote, nothing for the first.
struct Suffix(usize);

impl std::fmt::Display for Suffix {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            1 => Ok(()),
            nth => write!(out, "-{nth}"),
        }
    }
}

/// A number in small Roman numerals, which go up to 3999; beyond them in plain ones.
struct Roman(usize);

impl std::fmt::Display for Roman {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        const SIGNS: [(usize, &str); 13] = [
            (1000, "m"),
            (900, "cm"),
            (500, "d"),
            (400, "cd"),
            (100, "c"),
            (90, "xc"),
            (50, "l"),
            (40, "xl"),
            (10, "x"),
            (9, "ix"),
            (5, "v"),
            (4, "iv"),
            (1, "i"),
        ];
        if self.0 >= 4000 {
            return write!(out, "{}", self.0);
        }
        let mut rest = self.0;
        for (value, sign) in SIGNS {
            while rest >= value {
                out.write_str(sign)?;
                rest -= value;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_roman_numerals() {
        let written: Vec<String> =
            [1, 4, 9, 14, 40, 90, 400, 1994, 3999, 4000].iter().map(|number| Roman(*number).to_string()).collect();
        assert_eq!(written, ["i", "iv", "ix", "xiv", "xl", "xc", "cd", "mcmxciv", "mmmcmxcix", "4000"]);
    }
}
