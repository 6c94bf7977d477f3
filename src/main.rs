//! The `sidelight` program: parses the command line, maps errors to an exit code.

#![forbid(unsafe_code)]

use std::process::ExitCode;

use clap::Parser;
use sidelight::cli::{self, args::Cli};

fn main() -> ExitCode {
    match cli::run(Cli::parse()) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("sidelight: {failure}");
            ExitCode::from(2)
        }
    }
}
