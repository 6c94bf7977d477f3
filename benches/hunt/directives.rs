//! The value of an address in a text that grows: the values are those that the benchmark of anchoring times.

use sidelight::anchor::Index;
use sidelight::anchor::directive::resolve;

#[path = "../../tests/suite/passages/values.rs"]
mod values;

/// A text of about so many bytes and all values that are made for it.
pub struct Asked {
    text: String,
    values: Vec<(&'static str, String)>,
}

/// Everything that a request does to find its passage, for each value.
pub fn open(asked: &Asked) {
    for (_, value) in &asked.values {
        let index = Index::new(&asked.text);
        std::hint::black_box(resolve(&index, value).is_ok());
    }
}

/// The names of the texts.
pub fn names() -> Vec<&'static str> {
    values::texts(1).into_iter().map(|(name, _)| name).collect()
}

/// The text of that number.
pub fn asked(at: usize, bytes: usize) -> Asked {
    let (_, text) = values::texts(bytes).swap_remove(at);
    Asked { values: values::values(&text), text }
}
