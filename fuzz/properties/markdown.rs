//! Markdown to text: every word comes from the bytes that made it, and every block has a name of its own.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use sidelight::content::guarded;
use sidelight::text::control::{clean, shown};
use sidelight::text::{Document, OPTIONS, RunKind, too_deep};

use super::fields;

/// Any bytes as a Markdown file, alone and behind front matter.
pub fn holds(data: &[u8]) {
    let markdown = fields::text(data);
    if !is_read(&markdown) {
        return;
    }
    check_map(&markdown, 0);
    check_front(&markdown);
    check_quotation_marks(&markdown);
    if !markdown.contains("[^") {
        check_words(&markdown);
    }
}

/// Whether a file gets as far as to be parsed, and through the parser: its panics are caught where files are loaded,
/// and are not ours.
pub fn is_read(markdown: &str) -> bool {
    too_deep(markdown, 0).is_none() && guarded(|| Parser::new_ext(markdown, OPTIONS).count()).is_ok()
}

fn text_of(markdown: &str) -> String {
    Document::parse(markdown, 0).text.as_str().to_owned()
}

/// No word is lost or made up. With footnotes, which move to the end, the parser has another order.
pub fn check_words(markdown: &str) {
    let words: String = text_of(markdown).split_whitespace().collect();
    assert_eq!(straightened(&words), straightened(&words_of_the_parser(markdown)));
}

/// With one mark for both ways that a quotation mark can turn.
pub fn straightened(text: &str) -> String {
    text.replace('“', "”").replace('‘', "’")
}

/// Markup does not turn a quotation mark: it turns as it does in the same text without any. Code and pictures are
/// words to their surroundings, which are gone without the markup.
pub fn check_quotation_marks(markdown: &str) {
    let document = Document::parse(markdown, 0);
    let has_others =
        markdown.contains(['`', '!', '\\', '&', '“', '”', '‘', '’', '^', '~', '\t']) || markdown.contains("    ");
    if has_others {
        return;
    }
    let text = document.text.as_str();
    let paragraphs: Vec<String> = text
        .split(['\n', '\t'])
        .map(|block| {
            block.trim().chars().fold(String::new(), |mut escaped, char| {
                match char {
                    '“' | '”' => escaped.push('"'),
                    '‘' | '’' => escaped.push('\''),
                    '\u{20}' => escaped.push(' '),
                    _ if char.is_ascii_alphanumeric() || !char.is_ascii() => escaped.push(char),
                    _ => escaped.extend(['\\', char]),
                }
                escaped
            })
        })
        .collect();
    let plain = text_of(&paragraphs.join("\n\n"));
    let marks = |text: &str| text.chars().filter(|char| "“”‘’".contains(*char)).collect::<String>();
    assert_eq!(marks(text), marks(&plain), "{text:?} and {plain:?}");
}

/// What stands before the body changes nothing in it but where it stands.
pub fn check_front(markdown: &str) {
    const FRONT: &str = "---\ntitle: \"x\"\n---\n";
    let file = format!("{FRONT}{markdown}");
    check_map(&file, FRONT.len());
    let (alone, behind) = (Document::parse(markdown, 0), Document::parse(&file, FRONT.len()));
    assert_eq!(alone.text.as_str(), behind.text.as_str());
    let blocks = |document: &Document<'_>, offset: usize| -> Vec<_> {
        let block = |block: &sidelight::text::Block| {
            let source = block.source.start - offset..block.source.end - offset;
            (block.id.clone(), block.kind, block.text.clone(), source)
        };
        document.blocks.iter().map(block).collect()
    };
    assert_eq!(blocks(&alone, 0), blocks(&behind, FRONT.len()));
}

/// All words that a reader meets, white space aside, as the parser alone says.
pub fn words_of_the_parser(markdown: &str) -> String {
    let mut images = 0;
    let mut words = String::new();
    for event in Parser::new_ext(markdown, OPTIONS) {
        match event {
            Event::Start(Tag::Image { .. }) => images += 1,
            Event::End(TagEnd::Image) => images -= 1,
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) if images == 0 => {
                words.push_str(&text);
            }
            _ => {}
        }
    }
    clean(&words).split_whitespace().collect()
}

