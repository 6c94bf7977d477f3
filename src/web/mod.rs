//! HTTP: from a request to a finished page of the current site.
//!
//! Enter at [`App::answer`], which every request goes through (with `forwarded` and `proxies` for who asks, `route` and
//! `traffic` for what is counted, `request_id`, and `sent` for the line in the log). [`routes`] has every address,
//! `pages` looks a page up, `query` reads what is asked of it, `negotiation` what form of it is wanted, `cards` has a
//! card drawn, `conditional` answers 304, `problems` makes errors into pages (which carry nothing that was asked),
//! `headers` holds the policy for caches and browsers, `sharing` what other origins may read, `events` tells open pages of changes.

mod app;
mod cards;
mod conditional;
mod events;
mod forwarded;
pub mod headers;
mod negotiation;
mod oembed;
mod pages;
mod probes;
mod problems;
mod proxies;
mod query;
mod request_id;
pub mod route;
mod routes;
mod sent;
pub mod sharing;
mod traffic;

pub use app::{App, MAX_ADDRESS_BYTES, Options};
pub use pages::PAGE_PATIENCE;
pub use proxies::{Peer, Proxies};
pub use sent::{RequestLog, Sent};
pub use traffic::{TIMES, Traffic};
