//! Footnotes: each reference leads to its own note, and back, or is reported.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest::sample::select;
use scraper::{Html, Selector};
use sidelight::content::load;

use crate::fuzzing::properties::marks::plain;
use crate::site::tree;

fn css(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// Checks all footnotes of a text. Before a reference to `label` stands `to-label-`, and the note says `note-label`.
fn check(markdown: &str) {
    let html = plain(markdown);
    let document = Html::parse_fragment(&html);
    let notes: Vec<_> = document.select(&css(".footnotes > ol > li")).collect();
    let mut referring: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for reference in document.select(&css("[role=doc-noteref]")) {
        let sup = reference.parent().unwrap();
        let before = sup.prev_sibling().unwrap().value().as_text().unwrap().to_string();
        let label = before.rsplit("to-").next().unwrap().trim_end_matches('-').to_owned();
        let href = reference.attr("href").unwrap();
        let note = notes.iter().position(|note| note.attr("id") == href.strip_prefix('#'));
        let place = note.unwrap_or_else(|| panic!("{href} leads nowhere: {html}"));
        let words: String = notes[place].text().collect();
        assert!(
            format!("{} ", words.trim()).starts_with(&format!("note-{label} ")),
            "{label} leads to {words:?}: {html}"
        );
        assert_eq!(reference.attr("aria-label"), Some(&*format!("Footnote {}", place + 1)), "{html}");
        let new = referring.entry(href.to_owned()).or_default().insert(reference.attr("id").unwrap().to_owned());
        assert!(new, "two references have one id: {html}");
    }
    for note in notes {
        let ways: Vec<_> = note.select(&css("[role=doc-backlink]")).collect();
        let names: BTreeSet<_> = ways.iter().map(|way| way.attr("aria-label").unwrap()).collect();
        assert_eq!(names.len(), ways.len(), "two ways back have one name: {html}");
        let back: BTreeSet<String> = ways.iter().map(|way| way.attr("href").unwrap()[1..].to_owned()).collect();
        let to = referring.remove(&format!("#{}", note.attr("id").unwrap())).unwrap_or_default();
        assert_eq!(back, to, "ways lead back elsewhere: {html}");
    }
}

#[test]
fn references_lead_to_their_notes_wherever_they_stand() {
    for markdown in [
        "to-a-[^a] to-b-[^b]\n\n[^b]: note-b .\n\n[^a]: note-a .\n",
        "to-a-[^A] to-a-[^a]\n\n[^a]: note-a .\n",
        "to-strasse-[^Straße]\n\n[^STRASSE]: note-strasse .\n",
        "to-a b-[^a  B]\n\n[^A b]: note-a b .\n",
        // A label that is defined twice.
        "to-b-[^b] to-a-[^a] to-c-[^c]\n\n[^a]: note-a .\n[^a]: again to-b-[^b]\n[^b]: note-b .\n[^c]: note-c .\n",
        // One that nothing refers to, and what only that refers to.
        "to-a-[^a]\n\n[^x]: note-x to-c-[^c]\n\n[^b]: note-b .\n\n[^c]: note-c .\n\n[^a]: note-a .\n",
        "to-a-[^a]\n\n[^a]: note-a to-b-[^b] to-a-[^a]\n[^b]: note-b to-a-[^a]\n",
        "# H to-a-[^a]\n\n|x to-b-[^b]|\n|-|\n|to-a-[^a]|\n\n- *em to-c-[^c]*\n\n> [^c]: note-c .\n\n[^b]: note-b .\n[^a]: note-a .\n",
        // In what would be a link or a picture.
        "to-b-[^b] ![x to-a-[^a]](x.png) [y to-a-[^a]](/y)\n\n[^a]: note-a .\n[^b]: note-b .\n",
        "to-a-[^a]\n\n[^a]: note-a .\n\n    - more\n",
    ] {
        check(markdown);
    }
}

/// Labels that differ, in two spellings each.
const LABELS: [[&str; 2]; 4] = [["a", "A"], ["ß", "SS"], ["two  words", "Two Words"], ["1", "1"]];

fn reference() -> impl Strategy<Value = String> {
    (0..LABELS.len(), 0..2_usize, select(vec!["{}", "*x {}*", "# {}", "- {}", "> {}", "|{}|\n|-|\n", "![y {}](x.png)"]))
        .prop_map(|(label, spelling, around)| {
            let plain = LABELS[label][1].to_lowercase();
            around.replace("{}", &format!("to-{plain}-[^{}]", LABELS[label][spelling]))
        })
}

fn definition() -> impl Strategy<Value = (usize, String)> {
    (0..LABELS.len(), 0..2_usize, prop::option::of(reference()), select(vec!["", "> ", "- "])).prop_map(
        |(label, spelling, reference, around)| {
            let reference =
                reference.filter(|reference| !reference.starts_with(['|', '#', '-', '>'])).unwrap_or_default();
            (label, format!("{around}[^{}]: {{}} {reference}", LABELS[label][spelling]))
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_reference_leads_to_the_note_of_another(
        blocks in prop::collection::vec(prop_oneof![reference().prop_map(Err), definition().prop_map(Ok)], 1..12),
    ) {
        let mut defined = BTreeSet::new();
        let blocks = blocks.into_iter().map(|block| match block {
            Err(reference) => reference,
            Ok((label, definition)) => {
                let plain = LABELS[label][1].to_lowercase();
                // Of several definitions the first counts.
                let name = if defined.insert(label) { format!("note-{plain} ") } else { "again".to_owned() };
                definition.replace("{}", &name)
            }
        });
        check(&blocks.collect::<Vec<_>>().join("\n\n"));
    }
}

fn codes(archive: &str) -> Vec<&'static str> {
    load(&tree(archive)).diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
}

#[test]
fn what_leads_nowhere_is_reported() {
    for (markdown, expected) in [
        ("a[^a]\n\n[^A]: a\n", vec![]),
        ("a[^a]\n", vec!["footnote-missing"]),
        ("a \\[^a] `[^a]`\n", vec![]),
        ("a\n\n[^a]: a\n", vec!["footnote-unused"]),
        ("a[^a]\n\n[^a]: a\n\n[^A]: b\n", vec!["footnote-duplicate"]),
        ("a[^a]\n\n[^a]: a[^b]\n\n[^b]: b\n", vec![]),
        ("[a[^a]](https://example.org)\n\n[^a]: a\n", vec!["link-broken"]),
        ("[a](https://example.org)[^a]\n\n[^a]: a\n", vec![]),
        ("[a [b[^a]] c](https://example.org)\n\n[^a]: a\n", vec!["link-broken"]),
        ("[a] and [^a] (b)\n\n[^a]: a\n", vec![]),
        ("![a[^a]](x.png)\n\n[^a]: a\n", vec!["link-broken"]),
    ] {
        let text = format!("-- a/index.md --\n---\ntitle: A\n---\n{markdown}");
        assert_eq!(codes(&text), expected, "{markdown:?}");
        let body = format!(
            "-- a/index.md --\n---\ntitle: A\n---\n[Words](notes/n.md)\n-- a/notes/n.md --\n---\ntitle: N\n---\n{markdown}"
        );
        assert_eq!(codes(&body), expected, "in a body: {markdown:?}");
    }
}
