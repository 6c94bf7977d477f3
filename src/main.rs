//! The `sidelight` program: parses the command line, sets up logging, maps errors to an exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use sidelight::cli::{self, args::Cli};

fn main() -> ExitCode {
    let cli = Cli::parse();
    cli::set_up_logging();
    match cli::run(cli) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("sidelight: {failure}");
            ExitCode::from(2)
        }
    }
}
