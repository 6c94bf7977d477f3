//! YAML to a tree of values that know where they stand.
//!
//! Enter at [`parse`]. The only module that knows the YAML library. It reads into a tree instead of into the structs
//! of the format, because serde stops at the first fault and a writer wants all of them at once.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

/// The format nests four deep. Each level takes kilobytes of the stack of whatever thread reads the folder, and running
/// out of it cannot be caught.
const MAX_DEPTH: usize = 16;

/// A value with the bytes of the file that it stands in.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub kind: Kind,
    pub span: Range<usize>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    Null,
    Bool {
        value: bool,
        /// `true`, `yes`, `on`: a text to its writer, whatever YAML calls it.
        written: String,
    },
    /// A text, or a number as it is written.
    Scalar(String),
    List(Vec<Value>),
    Map(Vec<(Key, Value)>),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    pub name: String,
    pub span: Range<usize>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct SyntaxError {
    pub message: String,
    pub span: Range<usize>,
}

/// Parses the YAML in `file[range]`; spans are bytes of the whole file.
///
/// # Errors
/// The first fault of syntax, with its place. The library's budgets bound aliases, depth and size.
pub fn parse(file: &str, range: Range<usize>) -> Result<Value, SyntaxError> {
    let yaml = &file[range.clone()];
    let options = serde_saphyr::options! { budget: serde_saphyr::budget! { max_depth: MAX_DEPTH } };
    let tree: Spanned<Tree> =
        serde_saphyr::from_str_with_options(yaml, options).map_err(|error| syntax_error(&error, yaml, range.start))?;
    Ok(Place { yaml, offset: range.start }.value(tree))
}

fn syntax_error(error: &serde_saphyr::Error, yaml: &str, offset: usize) -> SyntaxError {
    let at = error.location().map_or(yaml.len(), |location| match location.span().byte_offset() {
        Some(byte) => byte as usize,
        None => byte_of(yaml, location.line() as usize, location.column() as usize),
    });
    let at = floor(yaml, at);
    let width = yaml[at..].chars().next().filter(|char| *char != '\n').map_or(0, char::len_utf8);
    // The library ends its message with the place in the front matter; ours says the place in the file.
    let message = error.without_snippet().to_string();
    let message = message.split(" at line ").next().unwrap_or(&message);
    SyntaxError { message: plain(message), span: offset + at..offset + at + width }
}

/// The library's messages for programmers, said to a writer.
fn plain(message: &str) -> String {
    if let Some(rest) = message.strip_prefix("duplicate mapping key: ") {
        let key = rest.split(", set ").next().unwrap_or(rest);
        format!("the field `{key}` stands twice")
    } else if message.starts_with("budget breached: Depth") {
        format!("it nests deeper than {MAX_DEPTH} levels")
    } else if message.starts_with("budget breached") {
        "it is too large, or its aliases (`*name`) make it so".to_owned()
    } else if message == "expected string scalar" {
        "the name of a field is a text".to_owned()
    } else {
        message.to_owned()
    }
}

/// The byte of a line and column, both from 1.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let column = text[start..].char_indices().nth(column.saturating_sub(1));
    column.map_or(text.len(), |(byte, _)| start + byte)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

struct Place<'y> {
    yaml: &'y str,
    offset: usize,
}

impl Place<'_> {
    fn value(&self, node: Spanned<Tree>) -> Value {
        let local = self.local(&node.referenced);
        let kind = match node.value {
            Tree::Null => Kind::Null,
            Tree::Bool(value) => Kind::Bool { value, written: self.written(&node.defined) },
            Tree::Text(text) => Kind::Scalar(text),
            // `2022` and `1.10` are titles and versions here, not numbers.
            Tree::Number => Kind::Scalar(self.written(&node.defined)),
            Tree::List(items) => Kind::List(items.into_iter().map(|item| self.value(item)).collect()),
            Tree::Map(entries) => {
                let key =
                    |key: Spanned<String>| Key { span: self.global(self.local(&key.referenced)), name: key.value };
                Kind::Map(entries.into_iter().map(|(name, item)| (key(name), self.value(item))).collect())
            }
        };
        Value { kind, span: self.global(local) }
    }

    /// What the file says there. An alias stands where it is used; what it says stands where it was defined.
    fn written(&self, defined: &serde_saphyr::Location) -> String {
        self.yaml[self.local(defined)].to_owned()
    }

    /// Bytes of the YAML, without the line breaks that end a block scalar.
    fn local(&self, location: &serde_saphyr::Location) -> Range<usize> {
        let span = location.span();
        let start = floor(self.yaml, span.byte_offset().unwrap_or(0) as usize);
        let end = floor(self.yaml, start + span.byte_len().unwrap_or(0) as usize).max(start);
        start..start + self.yaml[start..end].trim_end().len()
    }

    fn global(&self, local: Range<usize>) -> Range<usize> {
        self.offset + local.start..self.offset + local.end
    }
}

enum Tree {
    Null,
    Bool(bool),
    Number,
    Text(String),
    List(Vec<Spanned<Tree>>),
    Map(Vec<(Spanned<String>, Spanned<Tree>)>),
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Number)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Number)
    }

    fn visit_i128<E>(self, _: i128) -> Result<Tree, E> {
        Ok(Tree::Number)
    }

    fn visit_u128<E>(self, _: u128) -> Result<Tree, E> {
        Ok(Tree::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Number)
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Tree, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Tree::Map(map))
    }
}
