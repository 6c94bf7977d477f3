//! What annotated rendering costs, against pulldown-cmark's own HTML of the same Markdown.
//!
//! `cargo bench --bench rendering` prints both and exits with 1 when a target is missed. Run by `cargo test`, which
//! does not optimise, it only looks whether both sides still run. With `once article` or `once notes` it prints that
//! essay's article, for callgrind and to compare what two versions write.

mod essay;
mod prose;
mod stopwatch;

use std::process::ExitCode;

use essay::{Essay, Spread};
use stopwatch::race;

/// The largest text that the design promises to be quick with.
const WORDS: usize = 100_000;
const NOTES: usize = 2_000;
/// What a page may cost, as a multiple of pulldown-cmark's cost for the same Markdown.
const TARGET: f64 = 3.0;
/// Twice the text may cost this much more than twice the time: caches and allocators are not linear either.
const GROWTH: f64 = 1.35;
const ROUNDS: usize = 15;

/// A layer whose bodies stand in the article, and one whose bodies do not.
const MARGIN: &str = "notes";
const PANEL: &str = "analogies";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "once") {
        let layer = if arguments.get(at + 1).is_some_and(|what| what == "notes") { MARGIN } else { PANEL };
        print!("{}", Essay::new(WORDS, NOTES, layer, Spread::Usual).annotated());
        return ExitCode::SUCCESS;
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        let essay = Essay::new(1_000, 20, MARGIN, Spread::Usual);
        assert!(essay.annotated().len() > essay.plain(true).len(), "marks and notes have been added");
        return ExitCode::SUCCESS;
    }
    let met = [ratios(), growth(), worst()];
    if met.iter().all(|met| *met) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The target itself, with and without the notes' bodies.
fn ratios() -> bool {
    println!("{WORDS} words, {NOTES} annotations; the target is {TARGET} times pulldown-cmark");
    let article = ratio("article with marks and references", PANEL, false);
    let notes = ratio("article with 2,000 note bodies    ", MARGIN, true);
    article && notes
}

fn ratio(name: &str, layer: &str, with_bodies: bool) -> bool {
    let essay = Essay::new(WORDS, NOTES, layer, Spread::Usual);
    let (ours, rival) = race(ROUNDS, || essay.annotated(), || essay.plain(with_bodies));
    let ratio = ours.over(rival);
    println!("  {name}  ours {ours}  pulldown-cmark {rival}  ratio {ratio:.2}{}", verdict(ratio <= TARGET));
    ratio <= TARGET
}

/// Twice and four times the text and its annotations.
fn growth() -> bool {
    println!("growth with the text and its annotations, each against the size before");
    let sizes = [1, 2, 4].map(|times| Essay::new(WORDS / 2 * times, NOTES / 2 * times, MARGIN, Spread::Usual));
    let mut met = true;
    for pair in sizes.windows(2) {
        let (larger, smaller) = race(ROUNDS / 2, || pair[1].annotated(), || pair[0].annotated());
        let times = larger.over(smaller) / (pair[1].bytes() as f64 / pair[0].bytes() as f64);
        println!("  {:9} bytes {larger}  per byte {times:.2}{}", pair[1].bytes(), verdict(times <= GROWTH));
        met &= times <= GROWTH;
    }
    met
}

/// Annotations where they hurt most. A mark names every annotation over it, so nested ones make a page that grows
/// with their square, whatever the code does: printed to be seen, not judged.
fn worst() -> bool {
    println!("annotations where they hurt most");
    for (name, spread) in [("over one sentence", Spread::OneSentence), ("each in the next ", Spread::Nested)] {
        let essay = Essay::new(WORDS, NOTES, PANEL, spread);
        let (ours, rival) = race(3, || essay.annotated(), || essay.plain(false));
        let bytes = essay.annotated().len();
        println!("  {NOTES} {name}  ours {ours}  page {bytes:10} bytes  ratio {:.2}", ours.over(rival));
    }
    true
}

fn verdict(met: bool) -> &'static str {
    if met { "" } else { "  MISSED" }
}
