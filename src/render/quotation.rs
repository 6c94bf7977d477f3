//! A passage as it is quoted away from its text: whole, with a few of the words around it.

use crate::text::Document;

use super::bodies::Passage;
use super::excerpt::excerpt;

/// What stands around a passage is cut to a line or two, in Unicode scalars.
const CONTEXT: usize = 140;

#[derive(Debug, PartialEq, Eq)]
pub struct Quotation<'p> {
    /// The id of the reference in the text.
    pub reference: &'p str,
    /// The passage cut to a line.
    pub excerpt: &'p str,
    /// The passage, block by block.
    pub blocks: Vec<String>,
    /// What stands before it in its first block.
    pub before: String,
    /// What stands behind it in its last block.
    pub after: String,
}

impl<'p> Quotation<'p> {
    pub fn new(passage: &'p Passage, document: &Document<'_>) -> Self {
        let text = document.text.as_str();
        Self {
            reference: &passage.reference,
            excerpt: &passage.excerpt,
            blocks: blocks(&text[passage.range.clone()], usize::MAX),
            before: words_before(text, passage.range.start, CONTEXT),
            after: words_behind(text, passage.range.end, CONTEXT),
        }
    }
}

/// What the text has between two blocks.
const BETWEEN_BLOCKS: &str = "\n\n";

/// A passage block by block, with at most `limit` Unicode scalars: a longer one is cut in the block that reaches it.
pub fn blocks(passage: &str, limit: usize) -> Vec<String> {
    let mut left = limit;
    let mut blocks = Vec::new();
    for block in passage.split(BETWEEN_BLOCKS).map(one_line).filter(|block| !block.is_empty()) {
        if left == 0 {
            if let Some(last) = blocks.last_mut().filter(|last: &&mut String| !last.ends_with('…')) {
                last.push_str(" …");
            }
            break;
        }
        let scalars = block.chars().count();
        blocks.push(if scalars > left { excerpt(&block, left) } else { block });
        left = left.saturating_sub(scalars);
    }
    blocks
}

/// The marks in which a passage may stand already, opening and closing.
const MARKS: [(char, char); 7] =
    [('“', '”'), ('„', '“'), ('"', '"'), ('«', '»'), ('»', '«'), ('「', '」'), ('『', '』')];

/// Whether a passage stands in quotation marks as a whole, so that a page has to set none around it.
pub fn has_marks(blocks: &[String]) -> bool {
    let text = blocks.concat();
    MARKS.iter().any(|&(open, close)| {
        let inner = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains([open, close]))
    })
}

/// The words of a text, a blank between any two.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The words before a place in its block, at most `limit` Unicode scalars of them.
pub(super) fn words_before(text: &str, at: usize, limit: usize) -> String {
    let block = text[..at].rsplit(BETWEEN_BLOCKS).next().unwrap_or("");
    match block.char_indices().rev().nth(limit) {
        Some((cut, _)) => {
            let start = cut + block[cut..].find(char::is_whitespace).unwrap_or(0);
            format!("… {}", block[start..].trim_start())
        }
        None => block.trim_start().to_owned(),
    }
}

/// The words behind a place in its block, at most `limit` Unicode scalars of them.
pub(super) fn words_behind(text: &str, at: usize, limit: usize) -> String {
    let block = text[at..].split(BETWEEN_BLOCKS).next().unwrap_or("");
    match block.char_indices().nth(limit) {
        Some((cut, _)) => {
            let end = block[..cut].rfind(char::is_whitespace).unwrap_or(cut);
            format!("{} …", block[..end].trim_end())
        }
        None => block.trim_end().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_quoted_with_the_words_around_it_in_its_blocks() {
        let document = Document::parse("Before.\n\nOne two *three*\nfour.\n\nFive six.\n\nAfter.\n", 0);
        let text = document.text.as_str();
        let range = text.find("three").unwrap()..text.find(" six").unwrap();
        let passage = Passage { reference: "at".to_owned(), excerpt: String::new(), range };
        let quotation = Quotation::new(&passage, &document);
        assert_eq!((quotation.before.as_str(), quotation.after.as_str()), ("One two ", " six."));
        assert_eq!(quotation.blocks, ["three four.", "Five"]);
    }

    #[test]
    fn long_surroundings_are_cut_between_words() {
        let words = "word ".repeat(100);
        assert!(words_before(&words, words.len(), CONTEXT).starts_with("… word "));
        assert!(words_behind(&words, 0, CONTEXT).ends_with(" word …"));
    }
}
