//! The options of `serve`: which place has the last word, what is said of values that are none, what `config` prints.

use std::net::TcpListener;
use std::process::Command;

use insta::assert_snapshot;
use sidelight::cli::options::OPTIONS;

use crate::command::assert_refused;
use crate::program::{Folder, Outcome, command, run};

const SOUND: &str = "-- content/a/index.md --\n---\ntitle: A\n---\nSome words.\n";

fn outcome(command: &mut Command) -> Outcome {
    let output = command.output().unwrap();
    Outcome {
        status: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A value of each option that is none. Nothing can be wrong with a name of a folder before it is looked for.
const WRONG: [(&str, &str); 12] = [
    ("listen", "8080"),
    ("base-url", "https://example.org/a?b"),
    ("watch", "maybe"),
    ("live", "2"),
    ("drafts", "ja"),
    ("trusted-proxies", "10.0.0.0/8,proxy.example"),
    ("metrics-listen", "localhost:9000"),
    ("log", "loud"),
    ("log-format", "xml"),
    ("log-addresses", "some"),
    ("max-connections", "0"),
    ("drain-time", "-1"),
];

#[test]
fn a_wrong_value_is_one_sentence_that_says_what_is_allowed() {
    let folder = Folder::of(SOUND);
    let mut said = String::new();
    for (name, value) in WRONG {
        let option = OPTIONS.iter().find(|option| option.name == name).unwrap();
        let flag = run(&folder, &["serve", &format!("--{name}={value}")]);
        assert_refused(&flag, &format!("--{name} cannot be `{value}`: "));
        let variable = outcome(command(folder.path()).arg("serve").env(option.variable, value));
        assert_refused(&variable, &format!("{} cannot be `{value}`: ", option.variable));
        said.push_str(&variable.err);
    }
    assert_snapshot!(said);
}

/// What clap takes for a flag is a wrong value too.
#[test]
fn a_number_below_zero_is_refused_in_one_sentence() {
    let folder = Folder::of(SOUND);
    for (name, says) in [("max-connections", "write a number from 1"), ("drain-time", "write seconds from 0")] {
        for value in ["-1", "-0.5"] {
            let outcome = run(&folder, &["serve", &format!("--{name}"), value]);
            assert_refused(&outcome, &format!("--{name} cannot be `{value}`: {says}"));
        }
    }
}

/// `build` named a flag for what a variable said, or nothing; `healthcheck` what its help calls the address.
#[test]
fn other_commands_refuse_a_wrong_value_as_serve_does() {
    let folder = Folder::of(SOUND);
    let to_build = ["build", "--output", "site"];
    for (name, value) in [("base-url", "example.org"), ("base-url", "https://example.org/a?b"), ("drafts", "an")] {
        let option = OPTIONS.iter().find(|option| option.name == name).unwrap();
        let flag = format!("--{name}={value}");
        let served = run(&folder, &["serve", &flag]);
        assert_refused(&served, &format!("--{name} cannot be `{value}`: "));
        assert_eq!(run(&folder, &[&to_build[..], &[&flag]].concat()).err, served.err);
        let served = outcome(command(folder.path()).arg("serve").env(option.variable, value));
        let built = outcome(command(folder.path()).args(to_build).env(option.variable, value));
        assert_refused(&built, &format!("{} cannot be `{value}`: ", option.variable));
        assert_eq!(built.err, served.err);
    }
    assert!(!folder.file("site").exists());
    let asked = outcome(command(folder.path()).arg("healthcheck").env("SIDELIGHT_LISTEN", "8080"));
    assert_refused(&asked, "SIDELIGHT_LISTEN cannot be `8080`: write an address with a port such as 127.0.0.1:8080");
    assert_refused(
        &run(&folder, &["healthcheck", "8080"]),
        "The address cannot be `8080`: write an address with a port",
    );
}

#[test]
fn build_takes_drafts_as_serve_does() {
    let folder = Folder::of(&format!("{SOUND}-- content/b/index.md --\n---\ntitle: B\ndraft: true\n---\nWords.\n"));
    let has_draft = |flags: &[&str], variable: &str| {
        let arguments = [&["build", "--output", "site"], flags].concat();
        let built = outcome(command(folder.path()).args(arguments).env("SIDELIGHT_DRAFTS", variable));
        assert_eq!(built.status, Some(0), "{built:?}");
        folder.file("site/b.html").exists()
    };
    assert!(!has_draft(&[], "") && has_draft(&["--drafts"], "") && has_draft(&["--drafts=on"], ""));
    assert!(has_draft(&[], "yes") && !has_draft(&["--drafts=no"], "yes") && has_draft(&["--drafts"], "no"));
}

/// As compose files have them: `SIDELIGHT_BASE_URL: ${BASE_URL:-}`.
#[test]
fn a_variable_with_nothing_in_it_is_none_for_every_command() {
    let folder = Folder::of(SOUND);
    let with_nothing = |arguments: &[&str]| {
        let nothing = OPTIONS.map(|option| (option.variable, ""));
        outcome(command(folder.path()).args(arguments).envs(nothing))
    };
    for arguments in [&["check"][..], &["build", "--output", "site"], &["new", "b"]] {
        let outcome = with_nothing(arguments);
        assert_eq!(outcome.status, Some(0), "{arguments:?}: {outcome:?}");
    }
    assert!(folder.file("site/a.html").exists() && folder.file("content/b/index.md").exists());
    let config = with_nothing(&["config"]);
    assert_eq!((config.status, &config.out), (Some(0), &run(&folder, &["config"]).out));
    // Whoever listens at the default address, if anybody does, was asked.
    let asked = with_nothing(&["healthcheck"]);
    assert!(asked.status == Some(0) || asked.err.starts_with("sidelight: 127.0.0.1:8080 "), "{asked:?}");
}

#[test]
fn there_are_few_variables_and_each_is_named_like_its_option() {
    assert!(OPTIONS.len() < 15);
    for option in OPTIONS {
        let name = option.name.to_uppercase().replace('-', "_");
        assert_eq!(option.variable, format!("SIDELIGHT_{name}"));
    }
    // `sidelight` alone is `sidelight serve`.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let alone = outcome(command(Folder::of(SOUND).path()).env("SIDELIGHT_LISTEN", &address));
    assert!(alone.err.contains(&format!("{address} is already in use")), "{}", alone.err);
}

#[test]
fn the_content_folder_of_all_commands_is_in_the_environment() {
    let folder = Folder::of("-- texts/a/index.md --\n---\ntitel: A\n---\n");
    let checked = outcome(command(folder.path()).args(["check", "--format", "json"]).env("SIDELIGHT_CONTENT", "texts"));
    assert_eq!(checked.status, Some(1));
    assert!(checked.out.starts_with("{\"code\":"), "{}", checked.out);
    let nothing = outcome(command(folder.path()).arg("check").env("SIDELIGHT_CONTENT", ""));
    assert!(nothing.out.contains("the library that comes with Sidelight"), "a variable without a value is none");
}

/// What is in force of an option, and where it came from.
fn in_force(outcome: &Outcome, name: &str) -> (String, String) {
    assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""), "{outcome:?}");
    let line = outcome.out.lines().find(|line| line.split(' ').next() == Some(name)).unwrap();
    let columns: Vec<&str> = line.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect();
    (columns[1].to_owned(), columns[2].to_owned())
}

