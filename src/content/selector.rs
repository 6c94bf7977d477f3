//! What an annotation points at, as written.
//!
//! The two selectors of the W3C Web Annotation Data Model that the file format uses: [`Quote`] is its
//! `TextQuoteSelector`, [`Selector::Range`] its `RangeSelector` over two of them. `anchor` resolves them.

/// Words of the text and, where they are not unique, the words around them. An empty prefix or suffix says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Quote {
    pub exact: String,
    pub prefix: String,
    pub suffix: String,
}

impl Quote {
    pub fn exact(words: impl Into<String>) -> Self {
        Self { exact: words.into(), ..Self::default() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Selector {
    Quote(Quote),
    /// From the first scalar of `start` to the last of `end`.
    Range {
        start: Quote,
        end: Quote,
    },
}
