//! What writers are told: every kind of fault happens, and says what is wrong, where, and what to do.
//!
//! The libraries are files in `tests/fixtures/faults`, each called like the code that it is about. Faults that no text
//! file can have are made here.

use std::fs;
use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;
use sidelight::content::{Code, MAX_TEXT_BYTES, Severity, load};
use sidelight::site::{Options, build};

use crate::program::{Folder, run};
use crate::site::{codes, fixture, tree};

/// A library that has nothing wrong with it.
const SOUND: &str =
    "-- a/index.md --\n---\ntitle: A\n---\nSome [words](notes/n.md).\n-- a/notes/n.md --\n---\ntitle: N\n---\nN\n";

/// A content folder in which `code` happens; `None` when that takes more than files.
fn folder(code: Code) -> Option<Folder> {
    let folder = Folder::of(SOUND);
    match code {
        Code::NotUtf8 => folder.write("a/notes/n.md", b"---\ntitle: Br\xfccken\n---\nN\n"),
        Code::FileTooLarge => {
            // A hole in a file takes no room on the disk.
            let file = fs::File::create(folder.file("a/notes/n.md")).unwrap();
            file.set_len(MAX_TEXT_BYTES + 1).unwrap();
        }
        #[cfg(unix)]
        Code::Symlink => {
            std::os::unix::fs::symlink("/etc/hostname", folder.file("a/out.txt")).unwrap();
            std::os::unix::fs::symlink("nothing.md", folder.file("a/notes/dangling.md")).unwrap();
        }
        #[cfg(unix)]
        Code::Unreadable => {
            use std::os::unix::ffi::OsStrExt;
            // Permissions do not keep root from reading, so a name that is not text has to do.
            let name = std::ffi::OsStr::from_bytes(b"caf\xe9.md");
            fs::write(folder.file("a/notes").join(name), "x").unwrap();
            folder.write("a/two\nlines.png", "x");
        }
        // The parser's panics are mended as they are found: the unit test in `content::load` makes one.
        Code::MarkdownParser => return None,
        _ => return Some(Folder::of(&fixture(&format!("faults/{}.txtar", code.as_str())))),
    }
    Some(folder)
}

#[test]
fn every_fault_can_happen_and_is_explained() {
    for &code in Code::ALL {
        let name = code.as_str();
        let Some(folder) = folder(code) else { continue };
        let human = run(&folder, &["check", "."]);
        let json = run(&folder, &["check", ".", "--format", "json"]);
        assert_eq!((human.status, json.status), (Some(1), Some(1)), "{name}: {human:?}");
        assert_eq!((human.err.as_str(), json.err.as_str()), ("", ""), "{name}");
        let lines: Vec<serde_json::Value> = json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert!(lines.iter().any(|line| line["code"] == name), "{name} does not happen:\n{}", human.out);
        for line in &lines {
            let said = |field: &str| line[field].as_str().unwrap_or_default().to_owned();
            assert!(!said("message").is_empty() && !said("help").is_empty() && !said("path").is_empty(), "{line}");
            assert!(line["line"].as_u64() > Some(0) && line["column"].as_u64() > Some(0), "{line}");
            let severity = if code.severity() == Severity::Error { "error" } else { "warning" };
            assert!(line["code"] != name || line["severity"] == severity, "{line}");
        }
        assert_snapshot!(name.to_owned(), format!("{}\n{}", human.out, json.out));
    }
}

#[test]
fn programs_are_told_what_became_of_a_target() {
    let states =
        [(Code::TargetOrphaned, "orphaned"), (Code::TargetAmbiguous, "ambiguous"), (Code::TargetMoved, "moved")];
    for (code, state) in states {
        let name = code.as_str();
        let folder = folder(code).unwrap();
        let human = run(&folder, &["check", "."]);
        assert_eq!(human.status, Some(1), "{name} does not happen: {human:?}");
        assert!(human.out.contains(&format!("warning[{name}]")), "{}", human.out);
        let json = run(&folder, &["check", ".", "--format", "json"]).out;
        let line: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
        assert_eq!((&line["code"], &line["state"]), (&name.into(), &state.into()), "{line}");
        assert_eq!((&line["annotation"], &line["path"]), (&"notes/n".into(), &"a/notes/n.md".into()), "{line}");
        assert_eq!((&line["line"], &line["column"]), (&4.into(), &12.into()), "{line}");
        let confidence = line["confidence"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&confidence), "{line}");
        assert!(line["quote"].as_str().is_some_and(|quote| !quote.is_empty()), "{line}");
        // The nearest words are told where there are any.
        assert!(code == Code::TargetOrphaned || line["found"].is_string(), "{line}");
    }
}

