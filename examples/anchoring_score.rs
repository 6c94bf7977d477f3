//! Scores the anchoring engine on a folder of cases: `cargo run --release --example anchoring_score -- DIR [--list]`.
//!
//! DIR holds `texts.json` (`{doc: {"old", "new"}}`) and `cases.jsonl` (a case a line: `doc`, `kind`, `class`,
//! `selector`, perhaps `delete`, `expect`). An answer is right if its range is the expected one give or take white
//! space and punctuation at its ends; where nothing is expected, if the state is orphaned or ambiguous. It is wrong if
//! it is another range, lost if there is none though one was expected. Exits with 1 if a target is missed.
//! `--list` prints every case that is not right.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use serde::Deserialize;
use sidelight::anchor::{Index, Quote, Resolution, Selector, TextRange};

/// For each class and kind the least share of right answers and the largest share of wrong ones, in percent.
const TARGETS: &[(&str, &str, f64, f64)] = &[
    ("untouched", "", 99.9, 0.0),
    ("touched", "", 99.8, 0.0),
    ("paragraph-deleted", "word", 0.0, 0.4),
    ("paragraph-deleted", "phrase", 0.0, 0.1),
    ("paragraph-deleted", "sentence", 0.0, 0.1),
];

#[derive(Deserialize)]
struct Texts {
    new: String,
}

#[derive(Deserialize)]
struct Case {
    doc: String,
    kind: String,
    class: String,
    selector: Vec<W3cSelector>,
    delete: Option<(usize, usize)>,
    expect: Option<Expected>,
}

#[derive(Deserialize)]
#[serde(tag = "type")]
enum W3cSelector {
    #[serde(rename = "TextQuoteSelector")]
    Quote {
        exact: String,
        #[serde(default)]
        prefix: String,
        #[serde(default)]
        suffix: String,
    },
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize },
}

#[derive(Deserialize, Clone, Copy)]
struct Expected {
    start: usize,
    end: usize,
}

#[derive(Default)]
struct Tally {
    right: usize,
    wrong: usize,
    lost: usize,
}

impl Tally {
    fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / (self.right + self.wrong + self.lost).max(1) as f64
    }
}

enum Score {
    Right,
    Wrong,
    Lost,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(folder) = arguments.next() else {
        eprintln!("usage: anchoring_score DIR [--list]");
        return ExitCode::from(2);
    };
    let list = arguments.next().is_some_and(|flag| flag == "--list");
    match score(Path::new(&folder), list) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::from(2)
        }
    }
}

/// Prints the table; answers whether the targets are reached.
fn score(folder: &Path, list: bool) -> Result<bool, Box<dyn std::error::Error>> {
    let texts: BTreeMap<String, Texts> = serde_json::from_str(&fs::read_to_string(folder.join("texts.json"))?)?;
    let lines = fs::read_to_string(folder.join("cases.jsonl"))?;
    let cases = lines.lines().filter(|line| !line.trim().is_empty()).map(serde_json::from_str);
    let mut cases = cases.collect::<Result<Vec<Case>, _>>()?;
    // One index serves all cases on the same text.
    cases.sort_by(|a, b| (&a.doc, a.delete).cmp(&(&b.doc, b.delete)));

    let mut tallies: BTreeMap<(&str, &str), Tally> = BTreeMap::new();
    let mut times = Vec::with_capacity(cases.len());
    for cases in cases.chunk_by(|a, b| (&a.doc, a.delete) == (&b.doc, b.delete)) {
        let text = cut(&texts.get(&cases[0].doc).ok_or("a case names an unknown doc")?.new, cases[0].delete);
        let index = Index::new(&text);
        let chars: Vec<char> = text.chars().collect();
        for case in cases {
            let (selector, hint) = selector(case)?;
            let start = Instant::now();
            let resolution = index.resolve(&selector, hint);
            times.push(start.elapsed());
            let score = judge(&chars, case.expect, &resolution);
            if list && !matches!(score, Score::Right) {
                explain(case, &selector, &resolution, &score, &chars);
            }
            for key in [(case.class.as_str(), case.kind.as_str()), (case.class.as_str(), "")] {
                let tally = tallies.entry(key).or_default();
                match score {
                    Score::Right => tally.right += 1,
                    Score::Wrong => tally.wrong += 1,
                    Score::Lost => tally.lost += 1,
                }
            }
        }
    }
    print_table(&tallies, &mut times);
    Ok(missed(&tallies).is_empty())
}

