//! Sets up the log.

use std::io::{IsTerminal, stderr};

use tracing::Level;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::log::{Flushing, Format, Sink};
use crate::web::RequestLog;

use super::Failure;
use super::config::Config;

/// What the lines of requests are filtered by.
const REQUESTS: &str = "sidelight::request";

/// The log of a server: where the lines of requests go, if they do, and what writes the last lines when it is dropped.
pub fn of_server(config: &Config) -> Result<(Sink, Option<RequestLog>, Flushing), Failure> {
    let started = Sink::start(stderr());
    let (sink, flushing) =
        started.map_err(|error| Failure::new(format!("There is no thread for the log: {error}.")))?;
    let writer = sink.clone();
    let lines = fmt::layer()
        .with_writer(move || writer.clone())
        // A terminal that went away must not take the server with it.
        .log_internal_errors(false);
    // What the watch complains of, such as a folder that went away before its watch, is found by looking anyway.
    let filter = config.log.clone().with_target("notify", LevelFilter::OFF);
    let registry = tracing_subscriber::registry().with(filter);
    // Another log is set up already only where several servers run in one process, as in tests.
    let _ = match config.log_format {
        Format::Text => registry.with(lines.with_ansi(stderr().is_terminal())).try_init(),
        Format::Json => registry.with(lines.json().flatten_event(true)).try_init(),
    };
    let requests = config.log.would_enable(REQUESTS, &Level::INFO).then(|| RequestLog {
        sink: sink.clone(),
        format: config.log_format,
        has_addresses: config.log_addresses,
        has_probes: config.log.would_enable(REQUESTS, &Level::DEBUG),
    });
    Ok((sink, requests, flushing))
}

/// The log of a command that does one thing and ends: what went wrong on the way, for people.
pub fn of_command() {
    let lines = fmt::layer().with_writer(stderr).with_ansi(stderr().is_terminal()).log_internal_errors(false);
    let only_trouble = Targets::new().with_default(LevelFilter::WARN);
    let _ = tracing_subscriber::registry().with(only_trouble).with(lines.compact()).try_init();
}
