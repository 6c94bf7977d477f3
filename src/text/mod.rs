//! Markdown to what a reader reads.
//!
//! Enter at [`Document::parse`]. It runs pulldown-cmark once over a file and keeps three views of it that belong
//! together: the events (for the renderer), the plain [`Text`] (the coordinates of every anchor) and the [`Block`]s
//! (what can be linked to). Steps: [`parse`] puts the events into reading order, [`document`] walks them and writes
//! the text, [`block_id`] names the blocks. [`source_map`] knows which bytes of the file made each scalar: [`runs`]
//! notes them in a second walk, when somebody asks.
//!
//! Pure: a `&str` in, values out. The only panics could come from pulldown-cmark; whoever calls with text that
//! strangers wrote catches them.

mod block_id;
mod code_span;
mod document;
mod nesting;
mod parse;
mod plain_text;
mod runs;
mod source_map;

pub use document::{Block, BlockKind, Document, Link, Node};
pub use nesting::{MAX_DEPTH, too_deep};
pub use parse::OPTIONS;
pub use plain_text::Text;
pub use runs::{Run, RunKind};
pub use source_map::SourceMap;
