//! Markdown to what a reader reads.
//!
//! Enter at [`Document::parse`]. It runs pulldown-cmark once over a file and keeps three views of it that belong
//! together: the events (for the renderer), the plain [`Text`] (the coordinates of every anchor) and the [`Block`]s
//! (what can be linked to). Steps: [`parse`] puts the events into reading order, [`walk`] writes the text, joins its
//! lines ([`line_joins`]) and turns its quotation marks ([`quotation_marks`]), [`block_id`] names the blocks.
//! [`source_map`] knows which bytes of the file made each scalar: [`runs`] notes them in a second walk, when somebody asks.
//!
//! Pure: a `&str` in, values out. The only panics could come from pulldown-cmark; whoever calls with text that
//! strangers wrote catches them.

mod block_id;
mod code_span;
pub mod control;
mod document;
mod footnote_order;
mod leading;
mod line_joins;
mod nesting;
mod parse;
mod plain_text;
mod quotation_marks;
mod runs;
mod source_map;
mod walk;

pub use document::{Block, BlockKind, Document, Link, Node};
pub use footnote_order::{Definition, key as footnote_key};
pub use line_joins::{is_unspaced, joins};
pub use nesting::{MAX_DEPTH, too_deep};
pub use parse::{OPTIONS, block_pass};
pub use plain_text::Text;
pub use runs::{Run, RunKind};
pub use source_map::SourceMap;
