//! The program at the command line: exit codes, one sentence for what could not be done, files that it writes.

use std::fs;
use std::net::TcpListener;

use crate::program::{Folder, Outcome, run};

const SOUND: &str = "-- content/a/index.md --\n---\ntitle: A\n---\nSome words.\n";

/// One sentence on standard error, nothing on standard output, exit code 2.
pub fn assert_refused(outcome: &Outcome, says: &str) {
    assert_eq!((outcome.status, outcome.out.as_str()), (Some(2), ""), "{outcome:?}");
    let sentence = outcome.err.strip_prefix("sidelight: ").unwrap_or_else(|| panic!("{outcome:?}"));
    assert!(sentence.contains(says), "{sentence}");
    assert!(sentence.ends_with(".\n") && sentence.lines().count() == 1, "{sentence}");
}

#[test]
fn check_says_how_it_went_in_its_exit_code() {
    let sound = Folder::of(SOUND);
    assert_eq!(run(&sound, &["check"]).status, Some(0));
    assert_eq!(run(&sound, &["check", "content"]).status, Some(0));
    // A warning is enough for a pipeline to stop; a reader may still be served.
    let warned = Folder::of("-- content/a/index.md --\n---\ntitle: A\n---\n<b>x</b>\n");
    assert_eq!(run(&warned, &["check"]).status, Some(1));
    let broken = Folder::of("-- content/a/index.md --\n---\ntitel: A\n---\n");
    for format in ["human", "json", "github"] {
        let outcome = run(&broken, &["check", "--format", format]);
        assert_eq!((outcome.status, outcome.err.as_str()), (Some(1), ""), "{format}");
        assert!(outcome.out.contains("titel") && !outcome.out.contains('\u{1b}'), "{}", outcome.out);
    }
}

#[test]
fn without_a_folder_the_shipped_library_is_checked() {
    let outcome = run(&Folder::of(""), &["check"]);
    assert_eq!(outcome.status, Some(0), "{outcome:?}");
    assert!(outcome.out.starts_with("no faults in the library that comes with Sidelight: "), "{outcome:?}");
}

