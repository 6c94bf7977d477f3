//! `sidelight check`: everything that is wrong with a library, in one go.

use std::io::{IsTerminal, Write, stdout};
use std::process::ExitCode;

use crate::site::{Options, build};

use super::args::{CheckArgs, Format};
use super::source::Source;
use super::{Failure, report};

pub fn run(args: &CheckArgs) -> Result<ExitCode, Failure> {
    let source = Source::find(args.content.clone());
    // Building the whole site also finds what only fails when a page is made.
    let loaded = build(&source.read()?, Options { with_drafts: true, ..Options::default() }).loaded;
    let printed = match args.format {
        Format::Human => {
            let whose = if source == Source::Embedded { "the library that comes with Sidelight: " } else { "" };
            let faults = report::human(&loaded, stdout().is_terminal());
            format!("{} in {whose}{}\n", faults.trim_end(), report::extent(&loaded))
        }
        Format::Json => report::json(&loaded),
        Format::Github => report::github(&loaded, &prefix(&source)),
    };
    match stdout().write_all(printed.as_bytes()) {
        // Whoever reads only the first lines has seen enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("The report cannot be printed: {error}.")))
        }
        _ if loaded.diagnostics.is_empty() => Ok(ExitCode::SUCCESS),
        _ => Ok(ExitCode::FAILURE),
    }
}

fn prefix(source: &Source) -> String {
    match source {
        // GitHub knows files by their path from the repository, without a dot before it.
        Source::Folder(folder) => match folder.display().to_string().trim_start_matches("./").trim_end_matches('/') {
            "" | "." => String::new(),
            folder => format!("{folder}/"),
        },
        Source::Embedded => String::new(),
    }
}
