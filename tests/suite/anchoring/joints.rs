//! Where prefix, exact and suffix meet, and where a quote ends: blanks, signs and forms of print say nothing there.

use proptest::prelude::*;
use sidelight::anchor::{Index, State, TextRange};

use super::{excerpt, quote};

/// The words that are found, or the state.
fn found(text: &str, exact: &str, prefix: &str, suffix: &str) -> Result<String, State> {
    let resolution = Index::new(text).resolve(&quote(exact, prefix, suffix), None);
    match (resolution.state, resolution.range) {
        (State::Found, Some(range)) => Ok(excerpt(text, range)),
        (state, _) => Err(state),
    }
}

#[test]
fn a_context_needs_no_blank_and_no_sign_at_its_joint() {
    let cats = "The cat sat on the mat. The dog came.\n\nThe cat sat on the mat. The cow came.";
    let at = |exact: &str, prefix: &str, suffix: &str| {
        Index::new(cats).resolve(&quote(exact, prefix, suffix), None).range.map(|range| range.start)
    };
    assert_eq!(at("The cat sat", "", "on the mat. The cow"), Some(39));
    assert_eq!(at("came", "The dog", ""), Some(32));
    assert_eq!(at("The dog", "the mat", "came"), Some(24));
    for (text, exact, prefix, suffix, expected) in [
        ("He said: “Stop!” and “Stop!” again", "Stop!", "He said:", "", Ok("Stop!")),
        ("He said: “Stop!” and “Stop!” again", "Stop", "and “", "", Ok("Stop")),
        ("He said: “Stop!” and “Stop!” again", "Stop", "", "again", Ok("Stop")),
        ("He said: (Stop) and (Stop) again", "Stop", "He said: “", "", Ok("Stop")),
        ("the end—they went, and they went", "they went", "the end ,", "", Ok("they went")),
        // A word that is cut is another one.
        ("overseas trade", "seas", "over ", "", Err(State::Orphaned)),
        ("overseas trade", "seas", "over", "", Ok("seas")),
        ("over seas and overseas", "seas", "over", "", Err(State::Ambiguous)),
        ("over seas and overseas", "seas", "over ", "", Ok("seas")),
        ("costs -5 or 5 more", "5", "costs", "", Err(State::Orphaned)),
        // Other words in between are no joint.
        ("the black cat", "cat", "the", "", Err(State::Orphaned)),
    ] {
        assert_eq!(found(text, exact, prefix, suffix), expected.map(str::to_owned), "[{prefix}] {exact} [{suffix}]");
    }
}

#[test]
fn a_quotation_does_not_depend_on_the_signs_at_its_ends() {
    for (text, exact, prefix, suffix, expected) in [
        ("Many years later, as he faced the squad, he", ", as he faced the squad", "", "", ", as he faced the squad"),
        ("Many years later as he faced the squad he", ", as he faced the squad", "", "", "as he faced the squad"),
        ("Much later (as he faced the squad) he", ", as he faced the squad,", "", "", "as he faced the squad"),
        ("Long ago; as he faced the squad he", ", as he faced the squad", "Long ago", "he", "as he faced the squad"),
        ("He says “yes.” And “Yes, yes!”", "“Yes, yes.”", "", "", "“Yes, yes!”"),
        ("so it went on and on", "… went on —", "", "", "went on"),
        ("a well known (and old) fact", "[and old]", "", "", "and old"),
    ] {
        assert_eq!(found(text, exact, prefix, suffix), Ok(expected.to_owned()), "{exact} in {text}");
    }
    // Signs that are a part of what is said, and words that are gone.
    for (text, exact) in [("It was 5 below", "-5"), ("We write C here", "C#"), ("I cannot, can't I", "can,")] {
        assert!(found(text, exact, "", "").is_err(), "{exact} in {text}");
    }
    // What stands with its signs goes before what stands without.
    assert_eq!(found("serious, he said; serious.", "serious.", "", ""), Ok("serious.".to_owned()));
}

#[test]
fn forms_of_print_are_the_same_words() {
    for (text, exact, expected) in [
        ("an oﬃce of ﬁne eﬀects", "office of fine", "oﬃce of ﬁne"),
        ("an office of fine effects", "oﬃce of ﬁne", "office of fine"),
        ("型番ＡＢＣ－１２３！です", "ABC-123!", "ＡＢＣ－１２３！"),
        ("型番ABC-123!です", "ＡＢＣ－１２３！", "ABC-123!"),
        ("半角ｶﾞｲﾄﾞです", "ガイド", "ｶﾞｲﾄﾞ"),
        ("to co\u{ad}op\u{ad}er\u{200b}ate now", "cooperate", "co\u{ad}op\u{ad}er\u{200b}ate"),
        ("これは長い文\n章です", "長い文章", "長い文\n章"),
        ("これは長い文章です", "長い文\n 章", "長い文章"),
        ("你好，\n世界。", "你好，世界", "你好，\n世界"),
        ("你好，世界。", "你好, 世界", "你好，世界"),
        ("ここは テスト コード です", "コード", "コード"),
        ("ここは テスト コード です", "テストコード", "テスト コード"),
        ("第一段\n\n第二段", "第一段 第二段", "第一段\n\n第二段"),
    ] {
        assert_eq!(found(text, exact, "", ""), Ok(expected.to_owned()), "{exact} in {text}");
    }
    // A ligature is not split, no word lies over two paragraphs, and a power is no factor.
    for (text, exact, prefix) in [
        ("an oﬃce", "of", ""),
        ("an eﬀect", "fect", "ef"),
        ("这是一个问\n\n题目在此", "问题", ""),
        ("it is 10² wide", "102", ""),
    ] {
        assert!(found(text, exact, prefix, "").is_err(), "{exact} in {text}");
    }
    assert!(found("2013，2014", "2014", "", "").is_ok());
}

fn gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["", " ", "  ", "\u{a0}", "\n", " \n ", "\t", "\u{3000}"])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Whatever white space a writer leaves out or puts in where the parts of a quote meet, it is the same quote.
    #[test]
    fn blanks_at_a_joint_say_nothing(
        words in prop::collection::vec(prop::sample::select(vec!["the", "cat", "sat", "over", "seas", "overseas", "mat."]), 6..40),
        at: prop::sample::Index, count in 1_usize..4, context in 1_usize..8, before in gap(), after in gap(),
    ) {
        let text = words.join(" ");
        let first = at.index(words.len());
        let end = (first + count).min(words.len());
        let joined = |words: &[&str]| words.join(" ");
        let (prefix, exact) = (joined(&words[first.saturating_sub(context)..first]), joined(&words[first..end]));
        let suffix = joined(&words[end..(end + context).min(words.len())]);
        let start = joined(&words[..first]).len() + usize::from(first > 0);
        let range = TextRange { start, end: start + exact.len() };
        let index = Index::new(&text);
        let written = index.resolve(&quote(&exact, &format!("{prefix} "), &format!(" {suffix}")), None);
        let typed = index.resolve(&quote(&exact, &format!("{prefix}{before}"), &format!("{after}{suffix}")), None);
        if written.state == State::Found {
            prop_assert_eq!(written.range, Some(range));
            // Without its blank a word can be a part of another one, if that one stands there too.
            let is_cut = |a: &str, b: &str| a.ends_with("over") && b.starts_with("seas");
            if !is_cut(&prefix, &exact) && !is_cut(&exact, &suffix) {
                prop_assert_eq!(typed.state, State::Found, "{:?}", typed);
            }
        }
        if let Some(found) = typed.range {
            prop_assert_eq!(found, range, "{:?}", typed);
        }
    }
}
