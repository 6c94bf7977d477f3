//! What holds for every fault that is reported, and for what is printed of it.

use sidelight::cli::report;
use sidelight::content::{Diagnostic, Loaded};

/// Checks every fault of a library.
pub fn are_sound(loaded: &Loaded) {
    for diagnostic in &loaded.diagnostics {
        is_sound(diagnostic, loaded);
    }
    for format in [report::human(loaded, false), report::human(loaded, true), report::github(loaded, "content/")] {
        assert!(!format.is_empty() || loaded.diagnostics.is_empty());
    }
    let lines = report::json(loaded);
    assert_eq!(lines.lines().count(), loaded.diagnostics.len(), "{lines}");
    for (line, diagnostic) in lines.lines().zip(&loaded.diagnostics) {
        let Ok(printed) = serde_json::from_str::<serde_json::Value>(line) else { panic!("no JSON: {line}") };
        let position = diagnostic.position(loaded.source(&diagnostic.path).map_or("", |source| source));
        let number = |name: &str| printed[name].as_u64().and_then(|number| usize::try_from(number).ok());
        assert_eq!((number("line"), number("column")), (Some(position.0), Some(position.1)), "{diagnostic:?}");
    }
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
