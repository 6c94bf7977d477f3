//! HTTP: from a request to a finished page of the current site.
//!
//! Enter at [`app`]. [`routes`] has every address, `pages` looks a page up, `query` reads what is asked of it,
//! `negotiation` what form of it is wanted, `cards` has a card drawn, `conditional` answers 304, `problems` makes errors
//! into pages (which carry nothing that was asked), `headers` holds the policy for caches and browsers, `events` tells
//! open pages of changes.

mod cards;
mod conditional;
mod events;
pub mod headers;
mod negotiation;
mod oembed;
mod pages;
mod probes;
mod problems;
mod query;
mod routes;

pub use routes::{app, guarded};
