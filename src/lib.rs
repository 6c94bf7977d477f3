//! Sidelight, an annotated reader: the library behind the binary.
//!
//! From the bottom up: `text` parses Markdown, `content` reads a library, `anchor` finds annotations in texts, `render`
//! makes pages, `card` draws previews, `site` keeps the finished ones, `static_site` writes them to files, `log` takes
//! lines, `web` answers requests, `server` holds connections, `metrics` tells of both, `cli` starts it all. Each imports
//! only those before it; ARCHITECTURE.md tells why.

#![forbid(unsafe_code)]

pub mod anchor;
pub mod background;
pub mod card;
pub mod cli;
pub mod content;
pub mod log;
pub mod metrics;
pub mod render;
pub mod server;
pub mod site;
pub mod static_site;
pub mod text;
pub mod web;
