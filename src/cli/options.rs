//! The options of `serve`, which other commands have some of: their names, and which of the places where they can be
//! given has the last word.
//!
//! Enter at [`OPTIONS`], from which the command line is made, the page for operators is checked, and `sidelight config`
//! prints. [`Given`] is what was typed or stands in the environment, as it was; [`Resolver`] has each value validated
//! once, by `values`, and remembers where it came from.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::marker::PhantomData;

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};

use super::Failure;

/// An option of `serve`.
#[derive(Debug)]
pub struct Known {
    pub name: &'static str,
    pub variable: &'static str,
    /// What it takes, as people write it; nothing for those that are on or off.
    pub takes: &'static str,
    pub help: &'static str,
}

pub const OPTIONS: [Known; 14] = [
    Known {
        name: "content",
        variable: "SIDELIGHT_CONTENT",
        takes: "CONTENT",
        help: "The content folder; without one, ./content if it is there, else the library that comes with Sidelight",
    },
    Known {
        name: "listen",
        variable: "SIDELIGHT_LISTEN",
        takes: "ADDRESS",
        help: "Where to listen: 127.0.0.1:8080, [::]:8080 or unix:/run/sidelight.sock; sockets that systemd hands over \
               win",
    },
    Known {
        name: "base-url",
        variable: "SIDELIGHT_BASE_URL",
        takes: "URL",
        help: "Where readers find the library, such as https://example.org/reader; wins over base_url in sidelight.yaml",
    },
    Known {
        name: "watch",
        variable: "SIDELIGHT_WATCH",
        takes: "",
        help: "Follow the content folder: a saved file is on the page at once. On, unless --no-watch says otherwise",
    },
    Known {
        name: "live",
        variable: "SIDELIGHT_LIVE",
        takes: "",
        help: "Open pages reload when the library changes. On by itself at a terminal, while only this machine is \
               listened to",
    },
    Known { name: "drafts", variable: "SIDELIGHT_DRAFTS", takes: "", help: "Show pieces that are marked as drafts" },
    Known {
        name: "card-fonts",
        variable: "SIDELIGHT_CARD_FONTS",
        takes: "DIR",
        help: "A folder of fonts for what the pictures of shared passages are written in, beyond Latin, Greek, Cyrillic \
               and Hebrew",
    },
    Known {
        name: "trusted-proxies",
        variable: "SIDELIGHT_TRUSTED_PROXIES",
        takes: "LIST",
        help: "Peers whose Forwarded and X-Forwarded headers are believed: addresses, networks such as 10.0.0.0/8, and \
               unix",
    },
    Known {
        name: "metrics-listen",
        variable: "SIDELIGHT_METRICS_LISTEN",
        takes: "ADDRESS",
        help: "Where to answer with metrics, at /metrics; nowhere by default",
    },
    Known {
        name: "log",
        variable: "SIDELIGHT_LOG",
        takes: "FILTER",
        help: "What is logged: off, error, warn, info, debug or trace, also for a part, as in warn,sidelight::site=debug",
    },
    Known {
        name: "log-format",
        variable: "SIDELIGHT_LOG_FORMAT",
        takes: "FORMAT",
        help: "text, json, or auto: text at a terminal and JSON elsewhere",
    },
    Known {
        name: "log-addresses",
        variable: "SIDELIGHT_LOG_ADDRESSES",
        takes: "",
        help: "Name readers' addresses in the log",
    },
    Known {
        name: "max-connections",
        variable: "SIDELIGHT_MAX_CONNECTIONS",
        takes: "NUMBER",
        help: "Connections at a time; fewer where the system grants fewer file descriptors",
    },
    Known {
        name: "drain-time",
        variable: "SIDELIGHT_DRAIN_TIME",
        takes: "SECONDS",
        help: "From being asked to stop until the end, at most",
    },
];

/// Says no to `watch`, the one option that is on by default.
pub const NO_WATCH: &str = "no-watch";

/// Where a value came from. The first of these that has one has the last word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    Flag,
    Environment,
    Library,
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Flag => "command line",
            Self::Environment => "environment",
            Self::Library => "sidelight.yaml",
            Self::Default => "default",
        })
    }
}

/// Which of the options a command has, and how it shows the one that needs no name.
pub trait Takes {
    /// The option that stands without a flag.
    const BARE: &'static str = "content";

    fn takes(_option: &Known) -> bool {
        true
    }

    /// That option on the command line, where it is not quite what it is to `serve`.
    fn bare(arg: Arg) -> Arg {
        arg
    }
}

/// `serve` and `config` have them all.
#[derive(Debug)]
pub struct All;

impl Takes for All {}

