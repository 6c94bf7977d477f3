//! Values of addresses that nobody would have been given, and texts that make them cost the most. The benchmark
//! `anchoring` times them too.
//!
//! Enter at [`texts`], then [`values`]. Every value is as long as one may be, and made of many readings, of words that
//! stand everywhere, of words that stand nowhere but are like many that do.

use sidelight::anchor::directive::MAX_BYTES;

/// Texts of about so many characters that say one thing over and over, by name.
pub fn texts(length: usize) -> Vec<(&'static str, String)> {
    let often = |part: &str| part.repeat(length / part.chars().count());
    vec![
        ("one letter", often("a ")),
        ("one word", often("word ")),
        ("one sentence", often("Team Alpha reported that the new deployment reduced latency. ")),
        ("commas", often("a, b, ")),
        ("ideographs", often("北京大学在北京。")),
        ("emoji", often("so 👨‍👩‍👧 it went 👍🏽 on, ")),
        ("no blank", often("a")),
    ]
}

/// As many of `part` as an address may have.
fn full(part: &str) -> String {
    part.repeat(MAX_BYTES / part.len())
}

/// A stretch of a text as a value, cut where it gets too long.
fn encoded(words: &str) -> String {
    let mut value = String::new();
    for char in words.chars() {
        let mut bytes = [0; 4];
        match char {
            ' ' | '\n' => value.push('+'),
            char if char.is_ascii_alphanumeric() => value.push(char),
            char => value.extend(char.encode_utf8(&mut bytes).bytes().map(|byte| format!("%{byte:02X}"))),
        }
        if value.len() > MAX_BYTES - 24 {
            break;
        }
    }
    value
}

/// Values for a text, by what they are made of.
pub fn values(text: &str) -> Vec<(&'static str, String)> {
    let chars: Vec<char> = text.chars().skip(text.chars().count() / 3).take(MAX_BYTES).collect();
    let stretch = |count: usize| chars.iter().take(count).collect::<String>();
    // Every so many characters another one, so that the rest is as like the text as can be without being it.
    let like = |count: usize, every: usize| {
        let edited = |(at, char): (usize, &char)| if at % every == every / 2 { 'x' } else { *char };
        encoded(&chars.iter().take(count).enumerate().map(edited).collect::<String>())
    };
    let words: Vec<String> = stretch(60).split_whitespace().take(4).map(encoded).collect();
    let word = words.first().cloned().unwrap_or_default();
    let half = |value: String| value[..value.len().min(MAX_BYTES / 2 - 8) / 12 * 12].trim_matches('+').to_owned();
    let terms = |word: &str, count: usize| [word, ","].concat().repeat(count.min(MAX_BYTES / (word.len() + 1)));
    vec![
        ("commas", full(",") + "a"),
        ("a,", full("a,")),
        ("-a-,", full("-a-,")),
        ("a,- as many as are read", "-a-,".repeat(32) + "a"),
        ("its word, often", terms(&word, usize::MAX)),
        ("its word, as often as read", terms(&word, 32) + &word),
        ("its word as context", format!("{},-{word}", ["-", &word, "-,"].concat().repeat(31))),
        ("its words without commas", full(&[&word, "+"].concat())),
        ("encoded commas", full("a%2C")),
        ("its word, encoded commas", full(&[&word, "%2C"].concat())),
        ("emoji", full("%F0%9F%98%80")),
        ("overrides", full("%E2%80%AE") + "a"),
        ("overrides and words", full("%E2%80%AEa+")),
        ("its words", encoded(&stretch(MAX_BYTES))),
        ("its words and others", encoded(&stretch(MAX_BYTES - 40)) + "+zzzz"),
        ("like it, every 3rd", like(MAX_BYTES, 3)),
        ("like it, every 5th", like(MAX_BYTES, 5)),
        ("like it, every 9th", like(MAX_BYTES, 9)),
        ("like it, every 40th", like(MAX_BYTES, 40)),
        ("like it, a line", like(64, 9)),
        ("like it, a page", like(1_000, 9)),
        ("two like it", format!("{},{}", half(like(2_000, 9)), half(like(2_000, 7)))),
        ("like it, in context", format!("{}-,{word},-{}", half(like(2_000, 9)), half(like(2_000, 7)))),
        ("its word in other context", format!("{}-,{word},-{}", half(full("q+w+")), half(full("k+j+")))),
        ("stuck to it", format!("{}{}", like(300, 9), full(".)").split_at(1_000).0)),
        ("a letter", "a".to_owned()),
        ("one word", full("a")),
        ("a blank and letters", full("a+")),
        ("its words and commas, another", encoded(&stretch(40)).replace("%2C", ",").repeat(30) + ",x"),
        ("its words parted by commas", format!("{},x", [encoded(&stretch(48)).as_str(), ","].concat().repeat(32))),
        ("its word after other words", format!("{},-a,-b,-c", [&word, "-,"].concat().repeat(28))),
        ("its words in wrong order", format!("{},{}", half(encoded(&stretch(1_900))), half(like(1_900, 600)))),
        ("its word to its word", format!("k-,{word},{word},-q")),
        ("letters and commas", [like(200, 9).as_str(), ",+"].concat().repeat(16)),
    ]
    .into_iter()
    .map(|(kind, value)| (kind, value[..value.len().min(MAX_BYTES)].to_owned()))
    .collect()
}