/// A fixture for a code that is no more would test nothing.
#[test]
fn every_fixture_is_about_a_code() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/faults");
    for entry in fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let code = name.trim_end_matches(".txtar");
        assert!(Code::ALL.iter().any(|known| known.as_str() == code), "{name}");
    }
}

#[test]
fn a_sound_library_has_no_faults() {
    let outcome = run(&Folder::of(SOUND), &["check", "."]);
    assert_eq!(
        (outcome.status, outcome.out.as_str(), outcome.err.as_str()),
        (Some(0), "no faults in 1 text with 1 annotation\n", "")
    );
    assert_eq!(run(&Folder::of(SOUND), &["check", ".", "--format", "json"]).out, "");
}

#[test]
fn all_faults_are_reported_in_one_go() {
    let archive: String = ["front-matter-syntax", "link-forbidden", "raw-html", "unknown-field"]
        .iter()
        .map(|name| fixture(&format!("faults/{name}.txtar")).replace("-- a/", &format!("-- {name}/")))
        .collect();
    let found = codes(&build(&tree(&archive), Options::default()).loaded);
    for code in [Code::FrontMatterSyntax, Code::LinkForbidden, Code::RawHtml, Code::UnknownField] {
        assert!(found.contains(&code), "{code:?} in {found:?}");
    }
}

/// Each of its annotations was said to lack a text, and the writer told to write one.
#[cfg(unix)]
#[test]
fn a_text_that_cannot_be_read_is_one_fault() {
    let annotated = "-- a/notes/m.md --\n---\ntitle: M\n---\n-- a/notes/n.md --\n---\ntitle: N\n---\n-- b/index.md --\n---\ntitle: B\n---\nWords.\n";
    let folder = Folder::of(annotated);
    std::os::unix::fs::symlink("nowhere", folder.file("a/index.md")).unwrap();
    let outcome = run(&folder, &["check", ".", "--format", "github"]);
    assert_eq!(outcome.status, Some(1));
    assert!(outcome.out.starts_with("::error file=a/index.md,") && outcome.out.lines().count() == 1, "{}", outcome.out);
    // Without any, they lack one.
    let outcome = run(&Folder::of(annotated), &["check", ".", "--format", "github"]);
    assert_eq!(outcome.out.matches("has no index.md").count(), 2, "{}", outcome.out);
}

/// Of markup that is not read, `check` says how to write it; so written, there is nothing left to say.
#[test]
fn what_is_proposed_for_unread_markup_is_read() {
    for (markdown, read) in [
        ("**「重要」**です。", "「**重要**」です。"),
        ("**重要。**这是", "**重要**。这是"),
        ("그는 **\"강조\"**는", "그는 \"**강조**\"는"),
        ("一*（二）*三", "一（*二*）三"),
        ("__「五」__六", "「__五__」六"),
        ("[a]\\[b]\n\n[a]: https://example.org\n", "[a]\\[b\\]\n\n[a]: https://example.org\n"),
        ("[a]\\[b]\n\n[b]: https://example.org\n", "[a]\\[b\\]\n\n[b]: https://example.org\n"),
    ] {
        let said =
            |markdown: &str| load(&tree(&format!("-- a/index.md --\n---\ntitle: A\n---\n{markdown}"))).diagnostics;
        let faults = said(markdown);
        assert_eq!(faults.len(), 1, "{markdown}: {faults:?}");
        let proposed = faults[0].help.rsplit(": `").next().unwrap_or_default().trim_end_matches('`');
        assert!(read.contains(proposed), "{proposed}");
        assert_eq!(said(read), [], "{read}");
    }
}

/// The commands that GitHub's checks read.
#[test]
fn github_gets_its_own_format() {
    let folder = Folder::of(&fixture("faults/link-forbidden.txtar"));
    let outcome = run(&folder, &["check", ".", "--format", "github"]);
    assert_eq!(outcome.status, Some(1));
    assert_snapshot!("github", outcome.out);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_in_any_file_make_loading_panic(
        path in prop::sample::select(vec![
            "sidelight.yaml", "a/index.md", "a/notes/n.md", "b/index.md", "a/notes/deep/er.md", "a/x.png", "weird",
        ]),
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..200),
            "(---\n)?(title: ?[\"'\\[{&*!|>%@`#a-z\t ]{0,12}\n|- |\t|: |&a |\\*a|<<: |\\? |\\.\\.\\.\n|---\n|\r\n|é){0,20}(---\n)?"
                .prop_map(String::into_bytes),
        ],
    ) {
        let mut files = tree(SOUND);
        files.insert(path, Arc::from(bytes));
        let loaded = load(&files);
        for diagnostic in &loaded.diagnostics {
            let source = loaded.source(&diagnostic.path).map_or("", |source| source);
            prop_assert!(diagnostic.position(source) >= (1, 1));
        }
        build(&files, Options::default());
    }
}
