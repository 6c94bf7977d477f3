//! Every integration test of Sidelight, in one binary.
//!
//! A module a feature; `site` and `markdown` are the words that tests are written in. README.md beside this file tells
//! how to write one. A file that is not declared here is no test: `house` fails when there is one.

#![forbid(unsafe_code)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that meets what it did not expect has failed, and panicking says so"
)]
#![allow(clippy::format_push_string, clippy::format_collect, reason = "in a test, plain words come before speed")]

mod anchoring;
mod attribution;
mod block_ids;
mod cards;
mod command;
#[cfg(unix)]
mod crowds;
mod embedding;
mod exports;
#[cfg(target_os = "linux")]
mod fault_injection;
mod faults;
mod folder;
mod footnotes;
mod front_matter;
mod fuzzing;
mod heads;
mod hiding;
mod house;
mod http;
mod languages;
mod library;
mod markdown;
mod operating;
mod options;
mod passages;
#[cfg(unix)]
mod process;
mod program;
mod quotation_marks;
mod rebuilding;
mod render;
#[cfg(unix)]
mod replicas;
#[cfg(unix)]
mod scaling_out;
mod server;
mod sharing;
mod shipped;
mod site;
#[cfg(unix)]
mod sockets;
mod static_site;
mod text;
mod views;
mod watch;
mod watching_over;
