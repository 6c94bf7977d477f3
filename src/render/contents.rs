//! The contents list of a piece, made of its headings.
//!
//! Enter at [`contents`]. Headings two levels below the highest one that the text uses are too fine for a list.

use crate::text::{BlockKind, Document};

/// A text with fewer headings has nothing to list.
const FEWEST: usize = 2;

/// A heading in the list.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub title: String,
    /// Whether it stands below the entry before it.
    pub is_nested: bool,
}

/// The entries in the order of the text; none where a list would say nothing.
pub fn contents(document: &Document<'_>) -> Vec<Entry> {
    let headings = document.blocks.iter().filter_map(|block| match block.kind {
        BlockKind::Heading(level) => Some((level, block)),
        _ => None,
    });
    let highest = headings.clone().map(|(level, _)| level).min().unwrap_or(1);
    let entries = headings.filter(|(level, _)| *level <= highest + 1).map(|(level, block)| Entry {
        id: block.id.clone(),
        title: document.text.as_str()[block.text.clone()].trim().to_owned(),
        is_nested: level > highest,
    });
    let entries: Vec<Entry> = entries.filter(|entry| !entry.title.is_empty()).collect();
    if entries.len() < FEWEST { Vec::new() } else { entries }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(markdown: &str) -> Vec<(String, bool)> {
        let entries = contents(&Document::parse(markdown, 0)).into_iter();
        entries.map(|entry| (entry.title, entry.is_nested)).collect()
    }

    #[test]
    fn two_levels_are_listed_whatever_their_depth() {
        let found = listed("## One\n\n### *Two*\n\n#### Three\n\n## Four & five\n");
        let expected = [("One", false), ("Two", true), ("Four & five", false)];
        assert_eq!(found, expected.map(|(title, is_nested)| (title.to_owned(), is_nested)));
    }

    #[test]
    fn one_heading_needs_no_list() {
        assert_eq!(listed("## Only\n\nText.\n"), []);
    }
}
