//! What `serve` runs with, and `sidelight config`, which prints it.
//!
//! Enter at [`Config::of`], which has every option validated; nothing is read later.

use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::content::{SETTINGS_FILE, load};
use crate::log::Format;
use crate::server::listen::Address;
use crate::server::{Limits, MAX_CONNECTIONS, descriptors};
use crate::site::Options;
use crate::web::Proxies;

use super::options::{Given, InForce, OPTIONS, Origin, Resolver};
use super::source::Source;
use super::values::{self, shown, switch};
use super::{Failure, report, unread};

/// What to serve, where and how.
pub struct Config {
    pub source: Source,
    pub listen: Address,
    pub watch: bool,
    pub options: Options,
    pub fonts: Option<PathBuf>,
    pub proxies: Proxies,
    pub metrics: Option<Address>,
    pub log: Targets,
    pub log_format: Format,
    pub log_addresses: bool,
    pub limits: Limits,
    /// From being asked to stop to the end.
    pub drain_time: Duration,
    in_force: Vec<InForce>,
}

/// Containers are killed ten seconds after they were asked to stop.
pub const DRAIN_TIME: Duration = Duration::from_secs(8);

impl Config {
    /// What is in force.
    ///
    /// # Errors
    /// When a value is none that is allowed.
    pub fn of(given: Given) -> Result<Self, Failure> {
        let mut options = Resolver::new(given);
        let source = values::source(&mut options)?;
        let listen = values::listen(&mut options)?;
        let base_url = values::base_url(&mut options)?;

        let watch = switch(&mut options, "watch", true)?;
        if watch && options.origin("watch") == Some(Origin::Flag) && source == Source::Embedded {
            return Err(Failure::new("There is no content folder to watch: name one, or make ./content."));
        }
        // Whoever serves to the world from behind a proxy listens to their own machine too, but not at a terminal.
        let is_at_desk = listen.is_loopback() && stderr().is_terminal() && source != Source::Embedded;
        let is_live = switch(&mut options, "live", watch && is_at_desk)?;
        let with_drafts = switch(&mut options, "drafts", false)?;

        let fonts = values::fonts(&mut options)?;
        let proxies = options.get("trusted-proxies", values::proxies)?.unwrap_or_default();
        options.remember("trusted-proxies", shown(Some(&proxies).filter(|proxies| !proxies.is_empty())), None);
        let metrics: Option<Address> = options.get("metrics-listen", values::address)?;
        options.remember("metrics-listen", shown(metrics.as_ref()), None);

        let log = options.get("log", values::filter)?.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
        options.remember("log", &log, None);
        let format = options.get("log-format", values::log_format)?.flatten();
        let log_format = format.unwrap_or(if stderr().is_terminal() { Format::Text } else { Format::Json });
        options.remember("log-format", if log_format == Format::Text { "text" } else { "json" }, None);
        let log_addresses = switch(&mut options, "log-addresses", false)?;

        let most = options.get("max-connections", values::connections)?.unwrap_or(MAX_CONNECTIONS);
        descriptors::raise(most);
        let limits = Limits { connections: descriptors::connections(most), ..Limits::default() };
        options.remember("max-connections", limits.connections, None);
        let drain_time = options.get("drain-time", values::seconds)?.unwrap_or(DRAIN_TIME);
        options.remember("drain-time", format!("{} s", drain_time.as_secs_f64()), None);
        Ok(Self {
            source,
            listen,
            watch,
            options: Options { is_live, with_drafts, base_url, is_static: false },
            fonts,
            proxies,
            metrics,
            log,
            log_format,
            log_addresses,
            limits,
            drain_time,
            in_force: options.in_force,
        })
    }

    /// One line an option: its name, what is in force, where that came from.
    fn table(&self) -> String {
        let width = |column: fn(&InForce) -> &str| {
            self.in_force.iter().map(|option| column(option).chars().count()).max().unwrap_or(0)
        };
        let (names, values) = (width(|option| option.name), width(|option| &option.value));
        let lines = self.in_force.iter().map(|InForce { name, value, origin }| {
            let variable = OPTIONS.iter().find(|option| option.name == *name).map_or("", |option| option.variable);
            let origin = if *origin == Origin::Environment { variable.to_owned() } else { origin.to_string() };
            format!("{name:names$}  {value:values$}  {origin}\n")
        });
        lines.collect()
    }
}

/// `sidelight config`. What is wrong with the library is no matter of it, but for the file that has options too.
pub fn run(given: Given) -> Result<ExitCode, Failure> {
    let mut config = Config::of(given)?;
    let loaded = load(&config.source.read()?);
    let own = loaded.library.settings.base_url.as_ref().filter(|_| config.options.base_url.is_none());
    if let (Some(url), Some(row)) = (own, config.in_force.iter_mut().find(|row| row.name == "base-url")) {
        (row.value, row.origin) = (url.clone(), Origin::Library);
    }
    // Whoever reads only the first lines has seen enough.
    let _ = stdout().write_all(config.table().as_bytes());
    if let Some(unread) = unread::sentence() {
        let _ = writeln!(stderr(), "sidelight: {unread}.");
    }
    let faults = report::errors_of(&loaded, SETTINGS_FILE);
    for fault in &faults {
        let _ = writeln!(stderr(), "sidelight: {fault}");
    }
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