#[test]
fn flags_win_over_variables_and_these_over_the_library() {
    let folder = Folder::of(&format!("{SOUND}-- content/sidelight.yaml --\nbase_url: https://yaml.example\n"));
    let config = |flags: &[&str], variables: &[(&str, &str)]| {
        let variables = variables.iter().copied();
        outcome(command(folder.path()).arg("config").args(flags).envs(variables))
    };
    let base_url = |flags: &[&str], variables: &[(&str, &str)]| in_force(&config(flags, variables), "base-url");
    let of = |value: &str, origin: &str| (value.to_owned(), origin.to_owned());
    assert_eq!(base_url(&[], &[]), of("https://yaml.example", "sidelight.yaml"));
    let variable = ("SIDELIGHT_BASE_URL", "https://env.example/x");
    assert_eq!(base_url(&[], &[variable]), of("https://env.example/x", "SIDELIGHT_BASE_URL"));
    assert_eq!(
        base_url(&["--base-url", "http://flag.example"], &[variable]),
        of("http://flag.example", "command line")
    );
    assert_eq!(base_url(&[], &[("SIDELIGHT_BASE_URL", "")]), of("https://yaml.example", "sidelight.yaml"));

    let watch = |flags: &[&str], value: &str| in_force(&config(flags, &[("SIDELIGHT_WATCH", value)]), "watch");
    assert_eq!(watch(&[], ""), of("yes", "default"));
    assert_eq!(watch(&[], "off"), of("no", "SIDELIGHT_WATCH"));
    assert_eq!(watch(&["--watch"], "off"), of("yes", "command line"));
    assert_eq!(watch(&["--no-watch"], "on"), of("no", "command line"));
    assert_eq!(watch(&["--no-watch", "--watch"], ""), of("yes", "command line"));
    assert_eq!(watch(&["--watch", "--no-watch"], ""), of("no", "command line"));
    assert_eq!(watch(&["--watch=no"], ""), of("no", "command line"));
    // Not at a terminal, so nobody writes.
    assert_eq!(in_force(&config(&[], &[]), "live"), of("no", "default"));
    assert_eq!(in_force(&config(&["--live"], &[]), "live"), of("yes", "command line"));
}

