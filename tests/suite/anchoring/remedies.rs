//! What `check` proposes is typed in: every target that it prints for a target that is ambiguous, moved or orphaned is
//! pasted into a file, read by Sidelight's own loader, and has to be found where it was said to be.

use std::collections::HashMap;

use serde_json::json;
use sidelight::anchor::{self, Index, Quote, Selector, State};
use sidelight::content::{Diagnostic, Piece, Tree, load};
use sidelight::site::{Options, build};
use sidelight::text::Document;

use crate::site::fixture;

/// What came of the targets on one text.
struct Tried {
    /// Targets that were reported, and those of them for which something was proposed.
    reported: usize,
    helped: usize,
    proposals: usize,
}

/// The library of one text with an annotation for each target, which is written as YAML below `targets:`.
fn library(body: &str, targets: &[String]) -> Tree {
    let mut files = vec![("a/index.md".to_owned(), format!("---\ntitle: A\n---\n\n{body}"))];
    for (number, target) in targets.iter().enumerate() {
        let annotation = format!("---\ntitle: N\ntargets:\n{target}\n---\nNote.\n");
        files.push((format!("a/notes/n{number}.md"), annotation));
    }
    Tree::from_files(files.iter().map(|(path, file)| (path.as_str(), file.as_str())).collect::<Vec<_>>())
}

fn piece(tree: &Tree, use_of: impl FnOnce(&Piece, &Document<'_>, &[anchor::Anchor])) {
    let loaded = load(tree);
    let piece = &loaded.library.pieces[0];
    let document = Document::parse(&piece.file.text, piece.body_start);
    let attached = anchor::attach(piece, &document, &loaded.library.catalog);
    use_of(piece, &document, &attached.anchors);
}

fn yaml(selector: &Selector) -> String {
    let quote = |quote: &Quote| json!({ "exact": quote.exact, "prefix": quote.prefix, "suffix": quote.suffix });
    let target = match selector {
        Selector::Quote(exact) => quote(exact),
        Selector::Range { start, end } => json!({ "start": quote(start), "end": quote(end) }),
    };
    format!("  - {target}")
}

/// The lines of a message that are to be pasted.
fn proposals(diagnostic: &Diagnostic) -> Vec<String> {
    let lines = diagnostic.help.lines().filter(|line| line.starts_with("  - {"));
    lines.map(str::to_owned).collect()
}

fn try_all(body: &str, selectors: &[Selector]) -> Tried {
    let targets: Vec<String> = selectors.iter().map(yaml).collect();
    let tree = library(body, &targets);
    let reported = build(&tree, Options::default()).loaded.diagnostics;
    let mut tried = Tried { reported: 0, helped: 0, proposals: 0 };
    // Each proposal, and the places that may be meant by it.
    let mut pasted: Vec<String> = Vec::new();
    let mut intended = Vec::new();
    piece(&tree, |_, document, _| {
        let index = Index::new(document.text.as_str());
        for diagnostic in &reported {
            let Some(target) = &diagnostic.target else { continue };
            let number: usize = target.annotation.trim_start_matches("notes/n").parse().unwrap();
            let resolution = index.resolve(&selectors[number], None);
            let mut places: Vec<_> = resolution.range.iter().chain(&resolution.candidates).copied().collect();
            if resolution.state == State::Orphaned {
                places.truncate(1);
            }
            let proposals = proposals(diagnostic);
            tried.reported += 1;
            tried.helped += usize::from(!proposals.is_empty());
            tried.proposals += proposals.len();
            assert!(proposals.len() <= places.len(), "{diagnostic:?}");
            for (at, proposal) in proposals.iter().enumerate() {
                pasted.push(proposal.clone());
                let is_end = matches!(selectors[number], Selector::Range { .. }) && resolution.range.is_none();
                // The first proposals are for the first places, unless some cannot be told from others.
                intended.push((places[at.min(places.len() - 1)..].to_vec(), is_end, diagnostic.clone()));
            }
        }
    });
    let tree = library(body, &pasted);
    let faults = build(&tree, Options::default()).loaded.diagnostics;
    let faults: Vec<String> = faults
        .iter()
        .filter(|fault| fault.path.starts_with("a/notes/"))
        .map(|fault| format!("{}: {}\n{}", fault.path, fault.message, fault.help))
        .collect();
    assert!(faults.is_empty(), "{}\n{}", faults.join("\n"), pasted.join("\n"));
    piece(&tree, |piece, document, anchors| {
        let slugs: Vec<usize> =
            piece.annotations().map(|(_, note)| note.slug.trim_start_matches('n').parse().unwrap()).collect();
        let found: HashMap<usize, _> = anchors.iter().map(|anchor| (slugs[anchor.annotation], anchor)).collect();
        for (number, (places, is_end, diagnostic)) in intended.iter().enumerate() {
            let anchor = found.get(&number).unwrap_or_else(|| panic!("{} is nowhere", pasted[number]));
            assert_eq!(anchor.state, State::Found, "{}", pasted[number]);
            let words = |range: std::ops::Range<usize>| document.text.as_str()[range].trim().to_owned();
            let place = |place: &anchor::TextRange| document.text.byte(place.start)..document.text.byte(place.end);
            let is_there = places.iter().map(place).any(|place| {
                let is_at = words(place.clone()) == words(anchor.range.clone())
                    && place.start <= anchor.range.start
                    && anchor.range.end <= place.end;
                // One end of a range was quoted anew.
                is_at || *is_end && (anchor.range.start == place.start || anchor.range.end == place.end)
            });
            assert!(is_there, "{} is at {:?}\n{diagnostic:?}", pasted[number], words(anchor.range.clone()));
        }
    });
    tried
}

/// Targets on a text that are no longer, or were never, clear: words that stand several times, with and without too
/// little context; misspelt quotations; quotations of which half is other words; ranges.
fn unclear(text: &str) -> Vec<Selector> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let chars = text.chars().count();
    let run = |at: usize, count: usize| words[at.min(words.len())..(at + count).min(words.len())].join(" ");
    let mut selectors = Vec::new();
    let step = (words.len() / 24).max(1);
    for at in (0..words.len().saturating_sub(24)).step_by(step) {
        let quote = |exact: String| Quote::exact(exact);
        selectors.push(Selector::Quote(quote(run(at, 1))));
        let misspelt = |words: String| {
            let middle = words.chars().count() / 2;
            words.chars().enumerate().filter(|(at, _)| *at != middle).map(|(_, c)| c).collect::<String>()
        };
        match (at / step) % 5 {
            0 => selectors.push(Selector::Quote(quote(run(at, 2)))),
            1 => selectors.push(Selector::Quote(quote(misspelt(run(at, 8))))),
            2 => selectors.push(Selector::Quote(quote(format!("{} nothing of it is there", run(at, 4))))),
            3 => selectors.push(Selector::Range { start: quote(run(at, 1)), end: quote(run(at + 20, 3)) }),
            _ => selectors.push(Selector::Range { start: quote(misspelt(run(at, 8))), end: quote(run(at + 18, 5)) }),
        }
        // Half of a word, and what no words are parted in.
        let from = at * chars / words.len().max(1);
        let half: String = text.chars().skip(from).take(5).collect();
        selectors.push(Selector::Quote(quote(half.trim().to_owned())));
    }
    selectors
}

