//! Links to passages that nobody would have been given, opened in a long text: none may hold up its server.
//!
//! Enter at [`hostile_values`]. What is timed is all that a request does to find its passage, the preparing of the text
//! included, in time of the processor: this machine has others at work.

use std::time::Duration;

use sidelight::anchor::Index;
use sidelight::anchor::directive::{self, MAX_BYTES};

use super::{prose, verdict};

#[path = "../rendering/stopwatch.rs"]
#[allow(dead_code, reason = "there is no rival here")]
mod stopwatch;
#[path = "../../tests/suite/passages/values.rs"]
mod values;

/// For one value.
const LIMIT: Duration = Duration::from_millis(50);
/// A long book, and a text so short that no search in it is given up for its length.
const LENGTHS: [usize; 2] = [600_000, 30_000];
const ROUNDS: usize = 3;

/// Whether each value is answered in time in each text.
pub fn hostile_values() -> bool {
    let mut passed = true;
    for length in LENGTHS {
        println!("hostile values of {MAX_BYTES} bytes in texts of {length} characters; at most {LIMIT:?} each");
        let mut texts = values::texts(length);
        texts.insert(0, ("prose", prose(length)));
        for (name, text) in &texts {
            passed &= in_text(name, text);
        }
    }
    passed
}

fn in_text(name: &str, text: &str) -> bool {
    let preparing = fastest(|| Index::new(text));
    let (mut worst, mut slowest) = (Duration::ZERO, "");
    for (kind, value) in values::values(text) {
        let time = fastest(|| directive::resolve(&Index::new(text), &value).is_ok());
        if time > LIMIT {
            println!("    {kind:<28} {time:>9.2?}  MISSED");
        }
        if time > worst {
            (worst, slowest) = (time, kind);
        }
    }
    let is_met = worst <= LIMIT;
    println!("  {name:<12} preparing {preparing:>9.2?}, at most {worst:>9.2?} ({slowest})  {}", verdict(is_met));
    is_met
}

fn fastest<T>(run: impl FnMut() -> T) -> Duration {
    stopwatch::race(ROUNDS, run, || ()).0.fastest
}
