//! Splits a file into its front matter and its text.
//!
//! The habit of Hugo, Jekyll, Obsidian, Quarto and `MyST`: YAML between a line `---` at the very top and the next line
//! `---`.

use std::ops::Range;

/// Where the parts of a file are, in bytes.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    /// The YAML, without the lines around it.
    pub yaml: Range<usize>,
    /// The first byte behind the closing line.
    pub body_start: usize,
}

#[derive(Debug, PartialEq, Eq)]
pub enum SplitError {
    /// The first line is not `---`.
    Missing,
    /// No line `---` closes it.
    Unclosed,
}

/// Finds the front matter of a file; a byte order mark before it is passed over.
pub fn split(file: &str) -> Result<Split, SplitError> {
    let mark = if file.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut at = mark;
    let mut lines = file[mark..].split_inclusive('\n');
    match lines.next() {
        Some(line) if line.trim_end() == "---" => at += line.len(),
        _ => return Err(SplitError::Missing),
    }
    let start = at;
    for line in lines {
        if line.trim_end() == "---" {
            return Ok(Split { yaml: start..at, body_start: at + line.len() });
        }
        at += line.len();
    }
    Err(SplitError::Unclosed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_begins_behind_the_closing_line() {
        let file = "\u{feff}---\r\ntitle: A\r\n---\r\nText\n";
        let split = split(file).unwrap();
        assert_eq!(&file[split.yaml.clone()], "title: A\r\n");
        assert_eq!(&file[split.body_start..], "Text\n");
    }

    #[test]
    fn missing_and_unclosed_are_told_apart() {
        assert_eq!(split("# Title\n"), Err(SplitError::Missing));
        assert_eq!(split("---\ntitle: A\n"), Err(SplitError::Unclosed));
        assert_eq!(split(""), Err(SplitError::Missing));
    }
}
