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
use sidelight::site::{
    CARD_PATIENCE, CARDS_CACHED_BYTES, CARDS_DRAWN_AT_ONCE, CARDS_WAITING_AT_MOST, PAGES_MADE_AT_ONCE,
};
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
        (
            "cards drawn at a time",
            vec![
                format!("{CARDS_DRAWN_AT_ONCE}, and {CARDS_WAITING_AT_MOST} may wait, {}", seconds(CARD_PATIENCE)),
                format!("a card has {}", seconds(CARD_PATIENCE)),
            ],
        ),
        ("memory for drawn cards", vec![format!("{CARDS_CACHED_BYTES} bytes")]),
        ("time to stop", vec![seconds(DRAIN_TIME), seconds(GRACE)]),
    ] {
        let row = rows.iter().find(|row| row[0] == what).unwrap_or_else(|| panic!("no limit on {what}"));
        for limit in expected {
            assert!(row[1].contains(&limit), "{what} is {limit}, not {}", row[1]);
        }
    }
}

/// The rows that tell the constants of the sources.
const TOLD: [(&str, &str); 35] = [
    ("MAX_CONNECTIONS", "connections at a time"),
    ("RESERVED", "file descriptors for anything else"),
    ("FOR_A_CORE", "file descriptors for anything else"),
    ("QUEUED", "connections in the system's queue"),
    ("ACCEPT_PAUSE", "failing to accept a connection"),
    ("ACCEPT_EPISODE", "failing to accept a connection"),
    ("MAX_HEAD_BYTES", "head of a request"),
    ("MAX_HEADERS", "head of a request"),
    ("MAX_ADDRESS_BYTES", "address"),
    ("MAX_PATH_BYTES", "path in an address"),
    ("anchor MAX_BYTES", "`text` in an address"),
    ("KEEP_ALIVE", "sign of life on `/events`"),
    ("MOST_HOPS", "proxies one behind the other"),
    ("web MAX_BYTES", "name that a proxy gave to a request"),
    ("PAGES_MADE_AT_ONCE", "pages made to order at a time"),
    ("PAGE_PATIENCE", "pages made to order at a time"),
    ("CARDS_DRAWN_AT_ONCE", "cards drawn at a time"),
    ("CARDS_WAITING_AT_MOST", "cards drawn at a time"),
    ("CARD_PATIENCE", "cards drawn at a time"),
    ("HELD_BACK", "cards drawn at a time"),
    ("RETRY_AFTER", "`Retry-After`"),
    ("CARDS_CACHED_BYTES", "memory for drawn cards"),
    ("ADDRESSES", "addresses whose card is known"),
    ("BEST_AT_MOST", "a page that is compressed as well as can be"),
    ("SHORTEST", "a body that is compressed at all"),
    ("MAX_TEXT_BYTES", "a text in the content folder"),
    ("MAX_ASSET_BYTES", "any other file there"),
    ("MAX_FILES", "the content folder"),
    ("content MAX_BYTES", "the content folder"),
    ("MAX_DEPTH", "the content folder"),
    ("POLL", "looking at the content folder where no events come"),
    ("POLL_SHARE", "looking at the content folder where no events come"),
    ("QUIET", "waiting for a file that is being written"),
    ("BUSY", "waiting for a file that is being written"),
    ("GRACE", "time to stop"),
];

/// And those of the log, whose names are short.
const TOLD_OF_THE_LOG: [(&str, &str); 4] = [
    ("QUEUED_BYTES", "log that nobody takes"),
    ("GATHERING", "lines of the log gather"),
    ("LAST_LINES", "last lines of the log"),
    ("PATH_BYTES", "path in a line of the log"),
];

