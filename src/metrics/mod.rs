//! Numbers for those who watch over the server, in the text format of Prometheus (version 0.0.4).
//!
//! Enter at [`Metrics::text`], which reads every count where it is kept; [`Metrics::router`] answers with it at
//! `/metrics`, on a listener of its own: readers have nothing to do with it. There are as many series as there are kinds
//! of addresses, methods and statuses, whatever is asked for. [`exposition`] writes the format: a dozen plain atomics
//! and this cost less, in the path of each request and in code, than a library that keeps a registry of labels.

mod exposition;
mod process;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::log::Sink;
use crate::server::Connections;
use crate::site::Current;
use crate::web::{TIMES, Traffic};

use exposition::{Exposition, Kind};

/// Where the numbers are.
#[derive(Clone)]
pub struct Metrics {
    pub current: Arc<Current>,
    pub traffic: Arc<Traffic>,
    pub connections: Arc<Connections>,
    /// Connections that there may be at a time.
    pub most_connections: usize,
    pub log: Option<Sink>,
}

const CONTENT_TYPE: HeaderValue = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");

impl Metrics {
    /// Answers with the numbers at `/metrics`.
    pub fn router(self) -> Router {
        Router::new().route("/metrics", get(answer)).with_state(self)
    }

    /// All numbers as they are now.
    pub fn text(&self) -> String {
        let mut out = Exposition::default();
        self.of_requests(&mut out);
        self.of_connections(&mut out);
        self.of_the_library(&mut out);
        self.of_cards(&mut out);
        self.of_the_process(&mut out);
        out.finish()
    }

    fn of_requests(&self, out: &mut Exposition) {
        out.family(
            "sidelight_requests_total",
            Kind::Counter,
            "Requests that were answered, by kind of address, method and status.",
        );
        for (route, method, status, count) in self.traffic.answers() {
            let status = if status == 0 { "other".to_owned() } else { status.to_string() };
            out.sample(&[("route", route), ("method", method), ("status", &status)], count as f64);
        }
        out.family(
            "sidelight_request_duration_seconds",
            Kind::Histogram,
            "Time from a request's head to that of its answer, by kind of address.",
        );
        for (route, sums, all, seconds) in self.traffic.times() {
            for (end, sum) in TIMES.iter().zip(sums) {
                let end = (*end as f64 / 1e6).to_string();
                out.sample_of("_bucket", &[("route", route), ("le", &end)], sum as f64);
            }
            out.sample_of("_bucket", &[("route", route), ("le", "+Inf")], all as f64);
            out.sample_of("_sum", &[("route", route)], seconds);
            out.sample_of("_count", &[("route", route)], all as f64);
        }
        let bytes = self.traffic.bytes() as f64;
        out.single("sidelight_response_bytes_total", Kind::Counter, "Bytes of answers that readers took.", bytes);
    }

    fn of_connections(&self, out: &mut Exposition) {
        let (open, accepted) = (self.connections.open() as f64, self.connections.accepted() as f64);
        out.single("sidelight_connections", Kind::Gauge, "Connections that are open.", open);
        let most = self.most_connections as f64;
        out.single("sidelight_connections_limit", Kind::Gauge, "Connections that may be open at a time.", most);
        out.single("sidelight_connections_total", Kind::Counter, "Connections that were accepted.", accepted);
    }

    fn of_the_library(&self, out: &mut Exposition) {
        let (site, counts) = (self.current.site(), &self.current.counts);
        let has_faults = self.current.updates().borrow().faults.is_some();
        let flag = |is_so: bool| f64::from(u8::from(is_so));
        out.single(
            "sidelight_ready",
            Kind::Gauge,
            "Whether readers should be sent here.",
            flag(self.current.is_ready()),
        );
        out.single(
            "sidelight_library_is_last_good",
            Kind::Gauge,
            "Whether the newest library has errors, so that an older one, if any, is served.",
            flag(has_faults),
        );
        out.family("sidelight_library_faults", Kind::Gauge, "Faults of the library that was read last, by severity.");
        out.sample(&[("severity", "error")], counts.errors() as f64);
        out.sample(&[("severity", "warning")], counts.warnings() as f64);
        let swaps = counts.swaps() as f64;
        out.single("sidelight_library_swaps_total", Kind::Counter, "New libraries that are or were served.", swaps);
        out.single(
            "sidelight_library_refusals_total",
            Kind::Counter,
            "New libraries that were not served, because of errors.",
            counts.refusals() as f64,
        );
        let pages: Vec<usize> = site.pages().map(|(_, page)| page.body.size()).collect();
        out.single("sidelight_pages", Kind::Gauge, "Finished pages and files in memory.", pages.len() as f64);
        let bytes = pages.iter().sum::<usize>() as f64;
        out.single(
            "sidelight_pages_bytes",
            Kind::Gauge,
            "Bytes of finished pages and files, in all the forms that they are sent in.",
            bytes,
        );
        out.single(
            "sidelight_pages_made_total",
            Kind::Counter,
            "Pages made for one reader: passages, and texts with something hidden.",
            counts.pages_made() as f64,
        );
    }

    fn of_cards(&self, out: &mut Exposition) {
        let cards = &self.current.cards;
        out.single("sidelight_cards_drawn_total", Kind::Counter, "Cards that were drawn.", cards.drawn() as f64);
        out.single(
            "sidelight_cards_turned_away_total",
            Kind::Counter,
            "Requests for a card that were answered with 503, because too many waited.",
            cards.turned_away() as f64,
        );
        let bytes = cards.kept_bytes() as f64;
        out.single("sidelight_cards_cached_bytes", Kind::Gauge, "Bytes of the cards that are kept.", bytes);
    }

    fn of_the_process(&self, out: &mut Exposition) {
        if let Some(log) = &self.log {
            out.single(
                "sidelight_log_lines_dropped_total",
                Kind::Counter,
                "Lines of the log that were dropped, because nobody took them.",
                log.dropped() as f64,
            );
        }
        out.family("sidelight_build_info", Kind::Gauge, "The version of the program.");
        out.sample(&[("version", env!("CARGO_PKG_VERSION"))], 1.0);
        process::write(out);
    }
}

async fn answer(State(metrics): State<Metrics>) -> Response {
    ([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics.text()).into_response()
}
