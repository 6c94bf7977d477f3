//! The hunt for input that costs more than its length: traps for every entry point that anybody's bytes come to.
//!
//! `cargo bench --bench hunt` springs every trap at one size and at larger ones, and exits with 1 when what it costs
//! grows faster than the input. `cargo bench --bench hunt -- anchoring edited` springs only those of an entry point, and
//! with a part of a name. What is counted is the processor's time of this process, so that a busy machine does not
//! matter. Run by `cargo test`, which does not optimise, it only looks whether the traps can still be sprung.

mod directives;
mod forms;
mod front_matter;
mod libraries;
mod markdown;
mod quotes;
mod requests;
#[path = "../rendering/stopwatch.rs"]
#[allow(dead_code, reason = "there is no rival here")]
mod stopwatch;

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, ExitCode, ExitStatus};
use std::time::Duration;

use sidelight::server::MAX_HEAD_BYTES;

/// A size, then what is larger by this: twice, four and eight times as much.
const LARGER: [usize; 3] = [2, 4, 8];
/// What so much more may cost, divided by how much more it is. Above linear, since caches and hash tables are not.
const GROWTH: f64 = 1.8;
/// What takes less is not worth a look, however it grows: it is too short to be timed.
const SHORT: Duration = Duration::from_millis(20);
/// More than this nothing may take, however it grows.
const LONG: Duration = Duration::from_secs(10);
const ROUNDS: usize = 2;

/// An entry point: how many bytes it is given first, what makes its input, and what it does with that.
struct Hunt<'h> {
    wanted: &'h [String],
    is_trial: bool,
    caught: Vec<String>,
    sprung: usize,
}

impl Hunt<'_> {
    fn spring<I>(&mut self, entry: &str, bytes: usize, name: &str, trap: impl Fn(usize) -> I, run: impl Fn(&I)) {
        let is_wanted = |word: &String| entry.contains(word.as_str()) || name.contains(word.as_str());
        if !self.wanted.iter().all(is_wanted) {
            return;
        }
        self.sprung += 1;
        if self.is_trial {
            run(&trap(64));
            return;
        }
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let costs = growth(bytes, &trap, &run);
            // Memory that others take away meanwhile costs this process time too: what grows does so every time.
            if costs.is_over() { growth(bytes, &trap, &run) } else { costs }
        }));
        let verdict = match outcome {
            Err(_) => "PANICKED".to_owned(),
            Ok(costs) => costs.verdict(),
        };
        println!("  {entry:13} {name:45} {verdict}");
        if verdict.ends_with("CAUGHT") || verdict == "PANICKED" {
            self.caught.push(format!("{entry}: {name}"));
        }
    }
}

/// What the sizes cost.
struct Costs(Vec<(usize, Duration)>);

impl Costs {
    /// How much more than its size the largest costs, over the smallest.
    fn growth(&self) -> f64 {
        let ((small, first), (large, last)) = (self.0[0], self.0[self.0.len() - 1]);
        last.as_secs_f64() / first.as_secs_f64().max(1e-6) / (large as f64 / small as f64)
    }

    fn is_over(&self) -> bool {
        let last = self.0[self.0.len() - 1].1;
        last > LONG || last > SHORT && self.growth() > GROWTH
    }

    fn verdict(&self) -> String {
        let costs: Vec<String> =
            self.0.iter().map(|(_, cost)| format!("{:8.2}", cost.as_secs_f64() * 1000.0)).collect();
        let costs = costs.join(" ");
        format!("{costs} ms  growth {:.2}{}", self.growth(), if self.is_over() { "  CAUGHT" } else { "" })
    }
}

/// What one size costs, and as many larger ones as it takes to see how that grows.
fn growth<I>(bytes: usize, trap: impl Fn(usize) -> I, run: impl Fn(&I)) -> Costs {
    let mut costs = Costs(Vec::new());
    for factor in [1].into_iter().chain(LARGER) {
        let input = trap(bytes * factor);
        let rounds = if costs.0.last().is_some_and(|(_, cost)| *cost > LONG / 20) { 1 } else { ROUNDS };
        let (cost, _) = stopwatch::race(rounds, || run(&input), || ());
        costs.0.push((factor, cost.fastest));
        // Eight times as much is for what seems to grow too fast.
        if factor == 4 && !costs.is_over() || cost.fastest > LONG {
            break;
        }
    }
    costs
}

/// Settings of glibc's allocator, with which it gives no memory back to the system. To ask for it anew, for every large
/// input of a series and for no small one, costs as much as the parser.
const KEEP_MEMORY: [(&str, &str); 3] = [
    ("MALLOC_TRIM_THRESHOLD_", "4000000000"),
    ("MALLOC_MMAP_THRESHOLD_", "4000000000"),
    ("MALLOC_TOP_PAD_", "64000000"),
];

/// The same, in a process with [`KEEP_MEMORY`]: the settings are read when one starts.
fn again_with_memory() -> ExitCode {
    let run = || -> io::Result<ExitStatus> {
        Command::new(std::env::current_exe()?).args(std::env::args().skip(1)).envs(KEEP_MEMORY).status()
    };
    if run().is_ok_and(|status| status.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let is_trial = !arguments.iter().any(|argument| argument == "--bench");
    if !is_trial && KEEP_MEMORY.iter().any(|(name, _)| std::env::var_os(name).is_none()) {
        return again_with_memory();
    }
    let wanted: Vec<String> = arguments.into_iter().filter(|argument| !argument.starts_with("--")).collect();
    // What several threads do for each other is work too, but makes no two runs alike.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    assert!(pool.is_ok(), "somebody has begun already");
    let mut hunt = Hunt { wanted: &wanted, is_trial, caught: Vec::new(), sprung: 0 };

    for (name, trap) in front_matter::TRAPS {
        hunt.spring("front matter", 1 << 15, name, |bytes| front_matter::library(&trap(bytes)), front_matter::check);
    }
    for (name, trap) in markdown::TRAPS {
        hunt.spring("markdown", 1 << 16, name, trap, |text| markdown::read(text));
    }
    for (name, trap) in quotes::TRAPS {
        hunt.spring("anchoring", 1 << 16, name, trap, quotes::resolve);
    }
    for (at, name) in directives::names().into_iter().enumerate() {
        hunt.spring("directive", 1 << 14, name, |bytes| directives::asked(at, bytes), directives::open);
    }
    for (name, trap) in markdown::TRAPS {
        hunt.spring("page", 1 << 14, name, |bytes| markdown::library(&trap(bytes)), markdown::publish);
    }
    for (name, trap) in libraries::TRAPS {
        hunt.spring("page", 1 << 15, name, |bytes| libraries::tree(&trap(bytes)), markdown::publish);
    }
    let Ok(site) = requests::Site::new() else { return ExitCode::FAILURE };
    for (name, trap) in requests::TRAPS {
        // The largest is as long as the server takes it.
        hunt.spring("request", MAX_HEAD_BYTES / 8, name, trap, |head| site.ask(head));
    }

    let Hunt { caught, sprung, .. } = hunt;
    println!("{sprung} traps sprung, {} caught something", caught.len());
    for trap in &caught {
        println!("  {trap}");
    }
    if caught.is_empty() && sprung > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
