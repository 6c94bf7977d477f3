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

/// By the text.
pub fn traps() -> Vec<(&'static str, Box<dyn Fn(usize) -> Asked>)> {
    let names = values::texts(1).into_iter().map(|(name, _)| name).enumerate();
    let of = |at: usize, bytes: usize| {
        let (_, text) = values::texts(bytes).swap_remove(at);
        Asked { values: values::values(&text), text }
    };
    names.map(|(at, name)| (name, Box::new(move |bytes| of(at, bytes)) as Box<dyn Fn(usize) -> Asked>)).collect()
}