#[test]
fn config_prints_what_is_in_force_and_where_it_came_from() {
    let folder = Folder::of(&format!("{SOUND}-- content/sidelight.yaml --\nbase_url: https://example.org/reader\n"));
    let outcome = outcome(
        command(folder.path())
            .args(["config", "content", "--listen", "unix:/run/sidelight/http.sock", "--drafts"])
            .args(["--max-connections", "100", "--log", "warn,sidelight::site=debug"])
            .env("SIDELIGHT_TRUSTED_PROXIES", "10.0.0.0/8, unix ::1")
            .env("SIDELIGHT_LOG_ADDRESSES", "1")
            .env("SIDELIGHT_METRICS_LISTEN", "[::1]:9100"),
    );
    assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""));
    assert_snapshot!(outcome.out);
}

#[test]
fn config_shows_every_option_once() {
    let outcome = run(&Folder::of(SOUND), &["config"]);
    let names: Vec<&str> = outcome.out.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(names, OPTIONS.map(|option| option.name));
    assert!(outcome.out.lines().all(|line| line.ends_with("  default")), "{}", outcome.out);
}

/// It printed `base-url none default`, as if nothing were there.
#[test]
fn config_says_what_it_does_not_take_of_the_library() {
    let folder = Folder::of(&format!("{SOUND}-- content/sidelight.yaml --\ntitle: T\nbase_url: nonsense\n"));
    let why = "sidelight: sidelight.yaml:2:11 is not taken: `base_url` is not a web address: `nonsense`; \
               begin it with https:// or http://.\n";
    for (flags, base_url) in [(&[][..], "none"), (&["--base-url", "https://example.org"], "https://example.org")] {
        let outcome = run(&folder, &[&["config"], flags].concat());
        assert_eq!((outcome.status, outcome.err.as_str()), (Some(1), why));
        let row = outcome.out.lines().find(|line| line.starts_with("base-url  ")).unwrap();
        assert_eq!(row.split_whitespace().nth(1), Some(base_url));
    }
    // Faults of texts are for `check`.
    let folder = Folder::of("-- content/a/index.md --\n---\ntitel: A\n---\n");
    assert_eq!(run(&folder, &["config"]).status, Some(0));
}

#[test]
fn a_misspelt_variable_is_named() {
    let folder = Folder::of(SOUND);
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = "no option reads SIDELIGHT_DRAFT (did you mean SIDELIGHT_DRAFTS?), \
                SIDELIGHT_NO_WATCH (did you mean SIDELIGHT_WATCH=no?), SIDELIGHT_SECRET";
    let with = |arguments: &[&str]| {
        let misspelt = ["DRAFT", "NO_WATCH", "SECRET"].map(|name| (format!("SIDELIGHT_{name}"), "1"));
        let known = [("SIDELIGHT_LIVE", "no"), ("SIDELIGHT_NOTHING", ""), ("SIDELIGHTS", "1")];
        // What Kubernetes sets where there is a service of that name.
        let cluster = ["PORT", "PORT_80_TCP_ADDR", "SERVICE_HOST", "SERVICE_PORT", "SERVICE_PORT_HTTP"];
        let cluster = cluster.map(|name| (format!("SIDELIGHT_{name}"), "10.0.0.1"));
        outcome(command(folder.path()).args(arguments).envs(misspelt).envs(known).envs(cluster))
    };
    let config = with(&["config"]);
    assert_eq!((config.status, config.err), (Some(0), format!("sidelight: {said}.\n")));
    // An address in use ends the program when it has said what it has to say.
    let served = with(&["serve", "--listen", &address]);
    let line: serde_json::Value = serde_json::from_str(served.err.lines().next().unwrap()).unwrap();
    assert_eq!((&line["level"], &line["message"]), (&"WARN".into(), &said.into()), "{served:?}");
    assert_eq!(served.err.matches("SIDELIGHT_DRAFT ").count(), 1);
}