/// Whether `source` alone, between two letters, is read as `text`.
fn makes(source: &str, text: &str) -> bool {
    match text {
        // An indentation of which a container took the first columns.
        _ if text.trim_matches(' ').is_empty() && source.trim_matches([' ', '\t']).is_empty() => true,
        // In raw HTML the parser takes several returns for one end of a line.
        " " if source.ends_with(['\n', '\r'])
            && source.trim_start_matches([' ', '\t']).trim_matches(['\n', '\r']).is_empty() =>
        {
            true
        }
        "\n" if source.ends_with(['\n', '\r']) => true,
        " " if matches!(source, "\u{b}" | "\u{c}" | "\u{85}") => true,
        "“" | "”" if source == "\"" => true,
        "‘" | "’" if source == "'" => true,
        // The last byte of a link's words at the end of a line.
        "\\" if source.trim_end() == "\\" => true,
        "\u{fffd}" if source == "\0" => true,
        // Tags keep their line breaks but not what containers put before a line.
        _ if text.starts_with('<') && bare(source) == bare(text) => true,
        // White space at the end of a line belongs to the last that stands before it.
        _ => text_of(&format!("x{}x", source.trim_end_matches('\u{c}'))) == format!("x{text}x"),
    }
}

fn bare(html: &str) -> String {
    html.chars().filter(|char| !char.is_whitespace() && *char != '>').collect()
}

/// What always holds between a file and its text.
pub fn check_map(file: &str, body_start: usize) {
    let document = Document::parse(file, body_start);
    let text = document.text.as_str();
    let mut at = 0;
    for run in document.map.runs() {
        assert_eq!(run.text.start, at, "runs leave a gap or overlap");
        assert!(!run.text.is_empty(), "an empty run: {run:?}");
        at = run.text.end;
        let (words, source) = (&text[run.text.clone()], &file[run.source.clone()]);
        match run.kind {
            RunKind::Verbatim => assert_eq!(words, source),
            RunKind::Replaced => {
                assert!(run.source.start >= body_start, "made by the front matter: {run:?}");
                assert!(!source.is_empty() && makes(source, words), "{source:?} does not make {words:?}");
            }
            RunKind::Separator => assert!(words.trim().is_empty()),
        }
    }
    assert_eq!(at, text.len());

    let mut taken = vec![false; file.len()];
    for run in document.map.runs().iter().filter(|run| run.kind != RunKind::Separator) {
        for byte in run.source.clone() {
            assert!(!taken[byte], "byte {byte} of the file makes two runs");
            taken[byte] = true;
        }
        for (offset, char) in text[run.text.clone()].char_indices() {
            let start = run.text.start + offset;
            let source = document.map.source(start..start + char.len_utf8());
            assert!(!source.is_empty());
            let back = document.map.text(source.start);
            let expected = if run.kind == RunKind::Verbatim { start } else { run.text.start };
            assert_eq!(back, Some(expected), "{char:?} at {start} of {text:?}");
        }
    }

    assert_eq!(text.chars().find(|char| shown(*char).is_some()), None, "a character that is not shown, in {text:?}");

    let mut ids: Vec<&str> = document.blocks.iter().map(|block| block.id.as_str()).collect();
    assert!(ids.iter().all(|id| !id.is_empty() && !id.contains("--")), "{ids:?}");
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "two blocks have one id");
    for block in document.blocks.iter().filter(|block| !block.text.is_empty()) {
        let ends = [block.text.start, block.text.end - 1];
        let gap = document
            .map
            .runs()
            .iter()
            .find(|run| run.kind == RunKind::Separator && ends.iter().any(|end| run.text.contains(end)));
        assert_eq!(gap, None, "{:?} begins or ends with a gap", &text[block.text.clone()]);
    }
}
