//! `sidelight serve`: a library in browsers.
//!
//! Enter at [`run`]. Steps: read the options; build the library; listen; follow the content folder; serve until somebody
//! asks to stop. At a terminal faults of the library are shown as `check` shows them; elsewhere they are in the log.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write, stderr, stdout};
use std::num::NonZero;
use std::process::ExitCode;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use tokio::runtime::Handle;
use tracing::{Level, enabled};

use crate::card::Fonts;
use crate::log::{Format, Sink};
use crate::metrics::Metrics;
use crate::server::listen::{Address, Listeners};
use crate::server::signal::{self, Stop};
use crate::server::{self, Connections, Limits, Workers};
use crate::site::watch::{self, Following};
use crate::site::{Builder, Built, Current, encoder};
use crate::web::{self, App, RequestLog, Traffic};

use super::config::Config;
use super::options::Given;
use super::source::Source;
use super::{Failure, logging, report, unread};

pub fn run(given: Given) -> Result<ExitCode, Failure> {
    let config = Config::of(given)?;
    let (sink, requests, _flushing) = logging::of_server(&config)?;
    if let Some(unread) = unread::sentence() {
        tracing::warn!("{unread}");
    }
    let fonts = Fonts::new(config.fonts.as_deref());
    let fonts = fonts.map_err(|error| Failure::new(format!("Cards have no fonts: {error}.")))?;
    let mut builder = Builder::new(config.options);
    let current = first(&config, &mut builder)?.with_fonts(fonts);
    if !current.is_ready() && !config.watch {
        return Ok(ExitCode::FAILURE);
    }
    // Connections have threads of their own.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| cannot_start(&error))?;
    runtime.block_on(listen(&config, Arc::new(current), builder, sink, requests))?;
    Ok(ExitCode::SUCCESS)
}

fn cannot_start(error: &io::Error) -> Failure {
    Failure::new(format!("The server cannot start: {error}."))
}

/// The library to begin with; nothing of it is kept but the site.
fn first(config: &Config, builder: &mut Builder) -> Result<Current, Failure> {
    let built = builder.build(&config.source.read()?);
    let faults = tell(config.log_format, &built);
    let drafts = built.loaded.library.pieces.iter().filter(|piece| piece.draft).count();
    if drafts > 0 && !config.options.with_drafts {
        say(config.log_format, format!("{} not shown; --drafts shows them", report::plural(drafts, "draft")));
    }
    let (errors, warnings) = report::counts(&built.loaded.diagnostics);
    let current = Current::new(built.site, faults);
    current.counts.found(errors, warnings);
    Ok(current)
}

async fn listen(
    config: &Config,
    current: Arc<Current>,
    builder: Builder,
    sink: Sink,
    requests: Option<RequestLog>,
) -> Result<(), Failure> {
    let handed_over = Listeners::handed_over();
    let handed_over = handed_over.map_err(|error| {
        Failure::new(format!("What the service manager handed over is no socket to listen on: {error}."))
    })?;
    let listeners = handed_over.map_or_else(|| bind("listen", &config.listen), Ok)?;
    let (traffic, connections) = (Arc::<Traffic>::default(), Arc::<Connections>::default());
    let metrics = Metrics {
        current: Arc::clone(&current),
        traffic: Arc::clone(&traffic),
        connections: Arc::clone(&connections),
        most_connections: config.limits.connections,
        log: Some(sink),
    };
    watch_over(config, metrics)?;
    let stop = signal::stop().map_err(|error| Failure::new(format!("Signals cannot be listened to: {error}.")))?;
    let encoding = encoder::start(&current, Handle::current());
    encoding.map_err(|error| cannot_start(&error))?;
    let cores = available_parallelism().map_or(1, NonZero::get);
    let workers = Workers::start(cores).map_err(|error| cannot_start(&error))?;
    let _following = follow(config, &current, builder);
    let base = current.site().addresses.library();
    for place in listeners.places() {
        let scheme = if place.starts_with("unix") { "" } else { "http://" };
        // The line that people and scripts wait for. Where nobody does, there is still somebody to serve.
        let _ = writeln!(stdout(), "Sidelight reads at {scheme}{place}{base}");
    }
    let (closing, drain_time) = (Arc::clone(&current), config.drain_time);
    let shutdown = async move {
        let stop = stop.await;
        tracing::info!("going down");
        closing.close();
        tokio::time::sleep(stop.grace(drain_time)).await;
    };
    let options =
        web::Options { is_live: config.options.is_live, proxies: config.proxies.clone(), log: requests, traffic };
    let drain_timeout = drain_time.saturating_sub(Stop::Terminate.grace(drain_time));
    let limits = Limits { drain_timeout, ..config.limits };
    server::serve(listeners, App::new(current, options), limits, connections, workers, shutdown).await;
    Ok(())
}

