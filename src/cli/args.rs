//! What people type.
//!
//! The options of `serve`, and which of them other commands have, are in `options`. Nothing below `cli` sees these types.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{Arg, Args, Parser, Subcommand, ValueEnum};

use super::options::{Given, Known, Takes};

/// An annotated reader: a text and the notes on it, served as one page with the notes in the margin.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

impl Cli {
    /// The command; `sidelight` alone is `sidelight serve`, with what the environment says.
    pub fn command(self) -> Command {
        self.command.unwrap_or_else(|| match Self::parse_from(["sidelight", "serve"]).command {
            Some(command) => command,
            None => unreachable!("the command line above names a command"),
        })
    }
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve a library to browsers.
    Serve(Given),
    /// Say with which options `serve` would run, and where each comes from.
    Config(Given),
    /// Write a library as a static site, for any host of files.
    Build(BuildArgs),
    /// Say everything that is wrong with a library.
    Check(CheckArgs),
    /// Write the skeleton of a piece, or of an annotation as `piece/layer/name`.
    New(NewArgs),
    /// Ask the server that runs with the same environment whether it is up; exits 0 when it is, 1 when it is not.
    Healthcheck(Given<Listening>),
}

#[derive(Debug, Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub given: Given<Building>,

    /// The folder to write; an earlier site in it is replaced whole, anything else is never touched.
    #[arg(long, value_name = "DIR")]
    pub output: PathBuf,
}

/// What `build` shares with `serve`.
#[derive(Debug)]
pub struct Building;

impl Takes for Building {
    fn takes(option: &Known) -> bool {
        ["content", "base-url", "drafts", "card-fonts"].contains(&option.name)
    }
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The content folder; without one, ./content if it is there, else the library that comes with Sidelight.
    #[arg(env = "SIDELIGHT_CONTENT", hide_env_values = true, value_parser = folder())]
    pub content: Option<PathBuf>,

    /// How to print what is found.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With excerpts, for people.
    Human,
    /// One JSON object a line.
    Json,
    /// Annotations of GitHub's checks.
    Github,
}

#[derive(Debug, Args)]
pub struct NewArgs {
    /// `piece` or `piece/layer/name`.
    pub name: String,

    /// The content folder; without one, ./content.
    #[arg(long, value_name = "FOLDER", env = "SIDELIGHT_CONTENT", hide_env_values = true, value_parser = folder())]
    pub content: Option<PathBuf>,
}

/// A folder's name; nothing, as a variable without a value has it, is as good as no name.
fn folder() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

/// What `healthcheck` shares with `serve`.
#[derive(Debug)]
pub struct Listening;

impl Takes for Listening {
    const BARE: &'static str = "listen";

    fn takes(option: &Known) -> bool {
        option.name == Self::BARE
    }

    fn bare(arg: Arg) -> Arg {
        arg.value_name("ADDRESS:PORT|unix:PATH").help("Where the server listens; 127.0.0.1:8080 by default")
    }
}