/// Numbers that nobody who operates a server meets: of formats, names and inner workings.
const NO_LIMITS: [&str; 25] = [
    "USUAL",
    "MODE",
    "COUNT",
    "ETAG_DIGITS",
    "WIDTH",
    "HEIGHT",
    "LEAST",
    "LARGEST_WINDOW",
    "SMALLEST_WINDOW",
    "VERSION_DIGITS",
    "SVG_HEAD",
    "AT_ONCE",
    "HASH_DIGITS",
    "TO_THE_SECOND",
    // How soon files are read on trial, while it is waited for more.
    "LIKELY",
    // How pages are compressed in passing, and how much of a compressor is kept.
    "TOGETHER",
    "KEPT_BYTES",
    "TABLE",
    "GZIP_WINDOW",
    "LARGE",
    // How far the quotation in an address is read in more than one way.
    "MAX_COMMAS",
    "MAX_READINGS",
    "MAX_SCANNED",
    "MAX_STUCK",
    "MAX_ENCODINGS",
];

/// What a constant's value is in words: `16 << 10` is `16384`, `Duration::from_mins(1)` is `60 s`.
fn in_words(value: &str) -> Option<String> {
    let inside = |name: &str| value.strip_prefix(name)?.strip_suffix(')');
    let number = |text: &str| text.replace('_', "").parse::<u64>().ok();
    if let Some(seconds) = inside("Duration::from_secs(").or_else(|| inside("HeaderValue::from_static(")) {
        return Some(format!("{} s", seconds.trim_matches('"')));
    }
    if let Some(time) = inside("Duration::from_millis(") {
        return Some(format!("{time} ms"));
    }
    if let Some(minutes) = inside("Duration::from_mins(") {
        return Some(format!("{} s", number(minutes)? * 60));
    }
    match value.split_once(" << ") {
        Some((one, bits)) => Some((number(one)? << number(bits)?).to_string()),
        None => number(value).map(|number| number.to_string()),
    }
}

/// The numbers and times that are named in a source: name and value.
fn constants(source: &str) -> Vec<(String, String)> {
    let own = source.split("#[cfg(test)]").next().unwrap();
    let constant = |line: &str| {
        let (name, rest) = line.trim().trim_start_matches("pub ").strip_prefix("const ")?.split_once(": ")?;
        let (kind, value) = rest.strip_suffix(';')?.split_once(" = ")?;
        let is_number = ["usize", "u64", "u32", "i32", "Duration", "HeaderValue"].contains(&kind);
        Some((name.to_owned(), in_words(value)?)).filter(|_| is_number)
    };
    own.lines().filter_map(constant).collect()
}

/// Whoever adds a limit tells of it, and whoever changes one tells that.
#[test]
fn every_constant_of_the_server_is_on_the_page_or_no_limit() {
    fn sources(path: &Path, found: &mut Vec<std::path::PathBuf>) {
        if path.is_dir() {
            for entry in fs::read_dir(path).unwrap() {
                sources(&entry.unwrap().path(), found);
            }
        } else {
            found.push(path.to_owned());
        }
    }
    let rows = rows(&page(), "Limits");
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for part in ["server", "web", "site", "log", "content/tree.rs", "content/folder.rs", "anchor/directive.rs"] {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(part), &mut files);
        let room = part.split('/').next().unwrap();
        for (name, value) in files.iter().flat_map(|file| constants(&fs::read_to_string(file).unwrap())) {
            let mut all = TOLD.iter().chain(&TOLD_OF_THE_LOG);
            let Some((key, row)) = all.find(|(key, _)| *key == name || *key == format!("{room} {name}")) else {
                assert!(NO_LIMITS.contains(&name.as_str()), "{name} in src/{part}: is it a limit? {value}");
                continue;
            };
            told.insert(key);
            let row = rows.iter().find(|cells| cells[0] == *row).unwrap_or_else(|| panic!("no row for {name}"));
            let words = format!(" {} ", row[1..].join(" ").replace(',', " "));
            let is_told = words.contains(&format!(" {value} ")) || words.contains(&format!(" {value}th "));
            assert!(is_told, "{name} is {value}, and the page says{words}");
        }
    }
    let all: BTreeSet<&str> = TOLD.iter().chain(&TOLD_OF_THE_LOG).map(|(name, _)| *name).collect();
    assert_eq!(told, all, "the page tells of constants that are no more");
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
