//! What `serve` runs with, and `sidelight config`, which prints it.
//!
//! Enter at [`Config::of`], which validates every option; nothing is read later.

use std::ffi::OsStr;
use std::fmt::Display;
use std::io::{IsTerminal, Write, stderr, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use std::time::Duration;

use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::content::check_base_url;
use crate::content::load;
use crate::log::Format;
use crate::server::listen::Address;
use crate::server::{Limits, MAX_CONNECTIONS, descriptors};
use crate::site::Options;
use crate::web::Proxies;

use super::Failure;
use super::options::{Given, InForce, OPTIONS, Origin, Resolver};
use super::source::Source;

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

const LISTEN: &str = "127.0.0.1:8080";

/// Containers are killed ten seconds after they were asked to stop.
pub const DRAIN_TIME: Duration = Duration::from_secs(8);

const ADDRESS_ALLOWED: &str =
    "write an address with a port such as 127.0.0.1:8080 or [::]:8080, or a socket such as unix:/run/sidelight.sock";

impl Config {
    /// What is in force.
    ///
    /// # Errors
    /// When a value is none that is allowed.
    pub fn of(given: Given) -> Result<Self, Failure> {
        let mut options = Resolver::new(given);
        let named = options.get("content", |value| path(value, "name a folder"))?;
        let source = Source::find(named);
        options.remember("content", &source, None);

        let listen = options.get("listen", |value| parsed(value, ADDRESS_ALLOWED))?;
        let listen: Address =
            listen.map_or_else(|| parsed(OsStr::new(LISTEN), ADDRESS_ALLOWED), Ok).map_err(Failure::new)?;
        options.remember("listen", &listen, None);

        let base_url = options.get("base-url", base_url)?;
        options.remember("base-url", base_url.as_deref().unwrap_or("none"), None);
        // Read once and kept as long as the program runs: the one place where something is given away for good.
        let base_url = base_url.map(|url| &*url.leak());

        let watch = switch(&mut options, "watch", true)?;
        if watch && options.origin("watch") == Some(Origin::Flag) && source == Source::Embedded {
            return Err(Failure::new("There is no content folder to watch: name one, or make ./content."));
        }
        // Whoever serves to the world from behind a proxy listens to their own machine too, but not at a terminal.
        let is_at_desk = listen.is_loopback() && stderr().is_terminal() && source != Source::Embedded;
        let is_live = switch(&mut options, "live", watch && is_at_desk)?;
        let with_drafts = switch(&mut options, "drafts", false)?;

        let fonts = options.get("card-fonts", |value| path(value, "name a folder of fonts"))?;
        options.remember("card-fonts", shown(fonts.as_ref().map(|folder| folder.display())), None);
        let proxies = options.get("trusted-proxies", proxies)?.unwrap_or_default();
        options.remember("trusted-proxies", shown(Some(&proxies).filter(|proxies| !proxies.is_empty())), None);
        let metrics: Option<Address> = options.get("metrics-listen", |value| parsed(value, ADDRESS_ALLOWED))?;
        options.remember("metrics-listen", shown(metrics.as_ref()), None);

        let log = options.get("log", filter)?.unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
        options.remember("log", &log, None);
        let format = options.get("log-format", log_format)?.flatten();
        let log_format = format.unwrap_or(if stderr().is_terminal() { Format::Text } else { Format::Json });
        options.remember("log-format", if log_format == Format::Text { "text" } else { "json" }, None);
        let log_addresses = switch(&mut options, "log-addresses", false)?;

        let most = options.get("max-connections", connections)?.unwrap_or(MAX_CONNECTIONS);
        descriptors::raise(most);
        let limits = Limits { connections: descriptors::connections(most), ..Limits::default() };
        options.remember("max-connections", limits.connections, None);
        let drain_time = options.get("drain-time", seconds)?.unwrap_or(DRAIN_TIME);
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

/// `sidelight config`.
pub fn run(given: Given) -> Result<ExitCode, Failure> {
    let mut config = Config::of(given)?;
    let library = load(&config.source.read()?).library;
    let own = library.settings.base_url.as_ref().filter(|_| config.options.base_url.is_none());
    if let (Some(url), Some(row)) = (own, config.in_force.iter_mut().find(|row| row.name == "base-url")) {
        (row.value, row.origin) = (url.clone(), Origin::Library);
    }
    // Whoever reads only the first lines has seen enough.
    let _ = stdout().write_all(config.table().as_bytes());
    Ok(ExitCode::SUCCESS)
}

fn shown(value: Option<impl Display>) -> String {
    value.map_or("none".to_owned(), |value| value.to_string())
}

fn switch(options: &mut Resolver, name: &'static str, default: bool) -> Result<bool, Failure> {
    let value = options.get(name, |value| match value.to_str().map(str::to_ascii_lowercase).as_deref() {
        Some("yes" | "true" | "on" | "1") => Ok(true),
        Some("no" | "false" | "off" | "0") => Ok(false),
        _ => Err("write yes or no, true or false, on or off, 1 or 0".to_owned()),
    })?;
    let value = value.unwrap_or(default);
    options.remember(name, if value { "yes" } else { "no" }, None);
    Ok(value)
}

fn text(value: &OsStr) -> &str {
    value.to_str().unwrap_or("").trim()
}

fn parsed<T: FromStr>(value: &OsStr, allowed: &str) -> Result<T, String> {
    text(value).parse().map_err(|_| allowed.to_owned())
}

fn path(value: &OsStr, allowed: &str) -> Result<PathBuf, String> {
    if value.is_empty() { Err(allowed.to_owned()) } else { Ok(PathBuf::from(value)) }
}

fn base_url(value: &OsStr) -> Result<String, String> {
    let url = text(value);
    check_base_url(url)
        .map(|()| url.to_owned())
        .map_err(|fault| format!("{fault}; write it like https://example.org or https://example.org/reader"))
}

fn proxies(value: &OsStr) -> Result<Proxies, String> {
    text(value).parse().map_err(|bad| {
        format!(
            "`{bad}` is no address; write addresses, networks such as 10.0.0.0/8, and unix, with commas between them"
        )
    })
}

/// A word that is no level would be taken for the name of a part of the program, and silence all others.
fn filter(value: &OsStr) -> Result<Targets, String> {
    let allowed = "write off, error, warn, info, debug or trace, also for a part, as in warn,sidelight::site=debug";
    let is_known = |part: &str| part.contains('=') || part.trim().parse::<LevelFilter>().is_ok();
    let filter = text(value);
    if filter.is_empty() || !filter.split(',').all(is_known) {
        return Err(allowed.to_owned());
    }
    filter.parse().map_err(|_| allowed.to_owned())
}

/// `None` for the one that is chosen by where the log goes.
fn log_format(value: &OsStr) -> Result<Option<Format>, String> {
    match text(value) {
        "auto" => Ok(None),
        "text" => Ok(Some(Format::Text)),
        "json" => Ok(Some(Format::Json)),
        _ => Err("write auto, text or json".to_owned()),
    }
}

fn connections(value: &OsStr) -> Result<usize, String> {
    const MOST: usize = 1_000_000;

    let number = text(value).parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| format!("write a number from 1 to {MOST}"))
}

fn seconds(value: &OsStr) -> Result<Duration, String> {
    /// Nobody waits longer for an end.
    const MOST: f64 = 3600.0;

    let seconds: Option<f64> = text(value).trim_end_matches('s').trim_end().parse().ok();
    let seconds = seconds.filter(|seconds| (0.0..=MOST).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| format!("write seconds from 0 to {MOST}, such as 8 or 0.5"))
}
