//! What the values of options have to be: each is read here, for every command that has the option.

use std::ffi::OsStr;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use tracing_subscriber::filter::{LevelFilter, Targets};

use crate::content::check_base_url;
use crate::log::Format;
use crate::server::listen::Address;
use crate::web::Proxies;

use super::Failure;
use super::options::Resolver;
use super::source::Source;

const LISTEN: &str = "127.0.0.1:8080";

const ADDRESS_ALLOWED: &str =
    "write an address with a port such as 127.0.0.1:8080 or [::]:8080, or a socket such as unix:/run/sidelight.sock";

pub fn source(options: &mut Resolver) -> Result<Source, Failure> {
    let source = Source::find(options.get("content", |value| path(value, "name a folder"))?);
    options.remember("content", &source, None);
    Ok(source)
}

pub fn listen(options: &mut Resolver) -> Result<Address, Failure> {
    let listen = options.get("listen", address)?;
    let listen = listen.map_or_else(|| address(OsStr::new(LISTEN)), Ok).map_err(Failure::new)?;
    options.remember("listen", &listen, None);
    Ok(listen)
}

pub fn base_url(options: &mut Resolver) -> Result<Option<&'static str>, Failure> {
    let base_url = options.get("base-url", |value| {
        let url = text(value);
        let valid = check_base_url(url).map(|()| url.to_owned());
        valid.map_err(|fault| format!("{fault}; write it like https://example.org or https://example.org/reader"))
    })?;
    options.remember("base-url", shown(base_url.as_deref()), None);
    // Read once and kept as long as the program runs: the one place where something is given away for good.
    Ok(base_url.map(|url| &*url.leak()))
}

pub fn fonts(options: &mut Resolver) -> Result<Option<PathBuf>, Failure> {
    let fonts = options.get("card-fonts", |value| path(value, "name a folder of fonts"))?;
    options.remember("card-fonts", shown(fonts.as_ref().map(|folder| folder.display())), None);
    Ok(fonts)
}

pub fn address(value: &OsStr) -> Result<Address, String> {
    parsed(value, ADDRESS_ALLOWED)
}

pub fn shown(value: Option<impl Display>) -> String {
    value.map_or("none".to_owned(), |value| value.to_string())
}

pub fn switch(options: &mut Resolver, name: &'static str, default: bool) -> Result<bool, Failure> {
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

pub fn proxies(value: &OsStr) -> Result<Proxies, String> {
    text(value).parse().map_err(|bad| {
        format!(
            "`{bad}` is no address; write addresses, networks such as 10.0.0.0/8, and unix, with commas between them"
        )
    })
}

/// A word that is no level would be taken for the name of a part of the program, and silence all others.
pub fn filter(value: &OsStr) -> Result<Targets, String> {
    let allowed = "write off, error, warn, info, debug or trace, also for a part, as in warn,sidelight::site=debug";
    let is_known = |part: &str| part.contains('=') || part.trim().parse::<LevelFilter>().is_ok();
    let filter = text(value);
    if filter.is_empty() || !filter.split(',').all(is_known) {
        return Err(allowed.to_owned());
    }
    filter.parse().map_err(|_| allowed.to_owned())
}

/// `None` for the one that is chosen by where the log goes.
pub fn log_format(value: &OsStr) -> Result<Option<Format>, String> {
    match text(value) {
        "auto" => Ok(None),
        "text" => Ok(Some(Format::Text)),
        "json" => Ok(Some(Format::Json)),
        _ => Err("write auto, text or json".to_owned()),
    }
}

pub fn connections(value: &OsStr) -> Result<usize, String> {
    const MOST: usize = 1_000_000;

    let number = text(value).parse().ok().filter(|number| (1..=MOST).contains(number));
    number.ok_or_else(|| format!("write a number from 1 to {MOST}"))
}

pub fn seconds(value: &OsStr) -> Result<Duration, String> {
    /// Nobody waits longer for an end.
    const MOST: f64 = 3600.0;

    let seconds: Option<f64> = text(value).trim_end_matches('s').trim_end().parse().ok();
    let seconds = seconds.filter(|seconds| (0.0..=MOST).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| format!("write seconds from 0 to {MOST}, such as 8 or 0.5"))
}