fn cut(text: &str, range: Option<(usize, usize)>) -> String {
    let Some((start, end)) = range else { return text.to_owned() };
    text.chars().take(start).chain(text.chars().skip(end)).collect()
}

fn selector(case: &Case) -> Result<(Selector, Option<usize>), &'static str> {
    let mut quote = None;
    let mut hint = None;
    for selector in &case.selector {
        match selector {
            W3cSelector::Quote { exact, prefix, suffix } => {
                quote = Some(Quote { exact: exact.clone(), prefix: prefix.clone(), suffix: suffix.clone() });
            }
            W3cSelector::Position { start } => hint = Some(*start),
        }
    }
    Ok((Selector::Quote(quote.ok_or("a case has no quote")?), hint))
}

fn judge(text: &[char], expect: Option<Expected>, resolution: &Resolution) -> Score {
    match (expect, resolution.range) {
        (None, None) => Score::Right,
        (Some(_), None) => Score::Lost,
        (None, Some(_)) => Score::Wrong,
        (Some(expect), Some(range)) => {
            let same = core(text, TextRange { start: expect.start, end: expect.end }) == core(text, range);
            if same { Score::Right } else { Score::Wrong }
        }
    }
}

/// A range without the white space and punctuation at its ends.
fn core(text: &[char], TextRange { mut start, mut end }: TextRange) -> (usize, usize) {
    while start < end && !text[start].is_alphanumeric() {
        start += 1;
    }
    while end > start && !text[end - 1].is_alphanumeric() {
        end -= 1;
    }
    (start, end)
}

fn explain(case: &Case, selector: &Selector, resolution: &Resolution, score: &Score, text: &[char]) {
    let verdict = match score {
        Score::Right => "right",
        Score::Wrong => "WRONG",
        Score::Lost => "lost",
    };
    let excerpt = |range: TextRange| -> String {
        text[range.start..range.end].iter().collect::<String>().chars().take(300).collect()
    };
    println!("{verdict} {} {} {}", case.class, case.kind, case.doc);
    if let Selector::Quote(quote) = selector {
        println!("  quote   [{}] {} [{}]", quote.prefix, quote.exact, quote.suffix);
    }
    println!("  state   {:?} ({:.2}): {}", resolution.state, resolution.confidence, resolution.reason);
    for range in resolution.range.iter().chain(&resolution.candidates) {
        let before = TextRange { start: range.start.saturating_sub(32), end: range.start };
        let after = TextRange { start: range.end, end: (range.end + 32).min(text.len()) };
        println!("  text    [{}] {} [{}]", excerpt(before), excerpt(*range), excerpt(after));
    }
    if let Some(expect) = case.expect {
        println!("  expect  {}", excerpt(TextRange { start: expect.start, end: expect.end }));
    }
}

fn print_table(tallies: &BTreeMap<(&str, &str), Tally>, times: &mut [Duration]) {
    println!("{:<20} {:<10} {:>6} {:>9} {:>9} {:>9}", "class", "kind", "cases", "right %", "wrong %", "lost %");
    for ((class, kind), tally) in tallies {
        let kind = if kind.is_empty() { "(all)" } else { kind };
        let cases = tally.right + tally.wrong + tally.lost;
        let [right, wrong, lost] = [tally.right, tally.wrong, tally.lost].map(|count| tally.percent(count));
        println!("{class:<20} {kind:<10} {cases:>6} {right:>9.2} {wrong:>9.2} {lost:>9.2}");
    }
    for (class, kind, limit) in missed(tallies) {
        println!("missed: {class} {kind}: {limit}");
    }
    times.sort_unstable();
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    let total: Duration = times.iter().sum();
    println!("time for each quote: median {:?}, p99 {:?}; in all {:?}", at(0.5), at(0.99), total);
}

fn missed<'t>(tallies: &BTreeMap<(&'t str, &'t str), Tally>) -> Vec<(&'static str, &'static str, String)> {
    let mut missed = Vec::new();
    for &(class, kind, right, wrong) in TARGETS {
        let Some(tally) = tallies.get(&(class, kind)) else { continue };
        if tally.percent(tally.right) < right {
            missed.push((class, kind, format!("less than {right} % right")));
        }
        if tally.percent(tally.wrong) > wrong {
            missed.push((class, kind, format!("more than {wrong} % wrong")));
        }
    }
    missed
}