fn text_of(body: &str) -> String {
    Document::parse(body, 0).text.as_str().to_owned()
}

#[test]
fn every_proposal_for_the_fixtures_is_found_where_it_was_said_to_be() {
    let mut bodies: Vec<String> = ["talking-past-each-other", "guide"]
        .map(|piece| {
            let file = format!("{}/content/{piece}/index.md", env!("CARGO_MANIFEST_DIR"));
            let text = std::fs::read_to_string(file).unwrap();
            text.splitn(3, "---\n").nth(2).unwrap().to_owned()
        })
        .into();
    bodies.extend(["1-original", "6-lookalikes-left-behind"].map(|name| {
        let file = fixture(&format!("revisions/{name}.md"));
        file.splitn(3, "---\n").nth(2).unwrap_or(&file).to_owned()
    }));
    let traps: serde_json::Value = serde_json::from_str(&fixture("anchoring-traps/texts.json")).unwrap();
    bodies.extend(traps.as_object().unwrap().values().map(|text| text["new"].as_str().unwrap().to_owned()));
    let (mut reported, mut helped, mut proposals) = (0, 0, 0);
    for body in &bodies {
        let tried = try_all(body, &unclear(&text_of(body)));
        (reported, helped, proposals) = (reported + tried.reported, helped + tried.helped, proposals + tried.proposals);
    }
    println!("{reported} targets are unclear, for {helped} of them there are {proposals} proposals");
    assert!(reported > 200 && proposals > 300, "{reported} {proposals}");
    // Nothing is near the others, or what is there has no likeness that could be told from it.
    assert!(helped * 100 >= reported * 90, "{helped} of {reported}");
}

#[test]
fn what_yaml_takes_for_its_own_is_proposed_so_that_it_reads() {
    let body = r#"The "quoted": a \\path\\ # no comment, - {a, b} & *c* | d > e % @f `g` said.

- The "quoted": a \\path\\ # no comment, - {a, b} & *c* | d > e % @f `g` done.

'Tis true: yes. null ~ no: 'Tis true, and "so it is".

“Tis true: yes.” null ~ no: ‘Tis true’, and “so it is”—or not… said.

第一行，用 Rust 写的代码。第二行：代码。ﬁne oﬃce, co&shy;operate&shy;. ﬁne oﬃce, cooperate!
"#;
    let text = text_of(body);
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut selectors: Vec<Selector> = Vec::new();
    for count in 1..4 {
        selectors.extend(words.windows(count).map(|words| Selector::Quote(Quote::exact(words.join(" ")))));
    }
    selectors.push(Selector::Quote(Quote::exact("代码")));
    selectors.push(Selector::Quote(Quote::exact("fine office")));
    let tried = try_all(body, &selectors);
    assert!(tried.proposals > 60, "{}", tried.proposals);
}

mod generated {
    use proptest::prelude::*;

    use super::{text_of, try_all, unclear};

    fn prose() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "the",
            "cat",
            "sat",
            "on",
            "over",
            "overseas",
            "seas",
            "mat",
            "'Tis",
            "\"so\"",
            "a:",
            "#b",
            "- c",
            "\\d",
            "京都",
            "日本，",
            "ﬁne",
            "fine",
            "3.5",
            "-5",
            "can't",
            "can",
            "…",
            "—",
            "(so)",
        ]);
        let gap = prop::sample::select(vec![" ", " ", " ", "\n", "\n\n", "&nbsp;", "&shy;", "", ", "]);
        prop::collection::vec((word, gap), 30..90)
            .prop_map(|pairs| pairs.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn every_proposal_is_found_where_it_was_said_to_be(body in prose()) {
            try_all(&body, &unclear(&text_of(&body)));
        }
    }
}
