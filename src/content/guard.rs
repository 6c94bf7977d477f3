//! Panics of the Markdown parser as faults.
//!
//! Enter at [`guarded`]. The parser is the one part of a page's making that panics on input, rarely, and a library
//! must not go down with one file. A caught panic is told once, as a fault with its place; meanwhile the program's
//! panic hook, which would print each to the terminal, with a backtrace where the environment asks for one, is quiet.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::diagnostic::Code;
use super::fields::Report;

thread_local! {
    /// What panicked in the guarded work of this thread; `None` outside of such work.
    static CAUGHT: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What `work` answers, or what it panicked with.
///
/// # Errors
/// When `work` panics: the panic's message and place.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(quiet_hook);
    let outer = CAUGHT.replace(Some(String::new()));
    let outcome = catch_unwind(AssertUnwindSafe(work));
    let caught = CAUGHT.replace(outer);
    outcome.map_err(|_| caught.unwrap_or_default())
}

/// As [`guarded`]; a panic is reported as a fault of the file whose text begins at `body_start`.
pub fn reported<T>(report: &mut Report<'_>, body_start: usize, work: impl FnOnce() -> T) -> Option<T> {
    let outcome = guarded(work);
    if let Err(panic) = &outcome {
        let help = "please report it with the file; taking out its newest part helps for now";
        let message = format!("the Markdown parser failed on this file: {panic}");
        report.add(Code::MarkdownParser, body_start..body_start, message, help);
    }
    outcome.ok()
}

/// Goes on doing what the hook so far does, except in guarded work.
fn quiet_hook() {
    let loud = take_hook();
    set_hook(Box::new(move |panic| {
        let is_guarded = CAUGHT.with_borrow_mut(|caught| caught.as_mut().map(|caught| *caught = described(panic)));
        if is_guarded.is_none() {
            loud(panic);
        }
    }));
}

fn described(panic: &PanicHookInfo<'_>) -> String {
    let message = panic.payload_as_str().unwrap_or("a panic without words");
    // Where a crate lies on the machine that built the program is nobody's business.
    let place = panic.location().map(|location| {
        let file = location.file();
        let crate_start = file.find("pulldown-cmark").unwrap_or(0);
        format!(" ({}:{})", &file[crate_start..], location.line())
    });
    format!("{message}{}", place.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_told_with_its_place_and_the_next_work_goes_on() {
        let panic = guarded(|| panic!("as the parser might")).unwrap_err();
        assert!(panic.starts_with("as the parser might (src/content/guard.rs:"), "{panic}");
        assert_eq!(guarded(|| 1), Ok(1));
    }

    #[test]
    fn guarded_work_may_guard_its_own() {
        let outer = guarded(|| {
            let inner = guarded(|| panic!("inner"));
            assert!(inner.is_err());
            panic!("outer");
        });
        assert!(outer.is_err_and(|panic| panic.starts_with("outer")));
    }
}
