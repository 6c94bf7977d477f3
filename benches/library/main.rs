//! A library of ten thousand pieces: how long it takes to load, how soon a saved file is served, what memory it takes.
//!
//! Prints every figure and fails when a target is missed. Each size is measured in a process of its own, so that its
//! memory is its own; the parent compares them.

#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark that cannot run says so and ends")]

mod generator;

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use sidelight::content::folder;
use sidelight::site::watch::follow;
use sidelight::site::{Builder, Current, Options, encoder};

const SIZES: [usize; 3] = [100, 1_000, 10_000];
/// For the largest, on two cores, every page in its quick forms.
const LOADED: Duration = Duration::from_secs(20);
/// From saving a file to serving it.
const SERVED: Duration = Duration::from_millis(300);
/// Beside the finished bodies, as a multiple of the source.
const MEMORY: f64 = 4.0;
/// A piece of the largest library may take so many times what one of the smallest takes: caches are missed, but nothing
/// looks at every piece for each piece.
const GROWTH: f64 = 2.0;
/// Files that are saved, one after the other.
const SAVES: usize = 7;

/// What one size came to.
struct Figures {
    pieces: usize,
    loaded: f64,
    served: f64,
    memory: f64,
}

fn main() -> ExitCode {
    // `cargo bench` passes its own arguments on.
    let size = std::env::args().skip_while(|argument| argument != "--size").nth(1);
    if let Some(pieces) = size.and_then(|size| size.parse().ok()) {
        measure(pieces);
        return ExitCode::SUCCESS;
    }
    let program = std::env::current_exe().expect("a running program has a path");
    let figures: Vec<Figures> = SIZES.iter().map(|pieces| measured(&program, *pieces)).collect();
    let (Some(smallest), Some(largest)) = (figures.first(), figures.last()) else { return ExitCode::FAILURE };
    let per_piece = |figures: &Figures| figures.loaded / figures.pieces as f64;
    let growth = per_piece(largest) / per_piece(smallest);
    let targets = [
        ("loaded, in s", largest.loaded, LOADED.as_secs_f64()),
        ("a saved file is served after, in ms", largest.served, SERVED.as_secs_f64() * 1e3),
        ("memory beside the bodies, in times the source", largest.memory, MEMORY),
        ("time for a piece, in times that of the smallest library", growth, GROWTH),
    ];
    println!("\n{} pieces", largest.pieces);
    let mut is_met = true;
    for (name, value, target) in targets {
        let verdict = if value <= target { "met" } else { "MISSED" };
        is_met &= value <= target;
        println!("  {name}: {value:.2} (target {target}): {verdict}");
    }
    if is_met { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Measures one size in a process of its own.
fn measured(program: &Path, pieces: usize) -> Figures {
    let output = Command::new(program).args(["--size", &pieces.to_string()]).output().expect("the benchmark starts");
    let text = String::from_utf8_lossy(&output.stdout);
    print!("{text}");
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    let figures = text.lines().find_map(|line| line.strip_prefix("figures: ")).unwrap_or_default();
    let figures: Vec<f64> = figures.split_whitespace().filter_map(|figure| figure.parse().ok()).collect();
    let [loaded, served, memory] = figures[..] else { panic!("no figures for {pieces} pieces") };
    Figures { pieces, loaded, served, memory }
}

fn measure(pieces: usize) {
    let folder = tempfile::tempdir().expect("there is room for a library");
    let source = generator::write(folder.path(), pieces);
    println!("\n{pieces} pieces, {} files, {:.1} MB", source.files, mega(source.bytes));

    let start = Instant::now();
    let tree = folder::read(folder.path()).expect("the library can be read");
    let read = start.elapsed();
    let mut builder = Builder::new(Options::default());
    let built = builder.build(&tree);
    assert!(built.loaded.diagnostics.is_empty(), "{:?}", built.loaded.diagnostics.first());
    drop((tree, built.loaded));
    let made = start.elapsed();
    encoder::quickly(&built.site);
    let loaded = start.elapsed();
    println!(
        "  read {:.2} s, made {:.2} s, encoded {:.2} s: {:.2} s",
        read.as_secs_f64(),
        made.saturating_sub(read).as_secs_f64(),
        loaded.saturating_sub(made).as_secs_f64(),
        loaded.as_secs_f64()
    );

    let pages = built.site.pages().count();
    let plain: usize = built.site.pages().map(|(_, page)| page.body.bytes().len()).sum();
    let bodies: usize = built.site.pages().map(|(_, page)| page.body.size()).sum();
    let resident = resident();
    let memory = (resident as f64 - bodies as f64) / source.bytes as f64;
    println!(
        "  {pages} pages of {:.1} MB, {:.1} MB with their encoded forms; {:.1} MB resident: {memory:.2} times the source \
         beside them",
        mega(plain),
        mega(bodies),
        mega(resident)
    );

    let served = saved(folder.path(), builder, &Arc::new(Current::new(built.site, None)), pieces);
    println!("  a saved file is served after {served:.0} ms (the median of {SAVES})");
    println!("figures: {} {served} {memory}", loaded.as_secs_f64());
}

/// The median time from saving a file to serving it, in ms.
fn saved(root: &Path, builder: Builder, current: &Arc<Current>, pieces: usize) -> f64 {
    let following = follow(root, builder, Arc::clone(current), Box::new(|_| None)).expect("the folder can be followed");
    // The system's watch is set by then.
    sleep(Duration::from_millis(500));
    let mut times: Vec<f64> = (0..SAVES)
        .map(|save| {
            let slug = generator::slug(save * pieces / SAVES);
            let file = root.join(&slug).join("index.md");
            let word = format!("savedword{save}");
            let text = fs::read_to_string(&file).expect("the piece is there");
            fs::write(&file, format!("{text}\n{word}\n")).expect("the piece can be written");
            let start = Instant::now();
            let path = format!("/{slug}");
            let is_served = || {
                let site = current.site();
                let page = site.page(&path).expect("the piece is served");
                page.body.bytes().windows(word.len()).any(|window| window == word.as_bytes())
            };
            while !is_served() {
                assert!(start.elapsed() < Duration::from_secs(30), "a saved file was not served");
                sleep(Duration::from_millis(2));
            }
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    drop(following);
    times.sort_by(f64::total_cmp);
    times[SAVES / 2]
}

/// What this process has in memory, in bytes, from proc(5): a line `VmRSS:  1234 kB`.
fn resident() -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("this benchmark needs Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse::<usize>().ok()).unwrap_or(0) * 1024
}

fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
