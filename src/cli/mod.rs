//! The commands.
//!
//! Enter at [`run`]. [`args`] is what people type; each command validates it into what it needs and answers with an
//! exit code: 0 all is well, 1 the content has faults, 2 it could not run.

pub mod args;
mod build;
mod check;
mod new;
mod report;
mod serve;
mod source;

use std::fmt;
use std::io::IsTerminal;
use std::process::ExitCode;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use args::{Cli, Command};

/// Why a command could not run: one sentence for whoever started it.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

/// Logs to standard error, as much as `SIDELIGHT_LOG` asks for: text on a terminal, JSON elsewhere.
pub fn set_up_logging() {
    let filter = EnvFilter::builder()
        .with_env_var("SIDELIGHT_LOG")
        .with_default_directive(LevelFilter::INFO.into())
        .from_env_lossy();
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // A terminal that went away must not take the server with it.
        .log_internal_errors(false);
    if std::io::stderr().is_terminal() { log.compact().init() } else { log.json().init() }
}

/// Runs the command that was asked for.
///
/// # Errors
/// When it could not run at all; faults of the content are an exit code.
pub fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command() {
        Command::Serve(args) => serve::run(args),
        Command::Build(args) => build::run(args),
        Command::Check(args) => check::run(&args),
        Command::New(args) => new::run(&args),
    }
}
