//! Hand-made traps: `tests/fixtures/anchoring-traps`, in the format that `examples/anchoring_score.rs` reads.
//!
//! Every case must be right: these are the mistakes that must not come back. A case's class says what it is about.

use std::collections::BTreeMap;

use serde_json::Value;
use sidelight::anchor::{Index, TextRange};

use super::{excerpt, quote};
use crate::fuzzing::properties::anchoring::check_sound;

const TEXTS: &str = include_str!("../../fixtures/anchoring-traps/texts.json");
const CASES: &str = include_str!("../../fixtures/anchoring-traps/cases.jsonl");

#[test]
fn no_trap_is_walked_into() {
    let texts: BTreeMap<String, Value> = serde_json::from_str(TEXTS).expect("texts.json");
    let mut cases = 0;
    for line in CASES.lines() {
        let case: Value = serde_json::from_str(line).expect("a case");
        let mut text = texts[case["doc"].as_str().expect("doc")]["new"].as_str().expect("text").to_owned();
        if let Some(deleted) = range(&case["delete"][0], &case["delete"][1]) {
            text = text.chars().take(deleted.start).chain(text.chars().skip(deleted.end)).collect();
        }
        let part = |name: &str| case["selector"][0][name].as_str().unwrap_or_default();
        let hint = case["selector"][1]["start"].as_u64().map(|start| start as usize);
        let selector = quote(part("exact"), part("prefix"), part("suffix"));
        let resolution = Index::new(&text).resolve(&selector, hint);
        check_sound(&text, &resolution);
        let expected =
            range(&case["expect"]["start"], &case["expect"]["end"]).map(|range| core(&excerpt(&text, range), range));
        let answer = resolution.range.map(|range| core(&excerpt(&text, range), range));
        assert_eq!(answer, expected, "{line}\n{}", resolution.reason);
        cases += 1;
    }
    assert!(cases > 100, "the fixture holds {cases} cases");
}

fn range(start: &Value, end: &Value) -> Option<TextRange> {
    Some(TextRange { start: start.as_u64()? as usize, end: end.as_u64()? as usize })
}

/// A range without the white space and punctuation at its ends.
fn core(text: &str, range: TextRange) -> TextRange {
    let outside = |c: &char| !c.is_alphanumeric();
    let start = range.start + text.chars().take_while(outside).count();
    TextRange { start, end: (range.end - text.chars().rev().take_while(outside).count()).max(start) }
}