/// The values that were given, by the option's name. Nothing in the environment is as good as no variable.
#[derive(Debug)]
pub struct Given<T = All> {
    values: BTreeMap<&'static str, (OsString, Origin)>,
    by: PhantomData<T>,
}

impl<T: Takes> FromArgMatches for Given<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut given = Self { values: BTreeMap::new(), by: PhantomData };
        given.update_from_arg_matches(matches)?;
        Ok(given)
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        for option in OPTIONS.iter().filter(|option| T::takes(option)) {
            let origin = match matches.value_source(option.name) {
                Some(ValueSource::CommandLine) => Origin::Flag,
                Some(ValueSource::EnvVariable) => Origin::Environment,
                _ => Origin::Default,
            };
            let value = matches.get_raw(option.name).and_then(Iterator::last).unwrap_or_default();
            if origin == Origin::Flag || (origin == Origin::Environment && !value.is_empty()) {
                self.values.insert(option.name, (value.to_owned(), origin));
            }
            if option.name == "watch" {
                self.take_watch_back(matches);
            }
        }
        Ok(())
    }
}

impl<T> Given<T> {
    /// Of two flags the last counts. That the parser could see to itself, were there no environment.
    fn take_watch_back(&mut self, matches: &ArgMatches) {
        let place = |name| matches.indices_of(name).and_then(Iterator::last);
        let is_flag = self.values.get("watch").is_some_and(|(_, origin)| *origin == Origin::Flag);
        if matches.get_flag(NO_WATCH) && !(is_flag && place("watch") > place(NO_WATCH)) {
            self.values.insert("watch", ("no".into(), Origin::Flag));
        }
    }
}

impl<T: Takes> Args for Given<T> {
    fn augment_args(mut command: clap::Command) -> clap::Command {
        for option in OPTIONS.iter().filter(|option| T::takes(option)) {
            let any = clap::builder::ValueParser::os_string();
            let arg = Arg::new(option.name).env(option.variable).hide_env_values(true).help(option.help);
            let arg = arg.value_parser(any).action(ArgAction::Set);
            command = command.arg(if option.name == T::BARE {
                T::bare(arg.value_name(option.takes))
            } else if option.takes.is_empty() {
                let arg = arg.long(option.name).value_name("yes|no").overrides_with(option.name);
                arg.num_args(0..=1).require_equals(true).default_missing_value("yes")
            } else {
                // A number below zero is a wrong value, of which the option itself says what is right.
                let arg = arg.long(option.name).value_name(option.takes).overrides_with(option.name);
                arg.allow_negative_numbers(true)
            });
            if option.name == "watch" {
                let no_watch = Arg::new(NO_WATCH).long(NO_WATCH).action(ArgAction::SetTrue).overrides_with(NO_WATCH);
                let help = "Serve the content folder as it is when the program starts";
                command = command.arg(no_watch.help(help));
            }
        }
        command
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

/// A value in force, as people write it.
#[derive(Debug, Clone)]
pub struct InForce {
    pub name: &'static str,
    pub value: String,
    pub origin: Origin,
}

/// Turns what was given into what is in force, option by option.
pub struct Resolver {
    given: BTreeMap<&'static str, (OsString, Origin)>,
    /// The option that has no flag to be named by.
    bare: &'static str,
    pub in_force: Vec<InForce>,
}

impl Resolver {
    pub fn new<T: Takes>(given: Given<T>) -> Self {
        Self { given: given.values, bare: T::BARE, in_force: Vec::new() }
    }

    /// Where the value of an option was given, if it was.
    pub fn origin(&self, name: &str) -> Option<Origin> {
        self.given.get(name).map(|(_, origin)| *origin)
    }

    /// The value of an option that is read by `parse`, which says what is allowed where it cannot.
    pub fn get<T>(
        &mut self,
        name: &'static str,
        parse: impl Fn(&OsStr) -> Result<T, String>,
    ) -> Result<Option<T>, Failure> {
        let Some((value, origin)) = self.given.get(name) else { return Ok(None) };
        parse(value).map(Some).map_err(|allowed| {
            let variable = OPTIONS.iter().find(|option| option.name == name).map_or(name, |option| option.variable);
            let place = match origin {
                Origin::Environment => variable.to_owned(),
                _ if name == self.bare && name == "content" => "The content folder".to_owned(),
                _ if name == self.bare => "The address".to_owned(),
                _ => format!("--{name}"),
            };
            Failure::new(format!("{place} cannot be `{}`: {allowed}.", value.display()))
        })
    }

    /// Remembers what is in force. Without an `origin`, it is what was given, or the default.
    pub fn remember(&mut self, name: &'static str, value: impl fmt::Display, origin: Option<Origin>) {
        let origin = origin.or(self.origin(name)).unwrap_or(Origin::Default);
        self.in_force.push(InForce { name, value: value.to_string(), origin });
    }
}
