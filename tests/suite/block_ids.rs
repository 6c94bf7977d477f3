//! Addresses of blocks last: other blocks come, go and move.

use proptest::prelude::*;
use proptest::sample::subsequence;
use sidelight::text::Document;

/// The ids of a document of `paragraphs`, each with its paragraph.
fn ids(paragraphs: &[String]) -> Vec<(String, String)> {
    let markdown = paragraphs.join("\n\n");
    let document = Document::parse(&markdown, 0);
    assert_eq!(document.blocks.len(), paragraphs.len(), "{markdown}");
    paragraphs.iter().cloned().zip(document.blocks.iter().map(|block| block.id.clone())).collect()
}

/// Paragraphs of which each begins with words of its own.
fn paragraphs() -> impl Strategy<Value = Vec<String>> {
    prop::collection::btree_map("[a-z]{3,8}", "[a-z]{2,6}( [a-z]{2,6}){0,6}", 2..12)
        .prop_map(|texts| texts.into_iter().map(|(first, rest)| format!("{first} {rest}.")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_that_come_go_or_move_change_no_other_id(
        (all, some) in paragraphs().prop_flat_map(|all| {
            let count = all.len();
            (Just(all.clone()).prop_shuffle(), subsequence(all, 1..=count))
        }),
    ) {
        let of_all = ids(&all);
        for (paragraph, id) in ids(&some) {
            prop_assert!(of_all.contains(&(paragraph, id)));
        }
    }

    #[test]
    fn blocks_that_begin_alike_keep_their_ids_when_they_move(
        (texts, moved) in prop::collection::btree_set("[a-z]{1,3}", 2..6).prop_flat_map(|ends| {
            let texts: Vec<String> = ends.iter().map(|end| format!("They all begin alike {end}")).collect();
            (Just(texts.clone()), Just(texts).prop_shuffle())
        }),
    ) {
        let (mut before, mut after) = (ids(&texts), ids(&moved));
        before.sort();
        after.sort();
        prop_assert_eq!(before, after);
    }
}

#[test]
fn containers_are_told_apart_from_what_they_begin_with() {
    let document = Document::parse("> quoted words\n\n- loose item\n\n- other item\n", 0);
    let ids: Vec<&str> = document.blocks.iter().map(|block| block.id.as_str()).collect();
    assert_eq!(
        ids,
        ["quote-quoted-words", "quoted-words", "item-loose-item", "loose-item", "item-other-item", "other-item"]
    );
}
