//! The log: lines that no request waits for.
//!
//! Enter at [`Sink::start`], which takes whatever lines are written to and answers with a sink for them. Steps: a line
//! is put behind the others in memory; a thread of its own writes what has gathered, many lines with one call. Where
//! nobody takes the lines, those beyond a limit are dropped and counted: a log that is stuck must not stop readers.
//! [`request`] writes the one line that every request has.

pub mod request;
mod sink;

pub use sink::{Flushing, Sink};

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line, for programs.
    Json,
}