/// Answers with metrics, where that is asked for, until the end of the process.
fn watch_over(config: &Config, metrics: Metrics) -> Result<(), Failure> {
    /// For those who collect numbers: one or two, now and then.
    const LIMITS: Limits = Limits {
        connections: 16,
        header_timeout: Duration::from_secs(5),
        idle_timeout: Duration::from_mins(2),
        answer_timeout: Duration::from_mins(2),
        drain_timeout: Duration::ZERO,
    };
    let Some(address) = &config.metrics else { return Ok(()) };
    let listeners = bind("metrics-listen", address)?;
    for place in listeners.places() {
        tracing::info!(address = place, "metrics are at /metrics");
    }
    tokio::spawn(server::serve(
        listeners,
        metrics.router(),
        LIMITS,
        Arc::default(),
        Workers::here(),
        std::future::pending(),
    ));
    Ok(())
}

/// Follows the content folder. Where the system has no thread for that, serving goes on without.
fn follow(config: &Config, current: &Arc<Current>, builder: Builder) -> Option<Following> {
    let (true, Source::Folder(folder)) = (config.watch, &config.source) else { return None };
    let (format, counted) = (config.log_format, Arc::clone(current));
    let report = move |built: &Built| {
        let (errors, warnings) = report::counts(&built.loaded.diagnostics);
        counted.counts.found(errors, warnings);
        // The last thing at the terminal may be a fault that has been mended.
        if built.loaded.diagnostics.is_empty() {
            say(format, "saved, without faults");
        }
        tell(format, built)
    };
    let following = watch::follow(folder, builder, Arc::clone(current), Box::new(report));
    following
        .inspect_err(|error| tracing::error!(%error, "the content folder cannot be followed: changes need a restart"))
        .ok()
}

/// Tells the faults of a library; answers with those that keep it from being served.
fn tell(format: Format, built: &Built) -> Option<String> {
    let loaded = &built.loaded;
    let is_wanted = if loaded.has_errors() { enabled!(Level::ERROR) } else { enabled!(Level::WARN) };
    match format {
        Format::Json => report::log(loaded),
        Format::Text if loaded.diagnostics.is_empty() || !is_wanted => {}
        Format::Text => {
            // The terminal may be gone; that is no reason to stop serving or following.
            let _ = stderr().write_all(report::human(loaded, stderr().is_terminal()).as_bytes());
        }
    }
    loaded.has_errors().then(|| report::human(loaded, false))
}

/// Says something to whoever started the server.
fn say(format: Format, sentence: impl Display) {
    match format {
        Format::Json => tracing::info!("{sentence}"),
        Format::Text if !enabled!(Level::INFO) => {}
        Format::Text => {
            let _ = writeln!(stderr(), "{sentence}");
        }
    }
}

/// Listens where an option says.
fn bind(option: &str, address: &Address) -> Result<Listeners, Failure> {
    Listeners::bind(address).map_err(|error| cannot_listen(option, address, &error))
}

fn cannot_listen(option: &str, address: &Address, error: &io::Error) -> Failure {
    use io::ErrorKind::{AddrInUse, AddrNotAvailable, NotFound, PermissionDenied};
    Failure::new(match (error.kind(), address) {
        (AddrInUse, Address::Tcp(taken)) => {
            let port = taken.port().checked_add(1).unwrap_or(8080);
            format!(
                "{address} is already in use: stop what listens there, or choose another, as in \
                 `sidelight serve --{option} 127.0.0.1:{port}`."
            )
        }
        (AddrInUse, Address::Unix(_)) => {
            format!("{address} is already there: somebody listens on it, or it is a file and no socket.")
        }
        (PermissionDenied, Address::Tcp(_)) => {
            format!("{address} may not be used by this user: ports below 1024 are kept for root.")
        }
        (PermissionDenied, Address::Unix(_)) => format!("{address} may not be made by this user."),
        (NotFound, Address::Unix(_)) => format!("{address} cannot be made: there is no such folder."),
        (AddrNotAvailable, _) => format!("{address} is no address of this machine."),
        _ => format!("{address} cannot be listened on: {error}."),
    })
}
