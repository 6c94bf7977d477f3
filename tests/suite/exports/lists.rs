//! Annotations in one file, for people: Markdown and spreadsheets.

use std::sync::Arc;

use insta::assert_snapshot;
use proptest::prelude::*;
use sidelight::anchor::attach;
use sidelight::content::Piece;
use sidelight::render::address::Addresses;
use sidelight::render::{AnnotatedPiece, listing};
use sidelight::site::{Options, build};
use sidelight::text::Document;

use super::formats::csv;
use super::{ODD, PUBLISHED};
use crate::site::{Site, tree};

#[tokio::test]
async fn all_annotations_stand_in_one_file() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let markdown = site.get("/read/odd/annotations.md").await;
    assert_eq!(markdown.header("content-type"), "text/markdown; charset=utf-8");
    assert_snapshot!("annotations.md", markdown.text());
    let table = site.get("/read/odd/annotations.csv").await;
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert_snapshot!("annotations.csv", table.text().replace('\r', ""));
}

#[tokio::test]
async fn a_row_is_a_passage() {
    let site = Site::of(&format!("{PUBLISHED}{ODD}"));
    let rows = csv(site.get("/read/odd/annotations.csv").await.text());
    let text: Vec<char> = site.get("/read/odd/index.txt").await.text().chars().collect();
    let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
    let [state, start, end, quote] = ["state", "start", "end", "quote"].map(column);
    let mut states = Vec::new();
    for row in &rows[1..] {
        assert_eq!(row.len(), rows[0].len());
        states.push(row[state].as_str());
        if let (Ok(start), Ok(end)) = (row[start].parse::<usize>(), row[end].parse::<usize>()) {
            assert_eq!(row[quote], text[start..end].iter().collect::<String>());
        }
    }
    states.sort_unstable();
    assert_eq!(states.join(" ").trim(), "ambiguous found found found found found found orphaned orphaned");
    // The title was `=Lost`.
    assert!(rows.iter().any(|row| row[column("title")] == "'=Lost"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_cell_comes_back_and_none_is_a_formula(cell in "[-=+@\t\r\n,\"' a-cé👩]{0,12}") {
        let loaded = build(
            &tree("-- a/index.md --\n---\ntitle: A\n---\n[x](notes/n.md)\n-- a/notes/n.md --\n---\ntitle: N\n---\n"),
            Options::default(),
        ).loaded;
        let mut piece = Piece::clone(&loaded.library.pieces[0]);
        piece.layers[0].annotations[0].title.clone_from(&cell);
        let document = Document::parse(&piece.file.text, piece.body_start);
        let attached = Arc::new(attach(&piece, &document, &loaded.library.catalog));
        let annotated = AnnotatedPiece::new(&piece, document, attached);
        let rows = csv(&listing::csv(&annotated, &Addresses::default()));
        let read = rows[1][2].as_str();
        prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r']));
        let guarded = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
        prop_assert_eq!(if guarded { read.strip_prefix('\'').unwrap() } else { read }, cell);
    }
}
