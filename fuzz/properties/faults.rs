//! What holds for every fault that is reported, and for what is printed of it.

use sidelight::cli::report;
use sidelight::content::{Diagnostic, Loaded, Tree};

/// Checks every fault of a library.
pub fn are_sound(tree: &Tree, loaded: &Loaded) {
    for diagnostic in &loaded.diagnostics {
        is_sound(diagnostic, loaded);
    }
    for format in [report::human(loaded, false), report::human(loaded, true), report::github(loaded, "content/")] {
        assert!(!format.is_empty() || loaded.diagnostics.is_empty());
    }
    let lines = report::json(loaded);
    assert_eq!(lines.lines().count(), loaded.diagnostics.len(), "{lines}");
    assert!(lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{lines}");
    assert!(tree.files().all(|(path, _)| !path.is_empty()) || loaded.has_errors());
}

/// A fault stands in its file, on whole characters, and says something.
fn is_sound(diagnostic: &Diagnostic, loaded: &Loaded) {
    let source = loaded.source(&diagnostic.path).map_or("", |source| source);
    let span = diagnostic.span.clone();
    assert!(span.is_empty() && source.is_empty() || source.get(span).is_some(), "{diagnostic:?} of {source:?}");
    assert!(!diagnostic.message.trim().is_empty() && !diagnostic.help.trim().is_empty(), "{diagnostic:?}");
    let (line, column) = diagnostic.position(source);
    let lines: Vec<&str> = source.split('\n').collect();
    let length = lines.get(line - 1).map(|line| line.chars().count());
    assert!(length.is_some_and(|length| column <= length + 1), "{line}:{column} of {source:?}");
}
