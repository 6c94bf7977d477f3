//! Benchmarks of the anchoring engine as ratios within one run, as machines differ and are busy: run `benches/anchoring/run`.
//!
//! Each compares the least of many rounds, taken in turns with its rival; noise only ever adds time. Exits with 1 if a
//! limit is missed. The texts come from a generator and are the same everywhere.

mod directive;

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use aho_corasick::AhoCorasick;
use sidelight::anchor::{Index, Quote, Selector, State};

/// An edited quote takes at most this share of the time of `approx-string-match`.
const EDITED_LIMIT: f64 = 0.1;

/// Many exact quotes with context take at most so many times what aho-corasick takes for the bare quotes.
const MANY_LIMIT: f64 = 4.0;

/// Doubling the input may multiply the time by so much: two, and what caches and noise add.
const DOUBLING_LIMIT: f64 = 2.8;

/// Prints what it measures, and says whether the limits are kept.
type Section = fn() -> bool;

fn main() -> ExitCode {
    let sections: [(&str, Section); 4] = [
        ("edited", edited_quote),
        ("many", many_quotes),
        ("linearity", linearity),
        ("directive", directive::hostile_values),
    ];
    // All, or those that are named: `cargo bench --bench anchoring -- directive`.
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let asked = sections.iter().filter(|(name, _)| named.is_empty() || named.iter().any(|asked| asked == name));
    let passed: Vec<bool> = asked.map(|(_, section)| section()).collect();
    if passed.into_iter().all(|passed| passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// An edited quote of 60 characters, without context, in 139,000 characters.
fn edited_quote() -> bool {
    const ROUNDS: usize = 60;
    let text = prose(139_000);
    let (index, preparing) = least(5, || Index::new(&text));
    let mut quote = text[70_000..70_057].to_owned();
    quote.replace_range(20..21, "x");
    quote.insert_str(41, "the");
    assert_eq!(quote.len(), 60);
    let selector = Selector::Quote(Quote { exact: quote.clone(), ..Quote::default() });
    let resolution = index.resolve(&selector, None);
    assert!(
        resolution.range.or(resolution.candidates.first().copied()).is_some(),
        "the edited quote is not near: {resolution:?}"
    );

    // In turns: some of our rounds before the rival's, some after.
    let mut ours = Duration::MAX;
    let mut theirs = Duration::MAX;
    for _ in 0..3 {
        ours = ours.min(least(ROUNDS, || index.resolve(&selector, None)).1);
        match rival(&text, &quote, ROUNDS) {
            Ok(time) => theirs = theirs.min(time),
            Err(error) => {
                println!("edited quote: approx-string-match does not run: {error}");
                return false;
            }
        }
        ours = ours.min(least(ROUNDS, || index.resolve(&selector, None)).1);
    }
    println!("edited quote of 60 characters in 139,000 (index made beforehand in {preparing:.2?})");
    compare("Index::resolve", ours, "approx-string-match", theirs, EDITED_LIMIT)
}

/// 10,000 exact quotes of 60 characters with 32 characters of context on each side, in 3 MB.
fn many_quotes() -> bool {
    const QUOTES: usize = 10_000;
    const ROUNDS: usize = 7;
    let text = prose(3_000_000);
    let items = exact_quotes(&text, QUOTES);
    let exacts: Vec<&str> = items
        .iter()
        .filter_map(|(selector, _)| match selector {
            Selector::Quote(quote) => Some(quote.exact.as_str()),
            Selector::Range { .. } => None,
        })
        .collect();
    let (index, preparing) = least(1, || Index::new(&text));
    assert!(index.resolve_all(&items).iter().all(|resolution| resolution.state == State::Found));

    let (mut ours, mut theirs) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        ours = ours.min(least(1, || index.resolve_all(&items)).1);
        let search = || AhoCorasick::new(&exacts).map(|automaton| automaton.find_overlapping_iter(&text).count());
        theirs = theirs.min(least(1, search).1);
    }
    println!("10,000 exact quotes with context in 3 MB (index made beforehand in {preparing:.2?})");
    compare("Index::resolve_all", ours, "aho-corasick, build and find_overlapping_iter", theirs, MANY_LIMIT)
}

/// Twice the text, or twice the quotes, takes about twice the time.
fn linearity() -> bool {
    const TEXT: usize = 400_000;
    const QUOTES: usize = 4_000;
    let text = prose(4 * TEXT);
    let cut = |size: usize| &text[..size];
    let items = exact_quotes(cut(TEXT), 4 * QUOTES);
    let indexes = [1, 2, 4].map(|factor| Index::new(cut(factor * TEXT)));
    let lost = Selector::Quote(Quote { exact: "what is nowhere in this".into(), ..Quote::default() });

    println!("linearity: n, 2n, 4n");
    let new = [1, 2, 4].map(|factor| least(7, || Index::new(cut(factor * TEXT))).1);
    let resolve = [0, 1, 2].map(|at| least(30, || indexes[at].resolve(&lost, None)).1);
    let texts = [0, 1, 2].map(|at| least(7, || indexes[at].resolve_all(&items[..QUOTES])).1);
    let quotes = [1, 2, 4].map(|factor| least(7, || indexes[0].resolve_all(&items[..factor * QUOTES])).1);
    let measured = [
        ("Index::new, text", new),
        ("resolve, text", resolve),
        ("resolve_all, text", texts),
        ("resolve_all, quotes", quotes),
    ];
    let mut passed = true;
    for (name, times) in measured {
        let growth = times[2].as_secs_f64() / times[0].as_secs_f64();
        let linear = growth <= DOUBLING_LIMIT * DOUBLING_LIMIT;
        println!("  {name:<20} {times:>9.2?}  x{growth:.2} for 4n  {}", verdict(linear));
        passed &= linear;
    }
    passed
}

fn compare(our_name: &str, ours: Duration, their_name: &str, theirs: Duration, limit: f64) -> bool {
    let ratio = ours.as_secs_f64() / theirs.as_secs_f64();
    println!("  {our_name}: {ours:.2?}; {their_name}: {theirs:.2?}");
    println!("  ratio {ratio:.3}, at most {limit}  {}", verdict(ratio <= limit));
    ratio <= limit
}

fn verdict(passed: bool) -> &'static str {
    if passed { "ok" } else { "MISSED" }
}