#[test]
fn a_folder_that_cannot_be_read_is_one_sentence() {
    let folder = Folder::of("-- file --\nx\n-- notes/x.md --\nx\n");
    fs::create_dir(folder.file("empty")).unwrap();
    for subcommand in ["check", "serve"] {
        assert_refused(&run(&folder, &[subcommand, "missing"]), "There is no folder missing");
        assert_refused(&run(&folder, &[subcommand, "file"]), "file is a file; the content is a folder");
        assert_refused(&run(&folder, &[subcommand, "empty"]), "The folder empty holds no text");
        assert_refused(&run(&folder, &[subcommand, "notes"]), "The folder notes holds no text");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_read_is_one_sentence() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::of(SOUND);
    fs::set_permissions(folder.file("content"), fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything.
    if fs::read_dir(folder.file("content")).is_err() {
        assert_refused(&run(&folder, &["check", "content"]), "may not be read by this user");
    }
    fs::set_permissions(folder.file("content"), fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn an_address_in_use_is_one_sentence() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let outcome = run(&Folder::of(SOUND), &["serve", "--listen", &address]);
    assert_refused(&outcome, &format!("{address} is already in use"));
    assert!(outcome.err.contains("`sidelight serve --listen 127.0.0.1:"), "{}", outcome.err);
    // That of the metrics is another option's.
    let outcome = run(&Folder::of(SOUND), &["serve", "--listen", "127.0.0.1:0", "--metrics-listen", &address]);
    assert_refused(&outcome, &format!("{address} is already in use"));
    assert!(outcome.err.contains("`sidelight serve --metrics-listen 127.0.0.1:"), "{}", outcome.err);
}

#[test]
fn an_address_of_another_machine_is_one_sentence() {
    // 192.0.2.0/24 is kept for documentation: no machine has it.
    let outcome = run(&Folder::of(SOUND), &["serve", "--listen", "192.0.2.1:8080"]);
    assert_refused(&outcome, "192.0.2.1:8080 is no address of this machine");
}

#[test]
fn fonts_that_cards_cannot_use_are_one_sentence() {
    let folder = Folder::of("-- content/a/index.md --\n---\ntitle: A\n---\nWords.\n-- fonts/broken.otf --\nnone\n");
    let serve = |fonts: &str| run(&folder, &["serve", "--listen", "127.0.0.1:0", "--card-fonts", fonts]);
    assert_refused(&serve("missing"), "Cards have no fonts: missing cannot be read: ");
    assert_refused(&serve("fonts/broken.otf"), "Cards have no fonts: fonts/broken.otf cannot be read: ");
    assert_refused(&serve("fonts"), "broken.otf is no font that can be drawn with");
}

#[test]
fn a_library_with_errors_is_not_served() {
    let folder = Folder::of("-- content/a/index.md --\n---\ntitel: A\n---\n");
    let outcome = run(&folder, &["serve", "--no-watch", "--log-format", "text", "--listen", "127.0.0.1:0"]);
    assert_eq!((outcome.status, outcome.out.as_str()), (Some(1), ""));
    assert!(outcome.err.contains("error[unknown-field]") && outcome.err.contains("a/index.md:2:1"), "{}", outcome.err);
    // For programs, a line for each fault.
    let outcome = run(&folder, &["serve", "--no-watch", "--listen", "127.0.0.1:0"]);
    assert_eq!(outcome.status, Some(1));
    let line: serde_json::Value = serde_json::from_str(outcome.err.lines().next().unwrap()).unwrap();
    assert_eq!((&line["level"], &line["code"]), (&"ERROR".into(), &"unknown-field".into()));
    assert_eq!((&line["path"], &line["line"]), (&"a/index.md".into(), &2.into()));
}

#[test]
fn there_is_nothing_to_watch_without_a_folder() {
    assert_refused(
        &run(&Folder::of(""), &["serve", "--watch", "--listen", "127.0.0.1:0"]),
        "no content folder to watch",
    );
}

#[test]
fn what_makes_no_sense_is_explained() {
    for arguments in [&["sevre"][..], &["check", "--format", "xml"], &["serve", "--lisen", "x"], &["new"]] {
        let outcome = run(&Folder::of(""), arguments);
        assert_eq!((outcome.status, outcome.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(outcome.err.starts_with("error: ") && outcome.err.contains("--help"), "{}", outcome.err);
    }
}

#[test]
fn new_files_are_sound_and_only_wait_for_words() {
    let folder = Folder::of("");
    for (name, file) in [
        ("my-text", "content/my-text/index.md"),
        ("my-text/notes/first-note", "content/my-text/notes/first-note.md"),
        ("my-text/speakers/somebody.md", "content/my-text/speakers/somebody.md"),
        ("my-text/analogies/a-picture", "content/my-text/analogies/a-picture.md"),
        ("my-text/places/vienna", "content/my-text/places/vienna.md"),
    ] {
        let outcome = run(&folder, &["new", name]);
        assert_eq!((outcome.status, outcome.err.as_str()), (Some(0), ""), "{outcome:?}");
        assert_eq!(outcome.out.trim_end(), file);
        assert!(fs::read_to_string(folder.file(file)).unwrap().starts_with("---\ntitle: "), "{file}");
    }
    let outcome = run(&folder, &["check", "--format", "json"]);
    let codes: Vec<String> = outcome
        .out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["code"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(codes, ["annotation-unused"; 4], "{}", outcome.out);
}

/// What the skeletons have in comments is right too.
#[test]
fn comments_in_new_files_are_sound() {
    let folder = Folder::of("");
    for name in ["t", "t/notes/n", "t/speakers/s", "t/analogies/a"] {
        assert_eq!(run(&folder, &["new", name]).status, Some(0));
        let file = folder.file(&match name {
            "t" => "content/t/index.md".to_owned(),
            name => format!("content/{name}.md"),
        });
        let text = fs::read_to_string(&file).unwrap();
        let (front, body) = text.strip_prefix("---\n").unwrap().split_once("\n---\n").unwrap();
        let uncommented: Vec<String> = front
            .lines()
            .map(|line| if line.trim_start().starts_with("# ") { line.replacen("# ", "", 1) } else { line.to_owned() })
            .collect();
        fs::write(&file, format!("---\n{}\n---\n{body}", uncommented.join("\n"))).unwrap();
    }
    let outcome = run(&folder, &["check"]);
    assert!(!outcome.out.contains("error["), "{}", outcome.out);
}

#[test]
fn new_overwrites_nothing_and_climbs_nowhere() {
    let folder = Folder::of(SOUND);
    let before = fs::read_to_string(folder.file("content/a/index.md")).unwrap();
    assert_refused(&run(&folder, &["new", "a"]), "is there already; nothing was written");
    assert_eq!(fs::read_to_string(folder.file("content/a/index.md")).unwrap(), before);
    for (name, says) in [
        ("../b", "`piece/layer/name`"),
        ("..", "cannot be part of an address"),
        ("a/../b", "cannot be part of an address"),
        ("My Text", "try `my-text`"),
        ("static", "kept for Sidelight's own use"),
        ("a/embed/x", "kept for Sidelight's own use"),
        ("a/notes", "`piece/layer/name`"),
        ("", "cannot be part of an address"),
    ] {
        assert_refused(&run(&folder, &["new", name]), says);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_dir(folder.file("content")).unwrap().count(), 1);
}

#[test]
fn drafts_that_are_not_shown_are_said() {
    let folder = Folder::of("-- content/a/index.md --\n---\ntitle: A\n---\n");
    assert_eq!(run(&folder, &["new", "b"]).status, Some(0));
    // An address in use ends the program when it has said what it has to say of the library.
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let hidden = "1 draft not shown; --drafts shows them";
    assert!(run(&folder, &["serve", "--listen", &address]).err.contains(hidden));
    assert!(!run(&folder, &["serve", "--drafts", "--listen", &address]).err.contains(hidden));
}
