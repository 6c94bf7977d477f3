//! The commands.
//!
//! Enter at [`run`]. [`args`] is what people type, [`options`] what they can say to `serve`, and `values` what that may
//! be; each command validates it into what it needs and answers with an exit code: 0 all is well, 1 the content has faults, 2 it could not run.

pub mod args;
mod build;
mod check;
pub mod config;
mod healthcheck;
mod logging;
mod new;
pub mod options;
pub mod report;
mod serve;
mod source;
mod unread;
mod values;

use std::fmt;
use std::process::ExitCode;

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

/// Runs the command that was asked for.
///
/// # Errors
/// When it could not run at all; faults of the content are an exit code.
pub fn run(cli: Cli) -> Result<ExitCode, Failure> {
    let command = cli.command();
    if !matches!(command, Command::Serve(_)) {
        logging::of_command();
    }
    match command {
        Command::Serve(given) => serve::run(given),
        Command::Config(given) => config::run(given),
        Command::Build(args) => build::run(args),
        Command::Check(args) => check::run(&args),
        Command::New(args) => new::run(&args),
        Command::Healthcheck(given) => healthcheck::run(given),
    }
}
