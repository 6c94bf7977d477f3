//! Analogies held against one another, by what their figures stand for.
//!
//! Enter at [`rows`]. What is stood for is compared without case; the order is that of first appearance. Where words of
//! a figure stand in a passage of its analogy, they know the passage.

use std::collections::HashMap;

use super::bodies::Body;

/// One thing that is stood for, with its figures in each analogy.
#[derive(Debug, PartialEq, Eq)]
pub struct Row<'a> {
    pub stands_for: &'a str,
    /// The figures of each analogy, by its place among them. Where they stand side by side, one without a figure has
    /// its empty cell.
    pub figures: Vec<(usize, Vec<Figure<'a>>)>,
}

/// More analogies than this do not stand side by side, so what one has no figure for need not be said: every pair of
/// what is stood for and an analogy would be a cell.
pub const MOST_SIDE_BY_SIDE: usize = 3;

/// A figure, part by part.
pub type Figure<'a> = Vec<Part<'a>>;

/// Some words of a figure.
#[derive(Debug, PartialEq, Eq)]
pub struct Part<'a> {
    pub words: &'a str,
    /// The id of the reference at the passage that has these words.
    pub reference: Option<&'a str>,
}

/// The rows of a comparison.
pub fn rows<'a>(analogies: &[&'a Body<'a>], text: &str) -> Vec<Row<'a>> {
    let is_grid = analogies.len() <= MOST_SIDE_BY_SIDE;
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut rows: Vec<Row<'a>> = Vec::new();
    for (column, body) in analogies.iter().enumerate() {
        let passages: Vec<(&str, String)> = body
            .passages
            .iter()
            .map(|passage| (passage.reference.as_str(), folded(&text[passage.range.clone()])))
            .collect();
        for member in &body.annotation.cast {
            let row = *places.entry(folded(&member.stands_for)).or_insert_with(|| {
                let columns = if is_grid { 0..analogies.len() } else { 0..0 };
                let figures = columns.map(|column| (column, Vec::new())).collect();
                rows.push(Row { stands_for: member.stands_for.trim(), figures });
                rows.len() - 1
            });
            let figures = &mut rows[row].figures;
            // Analogies come one after the other, so its own cell is the last one where there is no grid.
            let cell = if is_grid { Some(column) } else { figures.len().checked_sub(1) };
            let figure = parts(&member.figure, &passages);
            match cell.and_then(|cell| figures.get_mut(cell)).filter(|(place, _)| *place == column) {
                Some((_, cell)) => cell.push(figure),
                None => figures.push((column, vec![figure])),
            }
        }
    }
    rows
}

/// Cuts a figure behind its commas, colons and semicolons and looks for each part in the passages.
fn parts<'a>(figure: &'a str, passages: &[(&'a str, String)]) -> Figure<'a> {
    let mut parts = Vec::new();
    for piece in figure.split_inclusive([',', ';', ':']) {
        let words = piece.trim_matches(|char: char| char.is_whitespace() || ",;:".contains(char));
        let reference = found(words, passages);
        let Some(reference) = reference else {
            parts.push(Part { words: piece, reference: None });
            continue;
        };
        let start = piece.find(words).unwrap_or(0);
        let (before, rest) = piece.split_at(start);
        let (words, behind) = rest.split_at(words.len());
        parts.push(Part { words: before, reference: None });
        parts.push(Part { words, reference: Some(reference) });
        parts.push(Part { words: behind, reference: None });
    }
    parts.retain(|part| !part.words.is_empty());
    parts
}

/// The first passage that has these words, whichever article they have.
fn found<'a>(words: &str, passages: &[(&'a str, String)]) -> Option<&'a str> {
    const ARTICLES: [&str; 3] = ["the ", "a ", "an "];
    let words = folded(words);
    let words = ARTICLES.iter().find_map(|article| words.strip_prefix(article)).unwrap_or(&words);
    if words.is_empty() {
        return None;
    }
    passages.iter().find(|(_, passage)| has_words(passage, words)).map(|(reference, _)| *reference)
}

/// Whether `words` stand in `passage` and neither begin nor end within a word of it.
fn has_words(passage: &str, words: &str) -> bool {
    passage.match_indices(words).any(|(at, _)| {
        let is_free = |char: Option<char>| char.is_none_or(|char| !char.is_alphanumeric());
        is_free(passage[..at].chars().next_back()) && is_free(passage[at + words.len()..].chars().next())
    })
}

/// Without capitals, with single blanks and straight apostrophes.
fn folded(words: &str) -> String {
    words.to_lowercase().replace('’', "'").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(figure: &str, passage: &str) -> String {
        let passages = [("at", folded(passage))];
        let parts = parts(figure, &passages);
        let written = parts.iter().map(|part| match part.reference {
            Some(_) => format!("[{}]", part.words),
            None => part.words.to_owned(),
        });
        written.collect()
    }

    #[test]
    fn words_of_the_passage_are_found_in_a_figure() {
        assert_eq!(reading("the police officer, marksmen", "A Police\nofficer."), "[the police officer], marksmen");
        assert_eq!(reading("all: the children, the house", "The children, houses"), "all: [the children], the house");
        assert_eq!(reading("the patient", "impatient"), "the patient");
        assert_eq!(reading("the", "the"), "[the]");
    }
}