/// The result of `work` and the least time it takes.
fn least<T>(rounds: usize, mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut timed = || {
        let start = Instant::now();
        let result = black_box(work());
        (result, start.elapsed())
    };
    let mut best = timed();
    for _ in 1..rounds {
        let (result, time) = timed();
        best = (result, time.min(best.1));
    }
    best
}

/// The least time that `approx-string-match` takes.
fn rival(text: &str, quote: &str, rounds: usize) -> Result<Duration, Box<dyn std::error::Error>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/anchoring/rival.mjs");
    let mut node = Command::new("node").arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let input = serde_json::json!({ "text": text, "quote": quote, "rounds": rounds }).to_string();
    node.stdin.take().ok_or("no standard input")?.write_all(input.as_bytes())?;
    let output = node.wait_with_output()?;
    let times = String::from_utf8(output.stdout)?;
    let times = times.lines().map(str::parse).collect::<Result<Vec<u64>, _>>()?;
    Ok(Duration::from_nanos(times.into_iter().min().ok_or("it printed no times")?))
}

/// Quotes with a browser's context, spread over `text`, each beginning and ending with a word.
fn exact_quotes(text: &str, count: usize) -> Vec<(Selector, Option<usize>)> {
    let step = (text.len() - 400) / count;
    let word_start = |at: usize| at + text[at..].find(' ').map_or(0, |space| space + 1);
    (0..count)
        .map(|number| {
            let start = word_start(100 + number * step);
            let end = word_start(start + 55) - 1;
            let quote = Quote {
                exact: text[start..end].to_owned(),
                prefix: text[start - 32..start].to_owned(),
                suffix: text[end..end + 32].to_owned(),
            };
            (Selector::Quote(quote), Some(start))
        })
        .collect()
}

/// `length` characters of ASCII prose: words of which few are frequent and most are rare, as in any language.
fn prose(length: usize) -> String {
    const SYLLABLES: [&str; 32] = [
        "the", "and", "of", "in", "con", "ter", "re", "men", "al", "so", "per", "ly", "is", "un", "der", "ra", "lo",
        "mi", "ver", "ti", "ga", "no", "pre", "sul", "ko", "ment", "ar", "bi", "ous", "fe", "wi", "est",
    ];
    // A linear congruential generator (Knuth, MMIX).
    let mut state: u64 = 1;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % limit
    };
    let mut vocabulary = Vec::new();
    for _ in 0..12_000 {
        let word: String = (0..=below(4)).map(|_| SYLLABLES[below(SYLLABLES.len())]).collect();
        vocabulary.push(word);
    }
    let mut text = String::with_capacity(length + 32);
    while text.len() < length {
        // The minimum of three throws is often small: a few words make up much of the text.
        let word = below(vocabulary.len()).min(below(vocabulary.len())).min(below(vocabulary.len()));
        text.push_str(&vocabulary[word]);
        text.push_str(match below(90) {
            0..=4 => ". ",
            5..=9 => ", ",
            10 => ".\n\n",
            _ => " ",
        });
    }
    text.truncate(length);
    text
}
