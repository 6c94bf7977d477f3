//! The page for operators stays true: it has every option, limit and metric that there is, and no other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use sidelight::cli::config::DRAIN_TIME;
use sidelight::cli::options::{NO_WATCH, OPTIONS};
use sidelight::log::Sink;
use sidelight::metrics::Metrics;
use sidelight::server::signal::GRACE;
use sidelight::server::{Limits, MAX_CONNECTIONS, MAX_HEAD_BYTES, MAX_HEADERS};
use sidelight::site::{CARDS_CACHED_BYTES, CARDS_DRAWN_AT_ONCE, CARDS_WAITING_AT_MOST, PAGES_MADE_AT_ONCE};
use sidelight::web::{MAX_ADDRESS_BYTES, PAGE_PATIENCE};

use crate::program::{Folder, run};
use crate::server::LIBRARY;
use crate::site::Site;

fn page() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operating.md")).unwrap()
}

/// The cells of the tables of a part of the page, without their heads.
fn rows(page: &str, part: &str) -> Vec<Vec<String>> {
    let part = page.split("\n## ").find(|found| found.starts_with(part)).unwrap();
    let rows = part.lines().filter(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()).collect()
}

#[test]
fn every_option_is_on_the_page() {
    let rows = rows(&page(), "Options");
    let listed: Vec<(String, String)> =
        rows.iter().map(|row| (row[0].replace('`', ""), row[1].replace('`', ""))).collect();
    let known = OPTIONS.map(|option| {
        let flag = match option.name {
            "content" => option.takes.to_owned(),
            "watch" => format!("--watch, --{NO_WATCH}"),
            name => format!("--{name}"),
        };
        (flag, option.variable.to_owned())
    });
    assert_eq!(listed, known);
    let default = |flag: &str| rows.iter().find(|row| row[0].contains(flag)).unwrap()[2].replace('`', "");
    assert_eq!(default("--max-connections"), MAX_CONNECTIONS.to_string());
    assert_eq!(default("--drain-time"), DRAIN_TIME.as_secs().to_string());
    let config = run(&Folder::of(LIBRARY), &["config"]).out;
    assert!(config.contains(&format!("  {}  ", default("--listen"))), "{config}");
    assert!(config.contains(&format!("  {}  ", default("`--log`"))), "{config}");
}

/// What the program itself says of its options.
#[test]
fn every_option_is_in_the_help_and_in_no_other_place() {
    let help = run(&Folder::of(""), &["serve", "--help"]).out;
    for option in OPTIONS {
        assert!(help.contains(&format!("[env: {}]", option.variable)), "{}: {help}", option.variable);
        assert!(option.name == "content" || help.contains(&format!("--{}", option.name)), "{help}");
    }
    let flags = help.lines().filter(|line| line.trim_start().starts_with('-'));
    assert_eq!(flags.count(), OPTIONS.len() - 1 + 2, "and --no-watch and --help: {help}");
}

#[test]
fn every_limit_is_on_the_page() {
    let limits = Limits::default();
    let seconds = |time: std::time::Duration| format!("{} s", time.as_secs());
    let rows = rows(&page(), "Limits");
    for (what, expected) in [
        ("connections at a time", vec![MAX_CONNECTIONS.to_string()]),
        ("head of a request", vec![format!("{MAX_HEAD_BYTES} bytes"), format!("{MAX_HEADERS} headers")]),
        ("address", vec![format!("{MAX_ADDRESS_BYTES} bytes")]),
        ("time for a head", vec![seconds(limits.header_timeout)]),
        ("silence in both directions", vec![seconds(limits.idle_timeout)]),
        ("time that one answer waits for its reader", vec![seconds(limits.answer_timeout)]),
        (
            "pages made to order at a time",
            vec![format!("{PAGES_MADE_AT_ONCE}, and others wait {}", seconds(PAGE_PATIENCE))],
        ),
        ("cards drawn at a time", vec![format!("{CARDS_DRAWN_AT_ONCE}, and {CARDS_WAITING_AT_MOST} may wait")]),
        ("memory for drawn cards", vec![format!("{CARDS_CACHED_BYTES} bytes")]),
        ("time to stop", vec![seconds(DRAIN_TIME), seconds(GRACE)]),
    ] {
        let row = rows.iter().find(|row| row[0] == what).unwrap_or_else(|| panic!("no limit on {what}"));
        for limit in expected {
            assert!(row[1].contains(&limit), "{what} is {limit}, not {}", row[1]);
        }
    }
}

#[test]
fn every_metric_is_on_the_page() {
    let site = Site::of(LIBRARY);
    let (sink, _flushing) = Sink::start(std::io::sink()).unwrap();
    let metrics = Metrics {
        current: Arc::clone(&site.current),
        traffic: Arc::default(),
        connections: Arc::default(),
        most_connections: 1,
        log: Some(sink),
    };
    let text = metrics.text();
    let known: BTreeSet<String> =
        text.lines().filter_map(|line| Some(line.strip_prefix("# TYPE ")?.split(' ').next()?.to_owned())).collect();
    let page = page();
    let listed: BTreeSet<String> = rows(&page, "Metrics").iter().map(|row| row[0].replace('`', "")).collect();
    let only_linux = |name: &str| !cfg!(target_os = "linux") && name.starts_with("process_");
    assert_eq!(known, listed.into_iter().filter(|name| !only_linux(name)).collect());
}

#[test]
fn what_the_readme_says_of_commands_is_so() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let help = run(&Folder::of(""), &["--help"]).out;
    let commands = help.split("Commands:\n").nth(1).unwrap().lines().take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()).filter(|command| *command != "help") {
        assert!(readme.contains(&format!("| `sidelight {command}")), "{command} is not in the README's table");
    }
}
